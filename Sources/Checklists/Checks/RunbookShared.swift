import Facts
import Findings
import SourceText

extension Check {
    /// A 429 wants fewer requests, a 529 wants patience, a context overflow wants a shorter prompt.
    static let runbookShared = Check(
        kind: FindingKind(code: "PF111", name: "runbook-shared-by-classes"), scope: .alert, severity: .error,
        summary: "two classes of error share one runbook, though each needs its own answer",
        why: "a 429 wants fewer requests, a 529 wants patience, a full context window wants a shorter prompt",
        remedy: "Link a page, or a section of one, for each class.",
        source: "the production guide: error classes kept apart, each with its own runbook",
        examples: [
            AlertExamples.one(
                "one page for 429 and 529", .fails, expression("rate_limit_error"),
                "annotations: {runbook_url: https://runbooks.acme-support.io/errors}",
                more: other("⟦https://runbooks.acme-support.io/errors⟧")),
            AlertExamples.one(
                "a section for each", .passes, expression("rate_limit_error"),
                "annotations: {runbook_url: https://runbooks.acme-support.io/errors#429}",
                more: other("https://runbooks.acme-support.io/errors#529")),
        ],
        judge: judgeRunbooks)

    private static func expression(_ value: String) -> String {
        "sum(increase(claude_errors_count_total{error_type=\"\(value)\"}[5m])) > 0"
    }

    private static func other(_ link: String) -> String {
        """
              - alert: Two
                expr: '\(expression("overloaded_error"))'
                annotations: {runbook_url: \(link)}

        """
    }

    private static func judgeRunbooks(_ context: CheckContext) -> CheckResult {
        var firstOf: [ByteString: (rule: RuleFact, link: RuleFact.LabelText, classes: [ErrorClass])] = [:]
        return RuleJudging.eachRecognisedAlert(context) { rule, recognition, _, result in
            let classes = Set(recognition.conditions.flatMap(\.subject.selections).compactMap(\.classes).joined())
            guard let link = rule.runbook, !classes.isEmpty else { return }
            let sorted = classes.sorted { $0.rawValue < $1.rawValue }
            let url = ByteString(link.value.bytes)
            guard let first = firstOf[url] else {
                firstOf[url] = (rule, link, sorted)
                return
            }
            guard Set(first.classes).isDisjoint(with: classes) else { return }
            let names = sorted.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            let others = first.classes.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            result.failures.append(
                runbookShared.finding(
                    "\(rule.subjectInBackticks) sends \(names) to the runbook of \(others), and they need different answers",
                    fix: "link a page, or a section (`#...`), of its own",
                    at: Annotation(link.value.outer, "the same page"),
                    related: [Annotation(first.link.value.outer, "for \(others)")], subject: rule.subject))
        }
    }
}
