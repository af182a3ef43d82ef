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
