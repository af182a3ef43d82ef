package import TimeSeries

/// Evaluates an expression once for all steps of a grid, with the result of as many instant queries.
///
/// Every node is computed for all steps before its parent is: selectors read each series once, matching and grouping
/// work on label sets once, windows of one clock are found once. Where that is not possible, because a part of a
/// subquery depends on the moment of the whole query, that part is evaluated once for each step, by the same code.
package struct ColumnarEvaluator: Sendable {
    /// What is evaluated. Label sets of results are added to its table.
    package var store: SeriesStore
    package let options: EvaluationOptions
    package let semantics: Semantics
    /// Series whose sample at the very moment of a query is written after the query.
    var hidden: Set<SeriesID> = []
    var windows = WindowCache()
    var sharing = ResultSharing()
    /// Since the evaluator was made.
    package var work = EvaluationWork()

    /// - Parameter store: taken over, so that nothing is copied if the caller keeps no copy.
    package init(_ store: consuming SeriesStore, _ options: EvaluationOptions, _ semantics: Semantics) {
        self.store = store
        self.options = options
        self.semantics = semantics
    }

    /// - Parameters:
    ///   - hiding: series whose sample or marker at the moment of a query is written after it, and not seen by it.
    ///   - keepsOrder: whether the result says in which order the elements are.
    /// - Throws: what fails whatever the step: a part that is not modelled, or a bound. What fails at some steps is in
    ///   the result.
    package mutating func evaluate(
        _ expression: Expression, over grid: StepGrid, hiding: Set<SeriesID> = [], keepsOrder: Bool = false
    ) throws(EvaluationError) -> Columns {
        hidden = hiding
        let plan = try ColumnarPlan(expression, options, keepsOrder: keepsOrder, in: &store.labels)
        let frame = Frame(grid: grid, queryMilliseconds: nil)
        let result = try result(of: expression.root, expression, plan, in: frame)
        return columns(from: result, over: grid, keepsOrder: keepsOrder)
    }

    /// Takes names away that are due, joins what is equal, and clears the steps that failed.
    private mutating func columns(from result: NodeResult, over grid: StepGrid, keepsOrder: Bool) -> Columns {
        var failures = result.failures
        var vector: VectorValue
        let isScalar: Bool
        switch result.value {
        case .range, .string: preconditionFailure("only scalars and instant vectors have columns")
        case .scalar(let scalar):
            isScalar = true
            vector = VectorValue([
                Column(labels: .empty, values: scalar.values(steps: grid.count), validity: .full(grid.count))
            ])
        case .vector(let value):
            isScalar = false
            vector = value
            if semantics.delaysNameRemoval {
                let removal = NameRemoval(semantics, in: &store.labels)
                for index in vector.columns.indices where vector.columns[index].dropsName {
                    vector.columns[index].labels = removal.apply(
                        to: vector.columns[index].labels, in: &store.labels)
                }
                failures.noteEqualLabels(in: vector.columns, .atOneStep)
            }
            vector = vector.joiningEqualLabels(keepsOrder: keepsOrder, steps: grid.count)
        }
        let failed = failures.failures(steps: grid.count)
        if !failed.isEmpty {
            var sound = Bitmap.full(grid.count)
            for failure in failed { sound[failure.step] = false }
            for index in vector.columns.indices { vector.columns[index].validity.formIntersection(sound) }
        }
        vector = vector.withoutEmptyColumns()
        var orders: [Int: [Int]] = [:]
        if keepsOrder {
            for step in vector.order.exceptionalSteps { orders[step] = vector.elements(at: step) }
        }
        return Columns(grid: grid, isScalar: isScalar, columns: vector.columns, failures: failed, orders: orders)
    }

    /// Announces what will be evaluated, so that what several expressions have in common is evaluated once.
    ///
    /// Until all of it is, no series that the expressions select may change.
    package mutating func share(_ expressions: [Expression]) { sharing = ResultSharing(expressions) }

    /// How many results are kept for expressions that were announced and have not come yet.
    package var resultsKept: Int { sharing.count }

    // MARK: The walk

    /// Evaluates a node and all below it. Operands come before operators in the arena, so no recursion is needed, but
    /// for the parts that are evaluated step by step.
    mutating func result(
        of root: NodeID, _ expression: Expression, _ plan: ColumnarPlan, in frame: Frame
    ) throws(EvaluationError) -> NodeResult {
        let base = Int(plan.first[Int(root.index)])
        let count = Int(root.index) - base + 1
        var nodes = NodeStates(base: base, count: count)
        nodes.frames[count - 1] = frame
        for index in stride(from: count - 1, through: 0, by: -1) {
            guard let frame = nodes.frames[index] else { continue }
            let id = NodeID(index: Int32(base + index))
            let needsOrder = plan.needsOrder[base + index]
            if hidden.isEmpty, let key = sharing.key(id, expression, size: plan.size(of: id), frame) {
                nodes.keys[index] = key
                nodes.results[index] = sharing.take(key, needsOrder: needsOrder)
                if nodes.results[index] != nil { continue }
            }
            if frame.queryMilliseconds == nil, dependsOnQueryMoment(id, expression, plan) {
                nodes.isStepwise[index] = true
            } else {
                try assignFrames(below: id, expression, plan, frame, &nodes)
            }
        }
        for index in 0..<count where nodes.results[index] == nil {
            guard let frame = nodes.frames[index] else { continue }
            let id = NodeID(index: Int32(base + index))
            let result =
                nodes.isStepwise[index]
                ? try resultStepByStep(of: id, expression, plan, in: frame)
                : try evaluate(NodeContext(id: id, expression: expression, plan: plan, frame: frame), &nodes)
            if let key = nodes.keys[index] { sharing.put(result, key, hasOrder: plan.needsOrder[base + index]) }
            nodes.results[index] = result
        }
        guard let result = nodes.results[count - 1] else { preconditionFailure("the root has been evaluated") }
        return result
    }

    /// Says at which moments the operands of a node are needed.
    private mutating func assignFrames(
        below id: NodeID, _ expression: Expression, _ plan: ColumnarPlan, _ frame: Frame, _ nodes: inout NodeStates
    ) throws(EvaluationError) {
        var inner = frame
        if case .subquery = expression[id].kind {
            let windows = try subqueryWindows(id, plan, frame)
            nodes.subqueries[id] = windows
            inner = windows.frame
        }
        for operand in plan.operands[Int(id.index)] { nodes.frames[Int(operand.index) - nodes.base] = inner }
    }

    /// Whether a node has a subquery of which every query makes something else: it is pinned to the query's own moment,
    /// or reads what is not yet written at that moment.
    private func dependsOnQueryMoment(_ id: NodeID, _ expression: Expression, _ plan: ColumnarPlan) -> Bool {
        guard case .call(let call) = expression[id].kind else { return false }
        for argument in call.arguments {
            guard case .subquery(let subquery) = expression[expression.strippingParentheses(argument)].kind
            else { continue }
            if options.queryRange == nil, plan.readsQueryMoment[Int(subquery.expression.index)] { return true }
            if !hidden.isEmpty, readsHiddenSeries(subquery.expression, plan) { return true }
        }
        return false
    }

    private func readsHiddenSeries(_ root: NodeID, _ plan: ColumnarPlan) -> Bool {
        for index in plan.first[Int(root.index)]...root.index {
            guard case .selector(let conditions, _) = plan.notes[NodeID(index: index)] else { continue }
            if store.select(conditions).contains(where: hidden.contains) { return true }
        }
        return false
    }

    /// Evaluates a node once for each step, where each is a query of its own.
    private mutating func resultStepByStep(
        of id: NodeID, _ expression: Expression, _ plan: ColumnarPlan, in frame: Frame
    ) throws(EvaluationError) -> NodeResult {
        work.stepsByThemselves += frame.steps
        var assembly = StepAssembly(steps: frame.steps, keepsOrder: plan.needsOrder[Int(id.index)])
        for step in 0..<frame.steps {
            let moment = frame.grid[step]
            let query = Frame(grid: StepGrid(atMilliseconds: moment), queryMilliseconds: moment)
            assembly.add(try result(of: id, expression, plan, in: query), at: step)
        }
        return assembly.result(isScalar: expression[id].type == .scalar)
    }
}

