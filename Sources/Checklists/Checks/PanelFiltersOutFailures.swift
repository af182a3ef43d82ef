import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// A latency of successes only looks best when most requests time out.
    ///
    /// One panel of successes is a fair view; it fails only where no panel shows the signal with its failures.
    static let panelFiltersOutFailures = Check(
        kind: FindingKind(code: "PF135", name: "panel-filters-out-failures"), scope: .signal, severity: .error,
        summary: "every panel of a signal filters out the requests that failed",
        why: "the slice that an incident is made of is the one that is not drawn: timeouts vanish from the latency",
        remedy: "Take the filter away, or draw one line for each outcome.",
        source: "failure catalogue J06",
        examples: [
            CheckExample(
                "latency of successes, and no other", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "p95",
                        "histogram_quantile(0.95, sum by (le) (rate(claude_latency_total_ms_bucket{⟦status⟧=\"ok\"}[5m])))"
                    ))),
            CheckExample(
                "requests that succeeded, and no panel of errors", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Requests", "sum(rate(claude_requests_count_total{⟦status⟧!=\"error\"}[5m]))"))),
            CheckExample(
                "successes in one panel, all in another", .passes,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Good", "sum(rate(claude_requests_count_total{status=\"ok\"}[5m]))"),
                    CheckExample.panel("All", "sum by (status) (rate(claude_requests_count_total[5m]))"))),
        ],
        judge: { context in
            var result = CheckResult()
            if let missing = PanelJudging.missingDashboards(context) {
                result.undecided.append(missing)
                return result
            }
            for signal in [Signal.requests, .latency, .timeToFirstToken] { judge(signal, context, &result) }
            return result
        })

    private static func judge(_ signal: Signal, _ context: CheckContext, _ result: inout CheckResult) {
        let signals = context.facts.signals
        var filtered: (panel: OwnPanel, query: PanelQuery, matcher: SelectorFact.Matcher)?
        var subjects = 0
        for panel in context.facts.ownPanels {
            for own in panel.shownQueries {
                // Errors on any panel are the failures of requests.
                if signal == .requests, own.readings.contains(where: { $0.selection.signal == .errors }) { return }
                for reading in own.readings where reading.selection.signal == signal {
                    subjects += 1
                    let selector = own.query.selectors.first { $0.range == reading.range }
                    guard let selector, signals.selection(of: selector)?.signal == signal,
                        let matcher = selector.matchers.first(where: { dropsFailures($0, of: own.query) })
                    else {
                        result.subjectCount += 1
                        return
                    }
                    filtered = filtered ?? (panel, own.query, matcher)
                }
            }
        }
        guard subjects > 0 else { return }
        result.subjectCount += 1
        guard let (panel, query, matcher) = filtered else { return }
        result.failures.append(
            panelFiltersOutFailures.finding(
                "\(panel.subjectInBackticks) shows `\(signal.name)` with `\(matcher.text.string)` only, and no panel shows the requests that failed",
                fix: "take `\(matcher.text.string)` away, or group by `\(matcher.label.string)`",
                at: Annotation(query.place(of: matcher.labelRange), "failures are left out"), subject: panel.subject,
                discriminator: signal.name))
    }

    /// Labels that tell how a request came out.
    private static let outcomeLabels = [
        "status", "outcome", "result", "code", "status_code", "http_status", "success", "error", "error_type",
    ]
    private static let successes = ["ok", "success", "succeeded", "true", "200", "2xx", "completed", "false", ""]
    private static let failures = ["error", "failed", "failure", "429", "500", "529", "timeout", "5xx"]

    private static func dropsFailures(_ matcher: SelectorFact.Matcher, of query: PanelQuery) -> Bool {
        outcomeLabels.contains(matcher.label.string) && query.substitute(in: matcher.valueRange) == nil
            && successes.contains { matcher.accepts(ByteString($0)) }
            && failures.contains { !matcher.accepts(ByteString($0)) }
            && (matcher.comparison == .notEqual || matcher.comparison == .matchesNot
                || failures.allSatisfy { !matcher.accepts(ByteString($0)) })
    }
}
