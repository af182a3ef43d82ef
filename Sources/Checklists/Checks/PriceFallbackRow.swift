import Facts
import Findings
import SourceText

extension Check {
    /// A guess that looks like a price.
    static let priceFallbackRow = Check(
        kind: FindingKind(code: "PF163", name: "price-fallback-row"), scope: .row, severity: .error,
        summary: "a row prices whatever no other row names, so an unknown model gets a wrong cost instead of none",
        why: "a missing price can be counted and alerted on; a wrong one cannot be told from a right one",
        remedy: "Take the row out, count lookups that find nothing, and alert on that count.",
        source: "failure catalogue E03: continuedev/continue#13078, where a prefix found an older family's price",
        examples: [
            CheckExample(
                "a default", .fails,
                prices: "claude-haiku-4-5: {input: 1, output: 5}\n⟦default⟧: {input: 3, output: 15}\n"),
            CheckExample(
                "a prefix that every model begins with", .fails,
                prices: "claude-haiku-4-5: {input: 1, output: 5}\n⟦claude-⟧: {input: 3, output: 15}\n"),
            CheckExample(
                "a family without a version", .fails, prices: "- {model: ⟦claude-opus⟧, input: 15, output: 75}\n"),
            CheckExample(
                "another vendor's default", .passes,
                prices:
                    "anthropic:\n  claude-haiku-4-5: {input: 1, output: 5}\nacme:\n  default: {input: 2, output: 8}\n"),
            CheckExample(
                "the service's own name for a model", .passes, prices: "claude-fast: {input: 1, output: 5}\n",
                manifest: CheckExample.priceManifest.replacing("claude-haiku-4-5", with: "claude-fast")),
            CheckExample("rows of models only", .passes, prices: "claude-haiku-4-5: {input: 1, output: 5}\n"),
            CheckExample("no table", .unprovable, prices: nil, manifest: CheckExample.priceManifestWithoutTable),
        ],
        judge: judgeFallbacks)

    private static func judgeFallbacks(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let prices = PriceJudging(context)
        for row in prices.tables(&result).flatMap(\.rows) {
            result.subjectCount += 1
            let isNamed = prices.models.contains { $0.name.value == row.model.value }
            guard row.isFallback, !isNamed else { continue }
            let name = row.model.value.string
            let price = row.nanoDollarsPerMillion[.input].map { " at \(PriceJudging.dollars($0.value)) USD" } ?? ""
            result.failures.append(
                priceFallbackRow.finding(
                    "`\(name)` prices every model that has no row of its own\(price), so the next model is booked at a guess",
                    fix: "take `\(name)` out, and count the lookups that find no row",
                    at: Annotation(row.model.range, "prices what nobody named"), subject: "price row \(name)"))
        }
        return result
    }
}
