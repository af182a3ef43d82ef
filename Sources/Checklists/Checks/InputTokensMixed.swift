import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// "Input tokens" holds cached tokens in one naming scheme and not in another; a sum of both counts some twice.
    static let inputTokensMixed = Check(
        kind: FindingKind(code: "PF138", name: "input-tokens-mixed"), scope: .query, severity: .error,
        summary: "input tokens that hold cached ones are added to cached ones, or to input tokens that do not",
        why:
            "cached tokens are counted twice, so that usage and cost are too high by the share that comes from the cache",
        remedy: "Add cache reads and writes only to input tokens of the Messages API's kind, which leave them out.",
        source: "failure catalogue A01, A03; telemetry-formats notes, fact 7: which schemes count inclusively",
        examples: [
            CheckExample(
                "a gateway's inclusive input plus its cached tokens", .fails,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "Input",
                        "⟦sum(rate(litellm_input_tokens_metric_total[5m])) + sum(rate(litellm_provider_cache_read_input_tokens_metric_total[5m]))⟧"
                    )),
                exposition: """
                    # TYPE litellm_input_tokens_metric_total counter
                    litellm_input_tokens_metric_total 10
                    # TYPE litellm_provider_cache_read_input_tokens_metric_total counter
                    litellm_provider_cache_read_input_tokens_metric_total 10

                    """, manifest: gateway),
            CheckExample(
                "the guide's input, which leaves cached tokens out", .passes,
                dashboard: CheckExample.dashboard(
                    CheckExample.panel(
                        "Input",
                        "sum(rate(claude_tokens_input_total[5m])) + sum(rate(claude_tokens_cache_read_total[5m]))"))),
        ],
        judge: { context in
            var result = PanelJudging.start(context)
            let inclusion = InputInclusion(context.facts)
            for formula in context.facts.formulas {
                result.subjectCount += 1
                guard let meaning = formula.meaning else { continue }
                for sum in [meaning.numerator, meaning.denominator] { judge(sum, formula, inclusion, &result) }
            }
            return result
        })

    private static let gateway = CheckExample.dashboardManifest.replacing(
        "  convention: guide-prometheus",
        with: """
              metrics:
                tokens.input: {name: litellm_input_tokens_metric_total}
                tokens.cache_read: {name: litellm_provider_cache_read_input_tokens_metric_total}
            """)

    private static func judge(
        _ sum: [QueryMeaning.Measurement], _ formula: Formula, _ inclusion: InputInclusion, _ result: inout CheckResult
    ) {
        let added = sum.filter { $0.coefficient > 0 }.map(\.selection)
        let inputs = added.filter { $0.signal == .tokens(.input) }
        guard let input = inputs.first else { return }
        let inclusive = inputs.first { inclusion.includesCache($0.family) == true }
        let exclusive = inputs.first { inclusion.includesCache($0.family) == false }
        let cached = added.first { $0.signal == .tokens(.cacheRead) || $0.signal == .tokens(.cacheCreation) }
        guard let inclusive, let other = exclusive ?? cached else {
            result.prove(
                Evidence(.configured, at: formula.range, "adds up `\(input.family.string)` in one convention"))
            return
        }
        result.failures.append(
            inputTokensMixed.finding(
                "\(formula.subjectInBackticks) adds `\(other.family.string)` to `\(inclusive.family.string)`, which holds cached tokens already",
                fix: exclusive == nil
                    ? "leave `\(other.family.string)` out of the sum"
                    : "subtract the cached tokens from `\(inclusive.family.string)` first, or show the two apart",
                at: Annotation(formula.range, "cached tokens are counted twice"), subject: formula.subject,
                discriminator: inclusive.family.string))
    }
}
