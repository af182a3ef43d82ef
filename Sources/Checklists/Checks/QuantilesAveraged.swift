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
                "the worst of them", .passes,
                "max(histogram_quantile(0.99, sum by (le, model) (rate(claude_latency_ttft_ms_bucket[10m])))) > 8000"),
        ],
        judge: { context in RuleJudging.eachOwnRule(context, judgeAverages) })

    private static func judgeAverages(_ rule: RuleFact, _ context: CheckContext, _ result: inout CheckResult) {
        let expression = rule.expression
        for id in expression.ids {
            guard case .aggregation(let aggregation) = expression[id].kind,
                aggregation.operator == .avg || aggregation.operator == .sum,
                isQuantile(aggregation.expression, in: expression, context, depth: 0)
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

    /// A quantile, scaled or compared at most; recorded ones are looked up.
    private static func isQuantile(
        _ id: NodeID, in expression: Expression, _ context: CheckContext, depth: Int
    ) -> Bool {
        guard depth < 8 else { return false }
        var id = id
        while true {
            switch expression[id].kind {
            case .parentheses(let inner): id = inner
            case .binary(let operation):
                if expression[operation.right].type == .scalar {
                    id = operation.left
                } else if expression[operation.left].type == .scalar {
                    id = operation.right
                } else {
                    return false
                }
            case .call(let call): return expression.text[call.nameRange.range].elementsEqual("histogram_quantile".utf8)
            case .vectorSelector:
                guard let selector = SelectorFact(id, in: expression), let name = selector.name?.value else {
                    return false
                }
                if selector.matchers.contains(where: { $0.label == "quantile" && $0.comparison == .equal }) {
                    return context.facts.emitted.family(ofSeries: name)?.kind == .summary
                }
                let producers = context.facts.recordings.rules(producing: name, for: selector)
                guard let producer = producers.first, producers.count == 1 else { return false }
                return isQuantile(producer.expression.root, in: producer.expression, context, depth: depth + 1)
            default: return false
            }
        }
    }
}
