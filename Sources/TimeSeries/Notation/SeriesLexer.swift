import SourceText

/// A token of the series notation.
struct SeriesToken: Equatable {
    enum Kind: Equatable {
        case identifier
        /// A word with `:` in it.
        case metricIdentifier
        /// A word that means something to PromQL; most of them may still name a metric.
        case keyword(SeriesKeyword)
        case string
        case number
        case leftBrace, rightBrace, comma, equal
        /// Only between values.
        case space, blank, times, plus, minus
        /// A character or two that only expressions use.
        case other
        case end
    }

    var kind: Kind
    var range: Range<Int>
}

/// What kind of word PromQL takes a keyword for, which is how errors print it.
enum SeriesKeyword: Equatable {
    case aggregation, setOperator, modifier

    /// The words of 2.42 that are no ordinary names, in any case.
    /// Source: prometheus/prometheus, `promql/parser/lex.go` (`key`).
    static func find(_ word: ArraySlice<UInt8>) -> SeriesKeyword? {
        switch lowercase(word) {
        case "sum", "avg", "count", "min", "max", "group", "stddev", "stdvar", "topk", "bottomk", "count_values",
            "quantile":
            .aggregation
        case "and", "or", "unless", "atan2": .setOperator
        case "offset", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "start", "end":
            .modifier
        default: nil
        }
    }

    /// The keywords that cannot be the name of a metric.
    static func forbidsMetric(_ word: ArraySlice<UInt8>) -> Bool {
        switch lowercase(word) {
        case "on", "ignoring", "group_left", "group_right", "bool", "atan2": true
        default: false
        }
    }

    private static func lowercase(_ word: ArraySlice<UInt8>) -> String {
        let letters = word.map { byte -> UInt8 in
            byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
        }
        return String(decoding: letters, as: UTF8.self)
    }
}

/// Splits a line into tokens as Prometheus's lexer does in its mode for series: one state before the values, one
/// inside braces, one for the values.
///
/// Source: prometheus/prometheus, `promql/parser/lex.go` (v2.42.0, and v3.14.0 where the dialect says so).
struct SeriesLexer {
    private enum State { case outside, braces, values }

    let bytes: [UInt8]
    let dialect: SeriesDialect
    /// False for a metric that stands alone, outside a series.
    let hasValues: Bool
    private var state = State.outside
    private var position = 0

    init(_ bytes: [UInt8], _ dialect: SeriesDialect, hasValues: Bool) {
        self.bytes = bytes
        self.dialect = dialect
        self.hasValues = hasValues
    }

    mutating func next() throws(SeriesNotationError) -> SeriesToken {
        switch state {
        case .outside: return try outside()
        case .braces: return try insideBraces()
        case .values: return try betweenValues()
        }
    }

    // MARK: States

