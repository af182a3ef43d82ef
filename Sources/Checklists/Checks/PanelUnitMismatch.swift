import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// A panel's unit and its query must agree on what one step of the number means.
    static let panelUnitMismatch = Check(
        kind: FindingKind(code: "PF141", name: "panel-unit-mismatch"), scope: .panel, severity: .error,
        summary: "a panel's unit and its query disagree, so the number on the screen is off by a factor",
        why: "2% shown as 200%, or 800 milliseconds as 13 minutes: whoever is on call stops believing the dashboard",
        remedy: "Give the panel the unit of the query, or take the factor out of the query.",
        source: "Grafana documentation, \"Standard options\": percentunit is 0.0-1.0, percent is 0-100",
        examples: [
            CheckExample(
                "multiplied by 100, and a unit that does so again", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "Errors",
                        "100 * sum(rate(claude_requests_count_total{status=\"error\"}[5m])) / sum(rate(claude_requests_count_total[5m]))",
                        unit: "⟦percentunit⟧"))),
            CheckExample(
                "a share shown as a number of percent", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Hit rate", "avg(claude_cache_hit_rate)", unit: "percent"))),
            CheckExample(
                "milliseconds shown as seconds", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "p95", "histogram_quantile(0.95, sum by (le) (rate(claude_latency_total_ms_bucket[5m])))",
                        unit: "s"))),
            CheckExample(
                "units that fit", .passes,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Hit rate", "avg(claude_cache_hit_rate) * 100", unit: "percent"),
                    CheckExample.panel(
                        "p95",
                        "histogram_quantile(0.95, sum by (le) (rate(claude_latency_total_ms_bucket[5m]))) / 1000",
                        unit: "s"),
                    CheckExample.panel(
                        "mean",
                        "sum(rate(claude_latency_total_ms_sum[5m])) / sum(rate(claude_latency_total_ms_count[5m]))",
                        unit: "ms"),
                    CheckExample.panel("Requests", "sum(rate(claude_requests_count_total[5m]))", unit: "reqps"))),
        ],
        judge: { context in
            PanelJudging.eachShownPanel(context) { panel, _, result in judge(panel, &result) }
        })

    private static func judge(_ panel: OwnPanel, _ result: inout CheckResult) {
        guard let unit = panel.panel.unit, let shown = GrafanaUnit(unit.value) else { return }
        for own in panel.queries {
            guard own.query.display == .drawn, let meaning = own.meaning, let value = DisplayedValue(meaning),
                value.isShare == shown.isShare
            else { continue }
            let factor = value.scale / shown.scale
            // A share is off by the hundred, a time by a thousand; anything between is somebody's own scale.
            guard factor > 9 || factor < 1.0 / 9 else { continue }
            let root = own.query.expression[own.query.expression.root].range
            let isTooHigh = factor < 1
            let words = NumberWords.text(isTooHigh ? 1 / factor : factor)
            result.failures.append(
                panelUnitMismatch.finding(
                    "\(panel.subjectInBackticks) shows numbers \(words) times too \(isTooHigh ? "high" : "low"): its unit is `\(unit.value.string)` and its query yields \(value.words)",
                    fix: "set the unit to `\(value.unit)`",
                    at: Annotation(unit.range, "the query yields \(value.words)"),
                    related: [Annotation(own.query.place(of: root))], subject: panel.subject,
                    discriminator: unit.value.string))
            return
        }
    }
}

/// What a Grafana unit takes one step of a number for.
private struct GrafanaUnit {
    /// In canonical units: 0.001 for a unit of milliseconds, 0.01 for percent.
    var scale: Double
    var isShare: Bool

    /// Nil for units that say nothing of scale.
    ///
    /// Source: grafana/grafana `packages/grafana-data/src/valueFormats/categories.ts`.
    init?(_ name: ByteString) {
        switch name.string {
        case "percentunit": (scale, isShare) = (1, true)
        case "percent": (scale, isShare) = (0.01, true)
        case "s", "clocks", "dtdurations": (scale, isShare) = (1, false)
        case "ms", "clockms", "dtdurationms": (scale, isShare) = (0.001, false)
        case "µs": (scale, isShare) = (1e-6, false)
        case "ns": (scale, isShare) = (1e-9, false)
        case "m": (scale, isShare) = (60, false)
        case "h": (scale, isShare) = (3600, false)
        default: return nil
        }
    }
}

/// The number that a query yields, where its unit is known.
private struct DisplayedValue {
    /// In canonical units: 0.001 for milliseconds, 0.01 for percent.
    var scale: Double
    var isShare: Bool

    init?(_ meaning: QueryMeaning) {
        guard let first = meaning.numerator.first, first.coefficient > 0,
            meaning.numerator.allSatisfy({ Self.isClose($0.coefficient, first.coefficient) })
        else { return nil }
        let selection = first.selection
        if let divisor = meaning.denominator.first {
            guard meaning.denominator.allSatisfy({ Self.isClose($0.coefficient, divisor.coefficient) }),
                divisor.coefficient > 0
            else { return nil }
            let factor = first.coefficient / divisor.coefficient
            if selection.part == .sum, divisor.selection.part == .count {
                // A mean, in the unit of the family.
                guard meaning.denominator.count == 1, selection.unit.canonical.unit == .seconds else { return nil }
                (scale, isShare) = (selection.unit.canonical.factor / factor, false)
                return
            }
            // A rate over a rate and an increase over an increase are shares; a mixture is off by its window.
            guard Self.isShare(selection, of: divisor.selection) else { return nil }
            (scale, isShare) = (1 / factor, true)
            return
        }
        guard meaning.numerator.count == 1 else { return nil }
        switch (first.statistic, selection.unit.canonical.unit) {
        case (.quantile, .seconds),
            (.level, .seconds) where selection.part != .bucket || first.statistic != .level,
            (.overTime, .seconds):
            (scale, isShare) = (selection.unit.canonical.factor / first.coefficient, false)
        case (.level, .ratio), (.overTime, .ratio):
            (scale, isShare) = (selection.unit.canonical.factor / first.coefficient, true)
        default: return nil
        }
    }

    private static func isClose(_ left: Double, _ right: Double) -> Bool {
        abs(left - right) <= 1e-9 * max(abs(left), abs(right))
    }

    private static func isShare(_ part: SignalSelection, of whole: SignalSelection) -> Bool {
        if part.family == whole.family { return part.part == whole.part }
        switch (part.signal, whole.signal) {
        case (.errors?, .requests?), (.errors?, .attempts?), (.tokens?, .tokens?): return true
        default: return false
        }
    }

    var words: String {
        if isShare {
            return abs(scale - 0.01) < 1e-6
                ? "percent (0 to 100)" : abs(scale - 1) < 1e-6 ? "a share (0 to 1)" : "a scaled share"
        }
        return abs(scale - 0.001) < 1e-9 ? "milliseconds" : abs(scale - 1) < 1e-9 ? "seconds" : "a scaled time"
    }

    var unit: String {
        if isShare { return abs(scale - 0.01) < 1e-6 ? "percent" : "percentunit" }
        return abs(scale - 0.001) < 1e-9 ? "ms" : "s"
    }
}
