import SourceText

/// OpenTelemetry's own conventions for generative AI, in the three eras that are met in the field.
///
/// Source: telemetry notes §4.1, read in open-telemetry/semantic-conventions-genai `docs/gen-ai` and its migration guide.
extension Convention {
    private static let model = [LabelRole.model: "gen_ai.request.model"]
    private static let modelAndError = [LabelRole.model: "gen_ai.request.model", .errorClass: "error.type"]

    private static func duration(_ name: String) -> OTLPInstrument {
        OTLPInstrument(name, "s", .histogram, .seconds, model)
    }

    /// Eras one and two: one histogram of durations, one of tokens told apart by an attribute.
    private static func operationSpellings() -> [Signal: MetricSpelling] {
        let operation = duration("gen_ai.client.operation.duration")
        let tokens = OTLPInstrument("gen_ai.client.token.usage", "{token}", .histogram, .tokens, model)
        return [
            .requests: operation.counted(labels: model),
            .errors: operation.counted(where: "error.type", labels: modelAndError),
            .latency: operation.spelled,
            .tokens(.input): tokens.spelled(where: "gen_ai.token.type", ["input"]),
            .tokens(.output): tokens.spelled(where: "gen_ai.token.type", ["output"]),
        ]
    }

    private static let noAttempts = Limitation(
        .attempts, "records one point a call whatever the client retried, so absorbed 429s leave no trace")
    private static let noCost = Limitation(.cost, "has no cost metric")
    private static let noFeature: [Limitation] = [.requests, .errors, .latency, .tokens(.input), .tokens(.output)].map {
        Limitation($0, .label(.feature), "has no feature attribute on its metrics")
    }
    private static let noActivation = Limitation(
        .thinkingActivation, "does not tell the calls that thought from the others")
    private static let durationBounds = Limitation(
        .latency, .buckets, "ends its duration bounds at 81.92 s, below what long thinking calls take")

    /// Up to 1.36: `gen_ai.system`.
    package static let otelGenAI36 = Convention(
        id: "otel-genai-1.36", name: "OTel GenAI up to 1.36",
        title: "OpenTelemetry GenAI conventions up to 1.36, over OTLP to Prometheus",
        source: "open-telemetry/semantic-conventions up to 1.36; telemetry notes §4.1, era A",
        spellings: operationSpellings(),
        cannotExpress: [
            Limitation(.timeToFirstToken, "has no time to first token for clients"), noAttempts,
            Limitation(.tokens(.cacheRead), "has no cache metric"),
            Limitation(.tokens(.cacheCreation), "has no cache metric"),
            Limitation(.tokens(.thinking), "has no metric for thinking tokens"), noCost,
            Limitation(.cacheHitRate, "has no cache metric"), noActivation, durationBounds,
        ] + noFeature, inputIncludesCache: true, marks: [.label("gen_ai_system")])

    /// 1.37 to 1.41, what is deployed: `gen_ai.provider.name`, and the first chunk since 1.41.
    package static let otelGenAI37: Convention = {
        var spellings = operationSpellings()
        spellings[.timeToFirstToken] = duration("gen_ai.client.operation.time_to_first_chunk").spelled
        return Convention(
            id: "otel-genai-1.37", name: "OTel GenAI 1.37",
            title: "OpenTelemetry GenAI conventions 1.37 to 1.41, over OTLP to Prometheus",
            source: "open-telemetry/semantic-conventions 1.37 to 1.41; telemetry notes §4.1, era B",
            spellings: spellings,
            cannotExpress: [
                noAttempts, Limitation(.tokens(.cacheRead), "keeps cache tokens on spans and has no metric for them"),
                Limitation(.tokens(.cacheCreation), "keeps cache tokens on spans and has no metric for them"),
                Limitation(.tokens(.thinking), "keeps thinking tokens on spans and has no metric for them"), noCost,
                Limitation(.cacheHitRate, "has no cache hit rate as a metric, says its own migration guide"),
                noActivation, durationBounds,
            ] + noFeature, inputIncludesCache: true, marks: [.label("gen_ai_provider_name")])
    }()

    /// The separate repository: one counter for each kind of token, and a renamed duration.
    package static let otelGenAI: Convention = {
        let inference = duration("gen_ai.client.inference.duration")
        func tokens(_ kind: String) -> MetricSpelling {
            OTLPInstrument("gen_ai.client.inference.usage.\(kind)", "{token}", .counter, .tokens, model).spelled
        }
        return Convention(
            id: "otel-genai", name: "OTel GenAI (separate repository)",
            title: "OpenTelemetry GenAI conventions of their own repository, over OTLP to Prometheus",
            source: "open-telemetry/semantic-conventions-genai, August 2026; telemetry notes §4.1, era C",
            spellings: [
                .requests: inference.counted(labels: model),
                .errors: inference.counted(where: "error.type", labels: modelAndError),
                .latency: inference.spelled,
                .timeToFirstToken: duration("gen_ai.client.inference.time_to_first_chunk").spelled,
                .tokens(.input): tokens("input_tokens"), .tokens(.output): tokens("output_tokens"),
                .tokens(.cacheRead): tokens("cache_read.input_tokens"),
                .tokens(.cacheCreation): tokens("cache_write.input_tokens"),
                .tokens(.thinking): tokens("reasoning.output_tokens"),
            ],
            cannotExpress: [
                noAttempts, noCost,
                Limitation(.cacheHitRate, "has no cache hit rate; divide its cache_read counter by its input counter"),
                noActivation, durationBounds,
            ] + noFeature, inputIncludesCache: true)
    }()
}