    private mutating func outside() throws(SeriesNotationError) -> SeriesToken {
        skipSpace()
        guard let byte = peek() else { return token(.end, length: 0) }
        switch byte {
        case UInt8(ascii: "#"):
            skipComment()
            return try outside()
        case UInt8(ascii: "{"):
            state = .braces
            return token(.leftBrace)
        case UInt8(ascii: ","): return token(.comma)
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): return try string()
        case _ where Self.isAlpha(byte) || byte == UInt8(ascii: ":"): return word()
        case _ where isNumberStart(): return try number()
        default:
            if Array("+-*/%^=!<>()[]@".utf8).contains(byte) { return token(.other) }
            let scalar = scalar(at: position)
            throw error(.unexpectedCharacter(scalar.value), position..<position + scalar.length)
        }
    }

    private mutating func insideBraces() throws(SeriesNotationError) -> SeriesToken {
        skipSpace()
        guard let byte = peek() else { throw error(.endInsideBraces, position..<position) }
        switch byte {
        case UInt8(ascii: "#"):
            skipComment()
            return try insideBraces()
        case _ where Self.isAlpha(byte):
            var end = position
            while end < bytes.count, Self.isAlphanumeric(bytes[end]) { end += 1 }
            return token(.identifier, length: end - position)
        case UInt8(ascii: ","): return token(.comma)
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): return try string()
        case UInt8(ascii: "="): return peek(1) == UInt8(ascii: "~") ? token(.other, length: 2) : token(.equal)
        case UInt8(ascii: "!"):
            if peek(1) == UInt8(ascii: "=") || peek(1) == UInt8(ascii: "~") { return token(.other, length: 2) }
            let value = position + 1 < bytes.count ? scalar(at: position + 1).value : UInt32.max
            throw error(.unexpectedCharacterAfterBang(value), position..<position + 1)
        case UInt8(ascii: "{"): throw error(.unexpectedLeftBrace, position..<position + 1)
        case UInt8(ascii: "}"):
            state = hasValues ? .values : .outside
            return token(.rightBrace)
        default:
            let scalar = scalar(at: position)
            throw error(.unexpectedCharacterInBraces(scalar.value), position..<position + scalar.length)
        }
    }

    private mutating func betweenValues() throws(SeriesNotationError) -> SeriesToken {
        guard let byte = peek() else { return token(.end, length: 0) }
        switch byte {
        case _ where Self.isSpace(byte):
            let start = position
            skipSpace()
            return SeriesToken(kind: .space, range: start..<start + 1)
        case UInt8(ascii: "+"): return token(.plus)
        case UInt8(ascii: "-"): return token(.minus)
        case UInt8(ascii: "x"): return token(.times)
        case UInt8(ascii: "_"): return token(.blank)
        case _ where isNumberStart(): return try number()
        case _ where Self.isAlpha(byte): return word()
        case UInt8(ascii: "{") where peek(1) == byte:
            throw error(.nativeHistogram, position..<position + 2)
        default:
            let scalar = scalar(at: position)
            throw error(.unexpectedCharacterInValues(scalar.value), position..<position + scalar.length)
        }
    }

    // MARK: Words and numbers

    private mutating func word() -> SeriesToken {
        var end = position
        while end < bytes.count, Self.isAlphanumeric(bytes[end]) || bytes[end] == UInt8(ascii: ":") { end += 1 }
        let word = bytes[position..<end]
        if hasValues { state = end < bytes.count && bytes[end] == UInt8(ascii: "{") ? .outside : .values }
        let length = end - position
        if let keyword = SeriesKeyword.find(word) { return token(.keyword(keyword), length: length) }
        if Self.equals(word, "inf") || Self.equals(word, "nan") { return token(.number, length: length) }
        return token(word.contains(UInt8(ascii: ":")) ? .metricIdentifier : .identifier, length: length)
    }

    private func isNumberStart() -> Bool {
        guard let byte = peek() else { return false }
        return Self.isDigit(byte) || (byte == UInt8(ascii: ".") && peek(1).map(Self.isDigit) == true)
    }

    /// No hexadecimal here, since `x` repeats; what follows must be no letter or digit but that `x`.
    private mutating func number() throws(SeriesNotationError) -> SeriesToken {
        let start = position
        var end = position
        func digits(_ end: inout Int) {
            while end < bytes.count,
                Self.isDigit(bytes[end]) || (dialect == .prometheus3 && bytes[end] == UInt8(ascii: "_"))
            {
                end += 1
            }
        }
        digits(&end)
        if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
            end += 1
            digits(&end)
        }
        if end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
            end += 1
            if end < bytes.count, bytes[end] == UInt8(ascii: "+") || bytes[end] == UInt8(ascii: "-") { end += 1 }
            digits(&end)
        }
        if end < bytes.count, Self.isAlphanumeric(bytes[end]), bytes[end] != UInt8(ascii: "x") {
            throw error(.badNumber(ByteString(bytes[start..<end])), start..<end)
        }
        return token(.number, length: end - start)
    }

    // MARK: Strings

    /// A string with its quotes, its escapes checked but not yet taken out.
    private mutating func string() throws(SeriesNotationError) -> SeriesToken {
        let start = position
        let quote = bytes[start]
        let isRaw = quote == UInt8(ascii: "`")
        var index = start + 1
        while index < bytes.count {
            let scalar = scalar(at: index)
            if scalar.value == 0xFFFD { throw error(.invalidUTF8, start..<index + scalar.length) }
            if bytes[index] == quote { return token(.string, length: index + 1 - start) }
            if !isRaw, bytes[index] == UInt8(ascii: "\n") { break }
            index += scalar.length
            if !isRaw, scalar.value == 0x5C { index = try escape(at: index, quote: quote, start: start) }
        }
        throw error(isRaw ? .unterminatedRawString : .unterminatedString, start..<index)
    }

    /// Checks the escape whose backslash stands before `index`, and returns where it ends.
    private func escape(at index: Int, quote: UInt8, start: Int) throws(SeriesNotationError) -> Int {
        guard index < bytes.count else { throw error(.unterminatedEscape, start..<index) }
        let letter = bytes[index]
        if letter == quote || Array("abfnrtv\\".utf8).contains(letter) { return index + 1 }
        let form: (digits: Int, radix: UInt32, from: Int, greatest: UInt32)
        switch letter {
        case UInt8(ascii: "0")...UInt8(ascii: "7"): form = (3, 8, index, 255)
        case UInt8(ascii: "x"): form = (2, 16, index + 1, 255)
        case UInt8(ascii: "u"): form = (4, 16, index + 1, 0x10_FFFF)
        case UInt8(ascii: "U"): form = (8, 16, index + 1, 0x10_FFFF)
        default:
            let scalar = scalar(at: index)
            throw error(.unknownEscape(scalar.value), start..<index + scalar.length)
        }
        var value: UInt32 = 0
        for place in form.from..<form.from + form.digits {
            guard place < bytes.count else { throw error(.unterminatedEscape, start..<place) }
            guard let digit = Self.digitValue(bytes[place]), digit < form.radix else {
                let scalar = scalar(at: place)
                throw error(.illegalCharacterInEscape(scalar.value), start..<place + scalar.length)
            }
            value = value &* form.radix &+ digit
        }
        let end = form.from + form.digits
        if value > form.greatest || (0xD800..<0xE000).contains(value) { throw error(.escapeIsNoCodePoint, start..<end) }
        return end
    }

    /// The bytes that a checked string means.
    static func unquoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
        let isRaw = text.first == UInt8(ascii: "`")
        let inner = Array(text.dropFirst().dropLast())
        if isRaw || !inner.contains(UInt8(ascii: "\\")) { return inner }
        var result: [UInt8] = []
        var index = 0
        while index < inner.count {
            guard inner[index] == UInt8(ascii: "\\"), index + 1 < inner.count else {
                result.append(inner[index])
                index += 1
                continue
            }
            index += 1
            let letter = inner[index]
            func value(_ digits: Range<Int>, radix: UInt32) -> UInt32 {
                inner[digits.clamped(to: 0..<inner.count)].reduce(0) { $0 &* radix &+ (digitValue($1) ?? 0) }
            }
            switch letter {
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                result.append(UInt8(truncatingIfNeeded: value(index..<index + 3, radix: 8)))
                index += 3
            case UInt8(ascii: "x"):
                result.append(UInt8(truncatingIfNeeded: value(index + 1..<index + 3, radix: 16)))
                index += 3
            case UInt8(ascii: "u"), UInt8(ascii: "U"):
                let length = letter == UInt8(ascii: "u") ? 4 : 8
                let scalar = Unicode.Scalar(value(index + 1..<index + 1 + length, radix: 16)) ?? "\u{FFFD}"
                result += Array(String(scalar).utf8)
                index += length + 1
            default:
                result.append(simpleEscape(letter))
                index += 1
            }
        }
        return result
    }

    private static func simpleEscape(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "a"): 0x07
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "v"): 0x0B
        default: letter
        }
    }

    // MARK: Bytes

    private func peek(_ distance: Int = 0) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    private mutating func token(_ kind: SeriesToken.Kind, length: Int = 1) -> SeriesToken {
        let range = position..<position + length
        position += length
        return SeriesToken(kind: kind, range: range)
    }

    private mutating func skipSpace() {
        while let byte = peek(), Self.isSpace(byte) { position += 1 }
    }

    private mutating func skipComment() {
        while let byte = peek(), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { position += 1 }
    }

    private func error(_ kind: SeriesNotationError.Kind, _ range: Range<Int>) -> SeriesNotationError {
        SeriesNotationError(kind, at: ByteRange(range.clamped(to: 0..<bytes.count)))
    }

    /// The scalar at a place, U+FFFD and one byte long where the bytes are no UTF-8.
    private func scalar(at index: Int) -> (value: UInt32, length: Int) {
        var iterator = bytes[index..<min(index + 4, bytes.count)].makeIterator()
        var decoder = UTF8()
        if case .scalarValue(let scalar) = decoder.decode(&iterator) {
            return (scalar.value, UTF8.width(scalar))
        }
        return (0xFFFD, 1)
    }

    private static func equals(_ word: ArraySlice<UInt8>, _ name: StaticString) -> Bool {
        guard word.count == name.utf8CodeUnitCount else { return false }
        return name.withUTF8Buffer { letters in zip(word, letters).allSatisfy { $0 | 0x20 == $1 } }
    }

    private static func digitValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    static func isAlpha(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool { isAlpha(byte) || isDigit(byte) }
}
