import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// `humanizePercentage` multiplies by a hundred, and so has the expression.
    static let humanizePercentageTwice = Check(
        kind: FindingKind(code: "PF112", name: "humanize-percentage-twice"), scope: .alert, severity: .error,
        summary: "an alert's text multiplies by a hundred what the expression has multiplied already",
        why: "a page that says 250% for 2.5% is not believed twice",
        remedy: "Leave the value a share and keep `humanizePercentage`, or print it with `printf \"%.1f%%\"`.",
        source: "Prometheus `template/template.go`: humanizePercentage prints 100 times its argument",
        examples: [
            AlertExamples.one(
                "percent of percent", .fails, "100 * \(AlertExamples.ratio) > 2",
                "annotations: {summary: \"{{ $value | ⟦humanizePercentage⟧ }} fail\"}"),
            AlertExamples.one(
                "a share, made a percentage once", .passes, "\(AlertExamples.ratio) > 0.02",
                "annotations: {summary: \"{{ $value | humanizePercentage }} fail\"}"),
        ],
        judge: { context in RuleJudging.eachRecognisedAlert(context, judgePercentages) })

    private static func judgePercentages(
        _ rule: RuleFact, _ recognition: Recognition, _ context: CheckContext, _ result: inout CheckResult
    ) {
        guard let placed = recognition.placedConditions.first(where: { isInPercent($0, rule) }) else { return }
        for text in rule.annotations + rule.labels {
            guard let range = percentage(in: text.value.bytes) else { continue }
            let threshold = NumberWords.text(placed.condition.threshold.value * 100)
            let printed = NumberWords.text(placed.condition.threshold.value * 10_000)
            result.failures.append(
                humanizePercentageTwice.finding(
                    "\(rule.subjectInBackticks) says \(printed)% where \(threshold)% is meant: its expression yields a percentage, and `humanizePercentage` multiplies it by 100 again",
                    fix:
                        "write `{{ $value | printf \"%.1f\" }}%`, or take the `100 *` out of the expression and the threshold",
                    at: Annotation(text.value.sourceRange(of: range), "multiplies by 100 again"),
                    related: [Annotation(rule.place(of: placed.range), "already in percent")], subject: rule.subject,
                    discriminator: text.name.value.string))
        }
    }

    /// True if a share is compared with a hundred times its canonical threshold: the number that is written says so.
    private static func isInPercent(_ placed: PlacedCondition, _ rule: RuleFact) -> Bool {
        guard placed.condition.threshold.unit == .ratio, placed.condition.threshold.value > 0 else { return false }
        let expression = rule.expression
        for id in expression.ids where expression[id].range == placed.range {
            guard case .binary(let operation) = expression[id].kind else { continue }
            for side in [operation.left, operation.right] {
                guard case .number(let number) = expression[side].kind else { continue }
                let factor = number.value / placed.condition.threshold.value
                if abs(factor - 100) < 1e-6 { return true }
            }
        }
        return false
    }

    /// The function's name where the value is handed straight to it.
    private static func percentage(in text: [UInt8]) -> ByteRange? {
        let word = Array("humanizePercentage".utf8)
        guard text.count >= word.count else { return nil }
        for start in 0...(text.count - word.count) where text[start..<(start + word.count)].elementsEqual(word) {
            let before = text[..<start].reversed().drop { $0 == 0x20 }
            let after = text[(start + word.count)...].drop { $0 == 0x20 }
            let compact = before.filter { $0 != 0x20 }
            let isPiped = compact.starts(with: "|eulav$".utf8) || compact.starts(with: "|eulaV.".utf8)
            let isCalled = after.starts(with: "$value".utf8) || after.starts(with: ".Value".utf8)
            if isPiped || isCalled { return ByteRange(start: start, length: word.count) }
        }
        return nil
    }
}
