/// What the parser asks about the pattern of `=~` and `!~`.
enum MatcherPattern {
    /// Go's objection to the pattern, or nil if it is valid.
    static func objection(to pattern: [UInt8], _ semantics: Semantics) -> RegexSyntaxError? {
        if isPlain(pattern) { return nil }
        return RegexSyntax.validate(pattern, as: .matcher, semantics.goDialect)
    }

    /// Whether the pattern, anchored at both ends, matches the empty text. Patterns beyond our means count as not.
    static func matchesEmptyText(_ pattern: [UInt8], _ semantics: Semantics) -> Bool {
        let regex = try? Regex(pattern, as: .matcher, semantics.goDialect)
        return regex?.matchesWhole([]) ?? false
    }

    /// Most patterns are words joined by `|`, with a `.*` or `.+` here and there, and cannot be wrong.
    private static func isPlain(_ pattern: [UInt8]) -> Bool {
        var canRepeat = false
        for byte in pattern {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"),
                UInt8(ascii: "."):
                canRepeat = true
            case UInt8(ascii: "|"):
                canRepeat = false
            case UInt8(ascii: "*"), UInt8(ascii: "+"):
                if !canRepeat { return false }
                canRepeat = false
            default:
                return false
            }
        }
        return true
    }
}

extension Semantics {
    /// The regular expressions and templates of the same version.
    package var goDialect: GoDialect { knowsThirdGenerationWords ? .prometheus3 : .prometheus2 }
}
