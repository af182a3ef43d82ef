import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// A call that times out is the slowest of all, and no success.
    static let readsSuccessesOnly = Check(
        kind: FindingKind(code: "PF123", name: "alert-reads-successes-only"), scope: .alert, severity: .warning,
        confidence: .medium,
        summary: "a latency alert reads successful calls alone, so those that time out never slow it down",
        why: "during an outage the slow calls fail, leave the selection, and the alert turns green",
        remedy: "Read all calls, or alert on the failures beside it.",
        source: "failure catalogue J06",
        examples: [
            AlertExamples.one(
                "successes only", .remarks,
                "histogram_quantile(0.99, sum by (le) (rate(⟦claude_latency_total_ms_bucket{status=\"ok\"}⟧[10m]))) > 20000"
            ),
            AlertExamples.one(
                "all calls", .passes,
                "histogram_quantile(0.99, sum by (le) (rate(claude_latency_total_ms_bucket[10m]))) > 20000"),
        ],
        judge: { context in RuleJudging.eachOwnAlert(context, judgeSlices) })

    private static func judgeSlices(_ rule: RuleFact, _ context: CheckContext, _ result: inout CheckResult) {
        for selector in rule.selectors {
            guard let signal = context.facts.signals.selection(of: selector)?.signal,
                signal == .latency || signal == .timeToFirstToken,
                let matcher = selector.matchers.first(where: takesSuccessesOnly)
            else { continue }
            result.remarks.append(
                readsSuccessesOnly.finding(
                    "\(rule.subjectInBackticks) reads only calls with `\(matcher.text.string)`, so calls that time out never slow it down",
                    fix: "take `\(matcher.text.string)` out of the selector",
                    at: Annotation(rule.place(of: selector.range), "successes only"), subject: rule.subject,
                    discriminator: matcher.text.string))
            return
        }
    }

    private static let labels: [ByteString] = ["status", "outcome", "result", "success", "state"]
    private static let successes: [ByteString] = ["ok", "success", "succeeded", "true", "200", "2xx", "completed"]
    private static let failures: [ByteString] = ["error", "failed", "failure", "false", "timeout", "500", "529", "5xx"]

    private static func takesSuccessesOnly(_ matcher: SelectorFact.Matcher) -> Bool {
        labels.contains(matcher.label) && successes.contains(where: matcher.accepts)
            && !failures.contains(where: matcher.accepts)
    }
}
