import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// `rate` forgives one counter its restart; a sum of counters that falls looks like a restart of everything.
    ///
    /// Rules are judged by `rate-of-sum`.
    static let panelRatesASum = Check(
        kind: FindingKind(code: "PF134", name: "panel-rates-a-sum"), scope: .panel, severity: .warning,
        summary: "a panel takes the rate of a sum of counters, which jumps whenever one process restarts",
        why: "when one of ten processes restarts, the sum falls by a tenth, and `rate` counts all of it as new growth",
        remedy: "Take the rate of each counter first and add up last: `sum(rate(x[5m]))`.",
        source: "Prometheus documentation, \"Query functions\", rate: aggregate after rate, never before",
        examples: [
            CheckExample(
                "over a subquery", .remarks,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Requests", "⟦rate(sum(claude_requests_count_total)[5m:])⟧"))),
            CheckExample(
                "over a recording rule that adds up", .remarks,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "Requests", "⟦rate(claude:requests:sum[5m])⟧ + 0 * sum(rate(claude_requests_count_total[5m]))")),
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - record: claude:requests:sum
                            expr: sum by (model) (claude_requests_count_total)

                    """),
            CheckExample(
                "the rate first, and the growth of a gauge", .passes,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Requests", "sum(rate(claude_requests_count_total[5m]))"),
                    CheckExample.panel("Hit rate", "deriv(sum(claude_cache_hit_rate)[5m:])"))),
        ],
        judge: { context in
            PanelJudging.eachShownPanel(context) { panel, context, result in
                for own in panel.shownQueries { judge(own.query, of: panel, context, &result) }
            }
        })

    private static func judge(
        _ query: PanelQuery, of panel: OwnPanel, _ context: CheckContext, _ result: inout CheckResult
    ) {
        let expression = query.expression
        for id in expression.ids where ratesASum(id, in: expression, context) {
            result.remarks.append(
                panelRatesASum.finding(
                    "\(panel.subjectInBackticks) takes the rate of a sum of counters, which jumps whenever one process restarts",
                    fix: "take the rate first: `sum(rate(x[5m]))`",
                    at: Annotation(query.place(of: expression[id].range), "rate of a sum"),
                    subject: panel.subject, discriminator: String(decoding: expression.text(of: id), as: UTF8.self)))
        }
    }

    private static func ratesASum(_ id: NodeID, in expression: Expression, _ context: CheckContext) -> Bool {
        guard case .call(let call) = expression[id].kind, let argument = call.arguments.first else { return false }
        let name = String(decoding: expression.text[call.nameRange.range], as: UTF8.self)
        guard ["rate", "increase", "irate"].contains(name) else { return false }
        switch expression[argument].kind {
        case .subquery(let subquery): return addsCounters(subquery.expression, in: expression, context)
        case .matrixSelector(let matrix):
            guard let selector = SelectorFact(matrix.vector, in: expression), let name = selector.name?.value else {
                return false
            }
            return context.facts.recordings.rules(producing: name, for: selector).contains {
                addsCounters($0.expression.root, in: $0.expression, context)
            }
        default: return false
        }
    }

    private static func addsCounters(_ id: NodeID, in expression: Expression, _ context: CheckContext) -> Bool {
        var node = id
        var isSum = false
        while true {
            switch expression[node].kind {
            case .parentheses(let inner): node = inner
            case .aggregation(let aggregation):
                guard aggregation.operator == .sum else { return false }
                isSum = true
                node = aggregation.expression
            case .vectorSelector:
                guard isSum, let name = SelectorFact(node, in: expression)?.name?.value,
                    case .emitted(let family) = context.facts.emitted.emission(of: name)
                else { return false }
                return family.kind == .counter || (family.kind == .histogram && name != family.name)
            default: return false
            }
        }
    }
}
