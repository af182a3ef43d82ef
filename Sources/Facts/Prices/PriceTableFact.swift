package import SourceText

/// What a service believes tokens cost: the table that its cost metric and its log rows are computed from.
package struct PriceTableFact: Sendable {
    /// The whole file, or the rows in the manifest.
    package var range: SourceRange
    package var rows: [PriceRowFact] = []
    /// The day on which the prices were looked up.
    package var asOf: Located<CivilDate>?

    package init(range: SourceRange) { self.range = range }
}

/// The prices of one model, as a table has them.
package struct PriceRowFact: Sendable {
    package var model: Located<ByteString>
    /// Nano-dollars for a million tokens: $3 is 3,000,000,000.
    package var nanoDollarsPerMillion: [PriceKind: Located<Int64>] = [:]
    package var date: Located<CivilDate>?
    package var source: Located<String>?
    /// True for a row that prices whatever no other row names: `default`, `*`, `claude-`.
    package var isFallback = false

    package init(model: Located<ByteString>) { self.model = model }
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
}
