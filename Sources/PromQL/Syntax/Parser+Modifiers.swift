import SourceText

/// Ranges, `offset` and `@`, which follow an operand and bind tighter than any operator.
extension Parser {
    /// The operand with all modifiers that follow it.
    mutating func modified(_ first: NodeID) throws(Fault) -> NodeID {
        var operand = first
        while true {
            switch try peek().kind {
            case .leftBracket: operand = try ranged(operand)
            case .keyword(.offset): try readOffset(of: operand)
            case .at: try readAt(of: operand)
            case .keyword(.anchored): throw Fault(.semantic(.anchoredNotEnabled), at: self[operand].range)
            case .keyword(.smoothed): throw Fault(.semantic(.smoothedNotEnabled), at: self[operand].range)
            default: return operand
            }
        }
    }

    // MARK: Ranges

    private mutating func ranged(_ operand: NodeID) throws(Fault) -> NodeID {
        let bracket = take()
        let range =
            semantics.interchangesNumbersAndDurations
            ? try durationExpression(in: .subqueryOrRangeSelector, expected: .durationExpression)
            : try plainDuration(in: .subquerySelector, expected: .duration)
        switch try peek().kind {
        case .rightBracket:
            let closing = take()
            try checkRangeTarget(operand, ByteRange(bracket.start..<closing.end))
            return add(
                .matrixSelector(MatrixSelector(vector: operand, range: range)),
                ByteRange(self[operand].range.start..<closing.end), .matrix)
        case .colon:
            take()
            return try subquery(operand, range)
        default:
            throw unexpected(in: .subqueryOrRange, expected: .colonOrRightBracket)
        }
    }

    private func checkRangeTarget(_ operand: NodeID, _ range: ByteRange) throws(Fault) {
        guard case .vectorSelector(let selector) = self[operand].kind else {
            throw Fault(.semantic(.rangeOnNonSelector), at: range)
        }
        // Prometheus overlooks offsets that it has yet to compute, and `@ start()`.
        if case .fixed(let nanoseconds) = selector.modifiers.offset, nanoseconds != 0 {
            throw Fault(.semantic(.offsetBeforeRange), at: range)
        }
        if case .timestamp = selector.modifiers.at { throw Fault(.semantic(.atBeforeRange), at: range) }
    }

    private mutating func subquery(_ operand: NodeID, _ range: DurationValue) throws(Fault) -> NodeID {
        var step: DurationValue?
        if try peek().kind != .rightBracket {
            step =
                semantics.interchangesNumbersAndDurations
                ? try durationExpression(in: .subquerySelector, expected: .durationExpressionOrRightBracket)
                : try plainDuration(in: .subquerySelector, expected: .durationOrRightBracket)
        }
        guard try peek().kind == .rightBracket else {
            throw unexpected(in: .subquerySelector, expected: .rightBracket)
        }
        let closing = take()
        let subquery = Subquery(expression: operand, range: range, step: step == .fixed(nanoseconds: 0) ? nil : step)
        return add(.subquery(subquery), ByteRange(self[operand].range.start..<closing.end), .matrix)
    }

    // MARK: Offset

    private mutating func readOffset(of operand: NodeID) throws(Fault) {
        take()
        let (offset, end) =
            semantics.interchangesNumbersAndDurations ? try offsetExpression() : try plainOffset()
        let range = self[operand].range
        guard var modifiers = timeModifiers(of: operand) else {
            throw Fault(.semantic(.offsetOnNonSelector), at: range)
        }
        if !modifiers.offset.isZero { throw Fault(.semantic(.offsetTwice), at: range) }
        modifiers.offset = offset
        setTimeModifiers(of: operand, modifiers, end: end)
    }

    private mutating func plainOffset() throws(Fault) -> (DurationValue, end: Int) {
        var isNegative = false
        if try peek().kind == .binary(.subtract) {
            take()
            isNegative = true
        }
        let token = try peek()
        guard case .fixed(let nanoseconds) = try plainDuration(in: .offset, expected: .duration) else {
            preconditionFailure("a plain duration is fixed")
        }
        return (.fixed(nanoseconds: isNegative ? -nanoseconds : nanoseconds), token.end)
    }

