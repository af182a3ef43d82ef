import Facts
import Findings
import PromQL
import SourceText
import TimeSeries

extension Check {
    /// A fixed window in a panel must hold two samples, as in a rule.
    ///
    /// `$__rate_interval` always does: Grafana makes it four scrape intervals at least. `$__interval` does not: zoomed in
    /// it is shorter than a scrape, and the panel goes empty exactly when somebody looks closely.
    static let panelWindowShorterThanScrapes = Check(
        kind: FindingKind(code: "PF139", name: "panel-window-shorter-than-scrapes"), scope: .panel, severity: .error,
        summary: "a panel looks at a window in which too few scrapes fall, so it is empty, always or when zoomed in",
        why: "`rate` needs two samples in its window; with fewer there is no line, and no line looks like no traffic",
        remedy: "Use `$__rate_interval`, with the scrape interval set in the data source.",
        source: "Grafana documentation, \"Prometheus template variables\": $__rate_interval; failure catalogue G01",
        examples: [
            CheckExample(
                "a window of one scrape", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Errors", "sum(rate(⟦claude_errors_count_total[30s]⟧))"))),
            CheckExample(
                "a window that shrinks with the zoom", .remarks,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Errors", "sum(rate(⟦claude_errors_count_total[$__interval]⟧))"))),
            CheckExample(
                "Grafana's own window, and one of five minutes", .passes,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Errors", "sum(rate(claude_errors_count_total[$__rate_interval]))"),
                    CheckExample.panel("Requests", "sum(rate(claude_requests_count_total[5m]))"))),
        ],
        judge: { context in
            guard context.facts.service.scrapeIntervalMilliseconds != nil else {
                var result = CheckResult()
                result.undecided = [
                    PanelJudging.missingDashboards(context)
                        ?? CheckResult.Undecided(
                            .notDeclared(key: "telemetry.scrape_interval"), subject: "the windows of the panels")
                ]
                return result
            }
            return PanelJudging.eachShownPanel(context) { panel, context, result in
                for own in panel.shownQueries { judge(own.query, panel, context, &result) }
            }
        })

    private static func judge(
        _ query: PanelQuery, _ panel: OwnPanel, _ context: CheckContext, _ result: inout CheckResult
    ) {
        let expression = query.expression
        for id in expression.ids {
            guard case .call(let call) = expression[id].kind else { continue }
            let function = String(decoding: expression.text[call.nameRange.range], as: UTF8.self)
            guard needsTwo.contains(function) else { continue }
            for argument in call.arguments {
                guard case .matrixSelector(let matrix) = expression[argument].kind,
                    let window = try? matrix.range.milliseconds(),
                    let selector = SelectorFact(matrix.vector, in: expression),
                    let spacing = spacing(of: selector, context)
                else { continue }
                let range = expression[argument].range
                let brackets = ByteRange(max(selector.range.end, 0)..<max(range.end, selector.range.end))
                if let variable = query.substitute(in: brackets) {
                    if variable.variable == "__interval" {
                        result.remarks.append(shrinking(at: query.place(of: range), function, panel))
                    }
                    continue
                }
                let verdict = WindowVerdict(windowMilliseconds: window, spacing: spacing, needed: 2)
                report(verdict, function, at: query.place(of: range), panel, &result)
            }
        }
    }

    private static func shrinking(at place: SourceRange, _ function: String, _ panel: OwnPanel) -> Finding {
        panelWindowShorterThanScrapes.finding(
            "\(panel.subjectInBackticks) goes empty when somebody zooms in: `\(function)` over `$__interval` is shorter than two scrapes then",
            fix: "use `[$__rate_interval]`", at: Annotation(place, "shrinks with the zoom"), subject: panel.subject,
            discriminator: "\(function) $__interval", severity: .warning)
    }

    private static func report(
        _ verdict: WindowVerdict, _ function: String, at place: SourceRange, _ panel: OwnPanel,
        _ result: inout CheckResult
    ) {
        let window = PrometheusDuration.text(milliseconds: verdict.windowMilliseconds)
        let interval = PrometheusDuration.text(milliseconds: verdict.spacing.milliseconds)
        let related = verdict.spacing.place.map { [Annotation($0, "\(verdict.spacing.words): \(interval)")] } ?? []
        func finding(_ words: String, _ label: String, severity: Severity) -> Finding {
            panelWindowShorterThanScrapes.finding(
                "\(panel.subjectInBackticks) \(words): `\(function)` over \(window) at a \(verdict.spacing.words) of \(interval)",
                fix: "use `[$__rate_interval]`", at: Annotation(place, label), related: related,
                subject: panel.subject, discriminator: "\(function) \(window)", severity: severity)
        }
        switch verdict.outcome {
        case .safe: break
        case .impossible:
            result.failures.append(finding("is always empty", "never holds two samples", severity: .error))
        case .luck:
            result.failures.append(
                finding(
                    "is empty by bad luck", "too few samples in \(verdict.unluckyPercent)% of the ways they can lie",
                    severity: .error))
        case .thin:
            result.remarks.append(
                finding(
                    "has a gap after one missed scrape", "\(verdict.certainSamples) samples, 2 needed",
                    severity: .warning))
        }
    }
}
