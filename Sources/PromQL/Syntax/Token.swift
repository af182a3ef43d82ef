import SourceText

/// The smallest pieces of an expression.
package enum TokenKind: Sendable, Hashable {
    case endOfInput
    case identifier
    /// A word with a colon in it.
    case metricIdentifier
    case number
    case duration
    case string
    case leftParenthesis, rightParenthesis
    case leftBrace, rightBrace
    case leftBracket, rightBracket
    case comma, colon, at
    /// `=` alone.
    case assign
    /// `=~` and `!~`, inside braces only.
    case matches, matchesNot
    case binary(BinaryOperator)
    case aggregation(AggregationOperator)
    case keyword(Keyword)
}

/// Words with a meaning of their own, in any case.
package enum Keyword: Sendable, Hashable, CaseIterable {
    case bool, by, groupLeft, groupRight, ignoring, offset, on, without
    case fill, fillLeft, fillRight, anchored, smoothed
    case start, end, step, range, maxOf, minOf
}

/// A token and the bytes that spell it.
struct Token {
    var kind: TokenKind
    var start: Int
    var end: Int

    var range: ByteRange { ByteRange(start..<end) }
}

extension TokenKind {
    /// Whether the token may stand for a metric name in front of its braces.
    var isMetricName: Bool {
        switch self {
        case .identifier, .metricIdentifier, .aggregation: true
        case .binary(let op): op.isSetOperation
        case .keyword(let keyword):
            switch keyword {
            case .by, .offset, .without, .start, .end, .step, .range, .maxOf, .minOf, .anchored, .smoothed, .fill,
                .fillLeft, .fillRight:
                true
            case .bool, .groupLeft, .groupRight, .ignoring, .on: false
            }
        default: false
        }
    }

    /// Whether the token may stand for a label in a list of labels: every word but `without`.
    var isLabelName: Bool {
        switch self {
        case .identifier, .metricIdentifier, .aggregation: true
        case .binary(let op): op.isSetOperation || op == .atan2
        case .keyword(let keyword): keyword != .without
        default: false
        }
    }

    /// Whether an expression may begin with the token.
    func startsExpression(_ semantics: Semantics) -> Bool {
        switch self {
        case .number, .string, .leftParenthesis, .leftBrace, .binary(.add), .binary(.subtract): true
        case .duration: semantics.interchangesNumbersAndDurations
        default: isMetricName
        }
    }
}
