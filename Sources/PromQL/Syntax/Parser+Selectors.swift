import SourceText

/// Names and braces.
extension Parser {
    /// A selector whose name, if any, has been taken.
    mutating func vectorSelector(name: Token?) throws(Fault) -> NodeID {
        var selector = VectorSelector(name: nil, nameRange: nil, matchers: [])
        var range = ByteRange(start: 0, length: 0)
        if let name {
            selector.name = ByteString(slice(name))
            selector.nameRange = name.range
            range = name.range
        }
        let brace = try peek()
        if brace.kind == .leftBrace {
            take()
            selector.matchers = try matchers()
            let closing = take()
            range = ByteRange((name?.start ?? brace.start)..<closing.end)
        }
        return add(.vectorSelector(selector), range, .vector)
    }

    /// Everything between the braces; the closing one is left to be taken.
    private mutating func matchers() throws(Fault) -> [LabelMatcher] {
        var matchers: [LabelMatcher] = []
        while try peek().kind != .rightBrace {
            matchers.append(try matcher())
            switch try peek().kind {
            case .comma: take()
            case .rightBrace: break
            default: throw unexpected(in: .labelMatching, expected: .commaOrRightBrace)
            }
        }
        return matchers
    }

    private mutating func matcher() throws(Fault) -> LabelMatcher {
        let token = try peek()
        switch token.kind {
        case .identifier:
            take()
            guard let op = try matchOperator() else {
                throw unexpected(in: .labelMatching, expected: .matchOperator)
            }
            return try matcher(ByteString(slice(token)), token, op)
        case .string where semantics.allowsQuotedNames:
            take()
            let text = ByteString(StringLiteral.unquoted(slice(token)))
            if let op = try matchOperator() { return try matcher(text, token, op) }
            return LabelMatcher(
                name: "__name__", nameRange: token.range, operator: .equal, value: text, valueRange: token.range)
        default:
            throw unexpected(in: .labelMatching, expected: .identifierOrRightBrace)
        }
    }

    private mutating func matchOperator() throws(Fault) -> MatchOperator? {
        let op: MatchOperator
        switch try peek().kind {
        case .assign: op = .equal
        case .binary(.notEqual): op = .notEqual
        case .matches: op = .matches
        case .matchesNot: op = .matchesNot
        default: return nil
        }
        take()
        return op
    }

    private mutating func matcher(
        _ name: ByteString, _ nameToken: Token, _ op: MatchOperator
    ) throws(Fault) -> LabelMatcher {
        let token = try peek()
        guard token.kind == .string else { throw unexpected(in: .labelMatching, expected: .string) }
        take()
        let value = StringLiteral.unquoted(slice(token))
        if op.isRegex, let objection = MatcherPattern.objection(to: value, semantics) {
            let focus = StringLiteral.range(of: objection.range, in: slice(token))
            throw Fault(.semantic(.regex(objection)), at: nameToken.range.union(token.range), focus: focus)
        }
        return LabelMatcher(
            name: name, nameRange: nameToken.range, operator: op, value: ByteString(value), valueRange: token.range)
    }
}
