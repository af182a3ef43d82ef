import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// A rate per hour is no bill: whoever owns the budget asks what a day and a month came to.
    ///
    /// A shown query counts, and so does a recording rule, which a report reads just as well. What matters is how far
    /// back the cost is added up: the longest window around it, through recording rules too.
    static let costRollUpMissing = Check(
        kind: FindingKind(code: "PF144", name: "cost-roll-up-missing"), scope: .query, severity: .error,
        summary: "no panel and no recording rule says what a day or a month cost, so spend is compared with no budget",
        why:
            "budgets are by the day and the month; a cost that doubles within the limit of the hour shows on the invoice",
        remedy: "Show `sum(increase(COST[1d]))` and the same over 30 days in a panel, or record them.",
        source: "the production guide this project is built on: daily and monthly spend on the cost dashboard",
        parameters: [
            CheckParameter(
                "window", .duration, isRequired: true, example: "24h",
                "The time that cost must be added up over, at least.")
        ],
        examples: [
            CheckExample(
                "only the last hour", .fails, requirement: "window: 24h",
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Cost", "sum(increase(claude_cost_usd_total[1h]))")
                ).replacing("\"Claude\"", with: "\"⟦Claude⟧\""), exposition: sample),
            CheckExample(
                "a day, where a month is asked for", .fails, requirement: "window: 28d",
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Cost", "sum(increase(claude_cost_usd_total[1d]))")
                ).replacing("\"Claude\"", with: "\"⟦Claude⟧\""), exposition: sample),
            CheckExample(
                "an alert over a day, which nobody can look at", .fails, requirement: "window: 24h",
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Cost", "sum(increase(claude_cost_usd_total[1h]))")
                ).replacing("\"Claude\"", with: "\"⟦Claude⟧\""), exposition: sample,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: DailySpend
                            expr: sum(increase(claude_cost_usd_total[1d])) > 1200

                    """),
            CheckExample(
                "a panel over a day", .passes, requirement: "window: 24h",
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Cost", "sum by (model) (increase(claude_cost_usd_total[1d]))")),
                exposition: sample),
            CheckExample(
                "a month of recorded hours", .passes, requirement: "window: 28d",
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Cost", "sum_over_time(claude:cost_usd:increase1h[30d:1h])")),
                exposition: sample,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - record: claude:cost_usd:increase1h
                            expr: sum(increase(claude_cost_usd_total[1h]))

                    """),
            CheckExample(
                "a recording rule that a report reads", .passes, requirement: "window: 24h",
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Cost", "sum(increase(claude_cost_usd_total[1h]))")), exposition: sample,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - record: claude:cost_usd:increase1d
                            expr: sum(increase(claude_cost_usd_total[1d]))

                    """),
            CheckExample(
                "the time that a person chooses", .passes, requirement: "window: 28d",
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Cost", "sum(increase(claude_cost_usd_total[$__range]))")), exposition: sample),
            CheckExample(
                "a report from the database", .unprovable, requirement: "window: 24h",
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Cost", "sum(increase(claude_cost_usd_total[1h]))"),
                    #"{"title": "Spend by month", "type": "table", "datasource": {"type": "grafana-postgresql-datasource"}, "targets": [{"refId": "A", "rawSql": "SELECT 1"}]}"#
                ), exposition: sample),
            CheckExample(
                "no dashboard handed in", .unprovable, requirement: "window: 24h",
                dashboard: CheckExample.dashboard(), exposition: sample,
                manifest: CheckExample.dashboardManifest.replacing(
                    "  grafana_dashboards: [dashboard.json]\n", with: "")),
        ],
        judge: judgeRollUps)

    private static let sample = "# TYPE claude_cost_usd_total counter\nclaude_cost_usd_total{model=\"a\"} 3\n"

    private static func judgeRollUps(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let wanted = context.parameters.milliseconds("window") else { return result }
        let facts = context.facts
        let roll = CostRollUp(facts: facts, wantedMilliseconds: wanted)
        let length = days(wanted)
        result.subjectCount = 1
        for panel in facts.ownPanels {
            for own in panel.shownQueries where roll.addsUp(own.query.expression, own.query) {
                let range = own.query.expression[own.query.expression.root].range
                result.prove(Evidence(.configured, at: own.query.place(of: range), "cost over \(length) is drawn"))
            }
        }
        for rule in facts.ownRules where rule.kind == .recording && roll.addsUp(rule.expression, nil) {
            result.prove(Evidence(.configured, at: rule.range, "cost over \(length) is recorded"))
        }
        if !result.evidence.isEmpty { return result }
        if let missing = PanelJudging.missingDashboards(context) {
            result.undecided.append(missing)
            return result
        }
        // A panel that cannot be read and says by its title that it shows money may well do so.
        for panel in facts.dashboards.flatMap(\.panels) {
            guard let opaque = panel.opaque, panel.isVisible, speaksOfMoney(panel.title.value) else { continue }
            result.undecided.append(
                CheckResult.Undecided(
                    .unsupported(feature: opaque.sentence), subject: "cost over \(length)",
                    evidence: Evidence(.configured, at: panel.title.range, "may show it")))
            return result
        }
        let family = PanelSuggestion(facts: facts).spelling(of: .cost)?.family.string ?? "claude_cost_usd_total"
        let dashboard = facts.ownPanels.first?.dashboard ?? facts.dashboards.first
        result.failures.append(
            costRollUpMissing.finding(
                "no panel and no recording rule of `\(facts.service.name)` adds cost up over \(length) or more, so spend can be compared with no budget",
                fix: "add a panel with the query `sum(increase(\(family)[\(length)]))`",
                at: dashboard.map { Annotation($0.title.range, "no panel of this dashboard shows it") },
                subject: "signal cost", discriminator: length))
        return result
    }

    /// Budgets are kept in days: `28d`, not `672h`.
    private static func days(_ milliseconds: Int64) -> String {
        let day: Int64 = 86_400_000
        return milliseconds >= day && milliseconds.isMultiple(of: day)
            ? "\(milliseconds / day)d" : NumberWords.duration(milliseconds: milliseconds)
    }

    private static func speaksOfMoney(_ title: ByteString) -> Bool {
        let lowercase = title.string.lowercased()
        return ["cost", "spend", "usd", "budget", "bill"].contains { lowercase.contains($0) }
    }
}

/// How far back expressions add cost up.
private struct CostRollUp {
    let facts: FactBase
    let wantedMilliseconds: Int64

    /// True if cost is read within a window that is long enough; `query` tells which windows a person chooses.
    func addsUp(_ expression: Expression, _ query: PanelQuery?) -> Bool {
        var opened: Set<ByteString> = []
        return addsUp(expression, query, &opened)
    }

    private func addsUp(_ expression: Expression, _ query: PanelQuery?, _ opened: inout Set<ByteString>) -> Bool {
        for id in expression.ids {
            switch expression[id].kind {
            case .matrixSelector(let matrix):
                if isLong(matrix.range, expression[id].range, query), readsCost(under: matrix.vector, in: expression) {
                    return true
                }
            case .subquery(let subquery):
                if isLong(subquery.range, expression[id].range, query),
                    readsCost(under: subquery.expression, in: expression)
                {
                    return true
                }
            case .vectorSelector:
                // Recorded with its window; each name is opened once, which also ends cycles.
                guard let selector = SelectorFact(id, in: expression), let name = selector.name?.value,
                    opened.insert(name).inserted
                else { continue }
                for rule in facts.recordings.rules(producing: name, for: selector)
                where addsUp(rule.expression, nil, &opened) {
                    return true
                }
            default: continue
            }
        }
        return false
    }

    private func isLong(_ window: DurationValue, _ place: ByteRange, _ query: PanelQuery?) -> Bool {
        if let variable = query?.substitute(in: place)?.variable, variable == "__range" { return true }
        return (try? window.milliseconds()).map { $0 >= wantedMilliseconds } ?? false
    }

    private func readsCost(under id: NodeID, in expression: Expression) -> Bool {
        var pending: [(node: NodeID, expression: Expression)] = [(id, expression)]
        var opened: Set<ByteString> = []
        while let next = pending.popLast() {
            if let selector = SelectorFact(next.node, in: next.expression) {
                if facts.signals.selection(of: selector)?.signal == .cost { return true }
                guard let name = selector.name?.value, opened.insert(name).inserted else { continue }
                pending += facts.recordings.rules(producing: name, for: selector).map {
                    ($0.expression.root, $0.expression)
                }
            } else {
                pending += next.expression.children(of: next.node).map { ($0, next.expression) }
            }
        }
        return false
    }
}
