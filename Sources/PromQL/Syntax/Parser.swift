import SourceText

extension Expression {
    /// Parses and checks a text as Prometheus does on loading a rule.
    ///
    /// - Throws: the first objection Prometheus would raise, or a `ParseLimit` of our own.
    /// - Complexity: linear in the length of `text`; no recursion.
    package static func parse(
        _ text: [UInt8], _ semantics: Semantics = .prometheus3
    ) throws(PromQLError) -> Expression {
        do throws(Fault) {
            if text.count > Parser.lengthLimit {
                throw Fault(.limit(.length(limit: Parser.lengthLimit)), at: ByteRange(start: 0, length: 0))
            }
            var parser = Parser(text, semantics)
            let root = try parser.parse()
            let expression = Expression(text: text, semantics: semantics, nodes: parser.nodes, root: root)
            try TypeCheck(expression).run()
            return expression
        } catch {
            throw PromQLError(error, in: text, semantics)
        }
    }

    /// Parses and checks a text as Prometheus does on loading a rule.
    package static func parse(
        _ text: String, _ semantics: Semantics = .prometheus3
    ) throws(PromQLError) -> Expression {
        try parse(Array(text.utf8), semantics)
    }
}

/// Precedence climbing with its stack on the heap: what waits for an operand or a parenthesis is a `Frame`.
///
/// Prometheus's parser is generated from a grammar with rules for errors, and shows the first error only. So this one
/// stops at the first, and takes care to read a token ahead only where the generated parser does: there the lexer's
/// objection to the next token comes before a complaint about what was just read, elsewhere after it.
/// Source: prometheus/prometheus, `promql/parser/generated_parser.y` and `parse.go` (v2.42.0 and v3.14.0).
struct Parser {
    /// Parentheses, calls, aggregations, signs and right-grouping operators within one another.
    static let nestingLimit = 1_000
    /// Bytes. Far beyond any expression; a text of operators alone makes nodes of a hundred times its size.
    static let lengthLimit = 1 << 22

    let semantics: Semantics
    private var lexer: Lexer
    private var lookahead: Token?
    private(set) var nodes: [Node] = []
    private var frames: [Frame] = []
    /// Arguments of all open calls and aggregations, the innermost last.
    private var arguments: [NodeID] = []
    private var nesting = 0

    private enum Frame {
        case parentheses(start: Int)
        case call(name: Token, firstArgument: Int)
        case aggregation(AggregationHead, firstArgument: Int)
        case sign(SignOperator, start: Int)
        case binary(BinaryHead, left: NodeID)
    }

    init(_ text: [UInt8], _ semantics: Semantics) {
        self.semantics = semantics
        lexer = Lexer(text, semantics)
        // About what typical alert expressions need.
        nodes.reserveCapacity(text.count / 10 + 4)
        frames.reserveCapacity(8)
    }

    /// Reads the whole text as one expression.
    mutating func parse() throws(Fault) -> NodeID {
        if try peek().kind == .endOfInput {
            throw Fault(.syntax(.noExpression), at: ByteRange(start: 0, length: 0))
        }
        while true {
            guard let operand = try operandOrOpening() else { continue }
            if let whole = try continueAfter(operand) { return whole }
        }
    }

    // MARK: Where an operand must stand

    /// Reads an operand without its modifiers, or opens what contains one and returns nil.
    private mutating func operandOrOpening() throws(Fault) -> NodeID? {
        let token = try peek()
        switch token.kind {
        case .number, .string: return try literal()
        case .duration where semantics.interchangesNumbersAndDurations: return try literal()
        case .binary(.add), .binary(.subtract):
            take()
            try open(.sign(token.kind == .binary(.subtract) ? .minus : .plus, start: token.start))
            return nil
        case .leftParenthesis:
            take()
            try open(.parentheses(start: token.start))
            return nil
        case .leftBrace: return try vectorSelector(name: nil)
        case .aggregation(let op):
            take()
            return try aggregationOrSelector(op, token)
        default:
            guard token.kind.isMetricName else { throw unexpected() }
            take()
            return try callOrSelector(token)
        }
    }

