import Facts
import Findings
import SourceText

extension Check {
    /// Every restart is a short absence.
    static let absentWithoutHold = Check(
        kind: FindingKind(code: "PF120", name: "absent-without-hold"), scope: .alert, severity: .warning,
        summary: "an alert on absence fires at once, so every restart wakes somebody",
        why: "between the end of one process and the first scrape of the next, every series is absent",
        remedy: "Let it hold for several scrapes: `for: 5m`.",
        source: "failure catalogue G13; cloudflare/pint `alerts/absent`",
        examples: [
            AlertExamples.one("at once", .remarks, "⟦absent(claude_requests_count_total)⟧", "labels: {severity: page}"),
            AlertExamples.one("after five minutes", .passes, "absent(claude_requests_count_total)"),
        ],
        judge: { context in RuleJudging.eachRecognisedAlert(context, judgeAbsences) })

    private static func judgeAbsences(
        _ rule: RuleFact, _ recognition: Recognition, _ context: CheckContext, _ result: inout CheckResult
    ) {
        guard let scrape = context.facts.service.scrapeIntervalMilliseconds?.value, scrape > 0 else { return }
        for placed in recognition.placedConditions where placed.condition.statistic == .absence {
            let covered = max(placed.condition.holdMilliseconds, placed.condition.windowMilliseconds ?? 0)
            guard covered / scrape < 2 else { continue }
            let interval = NumberWords.duration(milliseconds: scrape)
            result.remarks.append(
                absentWithoutHold.finding(
                    "\(rule.subjectInBackticks) fires as soon as the series is missing, so every restart that takes longer than a scrape (\(interval)) wakes somebody",
                    fix: "add `for: 5m`", at: Annotation(rule.place(of: placed.range), "true during every restart"),
                    subject: rule.subject))
            return
        }
    }
}
