import Facts
import Findings
import SourceText

extension Check {
    /// Two alerts of one meaning are two pages for one trouble, and one of them goes stale.
    static let alertDuplicated = Check(
        kind: FindingKind(code: "PF122", name: "alert-duplicated"), scope: .alert, severity: .warning,
        confidence: .medium,
        summary: "two alerts demand the same under the same labels, so one trouble wakes somebody twice",
        why: "the copy that is forgotten at the next change of a threshold contradicts the other",
        remedy: "Remove one of them, or give each its own severity and threshold.",
        source: "failure catalogue G15",
        examples: [
            AlertExamples.one(
                "the same in other words", .remarks, "\(AlertExamples.ratio) > 0.02",
                more:
                    "      - alert: ⟦Two⟧\n        expr: 100 * \(AlertExamples.ratio) > 2\n        for: 5m\n"),
            AlertExamples.one(
                "a ticket and a page", .passes, "\(AlertExamples.ratio) > 0.02",
                more:
                    "      - alert: Two\n        expr: \(AlertExamples.ratio) > 0.1\n        for: 5m\n"),
        ],
        judge: judgeDuplicates)

    private struct Meaning: Hashable {
        var conditions: [AlertCondition]
        var labels: [[ByteString]]
    }

    private static func judgeDuplicates(_ context: CheckContext) -> CheckResult {
        var first: [Meaning: RuleFact] = [:]
        return RuleJudging.eachRecognisedAlert(context) { rule, recognition, _, result in
            guard case .recognised(let conditions, let others) = recognition, others.isEmpty else { return }
            let meaning = Meaning(
                conditions: conditions.map { rounded($0.condition) },
                labels: rule.labels.map { [$0.name.value, ByteString($0.value.bytes)] }.sorted {
                    $0.lexicographicallyPrecedes($1)
                })
            guard let earlier = first[meaning] else {
                first[meaning] = rule
                return
            }
            result.remarks.append(
                alertDuplicated.finding(
                    "\(rule.subjectInBackticks) demands what \(earlier.subjectInBackticks) demands, under the same labels, so one trouble wakes somebody twice",
                    fix: "remove one of them", at: Annotation(rule.name.range, "the same again"),
                    related: [Annotation(earlier.name.range, "first here")], subject: rule.subject,
                    discriminator: earlier.name.value.string))
        }
    }

    /// Arithmetic on thresholds rounds: 2 / 100 and 0.02 are one number to whoever wrote them.
    private static func rounded(_ condition: AlertCondition) -> AlertCondition {
        var condition = condition
        let text = NumberWords.text(condition.threshold.value)
        condition.threshold = Quantity(Double(text) ?? condition.threshold.value, condition.threshold.unit)
        return condition
    }
}
