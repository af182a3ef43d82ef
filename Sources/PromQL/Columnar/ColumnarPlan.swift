import TimeSeries

/// What can be told of an expression's nodes before any of them is evaluated.
struct ColumnarPlan: Sendable {
    /// Durations, conditions, patterns and label names, prepared as for the evaluator that goes step by step.
    let notes: StepwisePlan
    /// For each node the nodes it is made of that are evaluated, in the order of the arena; it is the order in which
    /// Prometheus would come upon their failures.
    let operands: [[NodeID]]
    /// For each node the first of the nodes below it, itself if there are none.
    let first: [Int32]
    /// For each node whether the order of its elements can be seen in what is made of them.
    let needsOrder: [Bool]
    /// For each node whether it or one below it is pinned to the moment of the query: `@ start()`, `@ end()`.
    let readsQueryMoment: [Bool]

    /// - Parameter keepsOrder: whether the order of the result itself matters.
    /// - Throws: what makes every evaluation fail, and what is refused by name.
    init(
        _ expression: Expression, _ options: EvaluationOptions, keepsOrder: Bool, in table: inout LabelTable
    ) throws(EvaluationError) {
        notes = try StepwisePlan(expression, options, in: &table)
        let count = expression.nodes.count
        var operands = [[NodeID]](repeating: [], count: count)
        var first = (0..<count).map(Int32.init)
        var reads = [Bool](repeating: false, count: count)
        for id in expression.ids {
            let index = Int(id.index)
            reads[index] = Self.readsQueryMoment(expression[id])
            for child in expression.children(of: id) {
                first[index] = min(first[index], first[Int(child.index)])
                if reads[Int(child.index)] { reads[index] = true }
            }
            operands[index] = Self.operands(of: id, expression)
        }
        var needsOrder = [Bool](repeating: false, count: count)
        needsOrder[Int(expression.root.index)] = keepsOrder
        for id in expression.ids.reversed()
        where Self.passesOrderOn(expression[id], isNeeded: needsOrder[Int(id.index)]) {
            for operand in operands[Int(id.index)] { needsOrder[Int(operand.index)] = true }
        }
        self.operands = operands
        self.first = first
        self.needsOrder = needsOrder
        readsQueryMoment = reads
    }

    /// How many nodes there are at and below a node.
    func size(of id: NodeID) -> Int { Int(id.index - first[Int(id.index)]) + 1 }

    private static func operands(of id: NodeID, _ expression: Expression) -> [NodeID] {
        // A range selector reads the series itself; strings are taken from the expression.
        if case .matrixSelector = expression[id].kind { return [] }
        return expression.children(of: id).filter { expression[$0].type != .string }.sorted()
    }

    private static func readsQueryMoment(_ node: Node) -> Bool {
        let at: AtModifier?
        switch node.kind {
        case .vectorSelector(let selector): at = selector.modifiers.at
        case .subquery(let subquery): at = subquery.modifiers.at
        default: return false
        }
        return at == .start || at == .end
    }

    /// Whether a result depends on the order of the operand's elements.
    private static func passesOrderOn(_ node: Node, isNeeded: Bool) -> Bool {
        switch node.kind {
        case .aggregation(let aggregation):
            switch aggregation.operator {
            // Sums round, equals compete for the top, and 0 and -0 are equal to `min`.
            case .sum, .avg, .stddev, .stdvar, .min, .max, .topk, .bottomk, .limitk, .limitRatio: true
            case .count, .group, .quantile, .countValues: isNeeded
            }
        // A subquery sorts its series by their labels.
        case .subquery, .number, .string, .vectorSelector, .matrixSelector: false
        case .call, .binary, .sign, .parentheses: isNeeded
        }
    }
}

/// The moments at which a part of an expression is evaluated.
struct Frame: Sendable, Hashable {
    let grid: StepGrid
    /// The moment of the one query that all steps belong to. Nil where each step is a query of its own.
    let queryMilliseconds: Int64?

    var steps: Int { grid.count }
}
