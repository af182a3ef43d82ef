import SourceText

/// Parses RE2 syntax with Go's Perl flags into a `RegexTree`, one left-to-right pass over a stack, without recursion.
///
/// Semantics and error texts follow Go's `regexp/syntax`, `parse.go`, restated; what differs is that Go factors common
/// prefixes out of alternations before it measures depth and size, and this counts the tree as written.
struct RegexParser {
    struct Flags: OptionSet {
        let rawValue: UInt8

        static let foldsCase = Flags(rawValue: 1)
        static let dotMatchesNewline = Flags(rawValue: 2)
        /// `^` and `$` match at lines, too.
        static let multiline = Flags(rawValue: 4)
        static let prefersFewer = Flags(rawValue: 8)
    }

    /// What waits on the stack: a finished node, or a mark.
    enum Entry {
        case node(RegexTree.Index)
        /// Holds the flags to return to; `group` is 0 for a group that does not capture.
        case leftParenthesis(Flags, group: Int32)
        case verticalBar
    }

    let text: [UInt8]
    let dialect: RegexDialect
    var position = 0
    var flags: Flags
    var stack: [Entry] = []
    var tree = RegexTree()
    /// Set once a search for `:]` has reached the end of the text.
    var hasNoMorePosixClass = false

    init(_ text: [UInt8], _ dialect: RegexDialect, flags: Flags) {
        self.text = text
        self.dialect = dialect
        self.flags = flags
    }

    /// Parses the whole text.
    mutating func parse() throws(RegexSyntaxError) -> RegexTree {
        var lastRepeat: Int?
        while position < text.count {
            let start = position
            let isRepeat = try parseOne(after: lastRepeat)
            lastRepeat = isRepeat ? start : nil
        }
        try closeAlternation()
        guard stack.count == 1, case .node(let root)? = stack.last else {
            throw error(.missingParenthesis, 0..<text.count)
        }
        tree.root = root
        return tree
    }

    /// Parses one item; true if it was a repetition operator.
    private mutating func parseOne(after lastRepeat: Int?) throws(RegexSyntaxError) -> Bool {
        switch text[position] {
        case UInt8(ascii: "("):
            if peek(1) == UInt8(ascii: "?") {
                try parsePerlGroup()
            } else {
                openGroup(name: nil)
                position += 1
            }
        case UInt8(ascii: ")"):
            try closeGroup()
        case UInt8(ascii: "|"):
            try closeConcatenation()
            // Alternatives so far lie below one bar.
            if case .node? = stack.last { stack.append(.verticalBar) }
            position += 1
        case UInt8(ascii: "^"):
            try pushSimple(flags.contains(.multiline) ? .beginLine : .beginText)
        case UInt8(ascii: "$"):
            try pushSimple(flags.contains(.multiline) ? .endLine : .endText)
        case UInt8(ascii: "."):
            try pushSimple(flags.contains(.dotMatchesNewline) ? .anyRune : .anyRuneButNewline)
        case UInt8(ascii: "["):
            try parseClass()
        case UInt8(ascii: "*"):
            try parseRepeat(RegexTree.Node(.star), length: 1, after: lastRepeat)
            return true
        case UInt8(ascii: "+"):
            try parseRepeat(RegexTree.Node(.plus), length: 1, after: lastRepeat)
            return true
        case UInt8(ascii: "?"):
            try parseRepeat(RegexTree.Node(.question), length: 1, after: lastRepeat)
            return true
        case UInt8(ascii: "{"):
            return try parseCount(after: lastRepeat)
        case UInt8(ascii: "\\"):
            try parseBackslash()
        default:
            try pushLiteral(nextRune())
        }
        return false
    }

    // MARK: Text

    func peek(_ offset: Int) -> UInt8? {
        position + offset < text.count ? text[position + offset] : nil
    }

    /// Reads one rune; past the end it is U+FFFD and nothing is read.
    mutating func nextRune() throws(RegexSyntaxError) -> UInt32 {
        let (rune, length) = Runes.decode(text, at: position)
        if rune == Runes.replacement, length == 1 { throw error(.invalidUTF8, position..<text.count) }
        position += length
        return rune
    }

    /// Refuses the first byte of a range that is no UTF-8, quoting from there to the range's end.
    func checkUTF8(_ range: Range<Int>) throws(RegexSyntaxError) {
        var index = range.lowerBound
        while index < range.upperBound {
            let (rune, length) = Runes.decode(text, at: index, end: range.upperBound)
            if rune == Runes.replacement, length == 1 { throw error(.invalidUTF8, index..<range.upperBound) }
            index += length
        }
    }

