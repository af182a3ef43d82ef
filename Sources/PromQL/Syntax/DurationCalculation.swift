import SourceText

/// A duration that has been read: a literal, or terms in postfix order.
struct DurationOperand {
    var terms: [DurationExpression.Term]
    var literal: NumberLiteral?
    var range: ByteRange

    init(_ literal: NumberLiteral, _ range: ByteRange) {
        terms = [.number(literal)]
        self.literal = literal
        self.range = range
    }

    init(terms: [DurationExpression.Term], range: ByteRange) {
        self.terms = terms
        self.range = range
    }
}

/// The stack of a calculation with durations: precedence climbing again, over a smaller grammar.
struct DurationCalculation {
    /// What Prometheus says it was reading, for whatever goes wrong inside.
    let context: SyntaxContext
    let expected: SyntaxExpectation
    /// Whether the first complete operand ends it, whatever follows.
    var endsAfterOperand = false
    private var frames: [Frame] = []

    private enum Frame {
        case parentheses(Token)
        /// `max_of(` or `min_of(`, and the first argument once it is read.
        case choice(Token, first: DurationOperand?)
        case sign(Token)
        case binary(BinaryOperator, Token, left: DurationOperand)
    }

    /// What a comma or closing parenthesis leads to.
    enum Closing {
        case needsOperand
        case operand(DurationOperand)
    }

    init(context: SyntaxContext, expected: SyntaxExpectation) {
        self.context = context
        self.expected = expected
    }

    var depth: Int { frames.count }

    /// True where nothing waits for the operand that was just read.
    var isComplete: Bool { frames.isEmpty }

    /// Opens a parenthesis, a choice or a sign.
    mutating func push(_ token: Token) {
        switch token.kind {
        case .leftParenthesis: frames.append(.parentheses(token))
        case .keyword: frames.append(.choice(token, first: nil))
        default: frames.append(.sign(token))
        }
    }

    mutating func push(_ op: BinaryOperator, _ token: Token, _ left: DurationOperand) {
        frames.append(.binary(op, token, left: left))
    }

    /// Combines what binds at least as tightly as `op`; everything up to a parenthesis if nil.
    mutating func reduce(_ operand: DurationOperand, for op: BinaryOperator?) throws(Fault) -> DurationOperand {
        var operand = operand
        let precedence = op?.precedence ?? 0
        while let frame = frames.last {
            switch frame {
            case .sign(let token):
                if BinaryOperator.signPrecedence < precedence { return operand }
                frames.removeLast()
                operand = try signed(operand, token)
            case .binary(let waiting, let token, let left):
                if waiting.precedence < precedence { return operand }
                if waiting.precedence == precedence && waiting.groupsFromTheRight { return operand }
                frames.removeLast()
                operand = try combined(waiting, token, left, operand)
            case .parentheses, .choice:
                return operand
            }
        }
        return operand
    }

    /// Judges a token behind a complete operand; nil if it fits nothing that is open.
    mutating func close(_ operand: DurationOperand, _ token: Token) throws(Fault) -> Closing? {
        switch (frames.last, token.kind) {
        case (.parentheses(let opening), .rightParenthesis):
            frames.removeLast()
            return .operand(wrapped(operand, ByteRange(opening.start..<token.end)))
        case (.choice(let word, first: nil), .comma):
            frames[frames.count - 1] = .choice(word, first: operand)
            return .needsOperand
        case (.choice(let word, first: let first?), .rightParenthesis):
            frames.removeLast()
            let last: DurationExpression.Term = word.kind == .keyword(.maxOf) ? .maximum : .minimum
            return .operand(
                DurationOperand(
                    terms: first.terms + operand.terms + [last], range: ByteRange(word.start..<token.end)))
        default:
            return nil
        }
    }

    /// The operand with a sign in front, folded into a literal.
    func signed(_ operand: DurationOperand, _ sign: Token?) throws(Fault) -> DurationOperand {
        guard let sign else { return operand }
        var result = operand
        result.range = sign.range.union(operand.range)
        guard var literal = operand.literal else {
            if sign.kind == .binary(.subtract) { result.terms.append(.negate) }
            return result
        }
        if sign.kind == .binary(.subtract) { literal.value *= -1 }
        if !literal.fitsDuration { throw Fault(.semantic(.durationOutOfRange), at: sign.range) }
        result.literal = literal
        result.terms = [.number(literal)]
        return result
    }

    /// Parentheses show in the canonical text only where they hold a calculation, and only once.
    private func wrapped(_ operand: DurationOperand, _ range: ByteRange) -> DurationOperand {
        if operand.literal != nil { return operand }
        var result = operand
        result.range = range
        if result.terms.last != .wrap { result.terms.append(.wrap) }
        return result
    }

    private func combined(
        _ op: BinaryOperator, _ token: Token, _ left: DurationOperand, _ right: DurationOperand
    ) throws(Fault) -> DurationOperand {
        if right.literal?.value == 0 {
            if op == .divide { throw Fault(.semantic(.divisionByZero), at: token.range) }
            if op == .modulo { throw Fault(.semantic(.moduloByZero), at: token.range) }
        }
        var terms = left.terms
        // The parentheses of `(-5m) ^ 2` went when the literal came out of them; without them it would be `-(5m ^ 2)`.
        if op == .power, let literal = left.literal, literal.value.sign == .minus { terms.append(.wrap) }
        terms.append(contentsOf: right.terms)
        terms.append(op.durationTerm)
        return DurationOperand(terms: terms, range: left.range.union(right.range))
    }
}

extension NumberLiteral {
    /// Whether this many seconds fit 63 bits of nanoseconds.
    var fitsDuration: Bool { value.magnitude <= longestSeconds }
}

extension BinaryOperator {
    var isDurationOperator: Bool {
        switch self {
        case .add, .subtract, .multiply, .divide, .modulo, .power: true
        default: false
        }
    }

    fileprivate var durationTerm: DurationExpression.Term {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .modulo: .modulo
        default: .power
        }
    }
}
