import SourceText

/// A parsed and checked PromQL expression: a flat arena of nodes.
///
/// Children stand before their parents, so a walk in index order sees every operand before its operator and needs no
/// recursion: a sum of 100,000 terms is a tree as deep. Whatever else nests is bounded by `Parser.nestingLimit`.
package struct Expression: Sendable {
    /// What was parsed.
    package let text: [UInt8]
    package let semantics: Semantics
    /// Never empty.
    package let nodes: [Node]
    package let root: NodeID

    init(text: [UInt8], semantics: Semantics, nodes: [Node], root: NodeID) {
        self.text = text
        self.semantics = semantics
        self.nodes = nodes
        self.root = root
    }

    // Inlined, so that looking at a node from another module does not copy it.
    @inlinable package subscript(id: NodeID) -> Node { nodes[Int(id.index)] }

    /// What the whole expression yields.
    package var type: ValueType { self[root].type }

    /// All nodes, children before parents.
    package var ids: some RandomAccessCollection<NodeID> { nodes.indices.lazy.map { NodeID(index: Int32($0)) } }

    /// The bytes that spell a node.
    package func text(of id: NodeID) -> ArraySlice<UInt8> { text[self[id].range.range] }

    /// The operands of a node in the order in which Prometheus visits them.
    package func children(of id: NodeID) -> [NodeID] {
        switch self[id].kind {
        case .number, .string, .vectorSelector: []
        case .matrixSelector(let selector): [selector.vector]
        case .subquery(let subquery): [subquery.expression]
        case .call(let call): call.arguments
        case .aggregation(let aggregation): [aggregation.expression] + (aggregation.parameter.map { [$0] } ?? [])
        case .binary(let operation): [operation.left, operation.right]
        case .sign(_, let operand): [operand]
        case .parentheses(let inner): [inner]
        }
    }

    /// Calls and operators that say something about native histograms only, which the evaluator does not model.
    package var nativeHistogramUses: [NodeID] {
        ids.filter { id in
            switch self[id].kind {
            case .call(let call): call.function.function.standing == .nativeHistograms
            case .binary(let operation): operation.operator == .trimUpper || operation.operator == .trimLower
            default: false
            }
        }
    }
}
