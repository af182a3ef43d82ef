import Facts
import Findings
import PromQL
import SourceText

/// Everything the dashboard adapter can object to.
enum DashboardFindings {
    static let refused = FindingKind(code: "PF043", name: "dashboard-refused")
    static let holdsNoPanel = FindingKind(code: "PF044", name: "dashboard-holds-no-panel")
    static let badQuery = FindingKind(code: "PF045", name: "panel-query-invalid")

    static func shape(_ message: String, fix: String, at range: SourceRange, subject: String) -> Finding {
        Finding(
            refused, .error, message: message, why: "Grafana cannot show what it cannot load", fix: fix,
            at: Annotation(range), subject: subject, discriminator: message)
    }

    static func empty(_ title: String, at range: SourceRange) -> Finding {
        Finding(
            holdsNoPanel, .warning, message: "the dashboard `\(title)` holds no panel, so it shows nothing",
            why: "a dashboard that somebody believes to be there is empty",
            fix: "export the dashboard again, or name the right file under `artefacts.grafana_dashboards`",
            at: Annotation(range), subject: "dashboard \(title)")
    }

    static func query(
        _ error: PromQLError, in text: EmbeddedText, panel: String, dashboard: String, undeclared: ByteString?
    ) -> Finding {
        var fix = "correct the query at the caret; Grafana's query inspector says the same"
        if let undeclared { fix = "declare the variable `\(undeclared.string)`, which Grafana leaves as it is" }
        return Finding(
            badQuery, .error,
            message:
                "the query of panel `\(panel)` of `\(dashboard)` does not parse, so the panel shows an error: \(error.message)",
            why: "a panel with an error tells nobody anything during an incident", fix: fix,
            at: Annotation(text.sourceRange(of: error.focus), error.message), subject: "panel \(dashboard) / \(panel)",
            discriminator: error.message)
    }
}
