import ClaudeAPI
import Facts
import Findings
import SourceText

extension Check {
    /// Every row is computed again.
    static let costDiffersFromTokens = Check(
        kind: FindingKind(code: "PF166", name: "cost-differs-from-tokens"), scope: .row, severity: .error,
        summary: "the cost on log rows is not what their tokens cost",
        why:
            "budgets, alerts and bills to tenants stand on this number; what it is wrong by is found out when the "
            + "invoice comes",
        remedy: "Compute the cost from all five kinds of token and the price of the model that answered.",
        source: "failure catalogue A01, A02, A10, E03, E05 and E08; prices: platform.claude.com, Pricing",
        examples: [
            CheckExample(
                "without the cache", .fails,
                log: "⟦\(CheckExample.logRow(without: "cost_usd", more: #""cost_usd": 0.004236"#))⟧\n"),
            CheckExample(
                "cached tokens at the full price", .fails,
                log: "⟦\(CheckExample.logRow(without: "cost_usd", more: #""cost_usd": 0.01038"#))⟧\n"),
            CheckExample(
                "cents", .fails,
                log: "⟦\(CheckExample.logRow(without: "cost_usd", more: #""cost_usd": 0.48504"#))⟧\n"),
            CheckExample(
                "one row in two hundred", .remarks,
                log: CheckExample.log(200) { CheckExample.logRow($0) }
                    + "⟦\(CheckExample.logRow(99, without: "cost_usd", more: #""cost_usd": 0.5"#))⟧\n"),
            CheckExample("as it is billed", .passes, log: CheckExample.log(3) { CheckExample.logRow($0) }),
            CheckExample(
                "rounded to six digits", .passes,
                log: CheckExample.logRow(without: "cost_usd", more: #""cost_usd": 0.004850"#) + "\n"),
            CheckExample(
                "input that holds cached tokens, priced right", .passes,
                log: CheckExample.logRow(without: "input_tokens", more: #""input_tokens": 2860"#) + "\n"),
            CheckExample(
                "rows without a cost", .unprovable, log: CheckExample.logRow(without: "cost_usd") + "\n"),
            CheckExample(
                "a model nobody knows", .unprovable,
                log: CheckExample.logRow(without: "model", more: #""model": "house-model""#) + "\n"),
            CheckExample("no log", .unprovable, log: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeCosts)

    /// What one mistake comes to.
    private struct Wrong {
        var rows = 0
        var difference: Int64 = 0
        var first: SourceRange
    }

    private static func judgeCosts(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let requests = LogJudging.requests(context, "costs of rows", &result) else { return result }
        var wrong: [CostMistake: Wrong] = [:]
        var judged = 0
        var total: Int64 = 0
        for sample in requests.samples {
            let prices = RowPrices(sample, context)
            for row in sample.rows {
                guard let cost = row.costNanoDollars, let tokens = BilledTokens(row), let model = prices.model(of: row),
                    let price = prices.prices(of: row), let right = tokens.cost(price, isBatch: row.isBatch)
                else { continue }
                // Sentinels are another check's: PF167.
                if cost < 0 || cost == 0 && !row.isError { continue }
                judged += 1
                total = total.addingReportingOverflow(right).partialValue
                if CostMistake.areClose(cost, right) { continue }
                if row.isError, cost == 0 { continue }
                if let inclusive = tokens.takenAsInclusive?.cost(price, isBatch: row.isBatch),
                    CostMistake.areClose(cost, inclusive)
                {
                    continue
                }
                let mistake = CostMistake.explaining(cost, tokens, row, price, model: model)
                var entry = wrong[mistake] ?? Wrong(first: sample.place(of: row))
                entry.rows += 1
                entry.difference = entry.difference.addingReportingOverflow(cost - right).partialValue
                wrong[mistake] = entry
            }
        }
        result.subjectCount = judged
        guard judged > 0 else {
            result.undecided.append(
                CheckResult.Undecided(
                    .dependsOn(requirement: "log-field-missing with model, input_tokens, output_tokens and cost_usd"),
                    subject: "costs of rows"))
            return result
        }
        let wrongRows = wrong.values.reduce(0) { $0 + $1.rows }
        wrong = foldingChance(wrong, wrongRows)
        for (mistake, entry) in wrong.sorted(by: { ($1.value.rows, $0.key.word) < ($0.value.rows, $1.key.word) }) {
            let isMany = wrongRows * 100 > judged
            let finding = costDiffersFromTokens.finding(
                "`cost_usd` of \(LogJudging.counted(entry.rows, "row")) of \(SeriesCount.text(judged)) is not what the tokens cost, together \(dollars(entry.difference)): \(mistake.sentence)",
                fix: mistake.fix, at: Annotation(entry.first, "the first such row"), subject: "cost of log rows",
                discriminator: mistake.word, severity: isMany ? nil : .warning)
            if isMany { result.failures.append(finding) } else { result.remarks.append(finding) }
        }
        if wrong.isEmpty {
            requests.prove(
                "\(LogJudging.counted(judged, "row")) of \(requests.words) cost what their tokens cost, together $\(PriceJudging.dollars(total))",
                &result)
        }
        return result
    }

    /// One mistake makes all rows wrong, and some of them come to the number of another by chance: what explains fewer
    /// than one in five is counted with what explains most.
    private static func foldingChance(_ wrong: [CostMistake: Wrong], _ total: Int) -> [CostMistake: Wrong] {
        let most = wrong.max { ($0.value.rows, $1.key.word) < ($1.value.rows, $0.key.word) }
        guard let most, most.key != .unknown, most.value.rows * 2 > total else { return wrong }
        var result = wrong
        for (mistake, entry) in wrong where mistake != most.key && entry.rows * 5 < total {
            result[mistake] = nil
            result[most.key]?.rows += entry.rows
            let sum = result[most.key]?.difference.addingReportingOverflow(entry.difference).partialValue
            if let sum { result[most.key]?.difference = sum }
        }
        return result
    }

    private static func dollars(_ nano: Int64) -> String {
        "$\(PriceJudging.dollars(Int64(nano.magnitude))) too \(nano < 0 ? "low" : "high")"
    }
}
