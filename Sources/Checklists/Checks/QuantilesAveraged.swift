import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// The mean of two p99s is the p99 of nothing.
    static let quantilesAveraged = Check(
        kind: FindingKind(code: "PF117", name: "quantiles-averaged"), scope: .rule, severity: .error,
        confidence: .medium,
        summary: "a rule averages or adds up quantiles, and the result is the quantile of nothing",
        why: "ninety quiet processes outvote the ten slow ones, whatever their share of the traffic",
        remedy:
            "Add up the buckets and take one quantile of the sum: `histogram_quantile(0.99, sum by (le) (rate(...)))`.",
        source: "Prometheus documentation, \"Histograms and summaries\": aggregation of quantiles",
        examples: [
            AlertExamples.one(
                "the mean of a quantile of each model", .fails,
                "⟦avg(histogram_quantile(0.99, sum by (le, model) (rate(claude_latency_ttft_ms_bucket[10m]))))⟧ > 8000"),
            AlertExamples.one(
                "recorded quantiles, averaged", .fails, "⟦avg(model:ttft:p99)⟧ > 8000",
                more:
                    "      - record: model:ttft:p99\n        expr: histogram_quantile(0.99, sum by (le, model) (rate(claude_latency_ttft_ms_bucket[10m])))\n"
            ),
            AlertExamples.one(
                "the mean of one quantile for each model, which is itself", .passes,
                "avg by (model) (histogram_quantile(0.99, sum by (le, model) (rate(claude_latency_ttft_ms_bucket[10m])))) > 8000"
            ),
            AlertExamples.one(
                "the worst of them", .passes,
                "max(histogram_quantile(0.99, sum by (le, model) (rate(claude_latency_ttft_ms_bucket[10m])))) > 8000"),
        ],
        judge: { context in
            let folding = QuantileFolding(facts: context.facts)
            return RuleJudging.eachOwnRule(context) { rule, _, result in judge(rule, folding, &result) }
        })

    private static func judge(_ rule: RuleFact, _ folding: QuantileFolding, _ result: inout CheckResult) {
        let expression = rule.expression
        for id in expression.ids {
            guard case .aggregation(let aggregation) = expression[id].kind, folding.folds(aggregation, in: expression)
            else { continue }
            result.failures.append(
                quantilesAveraged.finding(
                    "\(rule.subjectInBackticks) \(aggregation.operator == .avg ? "averages" : "adds up") quantiles, and the result is the quantile of nothing",
                    fix:
                        "add up the buckets instead: `histogram_quantile(q, sum by (le) (rate(..._bucket[10m])))`; for the worst of them use `max`",
                    at: Annotation(rule.place(of: expression[id].range), "quantiles do not add up"),
                    subject: rule.subject))
        }
    }
}
