import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// A ratio whose numerator has no series yet yields nothing: healthy then looks like not wired.
    ///
    /// It still fires once failures come, so it is a remark, and one that only a sample without the series allows: on
    /// rule text alone it would hit every rule of respected rule sets (failure catalogue section 5: 148 of 148).
    static let ratioEmptyWhenHealthy = Check(
        kind: FindingKind(code: "PF106", name: "ratio-empty-when-healthy"), scope: .alert, severity: .warning,
        confidence: .medium,
        summary: "a ratio's numerator has no series while all is well, so healthy looks the same as not wired",
        why:
            "a counter of failures is registered with the first failure; until then the ratio is no data, and the first "
            + "failures after a start are invisible to `rate`, which needs a series to grow",
        remedy: "Create the error series at zero when the process starts, for every class; that also makes the first "
            + "failure count. `or vector(0)` fixes the panel and hides real outages.",
        source: "failure catalogue G02, G03",
        examples: [
            CheckExample(
                "no failed request in the sample", .remarks,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: ErrorRate
                            expr: |
                              sum(rate(⟦claude_requests_count_total{status="error"}⟧[5m]))
                                / sum(rate(claude_requests_count_total[5m])) > 0.02

                    """,
                exposition: """
                    # TYPE claude_requests_count_total counter
                    claude_requests_count_total{status="ok"} 100

                    """),
            CheckExample(
                "the failure series exists at zero", .passes,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: ErrorRate
                            expr: |
                              sum(rate(claude_requests_count_total{status="error"}[5m]))
                                / sum(rate(claude_requests_count_total[5m])) > 0.02

                    """,
                exposition: """
                    # TYPE claude_requests_count_total counter
                    claude_requests_count_total{status="ok"} 100
                    claude_requests_count_total{status="error"} 0

                    """),
        ],
        judge: { context in RuleJudging.eachOwnRule(context, judgeRatios) })

    private static func judgeRatios(_ rule: RuleFact, _ context: CheckContext, _ result: inout CheckResult) {
        let expression = rule.expression
        for id in expression.ids {
            guard case .binary(let operation) = expression[id].kind, operation.operator == .divide else { continue }
            for selector in selectors(under: operation.left, in: expression) {
                guard let name = selector.name?.value,
                    case .emitted(let family) = context.facts.emitted.emission(of: name), family.provenance >= .sampled,
                    let missing = selector.matchers.first(where: { isUnseen($0, in: family) })
                else { continue }
                let place = rule.place(of: selector.range)
                result.remarks.append(
                    ratioEmptyWhenHealthy.finding(
                        "\(rule.subjectInBackticks) divides `\(name.string){\(missing.text.string)}`, which has no series while all is well, so healthy looks the same as not wired",
                        fix:
                            "create the series at 0 when the process starts: `counter.labels(\(missing.label.string)=\"\(missing.value.string)\")` for every class",
                        at: Annotation(place, "no such series in the sample"),
                        related: [Annotation(family.range, "values seen: \(seen(missing.label, in: family))")],
                        subject: rule.subject, discriminator: "\(name.string){\(missing.text.string)}"))
            }
        }
    }

    /// True if the label is there and none of its values is selected.
    private static func isUnseen(_ matcher: SelectorFact.Matcher, in family: EmittedFamily) -> Bool {
        guard !matcher.acceptsMissing, let domain = family.labels[matcher.label] else { return false }
        return !domain.seen.contains(where: matcher.accepts)
    }

    private static func seen(_ label: ByteString, in family: EmittedFamily) -> String {
        let values = (family.labels[label]?.seen ?? []).sorted().prefix(8).map { "`\($0.string)`" }
        return values.isEmpty ? "none" : values.joined(separator: ", ")
    }

    /// The selectors of a subexpression; a numerator that is defaulted with `or` never goes missing.
    private static func selectors(under id: NodeID, in expression: Expression) -> [SelectorFact] {
        var pending = [id]
        var result: [SelectorFact] = []
        while let next = pending.popLast() {
            if case .binary(let operation) = expression[next].kind, operation.operator == .or { continue }
            if let selector = SelectorFact(next, in: expression) { result.append(selector) }
            pending += expression.children(of: next)
        }
        return result.sorted { $0.range < $1.range }
    }
}
