package import TimeSeries

/// Evaluates an expression at one moment after another, each by itself, as Prometheus evaluates a rule.
///
/// It is the plain statement of what an expression means: the oracle for the evaluator of columns, and the way to
/// evaluate rules that read their own results. Nodes are visited in the order of the arena, operands before operators,
/// so that only subqueries recurse, as deep as calls may nest.
/// Source: prometheus/prometheus, `promql/engine.go`, v2.42.0 and v3.14.0.
package struct StepwiseEvaluator: Sendable {
    let expression: Expression
    let options: EvaluationOptions
    let plan: StepwisePlan
    /// By node; nil outside of its evaluation.
    var values: [StepwiseValue?]
    /// By node of a selector: the series it selects, until the store has more.
    var selections: [Selection?]
    /// The moment of the whole query.
    var queryMilliseconds: Int64 = 0
    var subqueryDepth = 0
    /// Which series gave a node's output its labels, within the outermost subquery.
    var claims: [Claim: LabelSetID] = [:]
    private var samplesUsed = 0

    struct Selection: Sendable {
        var seriesCount: Int
        var series: [SeriesID]
    }

    struct Claim: Hashable, Sendable {
        var node: NodeID
        var labels: LabelSetID
    }

    var semantics: Semantics { expression.semantics }

    /// Prepares an expression for one store, whose labels it interns.
    ///
    /// - Throws: what makes every evaluation fail, and what is refused by name.
    package init(
        _ expression: Expression, _ options: EvaluationOptions = EvaluationOptions(), in store: inout SeriesStore
    ) throws(EvaluationError) {
        self.expression = expression
        self.options = options
        plan = try StepwisePlan(expression, options, in: &store.labels)
        values = [StepwiseValue?](repeating: nil, count: expression.nodes.count)
        selections = [Selection?](repeating: nil, count: expression.nodes.count)
    }

    /// The result at one moment. The store keeps its series; only the labels of results are added to it.
    ///
    /// - Parameter store: the one that the evaluator was made for, perhaps with more series.
    package mutating func evaluate(
        atMilliseconds milliseconds: Int64, in store: inout SeriesStore
    ) throws(EvaluationError) -> QueryResult {
        queryMilliseconds = EvaluationClock.bounded(milliseconds)
        samplesUsed = 0
        subqueryDepth = 0
        claims.removeAll(keepingCapacity: true)
        switch try run(plan.rootScope, at: queryMilliseconds, in: &store) {
        case .scalar(let value): return .scalar(value)
        case .string(let text): return .string(text)
        case .vector(let elements):
            let cleaned = try removingNames(elements, in: &store.labels)
            return .vector(cleaned.map { VectorElement(labels: $0.labels, value: $0.value) })
        case .matrix(let matrix):
            return .matrix(
                matrix.series.map {
                    MatrixSeries(
                        labels: $0.labels, milliseconds: Array($0.window.milliseconds), values: Array($0.window.values))
                })
        }
    }

    /// Evaluates the nodes of a scope, children before parents, and yields the value of the last.
    mutating func run(
        _ scope: StepwisePlan.Scope, at milliseconds: Int64, in store: inout SeriesStore
    ) throws(EvaluationError) -> StepwiseValue {
        for id in scope.nodes {
            values[Int(id.index)] = try value(of: id, at: milliseconds, in: &store)
        }
        return take(scope.root)
    }

    private mutating func value(
        of id: NodeID, at milliseconds: Int64, in store: inout SeriesStore
    ) throws(EvaluationError) -> StepwiseValue {
        switch expression[id].kind {
        case .number(let literal): return .scalar(literal.value)
        case .string(let text): return .string(text)
        case .parentheses(let inner): return take(inner)
        case .sign(let sign, let operand): return try signed(operand, sign, id, in: &store)
        case .vectorSelector: return .vector(try instantVector(of: id, at: milliseconds, in: store))
        case .matrixSelector(let selector):
            return .matrix(try rangeVector(of: selector, id, at: milliseconds, in: store))
        case .subquery: return .matrix(try subquery(id, at: milliseconds, in: &store))
        case .call(let call): return try self.call(call, id, at: milliseconds, in: &store)
        case .aggregation(let aggregation): return .vector(try aggregate(aggregation, id, in: &store.labels))
        case .binary(let operation): return try binary(operation, id, in: &store.labels)
        }
    }

    private mutating func signed(
        _ operand: NodeID, _ sign: SignOperator, _ id: NodeID, in store: inout SeriesStore
    ) throws(EvaluationError) -> StepwiseValue {
        let value = take(operand)
        if sign == .plus { return value }
        guard case .vector(var elements) = value else { return .scalar(-value.number) }
        for index in elements.indices {
            let source = elements[index].labels
            dropName(of: &elements[index], in: &store.labels)
            elements[index].value = -elements[index].value
            if !semantics.mergesNegatedSeries { try claim(elements[index].labels, by: id, from: source) }
        }
        try judgeDuplicates(elements)
        return .vector(elements)
    }

    // MARK: Operands

    /// The value of a node, which nobody needs again.
    mutating func take(_ id: NodeID) -> StepwiseValue {
        guard let value = values[Int(id.index)] else { preconditionFailure("operands stand before their operator") }
        values[Int(id.index)] = nil
        return value
    }

    // MARK: Labels

    /// Drops the metric name, or marks it to be dropped at the end.
    func dropName(of element: inout StepwiseElement, in table: inout LabelTable) {
        if semantics.delaysNameRemoval {
            element.dropsName = true
        } else {
            element.labels = plan.nameRemoval.apply(to: element.labels, in: &table)
        }
    }

    /// Objects to two elements of the same labels, unless names are still to be dropped.
    func judgeDuplicates(_ elements: [StepwiseElement]) throws(EvaluationError) {
        if !semantics.delaysNameRemoval { try judgeFinalDuplicates(elements) }
    }

    private func judgeFinalDuplicates(_ elements: [StepwiseElement]) throws(EvaluationError) {
        guard elements.count > 1 else { return }
        var seen = Set<LabelSetID>(minimumCapacity: elements.count)
        for element in elements where !seen.insert(element.labels).inserted { throw .duplicateLabelSets }
    }

    private func removingNames(
        _ elements: [StepwiseElement], in table: inout LabelTable
    ) throws(EvaluationError) -> [StepwiseElement] {
        guard semantics.delaysNameRemoval else { return elements }
        var elements = elements
        for index in elements.indices where elements[index].dropsName {
            elements[index].labels = plan.nameRemoval.apply(to: elements[index].labels, in: &table)
        }
        try judgeFinalDuplicates(elements)
        return elements
    }

    /// Within a subquery Prometheus evaluates all steps at once, and two series may not become one even at different
    /// steps.
    mutating func claim(_ labels: LabelSetID, by node: NodeID, from source: LabelSetID) throws(EvaluationError) {
        guard subqueryDepth > 0, !semantics.delaysNameRemoval else { return }
        let claim = Claim(node: node, labels: labels)
        if let owner = claims[claim] {
            if owner != source { throw .duplicateLabelSets }
        } else {
            claims[claim] = source
        }
    }

    // MARK: Limits

    /// Books samples read or produced.
    mutating func use(samples: Int) throws(EvaluationError) {
        samplesUsed += samples
        if samplesUsed > options.limits.samples { throw .limit(.samples(limit: options.limits.samples)) }
    }

    /// Books a vector.
    mutating func use(elements: Int) throws(EvaluationError) {
        if elements > options.limits.elements { throw .limit(.elements(limit: options.limits.elements)) }
        try use(samples: elements)
    }
}

/// What a node yields at one moment.
enum StepwiseValue: Sendable {
    case scalar(Double)
    case vector([StepwiseElement])
    case matrix(StepwiseMatrix)
    case string([UInt8])

    /// - Precondition: a scalar.
    var number: Double {
        guard case .scalar(let value) = self else { preconditionFailure("the type check lets only scalars here") }
        return value
    }

    /// - Precondition: an instant vector.
    var elements: [StepwiseElement] {
        guard case .vector(let elements) = self else { preconditionFailure("the type check lets only vectors here") }
        return elements
    }
}

/// One element of an instant vector.
struct StepwiseElement: Sendable {
    var labels: LabelSetID
    var value: Double
    /// When the sample was taken, for `timestamp` directly on a selector.
    var sampleMilliseconds: Int64 = 0
    /// Its name is to be dropped when the query is done.
    var dropsName = false
}

/// A range vector.
struct StepwiseMatrix: Sendable {
    struct Series: Sendable {
        var labels: LabelSetID
        var window: SampleWindow
        var dropsName = false
    }

    /// Where the windows lie, moved by `offset` and `@`.
    var startMilliseconds: Int64
    var endMilliseconds: Int64
    /// Those with a sample.
    var series: [Series]
}
