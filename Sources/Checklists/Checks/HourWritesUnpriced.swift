import ClaudeAPI
import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// What lives an hour costs 1.6 times what lives five minutes.
    static let hourWritesUnpriced = Check(
        kind: FindingKind(code: "PF174", name: "hour-writes-unpriced"), scope: .row, severity: .error,
        summary: "rows write to the cache for an hour, and the price table has no price for that",
        why: "priced like five-minute writes they come out 37.5 % too low; some services write little else",
        remedy: "Give the table a price for one-hour writes, and record them apart.",
        source: "failure catalogue E05; platform.claude.com, Prompt caching: 1.25 and 2 times the input price",
        examples: [
            CheckExample(
                "written for an hour, priced for five minutes", .fails,
                files: [
                    ("observability.yaml", hourManifest), ("app.jsonl", hourLog),
                    (
                        "prices.yaml",
                        "claude-sonnet-4-5: {input: 3, output: 15, cache_read: 0.3, cache_write_5m: ⟦3.75⟧}\n"
                    ),
                ]),
            CheckExample(
                "priced apart", .passes,
                files: [
                    ("observability.yaml", hourManifest), ("app.jsonl", hourLog),
                    (
                        "prices.yaml",
                        "claude-sonnet-4-5: {input: 3, output: 15, cache_read: 0.3, cache_write_5m: 3.75, cache_write_1h: 6}\n"
                    ),
                ]),
            CheckExample(
                "nothing is written for an hour", .notApplicable,
                files: [
                    ("observability.yaml", hourManifest), ("app.jsonl", CheckExample.logRow() + "\n"),
                    ("prices.yaml", "claude-sonnet-4-5: {input: 3, output: 15}\n"),
                ]),
            CheckExample("no price table", .unprovable, log: hourLog),
            CheckExample(
                "caching is off", .notApplicable, log: CheckExample.logRow() + "\n",
                manifest: CheckExample.logManifest.replacing("prompt_caching: true", with: "prompt_caching: false")),
        ],
        judge: judgeHourWrites)

    private static let hourManifest = CheckExample.logManifest.replacing(
        "extended_thinking: true}", with: "extended_thinking: true, prices: {file: prices.yaml}}")

    private static let hourLog =
        CheckExample.logRow(
            without: "cache_creation_tokens", more: #""cache_creation_tokens": 900, "cache_creation_1h_tokens": 900"#)
        + "\n"

    private static func judgeHourWrites(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        if context.manifest.claude.promptCaching?.value == false {
            result.notApplicable = "prompt caching is off"
            return result
        }
        guard let requests = LogJudging.requests(context, "one-hour cache writes", &result) else { return result }
        var rows: [String: Int] = [:]
        for sample in requests.samples {
            let prices = RowPrices(sample, context)
            for row in sample.rows where (row.cacheCreationHourTokens ?? 0) > 0 {
                if let model = prices.model(of: row) { rows[model, default: 0] += 1 }
            }
        }
        result.subjectCount = rows.values.reduce(0, +)
        guard !rows.isEmpty else {
            result.notApplicable = "none of \(requests.words) writes to the cache for an hour"
            return result
        }
        let explicit = PriceJudging(context).tables(&result).flatMap(PriceJudging.explicitRows)
        for (model, count) in rows.sorted(by: { $0.key < $1.key }) {
            let priced = explicit.filter { ModelCatalogue.canonicalID(of: $0.model.value) == model }
            guard let row = priced.first, !priced.contains(where: { $0.names(.cacheWriteHour) }) else { continue }
            let published = PriceCatalogue.price(of: model, on: context.asOf)?.cacheWrite1h
            let place = row.nanoDollarsPerMillion[.cacheWrite]?.range ?? row.model.range
            result.failures.append(
                hourWritesUnpriced.finding(
                    "`\(model)` has no price for one-hour cache writes, and \(LogJudging.counted(count, "row")) of the log \(count == 1 ? "makes" : "make") them",
                    fix: published.map { "add `cache_write_1h: \(PriceJudging.dollars($0))` to its row" }
                        ?? "add `cache_write_1h` to its row, twice the input price",
                    at: Annotation(place, "five minutes only"), subject: "price of \(model)"))
        }
        if result.failures.isEmpty, result.undecided.isEmpty {
            requests.prove(
                "one-hour writes on \(LogJudging.counted(result.subjectCount, "row")) of \(requests.words) have a price",
                &result)
        }
        return result
    }
}
