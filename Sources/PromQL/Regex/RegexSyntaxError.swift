package import SourceText

/// Why a regular expression is not one, in the kinds and words of Go's `regexp/syntax`, which Prometheus prints.
package struct RegexSyntaxError: Error, Hashable, Sendable {
    package enum Kind: Hashable, Sendable, CaseIterable {
        case invalidClassRange
        case invalidEscape
        case invalidNamedCapture
        case invalidPerlSyntax
        case nestedRepetition
        case invalidRepeatCount
        case invalidUTF8
        case missingBracket
        case missingParenthesis
        case missingRepeatArgument
        case trailingBackslash
        case unexpectedParenthesis
        case nestsTooDeeply
        /// Repeats multiply to more than the limit of 3,355,443 instructions.
        case tooLarge
        /// The same limit in Go 1.19, which has no name for it.
        case internalError

        /// Go's words for the kind.
        package var words: String {
            switch self {
            case .invalidClassRange: "invalid character class range"
            case .invalidEscape: "invalid escape sequence"
            case .invalidNamedCapture: "invalid named capture"
            case .invalidPerlSyntax: "invalid or unsupported Perl syntax"
            case .nestedRepetition: "invalid nested repetition operator"
            case .invalidRepeatCount: "invalid repeat count"
            case .invalidUTF8: "invalid UTF-8"
            case .missingBracket: "missing closing ]"
            case .missingParenthesis: "missing closing )"
            case .missingRepeatArgument: "missing argument to repetition operator"
            case .trailingBackslash: "trailing backslash at end of expression"
            case .unexpectedParenthesis: "unexpected )"
            case .nestsTooDeeply: "expression nests too deeply"
            case .tooLarge: "expression too large"
            case .internalError: "regexp/syntax: internal error"
            }
        }
    }

    package let kind: Kind
    /// The piece of the expression Go quotes; where Prometheus wraps the pattern, the wrapping shows in it.
    package let fragment: [UInt8]
    /// The same piece inside the pattern as it was written, without the wrapping; empty where only the wrapping is meant.
    package let range: ByteRange

    package init(kind: Kind, fragment: [UInt8], range: ByteRange) {
        self.kind = kind
        self.fragment = fragment
        self.range = range
    }

    /// Go's whole text, as bytes, since the quoted fragment may be no UTF-8.
    package var messageBytes: [UInt8] {
        Array("error parsing regexp: \(kind.words): `".utf8) + fragment + [UInt8(ascii: "`")]
    }

    /// Go's whole text; bytes that are no UTF-8 show as U+FFFD.
    package var message: String { String(decoding: messageBytes, as: UTF8.self) }
}
