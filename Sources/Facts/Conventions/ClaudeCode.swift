import SourceText

/// What Anthropic's command-line client reports of itself under `claude_code.*`.
extension Convention {
    /// Through a collector its units become words; its own Prometheus exporter leaves them away.
    package static let claudeCode: Convention = {
        let labels = [LabelRole.model: "model", .feature: "skill.name", .tenant: "organization.id"]
        let cost = OTLPInstrument("claude_code.cost.usage", "USD", .counter, .usDollars, labels)
        let tokens = OTLPInstrument("claude_code.token.usage", "tokens", .counter, .tokens, labels)
        let kinds: [(Signal.TokenKind, String)] = [
            (.input, "input"), (.output, "output"), (.cacheRead, "cacheRead"), (.cacheCreation, "cacheCreation"),
        ]
        var spellings: [Signal: MetricSpelling] = [.cost: cost.spelled]
        var alternatives: [Signal: [MetricSpelling]] = [.cost: [cost.spelledWithoutUnit]]
        for (kind, value) in kinds {
            let spelling = tokens.spelled(where: "type", [value])
            var withoutUnit = tokens.spelledWithoutUnit
            withoutUnit.selector = spelling.selector
            spellings[.tokens(kind)] = spelling
            alternatives[.tokens(kind)] = [withoutUnit]
        }
        return Convention(
            id: "claude-code", name: "claude_code",
            title: "The claude_code.* metrics of Anthropic's client, over OTLP to Prometheus",
            source: "the client's documentation, monitoring and usage, August 2026; telemetry notes §8.2",
            spellings: spellings, alternatives: alternatives,
            cannotExpress: [
                Limitation(.requests, "reports requests as events, not as a metric"),
                Limitation(.errors, "reports errors as events, not as a metric"),
                Limitation(.attempts, "reports retries as events, not as a metric"),
                Limitation(.latency, "reports latency on events and spans, not as a metric"),
                Limitation(.timeToFirstToken, "reports time to first token on spans, not as a metric"),
                Limitation(.tokens(.thinking), "counts thinking tokens as output and not apart"),
                Limitation(.cacheHitRate, "has no cache hit rate; divide its cacheRead tokens by all input tokens"),
                Limitation(.thinkingActivation, "does not tell the calls that thought from the others"),
            ], inputIncludesCache: false)
    }()
}
