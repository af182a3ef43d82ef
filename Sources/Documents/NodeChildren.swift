/// The entries of a mapping in the order of the file, made while they are walked.
package struct NodeEntries: Sequence, IteratorProtocol, Sendable {
    private let storage: NodeStorage
    private var cursor: Int32
    private let end: Int32

    init(_ node: Node) {
        storage = node.storage
        let record = node.record
        cursor = node.index + 1
        end = record.kind == .mapping ? record.next : cursor
    }

    package var isEmpty: Bool { cursor >= end }

    package var first: NodeEntry? {
        var rest = self
        return rest.next()
    }

    package mutating func next() -> NodeEntry? {
        guard cursor < end else { return nil }
        let key = Node(storage: storage, at: cursor)
        let value = Node(storage: storage, at: storage.records[Int(cursor)].next)
        cursor = storage.records[Int(value.place)].next
        return NodeEntry(key: key, value: value)
    }
}

/// The elements of a sequence in the order of the file, made while they are walked.
package struct NodeElements: Sequence, IteratorProtocol, Sendable {
    private let storage: NodeStorage
    private var cursor: Int32
    private let end: Int32

    init(_ node: Node) {
        storage = node.storage
        let record = node.record
        cursor = node.index + 1
        end = record.kind == .sequence ? record.next : cursor
    }

    package var isEmpty: Bool { cursor >= end }

    package var first: Node? {
        var rest = self
        return rest.next()
    }

    package mutating func next() -> Node? {
        guard cursor < end else { return nil }
        let node = Node(storage: storage, at: cursor)
        cursor = storage.records[Int(cursor)].next
        return node
    }
}

extension Node {
    /// The entries of a mapping with its merge keys (`<<: *defaults`, `<<: [*one, *two]`) carried out: the mapping's
    /// own keys win over merged ones, earlier merged mappings over later ones.
    ///
    /// Source: "Merge Key Language-Independent Type for YAML 1.1", yaml.org/type/merge. The depth of the recursion is
    /// bounded by the document's depth limit, its work by the alias budget.
    package func mergedEntries() -> [NodeEntry] {
        // Nearly every mapping has no merge key, and then its entries are what they are.
        guard entries.contains(where: \.isMerge) else { return Array(entries) }
        var result: [NodeEntry] = []
        var seen: Set<ArraySlice<UInt8>> = []
        collect(into: &result, seen: &seen)
        return result
    }

    private func collect(into result: inout [NodeEntry], seen: inout Set<ArraySlice<UInt8>>) {
        var own: Set<ArraySlice<UInt8>> = []
        for entry in entries where !entry.isMerge {
            guard entry.key.isScalar else {
                result.append(entry)
                continue
            }
            if seen.contains(entry.key.bytes) { continue }
            own.insert(entry.key.bytes)
            result.append(entry)
        }
        seen.formUnion(own)
        for entry in entries where entry.isMerge {
            switch entry.value.kind {
            case .scalar: continue
            case .mapping: entry.value.collect(into: &result, seen: &seen)
            case .sequence:
                for element in entry.value.elements where element.kind == .mapping {
                    element.collect(into: &result, seen: &seen)
                }
            }
        }
    }
}
