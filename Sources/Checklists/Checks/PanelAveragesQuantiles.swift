import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// The mean of two p99s is no p99 of anything.
    ///
    /// Only what folds several quantiles into one is meant: quantiles that an inner grouping keeps apart, or those that
    /// a summary exposes. `max` is left alone, which at least bounds the worst.
    static let panelAveragesQuantiles = Check(
        kind: FindingKind(code: "PF133", name: "panel-averages-quantiles"), scope: .query, severity: .error,
        summary: "a panel or rule averages or adds quantiles, which gives a number that no request had",
        why:
            "one slow model among ten quick ones hardly moves the mean of their p99s, however many requests it serves",
        remedy: "Add up the buckets first and take the quantile last.",
        source: "failure catalogue C11; Prometheus documentation, \"Histograms and summaries\": aggregating quantiles",
        examples: [
            CheckExample(
                "the mean of the models' p95", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "Latency",
                        "⟦avg(histogram_quantile(0.95, sum by (le, model) (rate(claude_latency_total_ms_bucket[5m]))))⟧"
                    ))),
            CheckExample(
                "the mean of what a summary exposes", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Latency", "⟦avg(claude_latency_total_ms{quantile=\"0.95\"})⟧")),
                exposition: """
                    # TYPE claude_latency_total_ms summary
                    claude_latency_total_ms{quantile="0.95"} 5
                    claude_latency_total_ms_sum 9000
                    claude_latency_total_ms_count 9

                    """),
            CheckExample(
                "buckets added up first, the worst model, and the mean of a mean", .passes,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "Latency",
                        "histogram_quantile(0.95, sum by (le) (rate(claude_latency_total_ms_bucket[5m])))"),
                    CheckExample.panel(
                        "Worst",
                        "max(histogram_quantile(0.95, sum by (le, model) (rate(claude_latency_total_ms_bucket[5m]))))"),
                    CheckExample.panel(
                        "One",
                        "avg by (model) (histogram_quantile(0.95, sum by (le, model) (rate(claude_latency_total_ms_bucket[5m]))))"
                    ))),
        ],
        judge: { context in
            var result = PanelJudging.start(context)
            for formula in context.facts.formulas { judge(formula, &result) }
            return result
        })

    private static func judge(_ formula: Formula, _ result: inout CheckResult) {
        let expression = formula.expression
        result.subjectCount += 1
        for id in expression.ids {
            guard case .aggregation(let outer) = expression[id].kind, outer.operator == .avg || outer.operator == .sum,
                let quantiles = quantiles(under: outer.expression, in: expression), folds(outer, quantiles)
            else { continue }
            let word = outer.operator == .avg ? "averages" : "adds up"
            result.failures.append(
                panelAveragesQuantiles.finding(
                    "\(formula.subjectInBackticks) \(word) quantiles, which gives a number that no request had",
                    fix:
                        "take the quantile last: `histogram_quantile(0.95, sum by (le) (rate(NAME_bucket[$__rate_interval])))`",
                    at: Annotation(formula.text.sourceRange(of: expression[id].range), "\(word) quantiles"),
                    subject: formula.subject,
                    discriminator: String(decoding: expression.text(of: id), as: UTF8.self)))
        }
    }

    /// The labels that tell the quantiles below apart: nil if there are none below, an empty list if nobody says.
    private static func quantiles(under id: NodeID, in expression: Expression) -> [ByteString]? {
        var node = id
        while true {
            switch expression[node].kind {
            case .parentheses(let inner): node = inner
            case .call(let call):
                let name = String(decoding: expression.text[call.nameRange.range], as: UTF8.self)
                guard name == "histogram_quantile", let buckets = call.arguments.last else { return nil }
                return groups(of: buckets, in: expression)
            case .vectorSelector:
                guard let selector = SelectorFact(node, in: expression),
                    selector.matchers.contains(where: { $0.label == "quantile" && $0.comparison == .equal })
                else { return nil }
                return []
            default: return nil
            }
        }
    }

    private static func groups(of id: NodeID, in expression: Expression) -> [ByteString] {
        var node = id
        while case .parentheses(let inner) = expression[node].kind { node = inner }
        guard case .aggregation(let inner) = expression[node].kind, !inner.isWithout else { return [] }
        let labels = inner.grouping.map(\.name).filter { $0 != "le" }
        // Grouped by `le` alone there is one quantile, and the mean of one is itself.
        return labels.isEmpty ? ["le"] : labels
    }

    private static func folds(_ outer: Aggregation, _ labels: [ByteString]) -> Bool {
        if labels == ["le"] { return false }
        if outer.isWithout { return outer.grouping.contains { labels.isEmpty || labels.contains($0.name) } }
        let kept = outer.grouping.map(\.name)
        return labels.isEmpty ? true : !labels.allSatisfy(kept.contains)
    }
}
