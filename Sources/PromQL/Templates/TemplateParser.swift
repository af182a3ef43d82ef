import SourceText

/// Parses a template into a `TemplateTree`, with Go's objections in Go's words.
///
/// Follows Go's `text/template/parse`, `parse.go`, restated. Each `define` and `block` is parsed with tokens and
/// variables of its own; recursion is bounded by `TemplateLimits.nesting`.
struct TemplateParser {
    /// What Go keeps for each template: three tokens of lookahead, the variables in sight.
    struct Frame {
        var name: [UInt8]
        var tokens = [TemplateToken](
            repeating: TemplateToken(kind: .end, range: 0..<0, line: 0), count: 3)
        var peekCount = 0
        var variables: [[UInt8]] = [[UInt8(ascii: "$")]]
        var rangeDepth = 0
        /// Line at which the action in hand began; 0 for none.
        var actionLine = 0
    }

    enum Context: String {
        case command
        case ifBranch = "if"
        case range
        case with
        case parenthesized = "parenthesized pipeline"
        case template = "template clause"
        case block = "block clause"
    }

    /// The name errors give, which stays that of the whole text within a `define`.
    private let name: [UInt8]
    let dialect: GoDialect
    let text: [UInt8]
    private var lexer: TemplateLexer
    var frame: Frame
    var tree = TemplateTree()
    var nesting = 0

    /// - Parameter variables: those that are there from the beginning, dollars included.
    init(_ text: [UInt8], name: [UInt8], variables: [[UInt8]], _ dialect: GoDialect) {
        self.name = name
        self.dialect = dialect
        self.text = text
        lexer = TemplateLexer(text)
        frame = Frame(name: name)
        frame.variables += variables
    }

    /// Parses the whole text.
    mutating func parse() throws(TemplateError) -> TemplateTree {
        let position = peek().start
        var items: [TemplateTree.Index] = []
        while peek().kind != .end {
            if peek().kind == .leftDelimiter {
                let delimiter = next()
                if nextNonSpace().kind == .keyword(.define) {
                    try parseDefinition()
                    continue
                }
                backUp(to: delimiter)
            }
            let item = try textOrAction()
            switch tree[item].kind {
            case .endMark: throw error("unexpected {{end}}")
            case .elseMark: throw error("unexpected {{else}}")
            default: items.append(item)
            }
        }
        try add(root: tree.add(.list(items), at: position), isMain: true)
        return tree
    }

    // MARK: Tokens

    /// A token as it is written.
    func written(_ token: TemplateToken) -> [UInt8] { Array(text[token.range]) }

    mutating func next() -> TemplateToken {
        if frame.peekCount > 0 {
            frame.peekCount -= 1
        } else {
            frame.tokens[0] = lexer.next()
        }
        return frame.tokens[frame.peekCount]
    }

    mutating func backUp() { frame.peekCount += 1 }

    /// Puts back the token before the one in hand.
    mutating func backUp(to first: TemplateToken) {
        frame.tokens[1] = first
        frame.peekCount = 2
    }

    mutating func backUp(to first: TemplateToken, _ second: TemplateToken) {
        frame.tokens[1] = second
        frame.tokens[2] = first
        frame.peekCount = 3
    }

    mutating func peek() -> TemplateToken {
        if frame.peekCount > 0 { return frame.tokens[frame.peekCount - 1] }
        frame.peekCount = 1
        frame.tokens[0] = lexer.next()
        return frame.tokens[0]
    }

    mutating func nextNonSpace() -> TemplateToken {
        while true {
            let token = next()
            if token.kind != .space { return token }
        }
    }

    mutating func peekNonSpace() -> TemplateToken {
        let token = nextNonSpace()
        backUp()
        return token
    }

    // MARK: Errors

    /// An error at the token read last, which is where Go says it is.
    func error(_ words: [UInt8]) -> TemplateError {
        let token = frame.tokens[0]
        let message = Array("template: ".utf8) + name + Array(":\(token.line): ".utf8) + words
        return TemplateError(kind: .parse, messageBytes: message, range: ByteRange(token.range))
    }

    func error(_ words: String) -> TemplateError { error(Array(words.utf8)) }

