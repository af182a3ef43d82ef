import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// Without its bounds a histogram has no quantiles.
    static let quantileWithoutBuckets = Check(
        kind: FindingKind(code: "PF116", name: "quantile-without-le"), scope: .rule, severity: .error,
        summary: "a quantile is asked of buckets whose `le` has been aggregated away, so the answer is always empty",
        why: "`histogram_quantile` drops every series without the label `le`; nothing is left, and nothing never fires",
        remedy: "Keep the label: `sum by (le) (rate(name_bucket[10m]))`.",
        source: "prometheus/prometheus `promql/functions.go`, histogram_quantile",
        examples: [
            AlertExamples.one(
                "added up over everything", .fails,
                "histogram_quantile(0.99, ⟦sum(rate(claude_latency_ttft_ms_bucket[10m]))⟧) > 8000"),
            AlertExamples.one(
                "bounds kept", .passes,
                "histogram_quantile(0.99, sum by (le) (rate(claude_latency_ttft_ms_bucket[10m]))) > 8000"),
        ],
        judge: { context in RuleJudging.eachOwnRule(context, judgeBuckets) })

    private static func judgeBuckets(_ rule: RuleFact, _ context: CheckContext, _ result: inout CheckResult) {
        let expression = rule.expression
        var labels: [OutputLabels]?
        for id in expression.ids {
            guard case .call(let call) = expression[id].kind, call.arguments.count == 2,
                expression.text[call.nameRange.range].elementsEqual("histogram_quantile".utf8)
            else { continue }
            let known = labels ?? OutputLabels.ofEachNode(rule, in: context.facts)
            labels = known
            let buckets = call.arguments[1]
            // A native histogram has no `le` to keep.
            let readsBuckets = rule.selectors.contains { selector in
                expression[buckets].range.start <= selector.range.start
                    && selector.range.end <= expression[buckets].range.end
                    && (selector.name?.value.hasSuffix("_bucket") ?? false)
            }
            guard readsBuckets, !known[Int(buckets.index)].mayHave("le") else { continue }
            result.failures.append(
                quantileWithoutBuckets.finding(
                    "\(rule.subjectInBackticks) can never fire: it asks for a quantile of buckets whose `le` has been aggregated away",
                    fix: "keep the label: `sum by (le) (...)`",
                    at: Annotation(rule.place(of: expression[buckets].range), "has no `le` left"), subject: rule.subject
                ))
        }
    }
}
