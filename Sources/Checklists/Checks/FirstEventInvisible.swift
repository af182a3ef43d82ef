import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// A series that begins at one has never grown.
    static let firstEventInvisible = Check(
        kind: FindingKind(code: "PF118", name: "first-event-invisible"), scope: .alert, severity: .warning,
        summary:
            "an alert waits for any event of a counter that has no series before the first, which it then cannot see",
        why:
            "`increase` compares samples; a series born at 1 has no sample before, so the first burst after a start is no "
            + "growth at all",
        remedy: "Create the series at 0 when the process starts: `counter.labels(...)` for every class is enough.",
        source: "failure catalogue G02",
        examples: [
            AlertExamples.one(
                "a class that the sample does not show", .remarks,
                "sum(increase(⟦claude_errors_count_total{error_type=\"rate_limit_error\"}⟧[5m])) > 0"),
            AlertExamples.one(
                "a class that exists", .passes,
                "sum(increase(claude_errors_count_total{error_type=\"api_error\"}[5m])) > 0"),
            AlertExamples.one(
                "many events", .passes,
                "sum(increase(claude_errors_count_total{error_type=\"rate_limit_error\"}[5m])) > 10"),
        ],
        judge: { context in RuleJudging.eachRecognisedAlert(context, judgeBirths) })

    private static func judgeBirths(
        _ rule: RuleFact, _ recognition: Recognition, _ context: CheckContext, _ result: inout CheckResult
    ) {
        guard recognition.placedConditions.contains(where: { waitsForAny($0.condition) }) else { return }
        for selector in rule.selectors {
            guard let name = selector.name?.value, case .emitted(let family) = context.facts.emitted.emission(of: name),
                family.provenance >= .sampled, family.kind == .counter,
                let unseen = selector.matchers.first(where: { matcher in
                    guard !matcher.acceptsMissing, let domain = family.labels[matcher.label] else { return false }
                    return !domain.seen.contains(where: matcher.accepts)
                })
            else { continue }
            result.remarks.append(
                firstEventInvisible.finding(
                    "\(rule.subjectInBackticks) cannot see the first event: no series of `\(name.string)` with `\(unseen.text.string)` exists before it, and growth needs a sample to grow from",
                    fix:
                        "create the series at 0 when the process starts: `counter.labels(\(unseen.label.string)=\"\(unseen.value.string)\")`",
                    at: Annotation(rule.place(of: selector.range), "born with its first event"),
                    related: [Annotation(family.range, "the sample has no such series")], subject: rule.subject,
                    discriminator: "\(name.string){\(unseen.text.string)}"))
        }
    }

    /// Fires for one event in its window.
    private static func waitsForAny(_ condition: AlertCondition) -> Bool {
        guard condition.statistic == .rate, condition.comparator == .above || condition.comparator == .atLeast,
            let window = condition.windowMilliseconds
        else { return false }
        if case .ratio = condition.subject { return false }
        return condition.threshold.value * Double(window) / 1000 <= 1
    }
}
