import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// `histogram_quantile` needs `le`; a sum that drops it leaves nothing to compute from.
    static let panelQuantileWithoutBuckets = Check(
        kind: FindingKind(code: "PF140", name: "panel-quantile-without-le"), scope: .panel, severity: .error,
        summary: "a panel aggregates the `le` label away before it takes the quantile, so it is always empty",
        why: "`histogram_quantile` tells buckets apart by `le`; without it there is no histogram and no result",
        remedy: "Keep `le` in the grouping: `sum by (le) (...)`, or `sum by (le, model) (...)` for a line each.",
        source: "Prometheus documentation, \"Query functions\", histogram_quantile",
        examples: [
            CheckExample(
                "a sum over everything", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "p95", "histogram_quantile(0.95, ⟦sum(rate(claude_latency_total_ms_bucket[5m]))⟧)"))),
            CheckExample(
                "grouped by another label only", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "p95",
                        "histogram_quantile(0.95, ⟦sum by (status) (rate(claude_latency_total_ms_bucket[5m]))⟧)"))),
            CheckExample(
                "`le` kept, by name and by leaving others out; a native histogram", .passes,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "p95", "histogram_quantile(0.95, sum by (le) (rate(claude_latency_total_ms_bucket[5m])))"),
                    CheckExample.panel(
                        "p99",
                        "histogram_quantile(0.99, sum without (status) (rate(claude_latency_total_ms_bucket[5m])))"),
                    CheckExample.panel(
                        "native", "histogram_quantile(0.99, sum(rate(claude_latency_total_ms[5m])))"))),
        ],
        judge: { context in
            PanelJudging.eachShownPanel(context) { panel, _, result in
                for own in panel.shownQueries { judge(own.query, panel, &result) }
            }
        })

    private static func judge(_ query: PanelQuery, _ panel: OwnPanel, _ result: inout CheckResult) {
        let expression = query.expression
        for id in expression.ids {
            guard case .call(let call) = expression[id].kind, let buckets = call.arguments.last,
                String(decoding: expression.text[call.nameRange.range], as: UTF8.self) == "histogram_quantile",
                let dropping = dropping(buckets, in: expression)
            else { continue }
            let range = expression[dropping].range
            result.failures.append(
                panelQuantileWithoutBuckets.finding(
                    "\(panel.subjectInBackticks) adds up buckets without `le` before it takes the quantile, so it is always empty",
                    fix: "group by `le`: `sum by (le) (...)`",
                    at: Annotation(query.place(of: range), "drops `le`"), subject: panel.subject,
                    discriminator: String(decoding: expression.text(of: id), as: UTF8.self)))
        }
    }

    /// The aggregation of classic buckets that loses `le`, if there is one on the way down.
    private static func dropping(_ id: NodeID, in expression: Expression) -> NodeID? {
        var node = id
        var found: NodeID?
        while true {
            switch expression[node].kind {
            case .parentheses(let inner): node = inner
            case .aggregation(let aggregation):
                let keeps = aggregation.grouping.contains { $0.name == "le" } != aggregation.isWithout
                if !keeps, found == nil { found = node }
                node = aggregation.expression
            case .call(let call):
                guard let argument = call.arguments.last else { return nil }
                node = argument
            case .matrixSelector(let matrix): node = matrix.vector
            case .vectorSelector:
                // A native histogram has no `le` to lose.
                let isClassic = SelectorFact(node, in: expression)?.name?.value.hasSuffix("_bucket") ?? false
                return isClassic ? found : nil
            default: return nil
            }
        }
    }
}
