extension Expression {
    /// The expression that one of its nodes is by itself: an arena of the nodes below it only.
    ///
    /// - Complexity: linear in the nodes of the whole.
    func part(at root: NodeID) -> Expression {
        var isNeeded = [Bool](repeating: false, count: Int(root.index) + 1)
        isNeeded[Int(root.index)] = true
        for index in isNeeded.indices.reversed() where isNeeded[index] {
            for child in children(of: NodeID(index: Int32(index))) { isNeeded[Int(child.index)] = true }
        }
        var places = [NodeID](repeating: root, count: isNeeded.count)
        var kept: [Node] = []
        for index in isNeeded.indices where isNeeded[index] {
            places[index] = NodeID(index: Int32(kept.count))
            kept.append(nodes[index].moved { places[Int($0.index)] })
        }
        return Expression(text: text, semantics: semantics, nodes: kept, root: places[Int(root.index)])
    }
}

extension Node {
    /// The same node with its operands in other places.
    fileprivate func moved(_ place: (NodeID) -> NodeID) -> Node {
        var result = self
        switch kind {
        case .number, .string, .vectorSelector: break
        case .matrixSelector(var selector):
            selector.vector = place(selector.vector)
            result.kind = .matrixSelector(selector)
        case .subquery(var subquery):
            subquery.expression = place(subquery.expression)
            result.kind = .subquery(subquery)
        case .call(var call):
            call.arguments = call.arguments.map(place)
            result.kind = .call(call)
        case .aggregation(var aggregation):
            aggregation.expression = place(aggregation.expression)
            aggregation.parameter = aggregation.parameter.map(place)
            result.kind = .aggregation(aggregation)
        case .binary(var operation):
            operation.left = place(operation.left)
            operation.right = place(operation.right)
            result.kind = .binary(operation)
        case .sign(let sign, let operand): result.kind = .sign(sign, operand: place(operand))
        case .parentheses(let inner): result.kind = .parentheses(place(inner))
        }
        return result
    }
}

extension Expression {
    /// What a rule evaluates: Prometheus prints the expression and parses it again. It is the same, but for `absent`
    /// of a selector that names a label twice: the matchers are sorted by then, and the last one decides.
    ///
    /// Source: prometheus/prometheus, `rules/alerting.go` (`Eval`) and `promql/functions.go`
    /// (`createLabelsForAbsentFunction`).
    var asRule: Expression {
        let hasAbsent = nodes.contains { node in
            guard case .call(let call) = node.kind else { return false }
            return call.function.name == "absent" || call.function.name == "absent_over_time"
        }
        guard hasAbsent, let printed = try? Expression.parse(canonicalText, semantics) else { return self }
        return printed
    }
}