    private mutating func literal() throws(Fault) -> NodeID {
        let token = take()
        if token.kind == .string {
            return add(.string(StringLiteral.unquoted(slice(token))), token.range, .string)
        }
        return add(.number(try numberLiteral(token)), token.range, .scalar)
    }

    private mutating func callOrSelector(_ name: Token) throws(Fault) -> NodeID? {
        guard mayNameFunction(name.kind), try peek().kind == .leftParenthesis else {
            return try vectorSelector(name: name)
        }
        take()
        if try peek().kind == .rightParenthesis {
            let closing = take()
            return try finishCall(name, [], closing: closing)
        }
        try open(.call(name: name, firstArgument: arguments.count))
        return nil
    }

    private func mayNameFunction(_ kind: TokenKind) -> Bool {
        switch kind {
        case .identifier: true
        case .keyword(.start), .keyword(.end), .keyword(.step), .keyword(.range), .keyword(.maxOf), .keyword(.minOf):
            semantics.knowsThirdGenerationWords
        default: false
        }
    }

    private mutating func aggregationOrSelector(_ op: AggregationOperator, _ token: Token) throws(Fault) -> NodeID? {
        var head = AggregationHead(op: op, token: token)
        switch try peek().kind {
        case .leftParenthesis: break
        case .keyword(.by), .keyword(.without): try readGrouping(into: &head)
        default: return try vectorSelector(name: token)
        }
        guard try peek().kind == .leftParenthesis else { throw unexpected(in: .aggregation) }
        take()
        if try peek().kind == .rightParenthesis {
            let closing = take()
            return try finishAggregation(head, [], closing)
        }
        try open(.aggregation(head, firstArgument: arguments.count))
        return nil
    }

    private mutating func readGrouping(into head: inout AggregationHead) throws(Fault) {
        head.isWithout = take().kind == .keyword(.without)
        head.grouping = try labelList()
    }

    // MARK: After an operand

    /// Reads modifiers, operators and closing parentheses until an operand must follow (nil) or the text ends.
    private mutating func continueAfter(_ first: NodeID) throws(Fault) -> NodeID? {
        var operand = first
        while true {
            operand = try modified(operand)
            let token = try peek()
            if case .binary(let op) = token.kind {
                take()
                operand = try reduce(operand, for: op)
                try open(.binary(try binaryHead(op, token), left: operand))
                return nil
            }
            operand = try reduce(operand, for: nil)
            switch frames.last {
            case nil:
                if token.kind == .endOfInput { return operand }
                throw unexpected()
            case .parentheses(let start):
                guard token.kind == .rightParenthesis else { throw unexpected() }
                take()
                close()
                let type = self[operand].type
                operand = add(.parentheses(operand), ByteRange(start..<token.end), type)
            case .call(let name, let firstArgument):
                guard let all = try argument(operand, from: firstArgument, token) else { return nil }
                operand = try finishCall(name, all, closing: token)
            case .aggregation(let head, let firstArgument):
                guard let all = try argument(operand, from: firstArgument, token) else { return nil }
                operand = try finishAggregation(head, all, token)
            case .sign, .binary:
                preconditionFailure("signs and operators are reduced before a closing token is judged")
            }
        }
    }

    /// Takes an argument; all of them if it is the last, or nil if another must follow.
    private mutating func argument(
        _ operand: NodeID, from firstArgument: Int, _ token: Token
    ) throws(Fault) -> [NodeID]? {
        arguments.append(operand)
        switch token.kind {
        case .comma:
            take()
            if try !peek().kind.startsExpression(semantics) {
                throw Fault(.semantic(.trailingCommaInCall), at: token.range)
            }
            return nil
        case .rightParenthesis:
            take()
            close()
            let all = Array(arguments[firstArgument...])
            arguments.removeSubrange(firstArgument...)
            return all
        default:
            throw unexpected()
        }
    }

