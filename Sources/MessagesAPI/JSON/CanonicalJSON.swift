import ClaudeBackend

/// Walks a JSON value in an order that depends on nothing but the value: members by their keys, the last of equal keys,
/// strings as what they say. What comes out is the same whatever blanks, key order and escapes it was sent with.
struct CanonicalJSON {
    private let tree: JSONTree
    var hasher = BlockHasher()
    /// Of all texts and of the frame around them.
    private(set) var tokens = 0
    private var pending: [(node: Int, role: Role)] = []

    /// What a value is to the prompt.
    private enum Role {
        /// A content block, or the list of blocks inside one.
        case block
        case plain
        /// Inside something of a fixed cost.
        case counted
    }

    init(_ tree: JSONTree) { self.tree = tree }

    /// Digests and counts a value. In a content block, and in the blocks inside it, `cache_control` is passed over: it
    /// tells where a prefix ends and is no part of it.
    mutating func add(_ root: Int, isBlock: Bool = false) {
        pending.append((root, isBlock ? .block : .plain))
        while let (node, role) = pending.popLast() {
            let kind = tree[node].kind
            let tokensBefore = tokens
            hasher.absorb(UInt64(kind.rawValue) | 0x4A00)
            switch kind {
            case .object: addMembers(of: node, role)
            case .array:
                let children = Array(tree.children(of: node))
                hasher.absorb(UInt64(children.count))
                tokens += 1
                for child in children.reversed() { pending.append((child, role)) }
            case .string: tokens += 1 + addText(node, isCounted: role == .counted)
            case .number:
                tree.source(node).withUnsafeBytes { hasher.absorb($0) }
                tokens += 1 + (Int(tree[node].end) - Int(tree[node].start)) / 3
            case .bool:
                hasher.absorb(tree.isTrue(node) ? 1 : 0)
                tokens += 1
            case .null: tokens += 1
            }
            if role == .counted { tokens = tokensBefore }
        }
    }

    /// Tokens of an image or of a file, which do not follow from its bytes. Source: platform.claude.com, "Vision" (an
    /// image of the largest size that is not scaled down is about 1,600) and "PDF support" (1,500 to 3,000 a page).
    private func fixedTokens(_ block: Int) -> Int? {
        guard let type = tree.member(block, .type) else { return nil }
        switch tree[type].word {
        case .image: return 1_600
        case .document:
            guard let source = tree.member(block, .source), let kind = tree.member(source, .type) else { return nil }
            switch tree[kind].word {
            case .base64, .url, .file: return 2_250
            default: return nil
            }
        default: return nil
        }
    }

    /// The text of a string, without its frame; returns its tokens.
    mutating func addText(_ node: Int, isCounted: Bool = false) -> Int {
        if tree[node].hasEscapes {
            return tree.decoded(tree.inside(node)).withUnsafeBytes { bytes in
                hasher.absorb(bytes)
                return isCounted ? 0 : TextTokens.count(bytes)
            }
        }
        return tree.text.withUnsafeBytes { bytes in
            let inside = UnsafeRawBufferPointer(rebasing: bytes[tree.inside(node)])
            hasher.absorb(inside)
            return isCounted ? 0 : TextTokens.count(inside)
        }
    }

    private mutating func addMembers(of object: Int, _ role: Role) {
        var members: [Int] = []
        var hasEscapedKeys = false
        for child in tree.children(of: object) where role != .block || tree[child].key != .cacheControl {
            members.append(child)
            hasEscapedKeys = hasEscapedKeys || tree[child].keyHasEscapes
        }
        let sorted = hasEscapedKeys ? sortedByDecodedKeys(members) : sortedByKeys(members)
        let fixed = role == .block ? fixedTokens(object) : nil
        hasher.absorb(UInt64(sorted.count))
        tokens += 1 + (fixed ?? 0)
        for member in sorted {
            tree.key(member).withUnsafeBytes { key in
                hasher.absorb(key)
                if fixed == nil { tokens += 1 + TextTokens.count(key) }
            }
        }
        for member in sorted.reversed() {
            let key = tree[member].key
            let holdsBlocks = role == .block && (key == .content || key == .source)
            let inside = role == .counted || fixed != nil ? Role.counted : holdsBlocks ? .block : .plain
            pending.append((member, inside))
        }
    }

    private func sortedByKeys(_ members: [Int]) -> [Int] {
        guard members.count > 1 else { return members }
        return tree.text.withUnsafeBufferPointer { text in
            func key(_ member: Int) -> UnsafeBufferPointer<UInt8> {
                UnsafeBufferPointer(rebasing: text[Int(tree[member].keyStart) + 1..<Int(tree[member].keyEnd) - 1])
            }
            // Positions break ties, so that of equal keys the last stands last.
            let sorted = members.sorted { left, right in
                let (first, second) = (key(left), key(right))
                if first.elementsEqual(second) { return left < right }
                return first.lexicographicallyPrecedes(second)
            }
            return sorted.indices.filter { place in
                place + 1 == sorted.count || !key(sorted[place]).elementsEqual(key(sorted[place + 1]))
            }.map { sorted[$0] }
        }
    }

    private func sortedByDecodedKeys(_ members: [Int]) -> [Int] {
        let keyed = members.map { (key: tree.key($0), node: $0) }.sorted { left, right in
            left.key == right.key ? left.node < right.node : left.key.lexicographicallyPrecedes(right.key)
        }
        return keyed.indices.filter { $0 + 1 == keyed.count || keyed[$0].key != keyed[$0 + 1].key }
            .map { keyed[$0].node }
    }
}
