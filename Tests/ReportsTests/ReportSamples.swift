import Findings
import Reports
import SourceText

/// Reports that together hold every outcome, reason and kind of place.
enum ReportSamples {
    /// One service with failures, gaps and waivers, one that is ready, one of which nothing is known.
    static func everything() -> (report: Report, sources: SourceSet) {
        var scene = Scene()
        let rules = scene.add(
            "deploy/rules/alerts.yaml",
            "groups:\n- name: chat\n  rules:\n  - alert: ⟦Läuft\u{202E}⟧\n    expr: ⟦rate(⟦x_total⟧[1m])⟧ > 0.1\n")
        let sample = scene.add("build/metrics.prom", "# TYPE y_total counter\n⟦y_total{a=\"名\"}⟧ 1\n")
        let whole = scene.sources[sample[0].file].range
        let services = [
            chat(rules: rules, sample: sample, whole: whole), ready(evidence: whole),
            ServiceVerdict(service: "unknown", items: [], findings: [loose()]),
        ]
        return (report(services), scene.sources)
    }

    static func report(_ services: [ServiceVerdict]) -> Report {
        Report(
            tool: Report.Tool(name: "preflight", version: "0.1.0"), catalogue: "2026-11",
            asOf: CivilDate("2026-11-23") ?? today, services: services)
    }

    private static let today = CivilDate(daysSinceEpoch: 0) ?? { preconditionFailure("the epoch is a day") }()

    private static func loose() -> Finding {
        Finding(
            FindingKind(code: "PF010", name: "file-unreadable"), .warning, .medium, message: "no manifest found",
            why: "nothing can be checked", fix: "preflight init", at: nil, subject: "manifest")
    }

    private static var lastDay: CivilDate {
        guard let day = CivilDate("2027-01-31") else { preconditionFailure("the day is in the calendar") }
        return day
    }

    private static func kind(_ code: String) -> FindingKind { FindingKind(code: code, name: "name-of-\(code)") }

    private static func chat(rules: [SourceRange], sample: [SourceRange], whole: SourceRange) -> ServiceVerdict {
        let dead = Finding(
            kind("PF101"), .error, message: "alert `Läuft` can never fire", why: "It reads what nothing emits.",
            fix: "- expr: rate(y_total[1m])\n", at: Annotation(rules[2], "nothing emits this\u{7}"),
            related: [Annotation(rules[0]), Annotation(sample[0], "closest")], subject: "alert Läuft")
        let luck = Finding(
            kind("PF103"), .warning, .low, message: "window `1m` sees two samples only by luck", why: "", fix: "",
            at: Annotation(rules[1]), subject: "alert Läuft")
        let waived = Finding(
            kind("PF104"), .error, message: "accepted", why: "", fix: "", at: Annotation(rules[0]), subject: "waived")
        let note = Finding(kind("PF105"), .info, message: "a remark", why: "", fix: "", at: nil, subject: "remark")
        let alerts = ItemVerdict(
            id: "alerts", title: "Alerts for error rate",
            requirements: [
                RequirementVerdict(
                    id: "alert-present errors", level: .evidenced, outcome: .fail, reason: "no alert can fire",
                    evidence: [
                        Evidence(.configured, at: rules[1], "the expression"),
                        Evidence(.sampled, at: whole, "all of it"),
                    ], findings: [dead, luck]),
                RequirementVerdict(
                    id: "alert-present cost", level: .evidenced, outcome: .fail, reason: "no alert reads cost",
                    findings: []),
                RequirementVerdict(
                    id: "alert-routed", level: .evidenced, outcome: .unprovable(.noArtefact(kind: "alertmanager"))),
                RequirementVerdict(id: "alert-window", level: .evidenced, outcome: .pass, findings: [luck, note]),
            ])
        let gaps = ItemVerdict(
            id: "gaps", title: "All that could not be decided",
            requirements: reasons.enumerated().map { index, reason in
                RequirementVerdict(id: "gap-\(index)", level: .evidenced, outcome: .unprovable(reason))
            })
        let rest = ItemVerdict(
            id: "rest", title: "The other outcomes",
            requirements: [
                RequirementVerdict(
                    id: "waived", level: .evidenced, outcome: .waived,
                    reason: "waived by sre until 2027-01-31: moving",
                    accepted: [
                        AcceptedFinding(
                            waived, .waiver(reason: "moving", owner: "sre", expires: lastDay))
                    ]),
                RequirementVerdict(id: "vacuous", level: .evidenced, outcome: .vacuous),
                RequirementVerdict(id: "streaming", level: .evidenced, outcome: .notApplicable),
                RequirementVerdict(
                    id: "declared", level: .declared, outcome: .pass,
                    evidence: [Evidence(.declared, at: nil, "said so"), Evidence(.observed, at: nil, "seen")]),
            ])
        let none = ItemVerdict(
            id: "time-to-first-token", title: "名前",
            requirements: [RequirementVerdict(id: "ttft", level: .evidenced, outcome: .notApplicable)])
        return ServiceVerdict(
            service: "support-chat", items: [alerts, gaps, rest, none], findings: [loose()])
    }

    private static func ready(evidence: SourceRange) -> ServiceVerdict {
        let item = ItemVerdict(
            id: "alerts", title: "Alerts",
            requirements: [
                RequirementVerdict(
                    id: "alert-present", level: .evidenced, outcome: .pass,
                    evidence: [Evidence(.sampled, at: evidence, "")])
            ])
        return ServiceVerdict(service: "summaries", items: [item])
    }

    private static let reasons: [UnprovableReason] = [
        .noArtefact(kind: "alertmanager"), .notReadYet(kind: "datadog_monitors"), .unreadable(path: "a/b.json"),
        .sourceNotRendered(path: "chart/templates/rules.yaml"), .sampleAfterForcedErrors,
        .unsupported(feature: "native histograms"), .notDeclared(key: "claude.budget"),
        .dependsOn(requirement: "alert-present errors"),
    ]
}
