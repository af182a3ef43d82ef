/// What a whole-text match comes down to where that is simpler than running a program.
///
/// Of 1,040 regular expressions in public rules 390 are alternations of literals, and most others are literals with
/// `.*` and `.+` between them (reference/promql.md §1.5).
enum RegexShape: Sendable {
    /// One of these texts.
    case literals(Set<[UInt8]>)
    case chunks(Chunks)
    /// A program, which need not run on a text that lacks what it requires.
    case program(Requirement)

    /// Literals without which a text cannot match.
    struct Requirement: Sendable {
        var prefix: [UInt8] = []
        var suffix: [UInt8] = []
        /// The first literal that stands at neither end.
        var inner: [UInt8] = []

        func isMet(by text: [UInt8]) -> Bool {
            guard text.count >= suffix.count, text.starts(with: prefix),
                text[(text.count - suffix.count)...].elementsEqual(suffix)
            else { return false }
            return inner.isEmpty || text.firstRange(of: inner, from: 0) != nil
        }
    }

    /// Literals in order with gaps of any runes between them.
    struct Chunks: Sendable {
        /// `gaps[i]` stands before `literals[i]`; there is one more gap than there are literals.
        var literals: [[UInt8]] = []
        var gaps: [Gap] = [.none]
        /// Whether gaps may span a newline.
        var spansNewlines = true

        enum Gap: Sendable {
            case none
            /// At least this many bytes: 0 for `.*`, 1 for `.+`.
            case atLeast(Int)
        }

        func match(_ text: [UInt8]) -> Bool {
            if !spansNewlines, text.contains(0x0A) { return false }
            guard case .none? = gaps.last else { return matchOpen(text) }
            return matchClosed(text)
        }

        /// Ends in a gap: every literal at its first place, and enough bytes left.
        private func matchOpen(_ text: [UInt8]) -> Bool {
            guard let end = place(literals.count, in: text), case .atLeast(let least)? = gaps.last else { return false }
            return text.count - end >= least
        }

        /// Ends in a literal: all before it at their first places, the last one at the end.
        private func matchClosed(_ text: [UInt8]) -> Bool {
            guard let last = literals.last else { return text.isEmpty }
            guard let end = place(literals.count - 1, in: text) else { return false }
            let start = text.count - last.count
            switch gaps[literals.count - 1] {
            case .none: if start != end { return false }
            case .atLeast(let least): if start < end + least { return false }
            }
            return text[start...].elementsEqual(last)
        }

        /// Where the first `count` literals end, each at the first place its gap allows.
        private func place(_ count: Int, in text: [UInt8]) -> Int? {
            var end = 0
            for index in 0..<count {
                let literal = literals[index]
                switch gaps[index] {
                case .none:
                    guard text.count - end >= literal.count, text[end...].starts(with: literal) else { return nil }
                    end += literal.count
                case .atLeast(let least):
                    guard let found = text.firstRange(of: literal, from: end + least) else { return nil }
                    end = found + literal.count
                }
            }
            return end
        }
    }

    /// Reads the shape off the tree of a bare pattern, whose match must span the text.
    init(_ tree: RegexTree) {
        if let texts = tree.texts(of: tree.root, depth: 0) {
            self = .literals(Set(texts))
        } else if let chunks = Chunks(tree) {
            self = .chunks(chunks)
        } else {
            self = .program(Requirement(tree))
        }
    }

    /// The most alternatives an expression is spelt out to: a hundred thousand pod names, say.
    static let greatestTextCount = 100_000
    /// The most combinations of one part with another: `[0-9][0-9]` has a hundred.
    static let greatestProduct = 1024
}

extension RegexShape.Requirement {
    init(_ tree: RegexTree) {
        guard tree[tree.root].kind == .concatenation else { return }
        var parts = tree.children(of: tree.root)[...]
        if let first = parts.first, tree[first].kind == .beginText { parts = parts.dropFirst() }
        if let last = parts.last, tree[last].kind == .endText { parts = parts.dropLast() }
        guard let first = parts.first, let last = parts.last else { return }
        prefix = tree.required(first)
        suffix = tree.required(last)
        inner = parts.dropFirst().dropLast().lazy.map { tree.required($0) }.first { !$0.isEmpty } ?? []
    }
}