    /// Combines what waits on the stack and binds at least as tightly as `op`; everything up to a parenthesis if nil.
    private mutating func reduce(_ operand: NodeID, for op: BinaryOperator?) throws(Fault) -> NodeID {
        var operand = operand
        let precedence = op?.precedence ?? 0
        while let frame = frames.last {
            switch frame {
            case .sign(let sign, let start):
                if BinaryOperator.signPrecedence < precedence { return operand }
                close()
                operand = signed(operand, sign, start: start)
            case .binary(let head, let left):
                let waiting = head.op.precedence
                if waiting < precedence || (waiting == precedence && head.op.groupsFromTheRight) { return operand }
                close()
                operand = try combined(head, left, operand)
            case .parentheses, .call, .aggregation:
                return operand
            }
        }
        return operand
    }

    // MARK: Frames

    private mutating func open(_ frame: Frame) throws(Fault) {
        if countsAsNesting(frame) {
            nesting += 1
            if nesting > Self.nestingLimit {
                throw Fault(.limit(.nesting(limit: Self.nestingLimit)), at: place(of: frame))
            }
        }
        frames.append(frame)
    }

    private mutating func close() {
        if let frame = frames.popLast(), countsAsNesting(frame) { nesting -= 1 }
    }

    /// Operators that group from the left wait at most one of each precedence at a time.
    private func countsAsNesting(_ frame: Frame) -> Bool {
        if case .binary(let head, _) = frame { return head.op.groupsFromTheRight }
        return true
    }

    private func place(of frame: Frame) -> ByteRange {
        switch frame {
        case .parentheses(let start), .sign(_, let start): ByteRange(start: start, length: 1)
        case .call(let name, _): name.range
        case .aggregation(let head, _): head.token.range
        case .binary(let head, _): head.token.range
        }
    }

    // MARK: Tokens and nodes

    /// The next token, read once.
    mutating func peek() throws(Fault) -> Token {
        if let lookahead { return lookahead }
        let token = try lexer.next()
        lookahead = token
        return token
    }

    /// Moves past the token that was peeked at.
    @discardableResult
    mutating func take() -> Token {
        guard let token = lookahead else { preconditionFailure("a token is peeked at before it is taken") }
        lookahead = nil
        return token
    }

    func slice(_ token: Token) -> ArraySlice<UInt8> { lexer.bytes[token.start..<token.end] }

    /// An objection to the token that was peeked at.
    ///
    /// Without a context of its own it is Prometheus's fallback: the innermost open aggregation, if there is one.
    func unexpected(in context: SyntaxContext? = nil, expected: SyntaxExpectation = .unstated) -> Fault {
        guard let token = lookahead else { preconditionFailure("only a token that was peeked at is unexpected") }
        return unexpected(token, in: context, expected: expected)
    }

    func unexpected(
        _ token: Token, in context: SyntaxContext? = nil, expected: SyntaxExpectation = .unstated
    ) -> Fault {
        let description = TokenDescription(
            kind: token.kind, text: Array(slice(token)), namesAt: semantics.knowsThirdGenerationWords)
        let fallback: SyntaxContext = isInsideAggregation ? .aggregation : .expression
        return Fault(
            .syntax(.unexpected(description, in: context ?? fallback, expected: expected)), at: token.range)
    }

    private var isInsideAggregation: Bool {
        frames.contains {
            if case .aggregation = $0 { return true }
            return false
        }
    }

    mutating func add(_ kind: Node.Kind, _ range: ByteRange, _ type: ValueType) -> NodeID {
        nodes.append(Node(kind: kind, range: range, type: type))
        return NodeID(index: Int32(nodes.count - 1))
    }

    subscript(id: NodeID) -> Node {
        get { nodes[Int(id.index)] }
        set { nodes[Int(id.index)] = newValue }
    }
}