    func unexpected(_ token: TemplateToken, in context: String) -> TemplateError {
        guard token.kind == .error else {
            return error(Array("unexpected ".utf8) + token.described(in: text) + Array(" in \(context)".utf8))
        }
        guard frame.actionLine != 0, frame.actionLine != token.line else { return error(token.message) }
        // "unclosed action" is not followed by "in action".
        let link = token.message.ends(with: " action") ? "" : " in action"
        return error(token.message + Array("\(link) started at ".utf8) + name + Array(":\(frame.actionLine)".utf8))
    }

    private mutating func expect(_ kind: TemplateToken.Kind, _ context: String) throws(TemplateError) -> TemplateToken {
        let token = nextNonSpace()
        if token.kind != kind { throw unexpected(token, in: context) }
        return token
    }

    /// Enters one level of nesting; leave it by `nesting -= 1`.
    mutating func nest() throws(TemplateError) {
        nesting += 1
        if nesting > TemplateLimits.nesting {
            let words = "nested deeper than \(TemplateLimits.nesting)"
            throw TemplateError(kind: .limit, messageBytes: error(words).messageBytes, range: error(words).range)
        }
    }

    // MARK: Definitions

    /// Notes a finished template; an empty one yields to another of its name, two that say something clash.
    ///
    /// The main text never counts as empty, since Prometheus puts definitions before it.
    private mutating func add(root: TemplateTree.Index, isMain: Bool = false) throws(TemplateError) {
        let definition = TemplateTree.Definition(name: frame.name, root: root)
        guard let known = tree.definitions.firstIndex(where: { $0.name == frame.name }) else {
            tree.definitions.append(definition)
            return
        }
        if isEmpty(tree.definitions[known].root) {
            tree.definitions[known] = definition
        } else if isMain || !isEmpty(root) {
            throw error(Array("template: multiple definition of template ".utf8) + GoLiterals.quote(frame.name))
        }
    }

    private func isEmpty(_ root: TemplateTree.Index) -> Bool {
        guard case .list(let items) = tree[root].kind else { return false }
        return items.allSatisfy { item in
            guard case .text(let bytes) = tree[item].kind else { return false }
            return GoText.isBlank(bytes)
        }
    }

