/// A parsed regular expression: nodes in one array, children linked through their siblings.
///
/// No node owns another, so neither a walk nor a release can overflow the stack; joining two child lists is one link.
struct RegexTree: Sendable {
    /// Index of a node; -1 is none.
    typealias Index = Int32

    enum Kind: UInt8, Sendable {
        case empty
        /// `first` is the offset in `runes`, `second` the count.
        case literal
        case anyRune
        case anyRuneButNewline
        /// `first` is the index in `classes`.
        case runeClass
        case beginText
        case endText
        case beginLine
        case endLine
        case wordBoundary
        case notWordBoundary
        /// `first` is the group's number, from 1.
        case capture
        case star
        case plus
        case question
        /// `first` is the least count, `second` the greatest, -1 for none.
        case counted
        case concatenation
        case alternation
    }

    struct Node: Sendable {
        var kind: Kind
        var isGreedy = true
        var foldsCase = false
        /// Whether it can match the empty text.
        var isNullable = false
        /// The greatest product of nested counts, capped just past the limit of 1,000.
        var repeats: Int32 = 1
        /// Levels of nodes, this one included.
        var height: Int32 = 1
        /// Instructions it compiles to by Go's estimate, saturating.
        var size: Int64 = 1
        var first: Int32 = 0
        var second: Int32 = 0
        var firstChild: Index = -1
        var lastChild: Index = -1
        var next: Index = -1
        var childCount: Int32 = 0

        init(_ kind: Kind, first: Int32 = 0, second: Int32 = 0) {
            self.kind = kind
            self.first = first
            self.second = second
        }
    }

    var nodes: [Node] = []
    /// The runes of all literals, one run each.
    var runes: [UInt32] = []
    var classes: [RuneClass] = []
    /// Names of the groups from 1 on; nil where a group has none.
    var groupNames: [[UInt8]?] = []
    var root: Index = -1

    subscript(index: Index) -> Node {
        get { nodes[Int(index)] }
        set { nodes[Int(index)] = newValue }
    }

    mutating func add(_ node: Node) -> Index {
        nodes.append(node)
        return Index(nodes.count - 1)
    }

    /// The children of a node, first to last.
    func children(of index: Index) -> [Index] {
        var found: [Index] = []
        var child = self[index].firstChild
        while child >= 0 {
            found.append(child)
            child = self[child].next
        }
        return found
    }

    func runes(of node: Node) -> ArraySlice<UInt32> {
        runes[Int(node.first)..<Int(node.first) + Int(node.second)]
    }
}

extension RegexTree {
    /// Joins nodes in order into a concatenation or an alternation; one node stays as it is, and nodes of the same
    /// kind lend their children, so that neither ever contains itself.
    mutating func join(_ parts: ArraySlice<Index>, as kind: Kind) -> Index {
        if parts.count == 1, let only = parts.first { return only }
        var joined = Node(kind)
        joined.size = kind == .alternation ? alternativesSize(parts) : 0
        joined.isNullable = kind == .concatenation
        for part in parts {
            let node = self[part]
            let isSame = node.kind == kind
            joined.height = max(joined.height, node.height + (isSame ? 0 : 1))
            if kind == .concatenation { joined.size = min(joined.size + node.size, Self.sizeCap) }
            joined.repeats = max(joined.repeats, node.repeats)
            joined.isNullable =
                kind == .concatenation
                ? joined.isNullable && node.isNullable : joined.isNullable || node.isNullable
            let first = isSame ? node.firstChild : part
            let last = isSame ? node.lastChild : part
            joined.childCount += isSame ? node.childCount : 1
            if joined.lastChild >= 0 { self[joined.lastChild].next = first } else { joined.firstChild = first }
            joined.lastChild = last
        }
        joined.size = max(joined.size, 1)
        return add(joined)
    }

    /// The size of alternatives: one instruction more than they have themselves for each but the first. Like Go, counts
    /// neighbours that each match one rune as one class, and neighbours that match nothing as one.
    private func alternativesSize(_ parts: ArraySlice<Index>) -> Int64 {
        var size: Int64 = 0
        var previous: (isRune: Bool, isEmpty: Bool)?
        for part in parts {
            let node = self[part]
            let isRune: Bool
            switch node.kind {
            case .literal: isRune = node.second == 1
            case .runeClass, .anyRune, .anyRuneButNewline: isRune = true
            default: isRune = false
            }
            let current = (isRune: isRune, isEmpty: node.kind == .empty)
            defer { previous = current }
            if let previous, previous.isRune && isRune || previous.isEmpty && current.isEmpty { continue }
            size = min(size + node.size + (previous == nil ? 0 : 1), Self.sizeCap)
        }
        return size
    }

    /// Wraps one node: a capture or a repetition.
    mutating func wrap(_ child: Index, _ node: Node) -> Index {
        var node = node
        let inner = self[child]
        node.firstChild = child
        node.lastChild = child
        node.childCount = 1
        node.height = inner.height + 1
        node.repeats = inner.repeats
        node.isNullable = inner.isNullable
        switch node.kind {
        case .capture: node.size = inner.size + 2
        case .plus: node.size = inner.size + 1
        case .star: (node.size, node.isNullable) = (inner.size + 2, true)
        case .question: (node.size, node.isNullable) = (inner.size + 1, true)
        case .counted: measureCounted(&node, inner)
        default: preconditionFailure("only captures and repetitions wrap")
        }
        node.size = min(node.size, Self.sizeCap)
        return add(node)
    }

    /// Size and repeat product of `x{least,greatest}`: `x{2,5}` is two copies and three nested optional ones.
    private func measureCounted(_ node: inout Node, _ inner: Node) {
        let (least, greatest) = (Int64(node.first), Int64(node.second))
        if greatest < 0 {
            node.size = least == 0 ? inner.size + 2 : least * inner.size + 1
        } else {
            node.size = greatest * inner.size + (greatest - least)
        }
        node.size = max(node.size, 1)
        if least == 0 { node.isNullable = true }
        switch greatest {
        case 0: node.repeats = 1
        case -1: node.repeats = capped(Int64(inner.repeats) * max(least, 1))
        default: node.repeats = capped(Int64(inner.repeats) * greatest)
        }
    }

    private func capped(_ product: Int64) -> Int32 { Int32(min(product, Int64(Self.greatestRepeat) + 1)) }

    /// A count, and the product of nested counts, may not exceed this (Go `regexp/syntax`).
    static let greatestRepeat: Int32 = 1000
    /// Levels of nesting at which Go refuses an expression.
    static let greatestHeight: Int32 = 1000
    /// Instructions at which Go refuses an expression: 128 MiB at 40 bytes each.
    static let greatestSize: Int64 = (128 << 20) / 40
    /// Sizes saturate here, so that sums of products cannot overflow.
    static let sizeCap: Int64 = 1 << 40
}
