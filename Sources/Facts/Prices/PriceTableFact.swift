package import SourceText

/// What a service believes tokens cost: the table that its cost metric and its log rows are computed from.
package struct PriceTableFact: Sendable {
    /// The whole file, or the rows in the manifest.
    package var range: SourceRange
    package var rows: [PriceRowFact] = []
    /// The day on which the prices were looked up.
    package var asOf: Located<CivilDate>?
    /// Where they were looked up, for all rows that name no source of their own.
    package var source: Located<String>?
    /// Rows of other vendors' models: counted, never judged.
    package var foreignRowCount = 0

    package init(range: SourceRange) { self.range = range }
}

/// The prices of one model, as a table has them.
package struct PriceRowFact: Sendable {
    package var model: Located<ByteString>
    /// Nano-dollars for a million tokens: $3 is 3,000,000,000.
    package var nanoDollarsPerMillion: [PriceKind: Located<Int64>] = [:]
    /// What has a price that could not be read; it is not missing.
    package var unreadable: Set<PriceKind> = []
    package var date: Located<CivilDate>?
    package var source: Located<String>?
    /// True for a row that prices whatever no other row names: `default`, `*`, `claude-`.
    package var isFallback: Bool

    package init(model: Located<ByteString>) {
        self.model = model
        isFallback = PriceRowNames.isFallback(model.value)
    }

    /// True if the row says something of this kind, readable or not.
    package func names(_ kind: PriceKind) -> Bool {
        nanoDollarsPerMillion[kind] != nil || unreadable.contains(kind)
    }
}

/// What is priced apart.
package enum PriceKind: String, CaseIterable, Hashable, Sendable {
    case input
    case output
    case cacheRead = "cache_read"
    /// Writes that live five minutes.
    case cacheWrite = "cache_write_5m"
    case cacheWriteHour = "cache_write_1h"
    case thinking

    /// What a person calls the tokens.
    package var title: String {
        switch self {
        case .input: "input tokens"
        case .output: "output tokens"
        case .cacheRead: "cache reads"
        case .cacheWrite: "five-minute cache writes"
        case .cacheWriteHour: "one-hour cache writes"
        case .thinking: "thinking tokens"
        }
    }
}

/// What the name of a row says before anybody knows the models.
package enum PriceRowNames {
    private static let words: Set<String> = [
        "default", "fallback", "other", "others", "unknown", "any", "else", "*",
    ]

    private static let prefixes: Set<String> = [
        "claude", "claude-opus", "claude-sonnet", "claude-haiku", "claude-fable", "claude-mythos", "claude-instant",
    ]

    /// True for a name that stands for whatever no other row names, or for everything that begins so.
    ///
    /// `claude` and `claude-opus` can only be matched as a prefix; `claude-opus-latest`, as LiteLLM has it, is an alias.
    /// Source of the pattern: continuedev/continue#13078, where a prefix picked an older family's price.
    package static func isFallback(_ name: ByteString) -> Bool {
        let text = name.string.lowercased()
        let trimmed = String(text.drop { $0 == "_" }.reversed().drop { $0 == "_" }.reversed())
        if words.contains(trimmed) { return true }
        guard isClaude(name) else { return false }
        if text.hasSuffix("*") || text.hasSuffix("-") || text.hasSuffix(".") || text.hasSuffix("/") { return true }
        let vendorless = text.split(whereSeparator: { $0 == "/" || $0 == "." }).last.map(String.init) ?? text
        return prefixes.contains(vendorless)
    }

    /// True for anything that calls itself Claude, known or not.
    package static func isClaude(_ name: ByteString) -> Bool { name.contains(word: "claude") }
}