extension RegexShape.Chunks {
    init?(_ tree: RegexTree) {
        let root = tree[tree.root]
        var newlines: Bool?
        for part in root.kind == .concatenation ? tree.children(of: tree.root) : [tree.root] {
            if let bytes = tree.bytes(of: part) {
                if case .none? = gaps.last, let last = literals.indices.last {
                    literals[last] += bytes
                } else {
                    literals.append(bytes)
                    gaps.append(.none)
                }
            } else if let (least, spans) = tree.gap(part), newlines ?? spans == spans {
                newlines = spans
                switch gaps[gaps.count - 1] {
                case .none: gaps[gaps.count - 1] = .atLeast(least)
                // The second of two `.+` needs a rune of its own, which may take more than a byte.
                case .atLeast(let before):
                    if before + least > 1 { return nil } else { gaps[gaps.count - 1] = .atLeast(before + least) }
                }
            } else {
                return nil
            }
        }
        spansNewlines = newlines ?? true
        if !spansNewlines, literals.contains(where: { $0.contains(0x0A) }) { return nil }
    }
}

extension RegexTree {
    /// Follows groups, which do not matter to whether a text matches.
    private func ungrouped(_ index: Index) -> Index {
        var index = index
        while self[index].kind == .capture { index = self[index].firstChild }
        return index
    }

    /// The bytes a literal stands for; nil if case does not matter, or if a rune has no bytes of its own: U+FFFD also
    /// matches an undecodable byte, and a surrogate matches nothing.
    func bytes(of index: Index) -> [UInt8]? {
        let node = self[ungrouped(index)]
        guard node.kind == .literal else { return nil }
        var bytes: [UInt8] = []
        for rune in runes(of: node) {
            if rune == Runes.replacement || (0xD800...0xDFFF).contains(rune) { return nil }
            if node.foldsCase, CaseFolding.orbit(of: rune).count > 1 { return nil }
            Runes.append(rune, to: &bytes)
        }
        return bytes
    }

    /// The bytes a part of a concatenation requires; empty for all but plain literals.
    ///
    /// Prometheus compares these bytewise before it asks the expression, so that there U+FFFD does not match an
    /// undecodable byte (`prometheus/prometheus:model/labels/regexp.go`, `optimizeConcatRegex`).
    fileprivate func required(_ index: Index) -> [UInt8] {
        let node = self[index]
        guard node.kind == .literal, !node.foldsCase else { return [] }
        var bytes: [UInt8] = []
        for rune in runes(of: node) { Runes.append(rune, to: &bytes) }
        return bytes
    }

    /// `.*` or `.+`, and whether it spans newlines.
    fileprivate func gap(_ index: Index) -> (least: Int, spansNewlines: Bool)? {
        let node = self[ungrouped(index)]
        guard node.kind == .star || node.kind == .plus else { return nil }
        let inner = self[ungrouped(node.firstChild)].kind
        guard inner == .anyRune || inner == .anyRuneButNewline else { return nil }
        return (node.kind == .plus ? 1 : 0, inner == .anyRune)
    }

    /// All texts a node matches, if they are few.
    fileprivate func texts(of index: Index, depth: Int) -> [[UInt8]]? {
        guard depth < 8 else { return nil }
        let index = ungrouped(index)
        let node = self[index]
        switch node.kind {
        case .empty: return [[]]
        case .literal: return bytes(of: index).map { [$0] }
        case .question: return texts(of: node.firstChild, depth: depth + 1).map { $0 + [[]] }
        case .alternation:
            var all: [[UInt8]] = []
            for child in children(of: index) {
                guard let some = texts(of: child, depth: depth + 1) else { return nil }
                all += some
                if all.count > RegexShape.greatestTextCount { return nil }
            }
            return all
        case .concatenation:
            var all: [[UInt8]] = [[]]
            for child in children(of: index) {
                guard let some = texts(of: child, depth: depth + 1) else { return nil }
                let isProduct = all.count > 1 && some.count > 1
                if isProduct, all.count * some.count > RegexShape.greatestProduct { return nil }
                all = all.flatMap { before in some.map { before + $0 } }
            }
            return all
        case .runeClass:
            return classes[Int(node.first)].fewRunes?.map { rune in
                var bytes: [UInt8] = []
                Runes.append(rune, to: &bytes)
                return bytes
            }
        default: return nil
        }
    }
}

extension RuneClass {
    /// The members of a small class of ASCII runes.
    fileprivate var fewRunes: [UInt32]? {
        guard categories.isEmpty, scripts.isEmpty, !folds, !isNegated, let last = ranges.last, last.upperBound < 0x80
        else { return nil }
        return ranges.flatMap { Array($0) }
    }
}

extension [UInt8] {
    /// The first place at or after `start` where `literal` stands.
    fileprivate func firstRange(of literal: [UInt8], from start: Int) -> Int? {
        guard let first = literal.first else { return start <= count ? start : nil }
        var index = start
        while index + literal.count <= count {
            if self[index] == first, self[index..<index + literal.count].elementsEqual(literal) { return index }
            index += 1
        }
        return nil
    }
}
