import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// The manifest says which alerts page; if none does, nobody is woken.
    static let pagingSelectsNothing = Check(
        kind: FindingKind(code: "PF126", name: "paging-selects-nothing"), scope: .service, severity: .error,
        summary: "the manifest's `paging` selects none of the alerts, so nothing would wake anybody",
        why: "manifest and rules disagree on what is urgent: by the manifest's word every alert is a ticket",
        remedy: "Correct the selector under `paging`, or the labels of the alerts that should page.",
        source: "two artefacts that disagree",
        examples: [
            CheckExample(
                "a severity that no alert has", .fails, rules: rules,
                manifest: CheckExample.defaultManifest + "paging: ⟦'severity=\"critical\"'⟧\n"),
            CheckExample(
                "one alert pages", .passes, rules: rules,
                manifest: CheckExample.defaultManifest + "paging: 'severity=~\"page|critical\"'\n"),
            CheckExample("the manifest says nothing", .notApplicable, rules: rules),
        ],
        judge: judgePaging)

    private static let rules = """
        groups:
          - name: claude
            rules:
              - alert: Errors
                expr: sum(rate(claude_errors_count_total[5m])) > 1
                labels: {severity: page}

        """

    private static func judgePaging(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let paging = context.manifest.paging else {
            result.notApplicable = "the manifest does not say which alerts page"
            return result
        }
        guard let selector = PagingSelector(context.manifest) else {
            result.undecided = [
                CheckResult.Undecided(.unsupported(feature: "the selector under `paging`"), subject: "paging")
            ]
            return result
        }
        // Without alerts there is nothing to select from; that they are missing is said elsewhere.
        guard !context.facts.ownAlerts.isEmpty else { return result }
        result.subjectCount = 1
        let selected = context.facts.ownAlerts.first { selector.selects(AlertLabels(of: $0.rule, context)) != false }
        if let selected {
            result.prove(
                Evidence(.configured, at: selected.rule.name.range, "\(selected.rule.subject) pages"))
            return result
        }
        let severities = Set(
            context.facts.ownAlerts.compactMap { alert in
                alert.rule.labels.first { $0.name.value == "severity" }?.value.string
            })
        let seen =
            severities.isEmpty
            ? "no alert has a severity"
            : "the alerts have \(severities.sorted().map { "`\($0)`" }.joined(separator: ", "))"
        result.failures.append(
            pagingSelectsNothing.finding(
                "`paging` selects none of the \(context.facts.ownAlerts.count) alerts of `\(context.facts.service.name)`, so nothing wakes anybody",
                fix: "write a selector that one of the alerts satisfies; \(seen)",
                at: Annotation(paging.range, "selects no alert"), subject: "paging"))
        return result
    }
}