/// What is under way while a node and all below it are evaluated; arrays count from its first node.
struct NodeStates {
    let base: Int
    /// Nil where a node is not evaluated.
    var frames: [Frame?]
    var results: [NodeResult?]
    /// Where a result is worth keeping.
    var keys: [Int: ResultSharing.Key] = [:]
    var subqueries: [NodeID: SubqueryWindows] = [:]
    /// Nodes that are evaluated once for each step.
    var isStepwise: [Bool]

    init(base: Int, count: Int) {
        self.base = base
        frames = [Frame?](repeating: nil, count: count)
        results = [NodeResult?](repeating: nil, count: count)
        isStepwise = [Bool](repeating: false, count: count)
    }

    /// The result of an operand, which is not needed again.
    mutating func take(_ id: NodeID) -> NodeResult.Value {
        guard let result = results[Int(id.index) - base].take() else {
            preconditionFailure("operands are evaluated before their operator")
        }
        return result.value
    }

    /// What failed in operands that have not been taken yet.
    func failures(of operands: [NodeID]) -> FailureLog {
        var failures = FailureLog()
        for operand in operands {
            if let result = results[Int(operand.index) - base] { failures.note(result.failures) }
        }
        return failures
    }
}

/// Puts results of single steps together.
private struct StepAssembly {
    let steps: Int
    let keepsOrder: Bool
    private var columns: [Column] = []
    private var column: [LabelSetID: [Int]] = [:]
    private var order = StepOrder()
    private var scalars: [Double] = []
    private var failures: [StepFailure] = []

