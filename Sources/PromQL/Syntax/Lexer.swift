import SourceText

/// Cuts a text into tokens, on demand and byte by byte.
///
/// It reads exactly as far as Prometheus's lexer does before it objects, because only the first objection is shown.
/// Source: prometheus/prometheus, `promql/parser/lex.go` (v2.42.0 and v3.14.0).
struct Lexer {
    let bytes: [UInt8]
    let semantics: Semantics
    /// The next byte to read.
    var position = 0
    /// Where the token begins that is being read.
    var start = 0

    private var parenthesisDepth = 0
    private var isInsideBraces = false
    private var isInsideBrackets = false
    /// After `[`, until the first number: what stands there can only be a duration.
    private var expectsDuration = false
    private var sawColon = false
    /// Whether any brackets so far held a duration. Prometheus never resets it.
    private var sawDuration = false

    init(_ bytes: [UInt8], _ semantics: Semantics) {
        self.bytes = bytes
        self.semantics = semantics
    }

    /// The next token; `endOfInput` at the end, again and again.
    mutating func next() throws(Fault) -> Token {
        if expectsDuration {
            return semantics.interchangesNumbersAndDurations ? try durationExpressionToken() : try plainDuration()
        }
        skipSpaceAndComments()
        start = position
        guard position < bytes.count else { return try endOfInput() }
        return isInsideBraces ? try braceToken() : try statementToken()
    }

    private func endOfInput() throws(Fault) -> Token {
        if isInsideBraces { throw fault(.endInsideBraces) }
        if parenthesisDepth != 0 { throw fault(.unclosedParenthesis) }
        if isInsideBrackets { throw fault(.unclosedBracket) }
        return token(.endOfInput)
    }

    // MARK: Outside braces