    func error(_ kind: RegexSyntaxError.Kind, _ range: Range<Int>) -> RegexSyntaxError {
        RegexSyntaxError(kind: kind, fragment: Array(text[range]), range: ByteRange(range))
    }

    // MARK: Stack

    /// Puts a finished node on the stack, after joining the literals below it.
    mutating func push(_ node: RegexTree.Index) throws(RegexSyntaxError) {
        joinLiterals()
        stack.append(.node(node))
        try checkLimits(node)
    }

    mutating func pushSimple(_ kind: RegexTree.Kind, length: Int = 1) throws(RegexSyntaxError) {
        var node = RegexTree.Node(kind)
        switch kind {
        case .anyRune, .anyRuneButNewline: break
        default: node.isNullable = true
        }
        try push(tree.add(node))
        position += length
    }

    mutating func pushLiteral(_ rune: UInt32, foldsCase: Bool? = nil) throws(RegexSyntaxError) {
        tree.runes.append(rune)
        var node = RegexTree.Node(.literal, first: Int32(truncatingIfNeeded: tree.runes.count - 1), second: 1)
        node.foldsCase = foldsCase ?? flags.contains(.foldsCase)
        try push(tree.add(node))
    }

    mutating func push(_ members: RuneClass) throws(RegexSyntaxError) {
        if let rune = members.onlyRune {
            return try pushLiteral(rune, foldsCase: members.folds)
        }
        tree.classes.append(members)
        try push(tree.add(RegexTree.Node(.runeClass, first: Int32(truncatingIfNeeded: tree.classes.count - 1))))
    }

    /// Joins the two topmost literals; the topmost one alone is still open to a repetition.
    private mutating func joinLiterals() {
        guard stack.count >= 2, case .node(let upper) = stack[stack.count - 1],
            case .node(let lower) = stack[stack.count - 2]
        else { return }
        let (above, below) = (tree[upper], tree[lower])
        guard above.kind == .literal, below.kind == .literal, above.foldsCase == below.foldsCase,
            below.first + below.second == above.first
        else { return }
        tree[lower].second += above.second
        tree[lower].size += above.size
        stack.removeLast()
    }

    func checkLimits(_ index: RegexTree.Index) throws(RegexSyntaxError) {
        if tree[index].size > RegexTree.greatestSize { throw error(dialect.tooLarge, 0..<text.count) }
        if tree[index].height > RegexTree.greatestHeight { throw error(.nestsTooDeeply, 0..<text.count) }
    }

    /// Takes the finished nodes above the topmost mark.
    private mutating func popNodes() -> [RegexTree.Index] {
        var nodes: [RegexTree.Index] = []
        while case .node(let node)? = stack.last {
            nodes.append(node)
            stack.removeLast()
        }
        return nodes.reversed()
    }

    /// Joins what stands above the topmost mark, and moves it below a bar if that is the mark.
    private mutating func closeConcatenation() throws(RegexSyntaxError) {
        joinLiterals()
        let parts = popNodes()
        let joined: RegexTree.Index
        if parts.isEmpty {
            var node = RegexTree.Node(.empty)
            node.isNullable = true
            joined = tree.add(node)
        } else {
            joined = tree.join(parts[...], as: .concatenation)
        }
        if case .verticalBar? = stack.last {
            stack[stack.count - 1] = .node(joined)
            stack.append(.verticalBar)
        } else {
            stack.append(.node(joined))
        }
        try checkLimits(joined)
    }

    /// Joins all alternatives above the topmost parenthesis into one node.
    private mutating func closeAlternation() throws(RegexSyntaxError) {
        try closeConcatenation()
        if case .verticalBar? = stack.last { stack.removeLast() }
        let joined = tree.join(popNodes()[...], as: .alternation)
        stack.append(.node(joined))
        try checkLimits(joined)
    }

    mutating func openGroup(name: [UInt8]?) {
        tree.groupNames.append(name)
        open(group: Int32(truncatingIfNeeded: tree.groupNames.count))
    }

    mutating func open(group: Int32) {
        joinLiterals()
        stack.append(.leftParenthesis(flags, group: group))
    }

    private mutating func closeGroup() throws(RegexSyntaxError) {
        try closeAlternation()
        guard stack.count >= 2, case .node(var inner) = stack[stack.count - 1],
            case .leftParenthesis(let outerFlags, let group) = stack[stack.count - 2]
        else { throw error(.unexpectedParenthesis, 0..<text.count) }
        stack.removeLast(2)
        flags = outerFlags
        if group > 0 { inner = tree.wrap(inner, RegexTree.Node(.capture, first: group)) }
        try push(inner)
        position += 1
    }
}
