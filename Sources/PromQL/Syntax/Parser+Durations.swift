import SourceText
import TimeSeries

/// Numbers, durations, and the calculations with both that 3.x takes for ranges, steps and offsets.
extension Parser {
    /// The value of a number or duration token.
    func numberLiteral(_ token: Token) throws(Fault) -> NumberLiteral {
        if token.kind == .duration {
            let nanoseconds = try durationNanoseconds(token)
            // Whole seconds and the rest apart, as Go's `Duration.Seconds` adds them.
            let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
            return NumberLiteral(value: Double(seconds) + Double(rest) / 1e9, isDuration: true)
        }
        do throws(GoNumberText.Failure) {
            return NumberLiteral(value: try GoNumberText.parse(slice(token)))
        } catch {
            let text = Array(slice(token))
            throw Fault(
                .semantic(error == .outOfRange ? .numberOutOfRange(text) : .numberSyntax(text)), at: token.range)
        }
    }

    /// The length of a duration token.
    func durationNanoseconds(_ token: Token) throws(Fault) -> Int64 {
        let text = Array(slice(token))
        do throws(PrometheusDurationError) {
            return try PrometheusDuration.milliseconds(of: text) * 1_000_000
        } catch {
            throw Fault(.semantic(objection(error, to: text)), at: token.range)
        }
    }

    private func objection(_ error: PrometheusDurationError, to text: [UInt8]) -> SemanticError {
        if semantics.interchangesNumbersAndDurations { return Self.objection(to: text) }
        return error == .outOfRange ? .durationOutOfRange : .durationMalformed(text)
    }

