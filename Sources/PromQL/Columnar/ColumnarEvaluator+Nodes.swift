import TimeSeries

extension NodeResult.Value {
    /// - Precondition: the parser's type of the node is scalar.
    var scalar: ScalarColumn {
        guard case .scalar(let scalar) = self else { preconditionFailure("a node typed as scalar yields a scalar") }
        return scalar
    }

    /// - Precondition: the parser's type of the node is instant vector.
    var vector: VectorValue {
        guard case .vector(let vector) = self else { preconditionFailure("a node typed as vector yields a vector") }
        return vector
    }

    /// - Precondition: the parser's type of the node is range vector.
    var range: RangeOperand {
        guard case .range(let range) = self else { preconditionFailure("a node typed as matrix yields windows") }
        return range
    }
}

/// A node that is being evaluated.
struct NodeContext {
    let id: NodeID
    let expression: Expression
    let plan: ColumnarPlan
    let frame: Frame

    var steps: Int { frame.steps }
    var keepsOrder: Bool { plan.needsOrder[Int(id.index)] }
}

extension ColumnarEvaluator {
    /// Evaluates one node whose operands have been.
    mutating func evaluate(_ node: NodeContext, _ nodes: inout NodeStates) throws(EvaluationError) -> NodeResult {
        var failures = nodes.failures(of: node.plan.operands[Int(node.id.index)])
        let value: NodeResult.Value
        switch node.expression[node.id].kind {
        case .number(let literal): value = .scalar(.constant(literal.value))
        case .string: value = .string
        case .parentheses(let inner): value = nodes.take(inner)
        case .vectorSelector: value = .vector(VectorValue(try newest(node.id, node, takesTime: false)))
        case .matrixSelector(let selector): value = .range(try windows(of: selector, node))
        case .subquery(let subquery):
            value = .range(windows(of: nodes.take(subquery.expression).vector, node, &nodes, &failures))
        case .sign(let sign, let operand):
            let result = nodes.take(operand)
            value = sign == .plus ? result : negated(result, &failures)
        case .binary(let operation):
            let left = nodes.take(operation.left)
            let right = nodes.take(operation.right)
            value = try binary(operation, left, right, node, &failures)
        case .aggregation(let aggregation):
            var parameter: ScalarColumn?
            if let id = aggregation.parameter, node.expression[id].type == .scalar { parameter = nodes.take(id).scalar }
            value = .vector(
                try aggregate(aggregation, nodes.take(aggregation.expression).vector, parameter, node, &failures))
        case .call(let call): value = try evaluate(call, node, &nodes, &failures)
        }
        if case .vector(let vector) = value { work.valuesMade += vector.columns.count * node.steps }
        return NodeResult(value, failures)
    }

    private mutating func negated(_ value: NodeResult.Value, _ failures: inout FailureLog) -> NodeResult.Value {
        switch value {
        case .range, .string: preconditionFailure("only numbers and instant vectors have a sign")
        case .scalar(.constant(let number)): return .scalar(.constant(-number))
        case .scalar(.steps(let numbers)): return .scalar(.steps(BinaryKernels.map(numbers) { -$0 }))
        case .vector(var vector):
            let removal = NameRemoval(semantics, in: &store.labels)
            for index in vector.columns.indices {
                vector.columns[index].values = BinaryKernels.map(vector.columns[index].values) { -$0 }
                dropName(of: &vector.columns[index], removal)
            }
            noteEqualLabels(in: vector.columns, semantics.mergesNegatedSeries ? .atOneStep : .inOneQuery, &failures)
            return .vector(vector)
        }
    }

    /// Drops the name, or marks it as due.
    mutating func dropName(of column: inout Column, _ removal: NameRemoval) {
        if semantics.delaysNameRemoval {
            column.dropsName = true
        } else {
            column.labels = removal.apply(to: column.labels, in: &store.labels)
        }
    }

    /// With delayed removal, equal labels matter only at the end.
    func noteEqualLabels(
        in columns: [Column], _ rule: FailureLog.EqualLabelsRule, _ failures: inout FailureLog
    ) {
        if !semantics.delaysNameRemoval { failures.noteEqualLabels(in: columns, rule) }
    }

    /// Fails where a vector would take more room than allowed, before it takes it.
    func checkSize(columns: Int, _ frame: Frame) throws(EvaluationError) {
        if columns > options.limits.elements { throw .limit(.elements(limit: options.limits.elements)) }
        let (cells, overflows) = columns.multipliedReportingOverflow(by: frame.steps)
        if overflows || cells > options.limits.samples { throw .limit(.samples(limit: options.limits.samples)) }
    }
}