    private mutating func parseDefinition() throws(TemplateError) {
        let outer = frame
        frame = Frame(name: Array("definition".utf8))
        let context = "define clause"
        let token = nextNonSpace()
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, in: context) }
        frame.name = try unquote(token)
        _ = try expect(.rightDelimiter, context)
        let (list, mark) = try itemList()
        if case .elseMark = tree[mark].kind { throw error("unexpected {{else}} in \(context)") }
        try add(root: list)
        frame = outer
    }

    mutating func unquote(_ token: TemplateToken) throws(TemplateError) -> [UInt8] {
        guard let value = GoLiterals.unquote(text[token.range]) else { throw error("invalid syntax") }
        return value
    }

    // MARK: Items

    /// Items up to `end` or `else`, and that mark.
    private mutating func itemList() throws(TemplateError) -> (list: TemplateTree.Index, mark: TemplateTree.Index) {
        let position = peekNonSpace().start
        var items: [TemplateTree.Index] = []
        while peekNonSpace().kind != .end {
            let item = try textOrAction()
            switch tree[item].kind {
            case .endMark, .elseMark: return (tree.add(.list(items), at: position), item)
            default: items.append(item)
            }
        }
        throw error("unexpected EOF")
    }

    private mutating func textOrAction() throws(TemplateError) -> TemplateTree.Index {
        let token = nextNonSpace()
        switch token.kind {
        case .text: return tree.add(.text(written(token)), at: token.start)
        case .leftDelimiter:
            frame.actionLine = token.line
            let action = try action()
            frame.actionLine = 0
            return action
        default: throw unexpected(token, in: "input")
        }
    }

    private mutating func action() throws(TemplateError) -> TemplateTree.Index {
        let token = nextNonSpace()
        if case .keyword(let keyword) = token.kind {
            switch keyword {
            case .block: return try block()
            case .breakLoop: return try loopControl(.breakLoop, "{{break}}", token)
            case .continueLoop: return try loopControl(.continueLoop, "{{continue}}", token)
            case .elseBranch: return try elseMark()
            case .endBranch: return tree.add(.endMark, at: try expect(.rightDelimiter, "end").start)
            case .ifBranch: return try branch(.ifTrue, .ifBranch)
            case .range: return try branch(.range, .range)
            case .template: return try template()
            case .with: return try branch(.with, .with)
            case .define, .dot, .nilValue: break
            }
        }
        backUp()
        let position = peek().start
        // Variables declared here stay until the next `end`.
        return tree.add(.action(pipe: try pipeline(.command, until: .rightDelimiter)), at: position)
    }

    private mutating func loopControl(
        _ kind: TemplateTree.Kind, _ words: String, _ token: TemplateToken
    ) throws(TemplateError) -> TemplateTree.Index {
        let next = nextNonSpace()
        if next.kind != .rightDelimiter { throw unexpected(next, in: words) }
        if frame.rangeDepth == 0 { throw error("\(words) outside {{range}}") }
        return tree.add(kind, at: token.start)
    }

    private mutating func elseMark() throws(TemplateError) -> TemplateTree.Index {
        let token = peekNonSpace()
        // `{{else if` is read as `{{else}}{{if`.
        let continues =
            token.kind == .keyword(.ifBranch) || dialect.acceptsElseWith && token.kind == .keyword(.with)
        if continues { return tree.add(.elseMark, at: token.start) }
        return tree.add(.elseMark, at: try expect(.rightDelimiter, "else").start)
    }

    private mutating func branch(
        _ branch: TemplateTree.Branch, _ context: Context
    ) throws(TemplateError) -> TemplateTree.Index {
        try nest()
        let variableCount = frame.variables.count
        let pipe = try pipeline(context, until: .rightDelimiter)
        if branch == .range { frame.rangeDepth += 1 }
        let (list, mark) = try itemList()
        if branch == .range { frame.rangeDepth -= 1 }
        var otherwise: TemplateTree.Index?
        if case .elseMark = tree[mark].kind {
            otherwise = try elseList(branch, context, at: tree[mark].position)
        }
        frame.variables.removeLast(frame.variables.count - variableCount)
        nesting -= 1
        let position = tree[pipe].position
        return tree.add(.branch(branch, pipe: pipe, list: list, otherwise: otherwise), at: position)
    }

    private mutating func elseList(
        _ branch: TemplateTree.Branch, _ context: Context, at position: Int
    ) throws(TemplateError) -> TemplateTree.Index {
        let continues: TemplateToken.Keyword? =
            switch branch {
            case .ifTrue: .ifBranch
            case .with: dialect.acceptsElseWith ? .with : nil
            case .range: nil
            }
        if let continues, peek().kind == .keyword(continues) {
            _ = next()
            // The one `end` closes both.
            return tree.add(.list([try self.branch(branch, context)]), at: position)
        }
        let (list, mark) = try itemList()
        if case .elseMark = tree[mark].kind { throw error("expected end; found {{else}}") }
        return list
    }

    private mutating func block() throws(TemplateError) -> TemplateTree.Index {
        let token = nextNonSpace()
        let name = try templateName(token, .block)
        let pipe = try pipeline(.block, until: .rightDelimiter)
        try nest()
        let outer = frame
        frame = Frame(name: name)
        let (list, mark) = try itemList()
        if case .elseMark = tree[mark].kind {
            // Go reports this one from outside.
            frame = outer
            throw error("unexpected {{else}} in \(Context.block.rawValue)")
        }
        try add(root: list)
        frame = outer
        nesting -= 1
        return tree.add(.template(name: name, pipe: pipe), at: token.start)
    }

    private mutating func template() throws(TemplateError) -> TemplateTree.Index {
        let token = nextNonSpace()
        let name = try templateName(token, .template)
        var pipe: TemplateTree.Index?
        if nextNonSpace().kind != .rightDelimiter {
            backUp()
            pipe = try pipeline(.template, until: .rightDelimiter)
        }
        return tree.add(.template(name: name, pipe: pipe), at: token.start)
    }

    private mutating func templateName(_ token: TemplateToken, _ context: Context) throws(TemplateError) -> [UInt8] {
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, in: context.rawValue) }
        return try unquote(token)
    }
}

extension [UInt8] {
    fileprivate func ends(with word: StaticString) -> Bool {
        count >= word.utf8CodeUnitCount && suffix(word.utf8CodeUnitCount).elementsEqual("\(word)".utf8)
    }
}
