import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// "What changed?" is the first question of an incident; a version label or a deployment mark answers it.
    static let dashboardMarksNoChange = Check(
        kind: FindingKind(code: "PF143", name: "dashboard-marks-no-change"), scope: .service, severity: .error,
        summary: "no dashboard marks deployments and no metric carries a version, so \"what changed?\" has no answer",
        why:
            "a regression that cannot be tied to a deploy is searched for in the model, the prompts and the network first",
        remedy: "Add an annotation query for deployments, or a version label to the requests.",
        source: "failure catalogue J02; the production guide this project is built on: api health",
        examples: [
            CheckExample(
                "neither", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Requests", "sum(rate(claude_requests_count_total[5m]))")
                )
                .replacing("\"Claude\"", with: "\"⟦Claude⟧\"")),
            CheckExample(
                "an annotation that is switched off", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Requests", "sum(rate(claude_requests_count_total[5m]))"),
                    more: #""annotations": {"list": [{"name": "Deployments", "enable": false}]}, "#)),
            CheckExample(
                "an annotation of deployments", .passes,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Requests", "sum(rate(claude_requests_count_total[5m]))"),
                    more: #""annotations": {"list": [{"name": "Deployments", "enable": true, "expr": "#
                        + #""changes(kube_deployment_status_observed_generation[5m]) > 0"}]}, "#)),
            CheckExample(
                "a version label on the requests", .passes,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Requests", "sum by (version) (rate(claude_requests_count_total[5m]))")),
                exposition: """
                    # TYPE claude_requests_count_total counter
                    claude_requests_count_total{status="ok",version="1.4"} 10

                    """),
        ],
        judge: judgeAll)

    private static func judgeAll(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let facts = context.facts
        if let missing = PanelJudging.missingDashboards(context) {
            result.undecided.append(missing)
            return result
        }
        guard let dashboard = facts.ownPanels.first?.dashboard else { return result }
        result.subjectCount = 1
        if let label = versionLabel(facts) {
            result.prove(Evidence(.sampled, at: label.range, "requests carry `\(label.value.string)`"))
        }
        let own = Set(facts.ownPanels.map(\.dashboard.range))
        for one in facts.dashboards where own.contains(one.range) {
            for mark in one.marks where mark.marksChanges {
                result.prove(Evidence(.configured, at: mark.range, "marks deployments"))
            }
        }
        if !result.evidence.isEmpty { return result }
        result.failures.append(
            dashboardMarksNoChange.finding(
                "no dashboard of `\(facts.service.name)` marks deployments and its requests carry no version, so \"what changed?\" has no answer",
                fix:
                    "add an annotation `Deployments` with the query `changes(process_start_time_seconds{job=\"\(facts.service.name)\"}[2m]) > 0`, or a label `version` to the requests",
                at: Annotation(dashboard.title.range, "no annotation marks a change"), subject: "dashboard marks"))
        return result
    }

    private static let labels: [ByteString] = [
        "version", "release", "build", "revision", "commit", "git_sha", "app_version", "service_version", "deployment",
    ]

    /// A label on the sampled requests that says which version answered.
    private static func versionLabel(_ facts: FactBase) -> Located<ByteString>? {
        let spellings = facts.signals.spellings[.requests] ?? []
        let wanted = spellings.compactMap { $0.labels[.version] } + labels
        for spelling in spellings {
            guard let family = facts.emitted.families[spelling.family] else { continue }
            let label = wanted.first { family.labels[$0] != nil || facts.emitted.targetLabels[$0] != nil }
            if let label { return Located(label, at: family.range) }
        }
        return nil
    }
}
