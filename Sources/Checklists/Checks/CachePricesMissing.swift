import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// Cached tokens are most of a cached prompt, and their price is a tenth.
    static let cachePricesMissing = Check(
        kind: FindingKind(code: "PF164", name: "cache-prices-missing"), scope: .row, severity: .error,
        summary:
            "prompt caching is on and the price table has no prices for it, so cached tokens cost nothing or too much",
        why:
            "reads cost a tenth of input or less, writes a quarter more or twice; at input prices a cached service looks several times as dear as it is",
        remedy: "Give each row `cache_read`, `cache_write_5m` and `cache_write_1h`; the factors differ between models.",
        source: "failure catalogue E05 and E07: phuryn/claude-usage#162, can1357/oh-my-pi#10812",
        examples: [
            CheckExample("no price for the cache", .fails, prices: "⟦claude-haiku-4-5⟧: {input: 1, output: 5}\n"),
            CheckExample(
                "reads at the price of input", .fails,
                prices: "claude-haiku-4-5: {input: 1, output: 5, cache_write: 1.25, cache_read: ⟦1⟧}\n"),
            CheckExample(
                "writes at the price of input", .fails,
                prices:
                    "claude-haiku-4-5: {input: 1, output: 5, cache_write: ⟦1⟧, cache_write_1h: 2, cache_read: 0.1}\n"),
            CheckExample(
                "writes for five minutes only", .remarks,
                prices: "⟦claude-haiku-4-5⟧: {input: 1, output: 5, cache_write: 1.25, cache_read: 0.1}\n"),
            CheckExample(
                "all three", .passes,
                prices: """
                    claude-haiku-4-5:
                      input_cost_per_token: 1e-06
                      output_cost_per_token: 5e-06
                      cache_creation_input_token_cost: 1.25e-06
                      cache_creation_input_token_cost_above_1hr: 2e-06
                      cache_read_input_token_cost: 1e-07

                    """),
            CheckExample(
                "no caching", .notApplicable, prices: "claude-haiku-4-5: {input: 1, output: 5}\n",
                manifest: CheckExample.priceManifest.replacing("prompt_caching: true", with: "prompt_caching: false")),
            CheckExample(
                "nobody says whether it caches", .unprovable,
                prices: "claude-haiku-4-5: {input: 1, output: 5}\n",
                manifest: CheckExample.priceManifest.replacing("  prompt_caching: true\n", with: "")),
            CheckExample("no table", .unprovable, prices: nil, manifest: CheckExample.priceManifestWithoutTable),
        ],
        judge: judgeCachePrices)

    private static func judgeCachePrices(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let caching = context.manifest.claude.promptCaching else {
            result.undecided.append(
                CheckResult.Undecided(.notDeclared(key: "claude.prompt_caching"), subject: "the price table"))
            return result
        }
        guard caching.value else {
            result.notApplicable = "the service does not use prompt caching"
            return result
        }
        let prices = PriceJudging(context)
        for table in prices.tables(&result) {
            for row in PriceJudging.explicitRows(of: table) where prices.isUsed(row) {
                result.subjectCount += 1
                let findings = missing(in: row) + equalToInput(in: row)
                result.failures += findings
                if !findings.isEmpty { continue }
                // Where there is a log, PF174 knows whether anybody writes for an hour.
                if row.names(.cacheWriteHour) || !context.facts.logs.isEmpty {
                    result.prove(
                        Evidence(.configured, at: row.model.range, "`\(row.model.value.string)` has cache prices"))
                } else {
                    result.remarks.append(hourMissing(in: row))
                }
            }
        }
        return result
    }

    private static func missing(in row: PriceRowFact) -> [Finding] {
        var lacking: [PriceKind] = []
        if !row.names(.cacheRead) { lacking.append(.cacheRead) }
        if !row.names(.cacheWrite), !row.names(.cacheWriteHour) { lacking.append(.cacheWrite) }
        guard !lacking.isEmpty else { return [] }
        let words = lacking.map(\.title).joined(separator: " and ")
        let keys = lacking.map { "`\($0.rawValue):`" }.joined(separator: " and ")
        return [
            cachePricesMissing.finding(
                "`\(row.model.value.string)` has no price for \(words), so they are booked at $0 or as input",
                fix: "add \(keys)" + published(row), at: Annotation(row.model.range, "no \(words)"),
                subject: "price of \(PriceJudging.key(of: row.model.value).string)")
        ]
    }

    private static func equalToInput(in row: PriceRowFact) -> [Finding] {
        guard let input = row.nanoDollarsPerMillion[.input], input.value > 0 else { return [] }
        return [PriceKind.cacheRead, .cacheWrite, .cacheWriteHour].compactMap { kind in
            guard let price = row.nanoDollarsPerMillion[kind], price.value == input.value else { return nil }
            return cachePricesMissing.finding(
                "`\(row.model.value.string)` prices \(kind.title) like input, so the cache changes no cost",
                fix: "write the price of \(kind.title)" + published(row), at: Annotation(price.range, "same as input"),
                related: [Annotation(input.range, "input")],
                subject: "price of \(PriceJudging.key(of: row.model.value).string)", discriminator: kind.rawValue)
        }
    }

    private static func hourMissing(in row: PriceRowFact) -> Finding {
        cachePricesMissing.finding(
            "`\(row.model.value.string)` has a price for five-minute cache writes only, so one-hour writes are booked 37.5% too low",
            fix: "add `cache_write_1h:`" + published(row), at: Annotation(row.model.range, "no one-hour writes"),
            subject: "price of \(PriceJudging.key(of: row.model.value).string)", discriminator: "1h", severity: .warning
        )
    }

    private static func published(_ row: PriceRowFact) -> String {
        PriceJudging.publishedRow(of: PriceJudging.key(of: row.model.value)).map { "; published is `\($0)`" } ?? ""
    }
}
