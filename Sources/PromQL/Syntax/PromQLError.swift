package import SourceText

/// Why a text is no valid PromQL expression: the first objection Prometheus would raise, as data.
package struct PromQLError: Error, Sendable, Equatable {
    package let kind: Kind
    /// Where, in the text given. Prometheus prints the beginning of it.
    package let range: ByteRange
    /// What a person should look at: a piece of `range` where more is known, such as the bad part of a pattern.
    package let focus: ByteRange
    /// Prometheus's `line:column`, both from one, the column in bytes; nil where it prints none.
    package let place: Place?

    package struct Place: Sendable, Hashable {
        package let line: Int
        package let column: Int
    }

    package enum Kind: Sendable, Equatable {
        case lexical(LexicalError)
        case syntax(SyntaxError)
        case semantic(SemanticError)
        case type(TypeError)
        /// A limit of ours, not of Prometheus.
        case limit(ParseLimit)
    }

    init(_ fault: Fault, in text: [UInt8], _ semantics: Semantics) {
        kind = fault.kind
        range = fault.range
        focus = fault.focus
        if text.isEmpty && semantics.knowsThirdGenerationWords {
            place = nil
        } else {
            let before = text[..<min(fault.range.start, text.count)]
            let lineStart = (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
            let line = before.reduce(into: 1) { if $1 == UInt8(ascii: "\n") { $0 += 1 } }
            place = Place(line: line, column: fault.range.start - lineStart + 1)
        }
    }

    /// What promtool prints: `1:5: parse error: unexpected end of input`.
    package var promtoolText: String {
        let position = place.map { "\($0.line):\($0.column)" } ?? "unknown position"
        return "\(position): parse error: \(message)"
    }
}

/// A bound that keeps hostile input from exhausting memory or stack.
package enum ParseLimit: Sendable, Equatable {
    /// Parentheses, calls, aggregations, signs and `^` within one another.
    case nesting(limit: Int)
    /// Bytes of text.
    case length(limit: Int)
}

/// What the lexer objects to.
package enum LexicalError: Sendable, Equatable {
    case unexpectedCharacter(UInt32)
    /// After `=` or `!` outside braces.
    case unexpectedCharacterAfter(UInt8, UInt32)
    case unexpectedCharacterAfterBangInBraces(UInt32)
    case unexpectedCharacterInBraces(UInt32)
    case unexpectedCharacterInsteadOfColon(UInt32)
    case unexpectedCharacterInDurationExpression(UInt32)
    case unexpectedLeftBrace
    case unexpectedLeftBracket
    case unexpectedRightBracket
    case unexpectedRightParenthesis
    /// In 2.x any letter within brackets counts as a colon, so it is carried here.
    case unexpectedColon(UInt32)
    case colonBeforeDuration
    case repeatedColon
    case unclosedParenthesis
    case unclosedBracket
    case endInsideBraces
    case endInDurationExpression
    case unterminatedString
    case unterminatedRawString
    case invalidUTF8
    case unterminatedEscape
    case unknownEscape(UInt32)
    case illegalCharacterInEscape(UInt32)
    case escapeIsNoCodePoint
    case missingDurationUnit
    case badDuration([UInt8])
    case badNumberOrDuration([UInt8])
}

/// A token that cannot stand where it stands.
package enum SyntaxError: Sendable, Equatable {
    case noExpression
    case unexpected(TokenDescription, in: SyntaxContext, expected: SyntaxExpectation)
}

/// A token as errors name it.
package struct TokenDescription: Sendable, Equatable {
    package let kind: TokenKind
    /// As written.
    package let text: [UInt8]
    /// False in 2.x, whose errors have no name for `@`.
    package let namesAt: Bool
}

/// The construct that Prometheus says it was reading.
package enum SyntaxContext: Sendable, Equatable {
    /// None that has a name.
    case expression
    case aggregation
    case grouping
    case offset
    case at
    case subquerySelector
    case subqueryOrRange
    case subqueryOrRangeSelector
    case labelMatching
}

/// What Prometheus says it would have accepted.
package enum SyntaxExpectation: Sendable, Equatable {
    case unstated
    case leftParenthesis
    case commaOrRightParenthesis
    case label
    case duration
    case durationOrRightBracket
    case durationExpression
    case durationExpressionOrRightBracket
    case rightBracket
    case colonOrRightBracket
    case timestamp
    case string
    case matchOperator
    case commaOrRightBrace
    case identifierOrRightBrace
}

/// What Prometheus objects to while it reads, although the tokens are in order.
package enum SemanticError: Sendable, Equatable {
    case unknownFunction([UInt8])
    case functionNotEnabled([UInt8])
    case aggregationNotEnabled(AggregationOperator)
    case fillNotEnabled
    case anchoredNotEnabled
    case smoothedNotEnabled
    case trailingCommaInCall
    case noAggregationArguments
    case aggregationArgumentCount(expected: Int, got: Int)
    case rangeOnNonSelector
    case offsetBeforeRange
    case atBeforeRange
    case offsetOnNonSelector
    case offsetTwice
    case atOnNonSelector
    case atTwice
    case timestampOutOfBounds(Double)
    case durationNotPositive
    case durationMalformed([UInt8])
    case durationUnknownUnit([UInt8], in: [UInt8])
    case durationOutOfRange
    case durationExpressionNotEnabled
    case divisionByZero
    case moduloByZero
    case numberSyntax([UInt8])
    case numberOutOfRange([UInt8])
    case invalidGroupingLabel([UInt8])
    /// Its range lies in the unquoted value of the matcher.
    case regex(RegexSyntaxError)
}

/// What Prometheus objects to when a whole tree stands.
package enum TypeError: Sendable, Equatable {
    case argument(expected: ValueType, function: String, got: ValueType)
    case aggregationOperand(got: ValueType)
    case aggregationParameter(expected: ValueType, got: ValueType)
    case argumentCount(expected: Int, function: String, got: Int)
    case tooFewArguments(atLeast: Int, function: String, got: Int)
    case tooManyArguments(atMost: Int, function: String, got: Int)
    case boolOnNonComparison
    case scalarComparisonWithoutBool
    case labelInBothClauses([UInt8])
    case binaryOperand
    case matchingOfNonVectors
    case groupingOfSetOperation(BinaryOperator)
    case setOperationOfScalars(BinaryOperator)
    case signOperand(got: ValueType)
    case subqueryOperand(got: ValueType)
    case nameSetTwice([UInt8], [UInt8])
    case noNonEmptyMatcher
    /// The second argument of `info`.
    case selectorWithNameInInfo
    case nonSelectorInInfo
}

/// An objection and its place, before line and column are counted.
struct Fault: Error {
    let kind: PromQLError.Kind
    let range: ByteRange
    let focus: ByteRange

    init(_ kind: PromQLError.Kind, at range: ByteRange, focus: ByteRange? = nil) {
        self.kind = kind
        self.range = range
        self.focus = focus ?? range
    }
}