    /// 2.x: one token, more than zero.
    private mutating func plainDuration(
        in context: SyntaxContext, expected: SyntaxExpectation
    ) throws(Fault) -> DurationValue {
        let token = try peek()
        guard token.kind == .duration else { throw unexpected(in: context, expected: expected) }
        take()
        let nanoseconds = try durationNanoseconds(token)
        if nanoseconds == 0 { throw Fault(.semantic(.durationNotPositive), at: token.range) }
        return .fixed(nanoseconds: nanoseconds)
    }

    // MARK: @

    private mutating func readAt(of operand: NodeID) throws(Fault) {
        take()
        let token = try peek()
        let at: AtModifier
        let end: Int
        switch token.kind {
        case .keyword(.start), .keyword(.end):
            at = token.kind == .keyword(.start) ? .start : .end
            end = try takeEmptyParentheses(in: .at, expected: .timestamp)
        default:
            (at, end) = try timestamp(of: operand)
        }
        let range = self[operand].range
        guard var modifiers = timeModifiers(of: operand) else { throw Fault(.semantic(.atOnNonSelector), at: range) }
        if modifiers.at != nil { throw Fault(.semantic(.atTwice), at: range) }
        modifiers.at = at
        setTimeModifiers(of: operand, modifiers, end: end)
    }

    private mutating func timestamp(of operand: NodeID) throws(Fault) -> (AtModifier, end: Int) {
        var isNegative = false
        switch try peek().kind {
        case .binary(.add), .binary(.subtract): isNegative = take().kind == .binary(.subtract)
        default: break
        }
        let token = try peek()
        guard token.kind == .number || (token.kind == .duration && semantics.interchangesNumbersAndDurations) else {
            throw unexpected(in: .at, expected: .timestamp)
        }
        take()
        let value = try numberLiteral(token).value
        let seconds = isNegative ? -value : value
        guard seconds.isFinite, seconds < 0x1p63, seconds > -0x1p63 else {
            throw Fault(.semantic(.timestampOutOfBounds(seconds)), at: self[operand].range)
        }
        // Beyond what 63 bits of milliseconds hold, Prometheus's conversion ends at the least of them (on x86).
        let milliseconds = Int64(exactly: (seconds * 1000).rounded()) ?? .min
        return (.timestamp(milliseconds: milliseconds), token.end)
    }

    // MARK: Helpers

    /// Moves past a word that was peeked at and the `()` behind it; returns where they end.
    mutating func takeEmptyParentheses(
        in context: SyntaxContext, expected: SyntaxExpectation
    ) throws(Fault) -> Int {
        take()
        guard try peek().kind == .leftParenthesis else { throw unexpected(in: context, expected: expected) }
        take()
        guard try peek().kind == .rightParenthesis else { throw unexpected(in: context, expected: expected) }
        return take().end
    }

    private func timeModifiers(of id: NodeID) -> TimeModifiers? {
        switch self[id].kind {
        case .vectorSelector(let selector): selector.modifiers
        case .matrixSelector(let selector): timeModifiers(of: selector.vector)
        case .subquery(let subquery): subquery.modifiers
        default: nil
        }
    }

    /// A range selector's modifiers are kept in its vector selector, whose own bytes end before the range.
    private mutating func setTimeModifiers(of id: NodeID, _ modifiers: TimeModifiers, end: Int) {
        self[id].range = ByteRange(self[id].range.start..<end)
        switch self[id].kind {
        case .vectorSelector(var selector):
            selector.modifiers = modifiers
            self[id].kind = .vectorSelector(selector)
        case .subquery(var subquery):
            subquery.modifiers = modifiers
            self[id].kind = .subquery(subquery)
        case .matrixSelector(let selector):
            setTimeModifiers(of: selector.vector, modifiers, end: self[selector.vector].range.end)
        default:
            preconditionFailure("only selectors and subqueries have time modifiers")
        }
    }
}
