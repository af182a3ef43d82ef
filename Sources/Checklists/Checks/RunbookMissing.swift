import Facts
import Findings
import SourceText

extension Check {
    /// Whoever is woken needs the next step, not a dashboard to admire.
    static let runbookMissing = Check(
        kind: FindingKind(code: "PF110", name: "runbook-missing"), scope: .alert, severity: .warning,
        summary: "an alert links no runbook, so whoever it wakes begins with a search",
        why: "at three in the morning the link on the page is the only documentation",
        remedy: "Add `runbook_url` to the annotations of the alert.",
        source: "failure catalogue J05: 73% of 2,295 public alerts link none",
        examples: [
            AlertExamples.one("no link", .remarks, "\(AlertExamples.ratio) > 0.02"),
            AlertExamples.one(
                "a link", .passes, "\(AlertExamples.ratio) > 0.02",
                "annotations: {runbook_url: https://runbooks.acme-support.io/errors}"),
        ],
        judge: { context in RuleJudging.eachOwnAlert(context, judgeRunbook) })

    private static func judgeRunbook(_ rule: RuleFact, _ context: CheckContext, _ result: inout CheckResult) {
        if let link = rule.runbook {
            result.prove(Evidence(.configured, at: link.value.outer, "\(rule.subject) links a runbook"))
            return
        }
        result.remarks.append(
            runbookMissing.finding(
                "\(rule.subjectInBackticks) links no runbook, so whoever it wakes begins with a search",
                fix: "annotations:\n  runbook_url: https://...", at: Annotation(rule.name.range, "no `runbook_url`"),
                subject: rule.subject))
    }
}

extension RuleFact {
    /// The annotation that links a runbook, under any of its usual names, unless it is empty.
    var runbook: LabelText? {
        annotations.first { annotation in
            let name = annotation.name.value
            return (name.contains(word: "runbook") || name.contains(word: "playbook"))
                && !annotation.value.bytes.isEmpty
        }
    }
}
