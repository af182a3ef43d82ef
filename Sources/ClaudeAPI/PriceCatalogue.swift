package import SourceText

/// The published prices of the Claude API by model and day.
///
/// Source, unless a line says another: platform.claude.com, "Pricing", and the page of the model. Prices that newer
/// models were announced with are confirmed by genai-prices 0.2.3. Regional processing, fast mode and server tools
/// come on top and are not here.
package enum PriceCatalogue {
    /// The day up to which this is known.
    package static var made: CivilDate { ModelCatalogue.made }

    /// The price of a model on a day, for a request whose prompt has so many tokens, cached and written ones included.
    ///
    /// Nil for a model that is not priced, and before the day on which it was. After `made` the last known price.
    package static func price(of id: String, on day: CivilDate, promptTokens: Int64 = 0) -> TokenPrices? {
        let period = periods[id]?.last { period in period.from.map { $0 <= day } ?? true }
        guard let period else { return nil }
        if let step = period.step, promptTokens > step.promptTokens { return step.prices }
        return period.prices
    }

    /// The first day after `day`, and not after `last`, on which a price of the model changed.
    package static func change(of id: String, after day: CivilDate, through last: CivilDate) -> CivilDate? {
        periods[id]?.dropFirst().lazy.compactMap(\.from).first { $0 > day && $0 <= last }
    }

    /// The models that have a price, in the order of the model catalogue.
    package static let models: [ClaudeModel] = ModelCatalogue.models.filter { periods[$0.id] != nil }

    // MARK: The table

    private struct Period: Sendable {
        /// Nil from the model's first day on.
        var from: CivilDate?
        var prices: TokenPrices
        /// What the whole request costs if its prompt has more tokens.
        var step: (promptTokens: Int64, prices: TokenPrices)?

        init(from: CivilDate? = nil, _ prices: TokenPrices, step: (promptTokens: Int64, prices: TokenPrices)? = nil) {
            self.from = from
            self.prices = prices
            self.step = step
        }
    }

    /// In thousandths of a dollar for a million tokens, which is how finely prices are published.
    private static func thousandths(
        _ input: Int64, _ output: Int64, write5m: Int64?, write1h: Int64?, read: Int64?
    ) -> TokenPrices {
        TokenPrices(
            input: input * 1_000_000, output: output * 1_000_000, cacheWrite5m: write5m.map { $0 * 1_000_000 },
            cacheWrite1h: write1h.map { $0 * 1_000_000 }, cacheRead: read.map { $0 * 1_000_000 })
    }

    private static let opus = thousandths(5_000, 25_000, write5m: 6_250, write1h: 10_000, read: 500)
    private static let formerOpus = thousandths(15_000, 75_000, write5m: 18_750, write1h: 30_000, read: 1_500)
    private static let sonnet4 = thousandths(3_000, 15_000, write5m: 3_750, write1h: 6_000, read: 300)
    private static let fable52 = thousandths(8_000, 40_000, write5m: 10_000, write1h: 16_000, read: 200)
    private static let fable51 = thousandths(10_000, 50_000, write5m: 12_500, write1h: 20_000, read: 250)
    private static let fable5 = thousandths(10_000, 50_000, write5m: 12_500, write1h: 20_000, read: 1_000)

    /// For each model the times it had one price, oldest first.
    private static let periods: [String: [Period]] = [
        // Release note of 2026-11-09.
        "claude-fable-5-2": [Period(from: .reference(2026, 11, 9), fable52)],
        "claude-mythos-5-2": [Period(from: .reference(2026, 11, 9), fable52)],
        "claude-fable-5-1": [Period(fable51)],
        "claude-mythos-5-1": [Period(fable51)],
        "claude-fable-5": [Period(fable5)],
        "claude-mythos-5": [Period(fable5)],
        // litellm 1.109.1 alone, which has no cache prices.
        "claude-mythos-preview": [Period(thousandths(10_000, 50_000, write5m: nil, write1h: nil, read: nil))],
        // Model page of 2026-09-22.
        "claude-opus-5-5": [
            Period(
                from: .reference(2026, 9, 22), thousandths(4_000, 20_000, write5m: 5_000, write1h: 8_000, read: 200))
        ],
        "claude-opus-5": [Period(opus)],
        "claude-opus-4-8": [Period(opus)],
        "claude-opus-4-7": [Period(opus)],
        "claude-opus-4-6": [Period(opus)],
        "claude-opus-4-5": [Period(opus)],
        "claude-opus-4-1": [Period(formerOpus)],
        "claude-opus-4": [Period(formerOpus)],
        // Model page of 2026-09-28; cache reads became cheaper with Haiku 5.5.
        "claude-sonnet-5-5": [
            Period(
                from: .reference(2026, 9, 28), thousandths(2_000, 10_000, write5m: 2_500, write1h: 4_000, read: 200)),
            Period(
                from: .reference(2026, 10, 7), thousandths(2_000, 10_000, write5m: 2_500, write1h: 4_000, read: 100)),
        ],
        "claude-sonnet-5": [Period(thousandths(2_000, 10_000, write5m: 2_500, write1h: 4_000, read: 200))],
        "claude-sonnet-4-6": [Period(sonnet4)],
        "claude-sonnet-4-5": [Period(sonnet4)],
        "claude-sonnet-4": [Period(sonnet4)],
        // Model page of 2026-10-07: above 100k tokens of prompt the whole request costs the higher price.
        "claude-haiku-5-5": [
            Period(
                from: .reference(2026, 10, 7), thousandths(100, 500, write5m: 125, write1h: 200, read: 10),
                step: (100_000, thousandths(500, 2_500, write5m: 625, write1h: 1_000, read: 50)))
        ],
        "claude-haiku-4-5": [Period(thousandths(1_000, 5_000, write5m: 1_250, write1h: 2_000, read: 100))],
        "claude-3-5-haiku": [Period(thousandths(800, 4_000, write5m: 1_000, write1h: 1_600, read: 80))],
    ]
}
