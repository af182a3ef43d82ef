import Facts
import Findings
import SourceText

extension Check {
    /// A number that stands for "I do not know" is added up like any other.
    static let costSentinel = Check(
        kind: FindingKind(code: "PF167", name: "cost-sentinel"), scope: .row, severity: .error,
        summary: "rows have a cost of zero, or below, for tokens that were billed",
        why: "what has no price counts as free, so budgets never trip; a −1 lowers the total with every call",
        remedy: "Leave the cost out where no price is known, count such rows, and alert on them.",
        source: "failure catalogue E01 and E02: unknown models recorded at $0, −1 summed into totals",
        examples: [
            CheckExample(
                "a model without a price", .fails,
                log: "⟦\(CheckExample.logRow(without: "cost_usd", more: #""cost_usd": 0"#))⟧\n"),
            CheckExample(
                "minus one for unknown", .fails,
                log: CheckExample.logRow(1) + "\n"
                    + "⟦\(CheckExample.logRow(2, without: "cost_usd", more: #""cost_usd": -1"#))⟧\n"),
            CheckExample("costs", .passes, log: CheckExample.log(3) { CheckExample.logRow($0) }),
            CheckExample(
                "a refused request costs nothing", .passes,
                log: CheckExample.logRow() + "\n" + CheckExample.failedRow(more: #""cost_usd": 0"#) + "\n"),
            CheckExample("rows without a cost", .unprovable, log: CheckExample.logRow(without: "cost_usd") + "\n"),
        ],
        judge: judgeSentinels)

    private static func judgeSentinels(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let requests = LogJudging.requests(context, "costs of rows", &result) else { return result }
        var counts = (judged: 0, zero: 0, negative: 0)
        var places: (zero: SourceRange?, negative: SourceRange?)
        for sample in requests.samples {
            for row in sample.rows {
                guard let cost = row.costNanoDollars else { continue }
                counts.judged += 1
                if cost < 0 {
                    counts.negative += 1
                    places.negative = places.negative ?? sample.place(of: row)
                } else if cost == 0, !row.isError, (row.inputTokens ?? 0) + (row.outputTokens ?? 0) > 0 {
                    counts.zero += 1
                    places.zero = places.zero ?? sample.place(of: row)
                }
            }
        }
        result.subjectCount = counts.judged
        guard counts.judged > 0 else {
            result.undecided.append(
                CheckResult.Undecided(
                    .dependsOn(requirement: "log-field-missing with cost_usd"), subject: "costs of rows"))
            return result
        }
        if let place = places.negative {
            result.failures.append(
                costSentinel.finding(
                    "`cost_usd` is negative on \(LogJudging.counted(counts.negative, "row")), so every one of them lowers the total",
                    fix: "leave `cost_usd` out where the price is not known, and count those rows",
                    at: Annotation(place, "the first such row"), subject: "cost of log rows", discriminator: "negative")
            )
        }
        if let place = places.zero {
            result.failures.append(
                costSentinel.finding(
                    "`cost_usd` is 0 on \(LogJudging.counted(counts.zero, "row")) that used tokens, so what they cost is on no dashboard and in no budget",
                    fix:
                        "add the missing models to the price table; leave `cost_usd` out where no price is known, and count those rows",
                    at: Annotation(place, "the first such row"), subject: "cost of log rows", discriminator: "zero"))
        }
        if result.failures.isEmpty {
            requests.prove(
                "\(LogJudging.counted(counts.judged, "row")) of \(requests.words) have a cost above zero", &result)
        }
        return result
    }
}
