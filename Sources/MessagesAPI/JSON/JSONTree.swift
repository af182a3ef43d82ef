package import ClaudeBackend
import SourceText

/// A JSON text as one array of nodes in the order of the text: a container's children stand behind it, and each node
/// knows where the next one behind its own begins. No node is an object of its own, and nothing is recursive, so that a
/// hostile body costs no more than its bytes.
package struct JSONTree: Sendable {
    package enum Kind: UInt8, Sendable {
        case object
        case array
        case string
        case number
        case bool
        case null
    }

    package struct Node: Sendable {
        /// Offsets in the text, quotes included.
        package var start: Int32
        package var end: Int32
        /// The first node behind this one and all that is in it.
        package var next: Int32
        /// Children of a container.
        package var count: Int32 = 0
        /// Where the key of a member stands, quotes included; both zero for other nodes.
        package var keyStart: Int32 = 0
        package var keyEnd: Int32 = 0
        package var kind: Kind
        /// A string that does not stand in the text as it is.
        package var hasEscapes = false
        package var keyHasEscapes = false
        package var key = JSONWord.other
        /// What word a string is.
        package var word = JSONWord.other
    }

    package let text: [UInt8]
    /// At least one; the first is the whole.
    package private(set) var nodes: [Node] = []

    /// Deeper bodies are refused; Python's own reader gives up at about a thousand.
    private static let depthLimit = 200

    /// Reads a whole body. Refuses what is no JSON with the API's 400, and what has more than `nodeLimit` values.
    package init(_ text: [UInt8], nodeLimit: Int = 4_000_000) throws(ErrorResponse) {
        self.text = text
        guard text.count < Int(Int32.max) else { throw .tooLarge }
        if let place = Self.firstInvalidUTF8(text) { throw Self.refusal("str is not valid UTF-8", at: place, in: text) }
        nodes.reserveCapacity(min(nodeLimit, 16 + text.count / 16))
        var events = JSONEvents(0..<text.count, depthLimit: Self.depthLimit)
        var open: [Int32] = []
        var key: JSONEvent?
        let words = JSONWordTable.shared
        while true {
            let event = events.next(in: text.span)
            let kind: Kind
            switch event.kind {
            case .end: return
            case .problem: throw Self.refusal(events.problem, at: event.start, in: text)
            case .key:
                key = event
                continue
            case .endObject, .endArray:
                if let last = open.popLast() {
                    nodes[Int(last)].end = Int32(event.end)
                    nodes[Int(last)].next = Int32(nodes.count)
                }
                continue
            case .beginObject: kind = .object
            case .beginArray: kind = .array
            case .string: kind = .string
            case .number: kind = .number
            case .bool: kind = .bool
            case .null: kind = .null
            }
            guard nodes.count < nodeLimit else { throw Self.refusal("too many values", at: event.start, in: text) }
            if let parent = open.last { nodes[Int(parent)].count += 1 }
            var node = Node(
                start: Int32(event.start), end: Int32(event.end), next: Int32(nodes.count + 1), kind: kind,
                hasEscapes: event.hasEscapes)
            if let key { try name(&node, key, words) }
            key = nil
            if kind == .string { node.word = try word(event, words) }
            nodes.append(node)
            if kind == .object || kind == .array { open.append(Int32(nodes.count - 1)) }
        }
    }

    private func name(_ node: inout Node, _ key: JSONEvent, _ words: JSONWordTable) throws(ErrorResponse) {
        node.keyStart = Int32(key.start)
        node.keyEnd = Int32(key.end)
        node.keyHasEscapes = key.hasEscapes
        node.key = try word(key, words)
    }

    /// The word of a string or key. An escape that no text can hold is found here, as each string comes by once.
    private func word(_ event: JSONEvent, _ words: JSONWordTable) throws(ErrorResponse) -> JSONWord {
        let inside = event.start + 1..<event.end - 1
        guard event.hasEscapes else {
            return text.withUnsafeBytes { words.word(in: $0, inside.lowerBound, inside.upperBound) }
        }
        if let place = loneSurrogate(in: inside) {
            throw Self.refusal("no low surrogate in string", at: place, in: text)
        }
        guard inside.count <= 240 else { return .other }
        let decoded = decoded(inside)
        return decoded.withUnsafeBytes { words.word(in: $0, 0, decoded.count) }
    }

    // MARK: Children

    package subscript(_ index: Int) -> Node { nodes[index] }

    /// The member of an object with this key; of several the last, as Python's reader has it. Nil without one, and for
    /// what is no object.
    package func member(_ object: Int, _ word: JSONWord) -> Int? {
        guard nodes[object].kind == .object else { return nil }
        var found: Int?
        var child = object + 1
        let end = Int(nodes[object].next)
        while child < end {
            if nodes[child].key == word { found = child }
            child = Int(nodes[child].next)
        }
        return found
    }

    /// The children of a container in the order of the text.
    package func children(of container: Int) -> Children { Children(tree: self, container: container) }

    package struct Children: Sequence, IteratorProtocol {
        private let tree: JSONTree
        private var child: Int
        private let end: Int

        init(tree: JSONTree, container: Int) {
            self.tree = tree
            let node = tree.nodes[container]
            let isContainer = node.kind == .object || node.kind == .array
            child = isContainer ? container + 1 : 0
            end = isContainer ? Int(node.next) : 0
        }

        package mutating func next() -> Int? {
            guard child < end else { return nil }
            defer { child = Int(tree.nodes[child].next) }
            return child
        }
    }
}
