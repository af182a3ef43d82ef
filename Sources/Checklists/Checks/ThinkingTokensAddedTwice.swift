import Facts
import Findings
import Manifests
import PromQL
import SourceText

extension Check {
    /// Thinking tokens are part of the output tokens; adding them counts, and prices, them twice.
    static let thinkingTokensAddedTwice = Check(
        kind: FindingKind(code: "PF137", name: "thinking-tokens-added-twice"), scope: .query, severity: .error,
        summary: "thinking tokens are added to output tokens, which hold them already",
        why: "tokens and cost come out up to twice too high as soon as the model thinks, and no bill agrees with them",
        remedy: "Leave the thinking tokens out of the sum; show them as a share of the output.",
        source: "failure catalogue A10; Messages API reference: `usage.output_tokens` includes thinking; OpenTelemetry "
            + "GenAI conventions: reasoning tokens are a subset of output tokens",
        examples: [
            CheckExample(
                "output and thinking added up", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "Tokens",
                        "⟦sum(rate(claude_tokens_output_total[5m])) + sum(rate(claude_tokens_thinking_total[5m]))⟧"))),
            CheckExample(
                "a cost that prices both", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "USD",
                        "(sum(increase(claude_tokens_input_total[1h])) * 3 + sum(increase(claude_tokens_output_total[1h])) * 15 + sum(increase(claude_tokens_thinking_total[1h])) * 15) / 1e6"
                    ))),
            CheckExample(
                "thinking as a share of output, and output without it", .passes,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "Share",
                        "sum(rate(claude_tokens_thinking_total[5m])) / sum(rate(claude_tokens_output_total[5m]))"),
                    CheckExample.panel(
                        "Text",
                        "sum(rate(claude_tokens_output_total[5m])) - sum(rate(claude_tokens_thinking_total[5m]))"))),
            CheckExample(
                "extended thinking is off", .notApplicable,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel("Tokens", "sum(rate(claude_tokens_output_total[5m]))")),
                manifest: CheckExample.dashboardManifest.replacing(
                    "extended_thinking: true", with: "extended_thinking: false")),
        ],
        judge: judgeAll)

    private static func judgeAll(_ context: CheckContext) -> CheckResult {
        var result = PanelJudging.start(context)
        for formula in context.facts.formulas {
            result.subjectCount += 1
            guard let meaning = formula.meaning,
                addsBoth(meaning.numerator) || addsBoth(meaning.denominator)
            else { continue }
            result.failures.append(
                thinkingTokensAddedTwice.finding(
                    "\(formula.subjectInBackticks) adds thinking tokens to output tokens, which hold them already",
                    fix: "leave the thinking tokens out of the sum",
                    at: Annotation(formula.range, "thinking is counted twice"), subject: formula.subject))
        }
        if context.manifest.claude.extendedThinking?.value == false, result.failures.isEmpty {
            result.notApplicable = "extended thinking is off"
        }
        return result
    }

    private static func addsBoth(_ sum: [QueryMeaning.Measurement]) -> Bool {
        func adds(_ kind: Signal.TokenKind) -> Bool {
            sum.contains { $0.selection.signal == .tokens(kind) && $0.coefficient > 0 }
        }
        return adds(.output) && adds(.thinking)
    }
}
