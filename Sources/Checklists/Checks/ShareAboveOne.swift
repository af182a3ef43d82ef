import Facts
import Findings
import SourceText

extension Check {
    /// A part is never more than the whole.
    static let shareAboveOne = Check(
        kind: FindingKind(code: "PF121", name: "share-above-one"), scope: .alert, severity: .error,
        summary: "an alert waits for a share above 100% or below 0%, so it can never fire",
        why: "burn-rate templates multiply a factor with an error budget: 14.4 times a budget of 10% is 144%",
        remedy: "Lower the factor or the objective until the threshold lies below 1.",
        source: "failure catalogue G16; arithmetic",
        examples: [
            AlertExamples.one("a burn rate beyond everything", .fails, "⟦\(AlertExamples.ratio) > 14.4 * 0.1⟧"),
            AlertExamples.one("a hit rate in percent against a share", .fails, "⟦avg(claude_cache_hit_rate) > 20⟧"),
            CheckExample(
                "thinking beyond all output", .fails,
                rules: AlertExamples.rules(
                    "⟦sum(rate(claude_tokens_thinking_total[30m])) / sum(rate(claude_tokens_output_total[30m])) > 50⟧"),
                exposition: CheckExample.claudeExposition),
            AlertExamples.one("a burn rate that can be", .passes, "\(AlertExamples.ratio) > 14.4 * 0.01"),
        ],
        judge: { context in RuleJudging.eachRecognisedAlert(context, judgeShares) })

    private static func judgeShares(
        _ rule: RuleFact, _ recognition: Recognition, _ context: CheckContext, _ result: inout CheckResult
    ) {
        for placed in recognition.placedConditions where isShare(placed.condition) {
            let threshold = placed.condition.threshold.value
            let limit = NumberWords.text(placed.condition.threshold)
            let isImpossible: Bool
            switch placed.condition.comparator {
            case .above: isImpossible = threshold >= 1
            case .atLeast, .equal: isImpossible = threshold > 1
            case .below: isImpossible = threshold <= 0
            case .atMost: isImpossible = threshold < 0
            case .notEqual: isImpossible = false
            }
            guard isImpossible else { continue }
            result.failures.append(
                shareAboveOne.finding(
                    "\(rule.subjectInBackticks) can never fire: it waits for a share \(placed.condition.comparator.rawValue) \(limit)",
                    fix: "write the threshold as a share between 0 and 1",
                    at: Annotation(
                        rule.place(of: placed.range), "no share is \(placed.condition.comparator.rawValue) \(limit)"),
                    subject: rule.subject))
        }
    }

    /// Failures of requests, thinking among output tokens, or the hit rate: what cannot exceed one.
    private static func isShare(_ condition: AlertCondition) -> Bool {
        switch condition.subject {
        case .ratio(let numerator, let denominator):
            guard numerator.count == 1, denominator.count == 1, condition.statistic == .rate else { return false }
            return (numerator[0].signal == .errors && denominator[0].signal == .requests)
                || (numerator[0].signal == .tokens(.thinking) && denominator[0].signal == .tokens(.output))
        case .value(let selection):
            guard selection.signal == .cacheHitRate || selection.signal == .thinkingActivation else { return false }
            return selection.unit == .ratio && condition.statistic == .level
        case .sum: return false
        }
    }
}
