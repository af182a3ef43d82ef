package import SourceText

/// Why a text is no series, no values, or no metric: promtool's first objection, as data.
package struct SeriesNotationError: Error, Hashable, Sendable {
    package let kind: Kind
    /// Where, in the text given.
    package let range: ByteRange

    package enum Kind: Hashable, Sendable {
        case unexpectedCharacterInValues(UInt32)
        case unexpectedCharacterInBraces(UInt32)
        case unexpectedCharacter(UInt32)
        case unexpectedCharacterAfterBang(UInt32)
        case unexpectedLeftBrace
        case endInsideBraces
        case unterminatedString
        case unterminatedRawString
        case invalidUTF8
        case unterminatedEscape
        case unknownEscape(UInt32)
        case illegalCharacterInEscape(UInt32)
        case escapeIsNoCodePoint
        case badNumber(ByteString)
        /// A token that cannot stand where it stands, in the words of promtool, and what was expected instead.
        case unexpected(token: String, in: Context, expected: String?)
        case number(ByteString, isOutOfRange: Bool)
        case repetition(ByteString, isOutOfRange: Bool)
        /// `{{schema:1 ...}}`: a sample that this evaluator does not model.
        case nativeHistogram
        /// A limit of ours: promtool would run out of memory.
        case tooManyValues(limit: Int)
    }

    package enum Context: Hashable, Sendable {
        case seriesValues
        case labelSet
        /// A metric or a series as a whole.
        case series
    }

    init(_ kind: Kind, at range: ByteRange) {
        self.kind = kind
        self.range = range
    }

    /// promtool's words, without the place.
    package var message: String {
        switch kind {
        case .unexpectedCharacterInValues(let scalar):
            "unexpected character in series sequence: \(Self.quoted(scalar))"
        case .unexpectedCharacterInBraces(let scalar):
            "unexpected character inside braces: \(Self.quoted(scalar))"
        case .unexpectedCharacter(let scalar): "unexpected character: \(Self.quoted(scalar))"
        case .unexpectedCharacterAfterBang(let scalar):
            "unexpected character after '!' inside braces: \(Self.quoted(scalar))"
        case .unexpectedLeftBrace: "unexpected left brace '{'"
        case .endInsideBraces: "unexpected end of input inside braces"
        case .unterminatedString: "unterminated quoted string"
        case .unterminatedRawString: "unterminated raw string"
        case .invalidUTF8: "invalid UTF-8 rune"
        case .unterminatedEscape: "escape sequence not terminated"
        case .unknownEscape(let scalar): "unknown escape sequence \(Self.codePoint(scalar))"
        case .illegalCharacterInEscape(let scalar):
            "illegal character \(Self.codePoint(scalar)) in escape sequence"
        case .escapeIsNoCodePoint: "escape sequence is an invalid Unicode code point"
        case .badNumber(let text): "bad number syntax: \(Self.quoted(text))"
        case .unexpected(let token, let context, let expected):
            "unexpected \(token)\(context.words)\(expected.map { ", expected \($0)" } ?? "")"
        case .number(let text, let isOutOfRange):
            "error parsing number: strconv.ParseFloat: parsing \(Self.quoted(text)): \(Self.reason(isOutOfRange))"
        case .repetition(let text, let isOutOfRange):
            "invalid repetition in series values: strconv.ParseUint: parsing \(Self.quoted(text)): "
                + Self.reason(isOutOfRange)
        case .nativeHistogram: "native histogram samples are not supported; use classic `_bucket` series"
        case .tooManyValues(let limit): "more than \(limit) values in one series"
        }
    }

    private static func reason(_ isOutOfRange: Bool) -> String {
        isOutOfRange ? "value out of range" : "invalid syntax"
    }

    /// Go's `%q` of a text, for the characters that occur in numbers and words.
    static func quoted(_ text: ByteString) -> String {
        var result = "\""
        for scalar in text.string.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Go's `%q` of a rune.
    private static func quoted(_ value: UInt32) -> String {
        guard let scalar = Unicode.Scalar(value), value >= 0x20, value != 0x7F else {
            return value == 0x09 ? "'\\t'" : "'\\x\(hexadecimal(value, digits: 2))'"
        }
        return scalar == "'" || scalar == "\\" ? "'\\\(scalar)'" : "'\(scalar)'"
    }

    /// Go's `%#U` of a rune.
    private static func codePoint(_ value: UInt32) -> String {
        let code = "U+\(hexadecimal(value, digits: 4).uppercased())"
        guard let scalar = Unicode.Scalar(value), value >= 0x20, value != 0x7F else { return code }
        return "\(code) '\(scalar)'"
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}

extension SeriesNotationError.Context {
    fileprivate var words: String {
        switch self {
        case .seriesValues: " in series values"
        case .labelSet: " in label set"
        case .series: ""
        }
    }
}
