import Facts
import Findings
import SourceText

extension Check {
    /// A short window must stay above for the whole of `for`; one quiet moment starts it again.
    static let holdOutlastsWindow = Check(
        kind: FindingKind(code: "PF119", name: "hold-outlasts-window"), scope: .alert, severity: .warning,
        confidence: .medium,
        summary: "an alert must hold many times longer than its window, so outages shorter than that never fire",
        why: "one evaluation below the threshold starts the wait again; what comes and goes is never told",
        remedy: "Shorten `for`, or look over a longer window.",
        source: "failure catalogue G06",
        examples: [
            AlertExamples.one("an hour over five minutes", .remarks, "\(AlertExamples.ratio) > 0.02", "for: 1h"),
            AlertExamples.one("as long as the window", .passes, "\(AlertExamples.ratio) > 0.02"),
        ],
        judge: { context in RuleJudging.eachRecognisedAlert(context, judgeHolds) })

    private static func judgeHolds(
        _ rule: RuleFact, _ recognition: Recognition, _ context: CheckContext, _ result: inout CheckResult
    ) {
        let windows = recognition.placedConditions.compactMap(\.condition.windowMilliseconds)
        // A third of public rules holds for twice its window; only what is far beyond is worth a word.
        guard let hold = rule.holdMilliseconds, let window = windows.max(), window > 0, hold.value / window > 6 else {
            return
        }
        let words = NumberWords.duration(milliseconds: hold.value)
        result.remarks.append(
            holdOutlastsWindow.finding(
                "\(rule.subjectInBackticks) must hold for \(words) over windows of \(NumberWords.duration(milliseconds: window)), so an outage shorter than \(words) never fires",
                fix: "write `for: \(NumberWords.duration(milliseconds: window))`, or look over `[\(words)]`",
                at: Annotation(hold.range, "\(hold.value / window) windows in a row"), subject: rule.subject))
    }
}
