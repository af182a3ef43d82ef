import Facts
import Findings
import SourceText

extension Check {
    /// A panel that is in the file and never on the screen: whoever reads the file believes that it is watched.
    static let panelInert = Check(
        kind: FindingKind(code: "PF142", name: "panel-inert"), scope: .panel, severity: .warning,
        summary: "a panel of this service is in the dashboard's file and never on the screen",
        why: "a review of the file finds the signal, and the person on call does not",
        remedy: "Switch its queries on, place it in the layout, or delete it.",
        source: "Grafana dashboard schema: `targets[].hide`; schema v2: elements are shown by the layout's references",
        examples: [
            CheckExample(
                "every query is switched off", .remarks,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("⟦Errors⟧", "sum(rate(claude_errors_count_total[5m]))")
                        .replacing("\"refId\": \"A\"", with: "\"refId\": \"A\", \"hide\": true"))),
            CheckExample(
                "an element that no layout places", .remarks,
                dashboard: """
                    {"title": "Claude", "layout": {"kind": "GridLayout", "spec": {"items": []}}, "elements": {"a": {
                      "kind": "Panel", "spec": {"title": "⟦Errors⟧", "data": {"kind": "QueryGroup", "spec": {"queries": [
                        {"kind": "PanelQuery", "spec": {"refId": "A", "query": {"kind": "DataQuery", "group": "prometheus",
                         "spec": {"expr": "sum(rate(claude_errors_count_total[5m]))"}}}}]}}}}}}

                    """),
            CheckExample(
                "a query that is hidden because an expression computes with it", .passes,
                dashboard: CheckExample.dashboard(
                    #"{"title": "Ratio", "datasource": {"type": "prometheus"}, "targets": ["#
                        + #"{"refId": "A", "hide": true, "expr": "sum(rate(claude_errors_count_total[5m]))"}, "#
                        + #"{"refId": "B", "datasource": {"type": "__expr__"}, "type": "math", "expression": "$A * 60"}]}"#
                )),
        ],
        judge: judgeAll)

    private static func judgeAll(_ context: CheckContext) -> CheckResult {
        PanelJudging.eachOwnPanel(context) { panel, _, result in
            guard let hidden = panel.panel.hidden else { return }
            result.remarks.append(
                panelInert.finding(
                    "\(panel.subjectInBackticks) is never on the screen: \(hidden.sentence)",
                    fix: "switch a query on and place the panel in the layout, or delete it",
                    at: Annotation(panel.panel.title.range, hidden.sentence), subject: panel.subject))
        }
    }
}
