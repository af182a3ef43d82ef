extension PromQLError {
    /// Prometheus's words for the error, without the place.
    package var message: String {
        switch kind {
        case .lexical(let error): error.message
        case .syntax(let error): error.message
        case .semantic(let error): error.message
        case .type(let error): error.message
        case .limit(let limit): limit.message
        }
    }
}

extension ParseLimit {
    var message: String {
        switch self {
        case .nesting(let limit): "expression nests more than \(limit) levels deep"
        case .length(let limit): "expression is longer than \(limit) bytes"
        }
    }
}

extension LexicalError {
    var message: String {
        switch self {
        case .unexpectedCharacter(let rune): "unexpected character: \(quoted(rune))"
        case .unexpectedCharacterAfter(let byte, let rune):
            "unexpected character after '\(Unicode.Scalar(byte))': \(quoted(rune))"
        case .unexpectedCharacterAfterBangInBraces(let rune):
            "unexpected character after '!' inside braces: \(quoted(rune))"
        case .unexpectedCharacterInBraces(let rune): "unexpected character inside braces: \(quoted(rune))"
        case .unexpectedCharacterInsteadOfColon(let rune): "unexpected character: \(quoted(rune)), expected ':'"
        case .unexpectedCharacterInDurationExpression(let rune):
            "unexpected character in duration expression: \(quoted(rune))"
        case .unexpectedLeftBrace: "unexpected left brace '{'"
        case .unexpectedLeftBracket: "unexpected left bracket '['"
        case .unexpectedRightBracket: "unexpected right bracket ']'"
        case .unexpectedRightParenthesis: "unexpected right parenthesis ')'"
        case .unexpectedColon(let rune): "unexpected colon \(quoted(rune))"
        case .colonBeforeDuration: "unexpected colon before duration in duration expression"
        case .repeatedColon: "unexpected repeated colon in duration expression"
        case .unclosedParenthesis: "unclosed left parenthesis"
        case .unclosedBracket: "unclosed left bracket"
        case .endInsideBraces: "unexpected end of input inside braces"
        case .endInDurationExpression: "unexpected end of input in duration expression"
        case .unterminatedString: "unterminated quoted string"
        case .unterminatedRawString: "unterminated raw string"
        case .invalidUTF8: "invalid UTF-8 rune"
        case .unterminatedEscape: "escape sequence not terminated"
        case .unknownEscape(let rune): "unknown escape sequence \(GoQuoting.codePoint(rune))"
        case .illegalCharacterInEscape(let rune):
            "illegal character \(GoQuoting.codePoint(rune)) in escape sequence"
        case .escapeIsNoCodePoint: "escape sequence is an invalid Unicode code point"
        case .missingDurationUnit: "missing unit character in duration"
        case .badDuration(let text): "bad duration syntax: \(GoQuoting.quoted(text))"
        case .badNumberOrDuration(let text): "bad number or duration syntax: \(GoQuoting.quoted(text))"
        }
    }

    private func quoted(_ rune: UInt32) -> String { GoQuoting.quotedRune(rune) }
}

extension SyntaxError {
    var message: String {
        switch self {
        case .noExpression: return "no expression found in input"
        case .unexpected(let token, let context, let expected):
            var text = "unexpected \(token.words)"
            if let words = context.words { text += " in \(words)" }
            if let words = expected.words { text += ", expected \(words)" }
            return text
        }
    }
}

extension SyntaxContext {
    var words: String? {
        switch self {
        case .expression: nil
        case .aggregation: "aggregation"
        case .grouping: "grouping opts"
        case .offset: "offset"
        case .at: "@"
        case .subquerySelector: "subquery selector"
        case .subqueryOrRange: "subquery or range"
        case .subqueryOrRangeSelector: "subquery or range selector"
        case .labelMatching: "label matching"
        }
    }
}

extension SyntaxExpectation {
    var words: String? {
        switch self {
        case .unstated: nil
        case .leftParenthesis: "\"(\""
        case .commaOrRightParenthesis: "\",\" or \")\""
        case .label: "label"
        case .duration: "duration"
        case .durationOrRightBracket: "duration or \"]\""
        case .durationExpression: "number, duration, step(), or range()"
        case .durationExpressionOrRightBracket: "number, duration, step(), range(), or \"]\""
        case .rightBracket: "\"]\""
        case .colonOrRightBracket: "\":\" or \"]\""
        case .timestamp: "timestamp"
        case .string: "string"
        case .matchOperator: "label matching operator"
        case .commaOrRightBrace: "\",\" or \"}\""
        case .identifierOrRightBrace: "identifier or \"}\""
        }
    }
}

extension TokenDescription {
    /// Sorts with a name are named; all others show what was written.
    var words: String {
        switch kind {
        case .endOfInput: "end of input"
        case .identifier: "identifier \(GoQuoting.quoted(text))"
        case .metricIdentifier: "metric identifier \(GoQuoting.quoted(text))"
        case .number: "number \(abbreviated)"
        case .duration: "duration \(abbreviated)"
        case .string: "string \(abbreviated)"
        case .keyword(.start), .keyword(.end), .keyword(.step), .keyword(.range), .keyword(.maxOf), .keyword(.minOf):
            GoQuoting.quoted(text)
        case .keyword: "<\(written)>"
        case .binary, .matches, .matchesNot: "<op:\(written)>"
        // 2.42 has no name for the token and prints its number in the generated parser first.
        case .at: namesAt ? "<op:@>" : "\"<Item 57385>\" <op:@>"
        case .aggregation: "<aggr:\(written)>"
        case .leftParenthesis, .rightParenthesis, .leftBrace, .rightBrace, .leftBracket, .rightBracket, .comma,
            .colon, .assign:
            GoQuoting.quoted(text)
        }
    }