    init(steps: Int, keepsOrder: Bool) {
        self.steps = steps
        self.keepsOrder = keepsOrder
    }

    mutating func add(_ result: NodeResult, at step: Int) {
        if let error = result.failures.first(in: 0..<1) { failures.append(StepFailure(step: step, error: error)) }
        switch result.value {
        case .range, .string: preconditionFailure("a range vector is no result of a step")
        case .scalar(let scalar): scalars.append(scalar[0])
        case .vector(let vector):
            var elements: [Int32] = []
            for element in vector.elements(at: 0) {
                elements.append(Int32(place(of: vector.columns[element], at: step)))
            }
            if keepsOrder, zip(elements, elements.dropFirst()).contains(where: { $0 > $1 }) {
                order.set(elements, at: step)
            }
        }
    }

    /// A column with these labels that has nothing at the step yet; the value is written to it.
    private mutating func place(of element: Column, at step: Int) -> Int {
        let candidates = column[element.labels] ?? []
        let known = candidates.first { candidate in
            columns[candidate].dropsName == element.dropsName && !columns[candidate].validity[step]
        }
        let index = known ?? columns.count
        if known == nil {
            var fresh = Column(
                labels: element.labels, values: [Double](repeating: 0, count: steps), validity: Bitmap(count: steps))
            fresh.dropsName = element.dropsName
            columns.append(fresh)
            column[element.labels, default: []].append(index)
        }
        columns[index].values[step] = element.values[0]
        columns[index].validity[step] = true
        return index
    }

    func result(isScalar: Bool) -> NodeResult {
        var log = FailureLog()
        log.note(failures)
        return NodeResult(isScalar ? .scalar(.steps(scalars)) : .vector(VectorValue(columns, order)), log)
    }
}
