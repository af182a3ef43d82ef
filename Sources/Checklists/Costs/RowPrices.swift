import ClaudeAPI
import Facts
import SourceText

/// What the rows of a log are priced by: the service's own table where it has a row for the model, since it may have
/// agreed on other prices; what is published otherwise.
struct RowPrices {
    /// The canonical id of each word of the sample that names a model; nil for other words.
    let models: [String?]
    private let own: [String: TokenPrices]
    private let asOf: CivilDate

    init(_ sample: LogSampleFact, _ context: CheckContext) {
        let used = Set(sample.rows.compactMap(\.model))
        models = sample.words.indices.map { index in
            used.contains(Int32(index)) ? ModelCatalogue.canonicalID(of: sample.words[index]) : nil
        }
        own = Self.ownPrices(context.facts.prices)
        asOf = context.asOf
    }

    /// The canonical id of a row's model; nil for one the catalogue does not know.
    func model(of row: LogRow) -> String? { row.model.flatMap { models[Int($0)] } }

    /// What the tokens of a row cost; nil for an unknown model.
    func prices(of row: LogRow) -> TokenPrices? {
        guard let model = model(of: row) else { return nil }
        return own[model] ?? published(model, row)
    }

    /// True if the row is priced by the service's own table.
    func isOwn(_ row: LogRow) -> Bool { model(of: row).map { own[$0] != nil } ?? false }

    private func published(_ model: String, _ row: LogRow) -> TokenPrices? {
        let day = row.day.flatMap { CivilDate(daysSinceEpoch: Int($0)) } ?? asOf
        let prompt = (row.inputTokens ?? 0) + (row.cacheReadTokens ?? 0) + (row.cacheCreationTokens ?? 0)
        return PriceCatalogue.price(of: model, on: day, promptTokens: max(0, prompt))
    }

    /// Rows of the tables that price a model whole: input and output at least.
    private static func ownPrices(_ tables: [PriceTableFact]) -> [String: TokenPrices] {
        var result: [String: TokenPrices] = [:]
        for row in tables.flatMap(PriceJudging.explicitRows) {
            guard let model = ModelCatalogue.canonicalID(of: row.model.value), result[model] == nil,
                let input = row.nanoDollarsPerMillion[.input]?.value,
                let output = row.nanoDollarsPerMillion[.output]?.value
            else { continue }
            result[model] = TokenPrices(
                input: input, output: output, cacheWrite5m: row.nanoDollarsPerMillion[.cacheWrite]?.value,
                cacheWrite1h: row.nanoDollarsPerMillion[.cacheWriteHour]?.value,
                cacheRead: row.nanoDollarsPerMillion[.cacheRead]?.value)
        }
        return result
    }
}

/// The tokens of one row as they are billed.
struct BilledTokens {
    var uncachedInput: Int64
    var output: Int64
    var cacheRead: Int64
    var cacheWrite5m: Int64
    var cacheWrite1h: Int64

    /// Nil for a row without input and output, and for one with numbers that no request has.
    init?(_ row: LogRow) {
        guard let input = row.inputTokens, let output = row.outputTokens else { return nil }
        let write = row.cacheCreationTokens ?? 0
        let hour = min(row.cacheCreationHourTokens ?? 0, write)
        cacheRead = row.cacheReadTokens ?? 0
        uncachedInput = input
        self.output = output
        cacheWrite1h = hour
        cacheWrite5m = write - hour
        guard min(input, output, cacheRead, write, hour) >= 0 else { return nil }
    }

    func cost(_ prices: TokenPrices, isBatch: Bool = false) -> Int64? {
        prices.costNanoDollars(
            uncachedInput: uncachedInput, output: output, cacheRead: cacheRead, cacheWrite5m: cacheWrite5m,
            cacheWrite1h: cacheWrite1h, isBatch: isBatch)
    }

    /// The same request where the row's input holds the cached tokens, as in OpenTelemetry's conventions; nil if it
    /// cannot.
    var takenAsInclusive: BilledTokens? {
        let cached = cacheRead + cacheWrite5m + cacheWrite1h
        guard cached > 0, uncachedInput >= cached else { return nil }
        var other = self
        other.uncachedInput -= cached
        return other
    }
}