    private var written: String { String(decoding: text, as: UTF8.self) }

    /// Prometheus shows at most ten characters of long literals.
    private var abbreviated: String {
        text.count > 10 ? GoQuoting.quotedPrefix(text, scalars: 10) : GoQuoting.quoted(text)
    }
}

extension SemanticError {
    var message: String {
        switch self {
        case .unknownFunction(let name): "unknown function with name \(GoQuoting.quoted(name))"
        case .functionNotEnabled(let name): "function \(GoQuoting.quoted(name)) is not enabled"
        case .aggregationNotEnabled(let op):
            "\(op.text)() is experimental and must be enabled with --enable-feature=promql-experimental-functions"
        case .fillNotEnabled: "binop fill modifiers are experimental and not enabled"
        case .anchoredNotEnabled: "anchored modifier is experimental and not enabled"
        case .smoothedNotEnabled: "smoothed modifier is experimental and not enabled"
        case .trailingCommaInCall: "trailing commas not allowed in function call args"
        case .noAggregationArguments: "no arguments for aggregate expression provided"
        case .aggregationArgumentCount(let expected, let got):
            "wrong number of arguments for aggregate expression provided, expected \(expected), got \(got)"
        case .rangeOnNonSelector: "ranges only allowed for vector selectors"
        case .offsetBeforeRange: "no offset modifiers allowed before range"
        case .atBeforeRange: "no @ modifiers allowed before range"
        case .offsetOnNonSelector:
            "offset modifier must be preceded by an instant vector selector or range vector selector or a subquery"
        case .offsetTwice: "offset may not be set multiple times"
        case .atOnNonSelector:
            "@ modifier must be preceded by an instant vector selector or range vector selector or a subquery"
        case .atTwice: "@ <timestamp> may not be set multiple times"
        case .timestampOutOfBounds(let value):
            "timestamp out of bounds for @ modifier: \(GoNumberText.fixed(value, decimals: 6))"
        case .durationNotPositive: "duration must be greater than 0"
        case .durationMalformed(let text): "not a valid duration string: \(GoQuoting.quoted(text))"
        case .durationUnknownUnit(let unit, let text):
            "unknown unit \(GoQuoting.quoted(unit)) in duration \(GoQuoting.quoted(text))"
        case .durationOutOfRange: "duration out of range"
        case .durationExpressionNotEnabled: "experimental duration expression is not enabled"
        case .divisionByZero: "division by zero"
        case .moduloByZero: "modulo by zero"
        case .numberSyntax(let text):
            "error parsing number: strconv.ParseFloat: parsing \(GoQuoting.quoted(text)): invalid syntax"
        case .numberOutOfRange(let text):
            "error parsing number: strconv.ParseFloat: parsing \(GoQuoting.quoted(text)): value out of range"
        case .invalidGroupingLabel(let name): "invalid label name for grouping: \(GoQuoting.quoted(name))"
        case .regex(let error): error.message
        }
    }
}

extension TypeError {
    var message: String {
        switch self {
        case .argument(let expected, let function, let got):
            "expected type \(expected.documentedName) in call to function \"\(function)\", got \(got.documentedName)"
        case .aggregationOperand(let got):
            "expected type instant vector in aggregation expression, got \(got.documentedName)"
        case .aggregationParameter(let expected, let got):
            "expected type \(expected.documentedName) in aggregation parameter, got \(got.documentedName)"
        case .argumentCount(let expected, let function, let got):
            "expected \(expected) argument(s) in call to \"\(function)\", got \(got)"
        case .tooFewArguments(let fewest, let function, let got):
            "expected at least \(fewest) argument(s) in call to \"\(function)\", got \(got)"
        case .tooManyArguments(let most, let function, let got):
            "expected at most \(most) argument(s) in call to \"\(function)\", got \(got)"
        case .boolOnNonComparison: "bool modifier can only be used on comparison operators"
        case .scalarComparisonWithoutBool: "comparisons between scalars must use BOOL modifier"
        case .labelInBothClauses(let name):
            "label \(GoQuoting.quoted(name)) must not occur in ON and GROUP clause at once"
        case .binaryOperand: "binary expression must contain only scalar and instant vector types"
        case .matchingOfNonVectors: "vector matching only allowed between instant vectors"
        case .groupingOfSetOperation(let op): "no grouping allowed for \"\(op.text)\" operation"
        case .setOperationOfScalars(let op): "set operator \"\(op.text)\" not allowed in binary scalar expression"
        case .signOperand(let got):
            "unary expression only allowed on expressions of type scalar or instant vector, got "
                + "\"\(got.documentedName)\""
        case .subqueryOperand(let got): "subquery is only allowed on instant vector, got \(got.name) instead"
        case .nameSetTwice(let outer, let inner):
            "metric name must not be set twice: \(GoQuoting.quoted(outer)) or \(GoQuoting.quoted(inner))"
        case .noNonEmptyMatcher: "vector selector must contain at least one non-empty matcher"
        case .selectorWithNameInInfo: "expected label selectors only, got vector selector instead"
        case .nonSelectorInInfo: "expected label selectors only"
        }
    }
}