    private mutating func statementToken() throws(Fault) -> Token {
        let byte = bytes[position]
        if isDigit(byte) || (byte == UInt8(ascii: ".") && position + 1 < bytes.count && isDigit(bytes[position + 1])) {
            return try numberOrDuration()
        }
        if isAlpha(byte) || byte == UInt8(ascii: ":") {
            return isInsideBrackets ? try letterInsideBrackets() : word()
        }
        position += 1
        switch byte {
        case UInt8(ascii: ","): return token(.comma)
        case UInt8(ascii: "*"): return token(.binary(.multiply))
        case UInt8(ascii: "/"): return token(.binary(.divide))
        case UInt8(ascii: "%"): return token(.binary(.modulo))
        case UInt8(ascii: "+"): return token(.binary(.add))
        case UInt8(ascii: "-"): return token(.binary(.subtract))
        case UInt8(ascii: "^"): return token(.binary(.power))
        case UInt8(ascii: "@"): return token(.at)
        case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"): return try comparison(byte)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return try quotedString(closedBy: byte)
        case UInt8(ascii: "`"): return try rawString()
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "]"):
            return try bracket(byte)
        default:
            position = start
            throw unexpected { .unexpectedCharacter($0) }
        }
    }

    private mutating func comparison(_ first: UInt8) throws(Fault) -> Token {
        let second = position < bytes.count ? bytes[position] : 0
        if second == UInt8(ascii: "=") {
            position += 1
            switch first {
            case UInt8(ascii: "="): return token(.binary(.equal))
            case UInt8(ascii: "!"): return token(.binary(.notEqual))
            case UInt8(ascii: "<"): return token(.binary(.lessOrEqual))
            default: return token(.binary(.greaterOrEqual))
            }
        }
        switch first {
        case UInt8(ascii: "="):
            if second == UInt8(ascii: "~") { throw unexpected { .unexpectedCharacterAfter(first, $0) } }
            return token(.assign)
        case UInt8(ascii: "!"):
            throw unexpected { .unexpectedCharacterAfter(first, $0) }
        default:
            let isTrim = second == UInt8(ascii: "/") && semantics.knowsThirdGenerationWords
            if isTrim { position += 1 }
            if first == UInt8(ascii: "<") { return token(.binary(isTrim ? .trimUpper : .less)) }
            return token(.binary(isTrim ? .trimLower : .greater))
        }
    }

    private mutating func bracket(_ byte: UInt8) throws(Fault) -> Token {
        switch byte {
        case UInt8(ascii: "("):
            parenthesisDepth += 1
            return token(.leftParenthesis)
        case UInt8(ascii: ")"):
            return try rightParenthesis()
        case UInt8(ascii: "{"):
            isInsideBraces = true
            return token(.leftBrace)
        case UInt8(ascii: "["):
            if isInsideBrackets { throw fault(.unexpectedLeftBracket) }
            isInsideBrackets = true
            sawColon = false
            expectsDuration = true
            return token(.leftBracket)
        default:
            if !isInsideBrackets { throw fault(.unexpectedRightBracket) }
            isInsideBrackets = false
            return token(.rightBracket)
        }
    }

    private mutating func rightParenthesis() throws(Fault) -> Token {
        parenthesisDepth -= 1
        if parenthesisDepth < 0 {
            throw faultBehind(.unexpectedRightParenthesis)
        }
        return token(.rightParenthesis)
    }

    private mutating func word() -> Token {
        var hasColon = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: ":") { hasColon = true } else if !isAlphaNumeric(byte) { break }
            position += 1
        }
        if hasColon { return token(.metricIdentifier) }
        guard let kind = Keywords.token(for: bytes[start..<position], semantics) else { return token(.identifier) }
        switch kind {
        // So that `fill` stays usable as a metric name.
        case .keyword(.fill), .keyword(.fillLeft), .keyword(.fillRight):
            return token(isFollowedByParenthesis ? kind : .identifier)
        default:
            return token(kind)
        }
    }

    private var isFollowedByParenthesis: Bool {
        let next = bytes[position...].first { !isSpace($0) }
        return next == UInt8(ascii: "(")
    }

    // MARK: Inside braces

    private mutating func braceToken() throws(Fault) -> Token {
        let byte = bytes[position]
        if isAlpha(byte) {
            while position < bytes.count, isAlphaNumeric(bytes[position]) { position += 1 }
            return token(.identifier)
        }
        position += 1
        let second = position < bytes.count ? bytes[position] : 0
        switch byte {
        case UInt8(ascii: ","): return token(.comma)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return try quotedString(closedBy: byte)
        case UInt8(ascii: "`"): return try rawString()
        case UInt8(ascii: "="):
            if second != UInt8(ascii: "~") { return token(.assign) }
            position += 1
            return token(.matches)
        case UInt8(ascii: "!"):
            guard second == UInt8(ascii: "~") || second == UInt8(ascii: "=") else {
                throw unexpected { .unexpectedCharacterAfterBangInBraces($0) }
            }
            position += 1
            return token(second == UInt8(ascii: "~") ? .matchesNot : .binary(.notEqual))
        case UInt8(ascii: "{"): throw fault(.unexpectedLeftBrace)
        case UInt8(ascii: "}"):
            isInsideBraces = false
            return token(.rightBrace)
        default:
            position = start
            throw unexpected { .unexpectedCharacterInBraces($0) }
        }
    }

    // MARK: Inside brackets

    /// 2.x: whatever follows `[` must be a duration.
    private mutating func plainDuration() throws(Fault) -> Token {
        expectsDuration = false
        skipSpace()
        start = position
        if scanNumber() { throw fault(.missingDurationUnit) }
        if !scanRestOfDuration() { throw fault(.badDuration(Array(bytes[start..<position]))) }
        return token(.duration)
    }

    /// 3.x: what stands between `[` and the first number.
    private mutating func durationExpressionToken() throws(Fault) -> Token {
        skipSpace()
        start = position
        guard position < bytes.count else { throw fault(.endInDurationExpression) }
        let byte = bytes[position]
        let next = position + 1 < bytes.count ? bytes[position + 1] : 0
        if isDigit(byte) || (byte == UInt8(ascii: ".") && isDigit(next)) {
            expectsDuration = false
            sawDuration = true
            return try numberOrDuration()
        }
        if startsDurationWord(byte) {
            if let word = durationWord() { return word }
            throw Fault(
                .lexical(.unexpectedCharacterInDurationExpression(UInt32(byte))), at: ByteRange(start..<position))
        }
        position += 1
        switch byte {
        case UInt8(ascii: "]"):
            expectsDuration = false
            isInsideBrackets = false
            sawColon = false
            return token(.rightBracket)
        case UInt8(ascii: ":"): return try colonInDurationExpression()
        case UInt8(ascii: "("): return try bracket(byte)
        case UInt8(ascii: ")"): return try rightParenthesis()
        case UInt8(ascii: "+"): return token(.binary(.add))
        case UInt8(ascii: "-"): return token(.binary(.subtract))
        case UInt8(ascii: "*"): return token(.binary(.multiply))
        case UInt8(ascii: "/"): return token(.binary(.divide))
        case UInt8(ascii: "%"): return token(.binary(.modulo))
        case UInt8(ascii: "^"): return token(.binary(.power))
        case UInt8(ascii: ","): return token(.comma)
        default:
            position = start
            throw unexpected { .unexpectedCharacterInDurationExpression($0) }
        }
    }

    private mutating func colonInDurationExpression() throws(Fault) -> Token {
        let colon = token(.colon)
        if sawDuration && !sawColon {
            sawColon = true
            return colon
        }
        throw faultBehind(sawDuration ? .repeatedColon : .colonBeforeDuration)
    }

    /// A colon, a word such as `step`, or in 2.x any letter, which Prometheus takes for a colon.
    private mutating func letterInsideBrackets() throws(Fault) -> Token {
        let byte = bytes[position]
        position += 1
        if byte != UInt8(ascii: ":") && semantics.interchangesNumbersAndDurations {
            position = start
            if startsDurationWord(byte), let word = durationWord() { return word }
            position = start + 1
            throw fault(.unexpectedCharacterInsteadOfColon(UInt32(byte)))
        }
        if sawColon { throw fault(.unexpectedColon(UInt32(byte))) }
        sawColon = true
        return token(.colon)
    }

    private func startsDurationWord(_ byte: UInt8) -> Bool {
        let letter = Keywords.lowercase(byte)
        return letter == UInt8(ascii: "s") || letter == UInt8(ascii: "r") || letter == UInt8(ascii: "m")
    }

    private mutating func durationWord() -> Token? {
        while position < bytes.count, isAlpha(bytes[position]) { position += 1 }
        switch Keywords.token(for: bytes[start..<position], semantics) {
        case .keyword(.step): return token(.keyword(.step))
        case .keyword(.range): return token(.keyword(.range))
        case .keyword(.maxOf): return token(.keyword(.maxOf))
        case .keyword(.minOf): return token(.keyword(.minOf))
        default: return nil
        }
    }

    // MARK: Helpers

    func token(_ kind: TokenKind) -> Token { Token(kind: kind, start: start, end: position) }

    func fault(_ error: LexicalError) -> Fault { Fault(.lexical(error), at: ByteRange(start..<position)) }

    /// An error about the token just read that Prometheus, having passed it on, places behind it.
    private func faultBehind(_ error: LexicalError) -> Fault {
        Fault(
            .lexical(error), at: ByteRange(start: position, length: 0), focus: ByteRange(start..<position))
    }

    /// An error about the rune at `position`, or about the end of the text, which Go prints as U+FFFD.
    private func unexpected(_ error: (UInt32) -> LexicalError) -> Fault {
        guard position < bytes.count else { return fault(error(0xFFFD)) }
        let rune = UTF8Rune(bytes, at: position)
        return Fault(.lexical(error(rune.value)), at: ByteRange(start..<(position + rune.length)))
    }

    private mutating func skipSpace() {
        while position < bytes.count, isSpace(bytes[position]) { position += 1 }
    }

    private mutating func skipSpaceAndComments() {
        while position < bytes.count {
            if isSpace(bytes[position]) {
                position += 1
            } else if bytes[position] == UInt8(ascii: "#") {
                while position < bytes.count, !isEndOfLine(bytes[position]) { position += 1 }
            } else {
                return
            }
        }
    }

    func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || isEndOfLine(byte)
    }

    private func isEndOfLine(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

    func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    func isAlpha(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return (letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z")) || byte == UInt8(ascii: "_")
    }

    func isAlphaNumeric(_ byte: UInt8) -> Bool { isAlpha(byte) || isDigit(byte) }
}