    /// The objection of 3.x, which reads part by part and knows of unknown units.
    private static func objection(to text: [UInt8]) -> SemanticError {
        var rest = text[...]
        var last = -1
        while !rest.isEmpty {
            let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            let unit = rest[digits.endIndex...].prefix { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") }
            rest = rest[unit.endIndex...]
            // Beyond 64 bits Go reads no number at all; between 63 and 64 it is merely too long.
            if unit.isEmpty || UInt64(String(decoding: digits, as: UTF8.self)) == nil { break }
            guard let place = unitsFalling.firstIndex(where: { $0.utf8.elementsEqual(unit) }) else {
                return .durationUnknownUnit(Array(unit), in: text)
            }
            if place <= last { break }
            last = place
            if PrometheusDuration.parse(Array(text[..<rest.startIndex])) == nil { return .durationOutOfRange }
        }
        return .durationMalformed(text)
    }

    private static let unitsFalling = ["y", "w", "d", "h", "m", "s", "ms"]

    /// 3.x: the range or the step of brackets, more than zero where that is known.
    mutating func durationExpression(
        in context: SyntaxContext, expected: SyntaxExpectation
    ) throws(Fault) -> DurationValue {
        var calculation = DurationCalculation(context: context, expected: expected)
        let operand = try evaluate(&calculation)
        if let literal = operand.literal, literal.value <= 0 {
            throw Fault(.semantic(.durationNotPositive), at: operand.range)
        }
        return try durationValue(operand)
    }

    /// 3.x: what follows `offset`, and where it ends.
    ///
    /// A sign, a number or a word directly behind `offset` ends it: `x offset 5m + 1m` adds to `x`. But behind a
    /// parenthesis or a second sign the generated parser goes on: `x offset (5m) + 1m` looks six minutes back.
    mutating func offsetExpression() throws(Fault) -> (DurationValue, end: Int) {
        var calculation = DurationCalculation(context: .offset, expected: .durationExpression)
        var sign: Token?
        if try [.binary(.add), .binary(.subtract)].contains(peek().kind) { sign = take() }
        let operand: DurationOperand
        let token = try peek()
        switch token.kind {
        case .number where sign != nil, .duration where sign != nil:
            // Whether it is too long is judged with the sign, and at the sign.
            take()
            operand = DurationOperand(try numberLiteral(token), token.range)
        case .number, .duration, .keyword(.step), .keyword(.range), .keyword(.maxOf), .keyword(.minOf):
            calculation.endsAfterOperand = true
            operand = try evaluate(&calculation)
        case .leftParenthesis where sign != nil:
            calculation.endsAfterOperand = true
            operand = try evaluate(&calculation)
        default:
            if let sign { calculation.push(sign) }
            sign = nil
            operand = try evaluate(&calculation)
        }
        let whole = sign == nil ? operand : try calculation.signed(operand, sign)
        return (try durationValue(whole), whole.range.end)
    }

    private func durationValue(_ operand: DurationOperand) throws(Fault) -> DurationValue {
        guard let literal = operand.literal else { return .computed(DurationExpression(terms: operand.terms)) }
        guard let nanoseconds = Int64(exactly: (literal.value * 1e9).rounded()) else {
            throw Fault(.semantic(.durationOutOfRange), at: operand.range)
        }
        return .fixed(nanoseconds: nanoseconds)
    }

    // MARK: Calculation

    private mutating func evaluate(_ calculation: inout DurationCalculation) throws(Fault) -> DurationOperand {
        while true {
            guard let operand = try durationOperand(&calculation) else { continue }
            if let whole = try continueDuration(after: operand, &calculation) { return whole }
        }
    }

    /// Reads an operand, or opens what contains one and returns nil.
    private mutating func durationOperand(_ calculation: inout DurationCalculation) throws(Fault) -> DurationOperand? {
        let token = try peek()
        switch token.kind {
        case .number, .duration:
            take()
            let literal = try numberLiteral(token)
            if !literal.fitsDuration { throw Fault(.semantic(.durationOutOfRange), at: token.range) }
            return DurationOperand(literal, token.range)
        case .keyword(.step), .keyword(.range):
            let end = try takeEmptyParentheses(in: calculation.context, expected: calculation.expected)
            try checkDurationExpressions(token.range)
            return DurationOperand(
                terms: [token.kind == .keyword(.step) ? .step : .range], range: ByteRange(token.start..<end))
        case .keyword(.maxOf), .keyword(.minOf):
            take()
            guard try peek().kind == .leftParenthesis else {
                throw unexpected(in: calculation.context, expected: calculation.expected)
            }
            take()
            calculation.push(token)
        case .leftParenthesis, .binary(.add), .binary(.subtract):
            take()
            calculation.push(token)
        default:
            throw unexpected(in: calculation.context, expected: calculation.expected)
        }
        if calculation.depth > Parser.nestingLimit {
            throw Fault(.limit(.nesting(limit: Parser.nestingLimit)), at: token.range)
        }
        return nil
    }

    /// Reads on until an operand must follow (nil) or the calculation ends.
    private mutating func continueDuration(
        after first: DurationOperand, _ calculation: inout DurationCalculation
    ) throws(Fault) -> DurationOperand? {
        var operand = first
        while true {
            if calculation.isComplete && calculation.endsAfterOperand { return operand }
            let token = try peek()
            if case .binary(let op) = token.kind, op.isDurationOperator {
                operand = try calculation.reduce(operand, for: op)
                take()
                try checkDurationExpressions(operand.range)
                calculation.push(op, token, operand)
                return nil
            }
            operand = try calculation.reduce(operand, for: nil)
            if calculation.isComplete { return operand }
            switch try calculation.close(operand, token) {
            case nil: throw unexpected(in: calculation.context, expected: calculation.expected)
            case .needsOperand:
                take()
                return nil
            case .operand(let closed):
                take()
                try checkDurationExpressions(closed.range)
                operand = closed
            }
        }
    }

    private func checkDurationExpressions(_ range: ByteRange) throws(Fault) {
        if !semantics.allowsDurationExpressions {
            throw Fault(.semantic(.durationExpressionNotEnabled), at: range)
        }
    }
}
