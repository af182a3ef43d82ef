/// What the parser needs to know of the pattern of `=~` and `!~`: the one place where it asks about regular expressions.
enum MatcherPattern {
    /// Go's objection to the pattern, or nil if it is valid.
    static func error(_ pattern: [UInt8], _ semantics: Semantics) -> String? { nil }

    /// Whether the pattern, anchored at both ends, matches the empty text.
    static func matchesEmptyText(_ pattern: [UInt8], _ semantics: Semantics) -> Bool {
        pattern.isEmpty || pattern.elementsEqual(".*".utf8)
    }
}
