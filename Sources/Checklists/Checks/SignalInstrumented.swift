import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// What the checklist asks for is there at all.
    static let signalInstrumented = Check(
        kind: FindingKind(code: "PF200", name: "signal-not-emitted"), scope: .signal, severity: .error,
        summary: "the service does not emit a signal that the item asks for",
        why: "no alert, panel or report can show what is not measured; it is missed during the first incident",
        remedy: "Emit the metric, or say under `telemetry.metrics` what it is called. Where the instrumentation in use "
            + "cannot express it, add a metric of your own.",
        source: "the production guide's metric table; what instrumentations leave out was run (telemetry notes §4)",
        parameters: [
            CheckParameter(
                "signals", .signals, isRequired: true, example: "[requests, errors, latency]",
                "Each must be emitted. Those that do not concern the service (time to first token without streaming, "
                    + "cache tokens without caching, thinking without thinking) are left out.")
        ],
        examples: [
            CheckExample(
                "a complete sample without errors", .fails, requirement: "signals: [requests, errors]",
                exposition: "# TYPE claude_requests_count_total counter\nclaude_requests_count_total{model=\"a\"} 1\n",
                manifest: CheckExample.sampleManifest.replacing("guide-prometheus", with: "⟦guide-prometheus⟧")),
            CheckExample(
                "an instrumentation that cannot say it", .fails, requirement: "signals: ttft",
                exposition: """
                    # TYPE gen_ai_client_token_usage_token histogram
                    gen_ai_client_token_usage_token_bucket{gen_ai_token_type="input",le="+Inf"} 1
                    gen_ai_client_token_usage_token_sum{gen_ai_token_type="input"} 9
                    gen_ai_client_token_usage_token_count{gen_ai_token_type="input"} 1

                    """,
                manifest: CheckExample.sampleManifest.replacing("guide-prometheus", with: "⟦openllmetry⟧")),
            CheckExample(
                "a counter that registers with its first failure", .unprovable, requirement: "signals: errors",
                exposition: "# TYPE claude_requests_count_total counter\nclaude_requests_count_total{model=\"a\"} 1\n",
                manifest: CheckExample.sampleManifest.replacing("complete: true", with: "complete: false")),
            CheckExample(
                "no sample", .unprovable, requirement: "signals: errors", exposition: nil,
                manifest: """
                    preflight: 1
                    service: example
                    telemetry: {convention: guide-prometheus}

                    """),
            CheckExample(
                "thinking, in a service that does not think", .notApplicable,
                requirement: "signals: [thinking_activation, tokens.thinking]",
                exposition: "# TYPE claude_requests_count_total counter\nclaude_requests_count_total 1\n"),
            CheckExample(
                "failures as a status of requests, and a rate behind its parts", .passes,
                requirement: "signals: [requests, errors, cache_hit_rate]",
                exposition: """
                    # TYPE claude_requests_count_total counter
                    claude_requests_count_total{model="a",status="ok"} 9
                    claude_requests_count_total{model="a",status="error"} 1
                    # TYPE claude_tokens_input_total counter
                    claude_tokens_input_total{model="a"} 1
                    # TYPE claude_tokens_cache_read_total counter
                    claude_tokens_cache_read_total{model="a"} 1
                    # TYPE claude_tokens_cache_creation_total counter
                    claude_tokens_cache_creation_total{model="a"} 1

                    """),
        ],
        judge: judgeSignals)

    private static func judgeSignals(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let signals = context.parameters.signals("signals")
        let reasons = signals.compactMap { SignalApplicability.reasonAgainst($0, context.manifest) }
        if reasons.count == signals.count {
            result.notApplicable = reasons.first
            return result
        }
        for signal in signals where SignalApplicability.reasonAgainst(signal, context.manifest) == nil {
            result.subjectCount += 1
            judge(signal, context, &result)
        }
        return result
    }

    private static func judge(_ signal: Signal, _ context: CheckContext, _ result: inout CheckResult) {
        switch SignalPresence.of(signal, context) {
        case .emitted(let family, _): result.evidence.append(family.evidence)
        case .elsewhere(let name, let provenance):
            result.prove(Evidence(provenance, at: nil, "`\(name.string)` comes from elsewhere"))
        case .absent(let spelling, let closest):
            if let parts = parts(of: signal, context) {
                result.evidence += parts
                return
            }
            result.failures.append(absence(of: signal, spelling, closest, context))
        case .undecided(let reason):
            if let parts = parts(of: signal, context) {
                result.evidence += parts
                return
            }
            let excuse = SignalWords.excuse(signal, context.facts).map { " (\($0))" } ?? ""
            let place = SignalWords.place(signal, context.manifest)
            result.undecided.append(
                CheckResult.Undecided(
                    reason, subject: "`\(signal.name)`\(excuse)",
                    evidence: Evidence(.declared, at: place.range, "`\(signal.name)` is looked for")))
        }
    }

    private static func absence(
        of signal: Signal, _ spelling: MetricSpelling?, _ closest: EmittedFamily?, _ context: CheckContext
    ) -> Finding {
        let title = SignalWords.title(signal)
        let excuse = spelling == nil ? SignalWords.excuse(signal, context.facts) : nil
        let name = spelling.map { " (`\($0.family.string)`)" } ?? ""
        let message =
            excuse.map { "\($0), and nothing else emits `\(signal.name)`, so nobody can see it" }
            ?? "`\(signal.name)` is not emitted\(name), so nobody can see the service's \(title)"
        return signalInstrumented.finding(
            message,
            fix: closest.map {
                "the sample has `\($0.name.string)`: rename it, or declare `telemetry: {metrics: {\(signal.name): {name: \($0.name.string)}}}`"
            } ?? SignalWords.emit(signal, as: spelling),
            at: SignalWords.place(signal, context.manifest),
            related: closest.flatMap(\.place).map { [$0] } ?? [], subject: "signal \(signal.name)")
    }

    /// What says the same in other series: failures as a status of requests, a rate that its parts give, thinking as a
    /// label. Nil if nothing does.
    private static func parts(of signal: Signal, _ context: CheckContext) -> [Evidence]? {
        switch signal {
        case .errors: return labelled(.status, [.requests], context)
        case .thinkingActivation:
            if case .emitted(let family, _) = SignalPresence.of(.tokens(.thinking), context) {
                return [family.evidence]
            }
            return labelled(.thinking, [.requests, .tokens(.output), .cost], context)
        case .cacheHitRate:
            let needed = [Signal.TokenKind.input, .cacheRead, .cacheCreation].map(Signal.tokens)
            let found = needed.compactMap { signal -> Evidence? in
                if case .emitted(let family, _) = SignalPresence.of(signal, context) { family.evidence } else { nil }
            }
            return found.count == needed.count ? found : nil
        default: return nil
        }
    }

    private static func labelled(_ role: LabelRole, _ signals: [Signal], _ context: CheckContext) -> [Evidence]? {
        for signal in signals {
            guard case .emitted(let family, let spelling) = SignalPresence.of(signal, context),
                let label = spelling.labels[role], family.labels[label] != nil
            else { continue }
            return [Evidence(family.provenance, at: family.range, "`\(family.name.string)` carries `\(label.string)`")]
        }
        return nil
    }
}
