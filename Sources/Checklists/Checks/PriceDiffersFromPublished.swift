import ClaudeAPI
import Facts
import Findings
import SourceText

extension Check {
    /// A cost metric is right by its table or not at all.
    static let priceDiffersFromPublished = Check(
        kind: FindingKind(code: "PF161", name: "price-differs-from-published"), scope: .row, severity: .error,
        summary: "a price in the service's table is not the published one, so every cost computed from it is wrong",
        why:
            "cost alerts, budgets and what tenants are charged are off by the same factor, and no other number shows it",
        remedy: "Copy the row from the published price list, with its date; for a negotiated price say so in `source`.",
        source: "platform.claude.com, Pricing; widely copied tables price Opus 4.6 like Opus 4.1",
        examples: [
            CheckExample(
                "the price of an older model", .fails,
                prices: "as_of: 2026-11-20\nmodels:\n  claude-haiku-4-5: {input: ⟦0.8⟧, output: 5}\n"),
            CheckExample(
                "per token, and three times too much", .fails,
                prices: "claude-haiku-4-5:\n  output_cost_per_token: 5e-06\n  input_cost_per_token: ⟦3e-06⟧\n"),
            CheckExample(
                "a cache read that is no longer what it was", .fails,
                prices: "[{model: claude-sonnet-5-5, input: 2, output: 10, cache_read: ⟦0.2⟧, date: 2026-10-07}]\n",
                manifest: CheckExample.priceManifest.replacing("haiku-4-5", with: "sonnet-5-5")),
            CheckExample(
                "right on its day", .passes,
                prices: "[{model: claude-sonnet-5-5, input: 2, output: 10, cache_read: 0.2, date: 2026-10-06}]\n",
                manifest: CheckExample.priceManifest.replacing("haiku-4-5", with: "sonnet-5-5")),
            CheckExample(
                "a negotiated price", .remarks,
                prices:
                    "claude-haiku-4-5: {input: ⟦0.9⟧, output: 5, source: negotiated with the account team in May}\n"),
            CheckExample(
                "a model the service does not use", .remarks,
                prices: "claude-haiku-4-5: {input: 1, output: 5}\nclaude-opus-4-6: {input: ⟦15⟧, output: 25}\n"),
            CheckExample(
                "as published", .passes,
                prices:
                    "claude-haiku-4-5: {input: 1, output: 5, cache_write: 1.25, cache_write_1h: 2, cache_read: 0.1}\n"
            ),
            CheckExample(
                "Bedrock's price beside the one that is used", .passes,
                prices:
                    "us.anthropic.claude-haiku-4-5-20251001-v1:0: {input: 1.1, output: 5.5}\nclaude-haiku-4-5: {input: 1, output: 5}\n"
            ),
            CheckExample(
                "a model newer than the catalogue", .unprovable, prices: "claude-opus-9: {input: 1, output: 5}\n",
                manifest: CheckExample.priceManifest.replacing("haiku-4-5", with: "opus-9")),
            CheckExample(
                "a day after the catalogue", .unprovable,
                prices: "claude-haiku-4-5: {input: 1, output: 5, date: 2027-11-20}\n"),
            CheckExample(
                "Bedrock's own price", .unprovable,
                prices: "us.anthropic.claude-haiku-4-5-20251001-v1:0: {input: 1.1, output: 5.5}\n"),
            CheckExample("no table", .unprovable, prices: nil, manifest: CheckExample.priceManifestWithoutTable),
        ],
        judge: judgePrices)

    private static func judgePrices(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let prices = PriceJudging(context)
        for table in prices.tables(&result) {
            for row in PriceJudging.explicitRows(of: table) { judge(row, table, prices, &result) }
        }
        return result
    }

