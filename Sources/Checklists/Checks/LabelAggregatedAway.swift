import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// A label that the expression has summed away prints as nothing.
    static let labelAggregatedAway = Check(
        kind: FindingKind(code: "PF113", name: "label-aggregated-away"), scope: .alert, severity: .error,
        summary: "an alert's text names a label that its expression has aggregated away",
        why: "the text comes out with a hole in it, exactly where it should say what is broken",
        remedy: "Keep the label (`sum by (model) (...)`), or take it out of the text.",
        source:
            "prometheus/prometheus `rules/alerting.go`: `$labels` are those of the series; cloudflare/pint `alerts/template`",
        examples: [
            AlertExamples.one(
                "summed away", .fails, "\(AlertExamples.ratio) > 0.02",
                "annotations: {summary: \"{{ $labels.⟦model⟧ }} fails\"}"),
            AlertExamples.one(
                "kept", .passes, "sum by (model) (rate(claude_requests_count_total[5m])) > 1",
                "annotations: {summary: \"{{ $labels.model }} is busy\"}"),
        ],
        judge: { context in RuleJudging.eachOwnAlert(context, judgeTexts) })

    private static func judgeTexts(_ rule: RuleFact, _ context: CheckContext, _ result: inout CheckResult) {
        let texts = (rule.annotations + rule.labels).filter { ByteString($0.value.bytes).contains(word: "labels") }
        guard !texts.isEmpty else { return }
        let labels = OutputLabels.of(rule, in: context.facts)
        for text in texts {
            let dialect = context.facts.service.semantics == .prometheus2 ? GoDialect.prometheus2 : .prometheus3
            guard let template = try? Template(text.value.bytes, alert: rule.name.value, dialect) else { continue }
            var seen: Set<ByteString> = []
            for reference in template.references.labels
            where !labels.mayHave(reference.name) && seen.insert(reference.name).inserted {
                let name = reference.name.string
                var range = reference.range
                // The range may begin at the dot before the name.
                if range.length > reference.name.count, text.value.bytes[range.start] == UInt8(ascii: ".") {
                    range = ByteRange(start: range.start + 1, length: range.length - 1)
                }
                result.failures.append(
                    labelAggregatedAway.finding(
                        "\(rule.subjectInBackticks) names `\(name)` in its text, and its expression has aggregated `\(name)` away, so nothing is printed there",
                        fix:
                            "keep it with `by (\(name))`, or take `{{ $labels.\(name) }}` out of `\(text.name.value.string)`",
                        at: Annotation(text.value.sourceRange(of: range), "prints nothing"),
                        related: [Annotation(rule.text.outer, "has no `\(name)` left")], subject: rule.subject,
                        discriminator: "\(text.name.value.string) \(name)"))
            }
        }
    }
}
