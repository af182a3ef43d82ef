import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// What has no price costs nothing, as far as the dashboard knows.
    static let priceRowMissing = Check(
        kind: FindingKind(code: "PF160", name: "price-row-missing"), scope: .model, severity: .error,
        summary: "a model the service uses has no row in its price table, so its tokens are booked at $0",
        why: "cost alerts and budgets never see what an unknown model spends; the invoice does",
        remedy: "Add a row for every model before it gets traffic, and let the lookup fail loudly where there is none.",
        source: "failure catalogue E01: Helicone/helicone#5804 and others, where the dominant model cost nothing",
        examples: [
            CheckExample(
                "a model nobody priced", .fails, prices: "claude-sonnet-4-6: {input: 3, output: 15}\n",
                manifest: CheckExample.priceManifest.replacing(
                    "[claude-haiku-4-5]", with: "[claude-sonnet-4-6, ⟦claude-haiku-4-5⟧]")),
            CheckExample(
                "a model that only the router knows", .fails,
                prices: "claude-haiku-4-5: {input: 1, output: 5}\n",
                manifest: CheckExample.priceManifest
                    + "  routing: {intent: {claude-haiku-4-5: 80%, ⟦claude-sonnet-4-6⟧: 20%}}\n"),
            CheckExample(
                "answers for nothing", .fails, prices: "⟦claude-haiku-4-5⟧: {input: 1}\n"),
            CheckExample("a row", .passes, prices: "claude-haiku-4-5: {input: 1, output: 5}\n"),
            CheckExample(
                "another spelling of the same model", .passes,
                prices: "models:\n  - {model: us.anthropic.claude-haiku-4-5-20251001-v1:0, input: 1, output: 5}\n"),
            CheckExample(
                "rows in the manifest", .passes, prices: nil,
                manifest: CheckExample.priceManifest.replacing(
                    "{file: prices.yaml}", with: "[{model: claude-haiku-4-5, input: 1, output: 5}]")),
            CheckExample(
                "no table", .unprovable, prices: nil, manifest: CheckExample.priceManifestWithoutTable),
            CheckExample("a table that is not there", .unprovable, prices: nil),
            CheckExample(
                "a price that cannot be read", .unprovable, prices: "claude-haiku-4-5: {input: 1, output: five}\n"),
            CheckExample(
                "no model", .unprovable, prices: "claude-haiku-4-5: {input: 1, output: 5}\n",
                manifest: CheckExample.priceManifest.replacing("  models: [claude-haiku-4-5]\n", with: "")),
        ],
        judge: judgeRows)

    private static func judgeRows(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let prices = PriceJudging(context)
        let tables = prices.tables(&result)
        if tables.isEmpty { return result }
        if context.manifest.claude.models.isEmpty, prices.models.isEmpty {
            result.undecided.append(
                CheckResult.Undecided(.notDeclared(key: "claude.models"), subject: "the service's models"))
        }
        let rows = tables.flatMap(PriceJudging.explicitRows)
        let fallback = tables.lazy.flatMap(\.rows).first(where: \.isFallback)
        for model in prices.models {
            result.subjectCount += 1
            let own = rows.filter { PriceJudging.key(of: $0.model.value) == model.key }
            guard let row = own.first else {
                result.failures.append(missing(model, fallback))
                continue
            }
            let lacking = [PriceKind.input, .output].filter { kind in !own.contains { $0.names(kind) } }
            for kind in lacking {
                result.failures.append(
                    priceRowMissing.finding(
                        "the row of `\(row.model.value.string)` has no price for \(kind.title), so they are booked at $0",
                        fix: "add `\(kind.rawValue):`"
                            + (PriceJudging.publishedRow(of: model.key).map { "; published is `\($0)`" } ?? ""),
                        at: Annotation(row.model.range, "no `\(kind.rawValue)`"),
                        subject: "model \(model.key.string)", discriminator: kind.rawValue))
            }
            if lacking.isEmpty {
                result.prove(Evidence(.configured, at: row.model.range, "`\(model.name.value.string)` has a row"))
            }
        }
        return result
    }

    private static func missing(
        _ model: (name: Located<ByteString>, key: ByteString), _ fallback: PriceRowFact?
    ) -> Finding {
        let name = model.name.value.string
        let cost =
            fallback.map { "so its tokens are priced like everything by `\($0.model.value.string)`" }
            ?? "so its tokens are booked at $0"
        let row = PriceJudging.publishedRow(of: model.key) ?? "\(name): {input: USD, output: USD}"
        return priceRowMissing.finding(
            "`\(name)` has no row in the price table, \(cost)", fix: "add `\(row)`, in USD per million tokens",
            at: Annotation(model.name.range, "no price"),
            related: fallback.map { [Annotation($0.model.range, "prices it")] } ?? [],
            subject: "model \(model.key.string)")
    }
}