    private static func judge(
        _ row: PriceRowFact, _ table: PriceTableFact, _ prices: PriceJudging, _ result: inout CheckResult
    ) {
        let name = row.model.value
        let isUsed = prices.isUsed(row)
        func leaveOpen(_ reason: UnprovableReason) {
            // What no traffic uses need not be decided.
            if isUsed { result.undecided.append(CheckResult.Undecided(reason, subject: "`\(name.string)`")) }
        }
        let day = prices.day(of: row, in: table)
        guard day <= PriceCatalogue.made else {
            leaveOpen(.unsupported(feature: "prices after \(PriceCatalogue.made), the day of the price catalogue"))
            return
        }
        guard let model = ModelCatalogue.resolve(name)?.model,
            let published = PriceCatalogue.price(of: model.id, on: day)
        else {
            leaveOpen(.unsupported(feature: "a price the catalogue of \(PriceCatalogue.made) does not know"))
            return
        }
        result.subjectCount += 1
        let different = PriceKind.allCases.filter { kind in
            guard let own = row.nanoDollarsPerMillion[kind], let right = published[kind] else { return false }
            return own.value != right
        }
        if different.isEmpty {
            result.prove(
                Evidence(.configured, at: row.model.range, "`\(name.string)` is priced as published on \(day)"))
        } else if prices.isPartners(name) {
            leaveOpen(PriceJudging.partnersReason)
        } else {
            for kind in different {
                guard let own = row.nanoDollarsPerMillion[kind], let right = published[kind] else { continue }
                var finding = difference(of: own, from: right, kind, row, model, day)
                if isNegotiated(row) {
                    finding.severity = .info
                } else if !isUsed {
                    finding.severity = .warning
                }
                if finding.severity == .error {
                    result.failures.append(finding)
                } else {
                    result.remarks.append(finding)
                }
            }
        }
    }

    private static func difference(
        of own: Located<Int64>, from right: Int64, _ kind: PriceKind, _ row: PriceRowFact, _ model: ClaudeModel,
        _ day: CivilDate
    ) -> Finding {
        let factor = right == 0 ? "" : ", \(NumberWords.text(Double(own.value) / Double(right))) times the"
        let other = likelyOrigin(of: own.value, kind, row, model, day)
        return priceDiffersFromPublished.finding(
            "`\(row.model.value.string)` is priced at \(PriceJudging.dollars(own.value)) USD per million \(kind.title)"
                + "\(factor) \(PriceJudging.dollars(right)) USD published for \(day)" + (other.map { "; \($0)" } ?? ""),
            fix: "write \(PriceJudging.dollars(right)) (USD per million tokens), or `source:` with the contract",
            at: Annotation(own.range, "published: \(PriceJudging.dollars(right))"),
            subject: "price of \(model.id)", discriminator: kind.rawValue)
    }

    /// Whose price it is: that of the model's own longer prompts, or of a relative that most of the row agrees with.
    private static func likelyOrigin(
        of price: Int64, _ kind: PriceKind, _ row: PriceRowFact, _ model: ClaudeModel, _ day: CivilDate
    ) -> String? {
        let long = PriceCatalogue.price(of: model.id, on: day, promptTokens: .max)
        if let long, long[kind] == price { return "that is its price for long prompts" }
        func agreement(_ id: String) -> Int {
            guard let prices = PriceCatalogue.price(of: id, on: day), prices[kind] == price else { return 0 }
            return PriceKind.allCases.count { prices[$0] == row.nanoDollarsPerMillion[$0]?.value }
        }
        let relatives = PriceCatalogue.models.filter { $0.family == model.family && $0.id != model.id }
        let best = relatives.map { ($0.id, agreement($0.id)) }.reduce(nil as (String, Int)?) { best, one in
            one.1 > best?.1 ?? 0 ? one : best
        }
        return best.map { "that is the price of `\($0.0)`" }
    }

    private static let contractWords: [StaticString] = ["negotiat", "contract", "agreement", "enterprise", "discount"]

    private static func isNegotiated(_ row: PriceRowFact) -> Bool {
        guard let source = row.source else { return false }
        return contractWords.contains { ByteString(source.value).contains(word: $0) }
    }
}
