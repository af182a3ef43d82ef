import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// The mean of two p99s is no p99 of anything.
    ///
    /// Rules are judged by `quantiles-averaged`.
    static let panelAveragesQuantiles = Check(
        kind: FindingKind(code: "PF133", name: "panel-averages-quantiles"), scope: .panel, severity: .error,
        summary: "a panel averages or adds up quantiles, which gives a number that no request had",
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
            let folding = QuantileFolding(facts: context.facts)
            return PanelJudging.eachShownPanel(context) { panel, _, result in
                for own in panel.shownQueries { judge(own.query, of: panel, folding, &result) }
            }
        })

    private static func judge(
        _ query: PanelQuery, of panel: OwnPanel, _ folding: QuantileFolding, _ result: inout CheckResult
    ) {
        let expression = query.expression
        for id in expression.ids {
            guard case .aggregation(let outer) = expression[id].kind, folding.folds(outer, in: expression) else {
                continue
            }
            let word = outer.operator == .avg ? "averages" : "adds up"
            result.failures.append(
                panelAveragesQuantiles.finding(
                    "\(panel.subjectInBackticks) \(word) quantiles, which gives a number that no request had",
                    fix:
                        "take the quantile last: `histogram_quantile(0.95, sum by (le) (rate(NAME_bucket[$__rate_interval])))`",
                    at: Annotation(query.place(of: expression[id].range), "\(word) quantiles"),
                    subject: panel.subject,
                    discriminator: String(decoding: expression.text(of: id), as: UTF8.self)))
        }
    }
}
