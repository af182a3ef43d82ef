import SourceText

/// Traceloop's instrumentation, which holds the package name that people take for OpenTelemetry's own.
extension Convention {
    /// `opentelemetry-instrumentation-anthropic` 0.62.4 as it was seen to emit, not as it is documented.
    package static let openLLMetry: Convention = {
        let model = [LabelRole.model: "gen_ai.response.model"]
        let operation = OTLPInstrument("gen_ai.client.operation.duration", "s", .histogram, .seconds, model)
        // The name says "token" already: the server does not repeat it, the Python exporter does.
        let served = OTLPInstrument("gen_ai.client.token.usage", "token", .histogram, .tokens, model)
        let tokens = served.via(.pythonExporter)
        let exceptions = OTLPInstrument(
            "llm.anthropic.completion.exceptions", "time", .counter, .count, [.errorClass: "error.type"])
        let noFeature = [Signal.requests, .errors, .latency, .tokens(.input), .tokens(.output)].map {
            Limitation($0, .label(.feature), "has no feature attribute on its metrics")
        }
        return Convention(
            id: "openllmetry", name: "OpenLLMetry 0.62",
            title: "OpenLLMetry (Traceloop) 0.62, over OTLP to Prometheus",
            source: "opentelemetry-instrumentation-anthropic 0.62.4 from PyPI, run; telemetry notes §4.2 and §4.3",
            spellings: [
                .requests: operation.counted(labels: model),
                .errors: operation.counted(where: "error.type", labels: [.errorClass: "error.type"]),
                .latency: operation.spelled,
                .tokens(.input): tokens.spelled(where: "gen_ai.token.type", ["input"]),
                .tokens(.output): tokens.spelled(where: "gen_ai.token.type", ["output"]),
            ],
            alternatives: [
                .errors: [exceptions.spelled],
                .tokens(.input): [served.spelled(where: "gen_ai.token.type", ["input"])],
                .tokens(.output): [served.spelled(where: "gen_ai.token.type", ["output"])],
            ],
            cannotExpress: [
                Limitation(.timeToFirstToken, "emits no TTFT"),
                Limitation(.attempts, "emits one result a call, so absorbed 429s leave no trace"),
                Limitation(.tokens(.cacheRead), "emits no cache metric"),
                Limitation(.tokens(.cacheCreation), "emits no cache metric"),
                Limitation(.tokens(.thinking), "emits no thinking tokens"), Limitation(.cost, "emits no cost"),
                Limitation(.cacheHitRate, "emits no cache metric"),
                Limitation(.thinkingActivation, "does not tell the calls that thought from the others"),
                Limitation(.errors, .label(.model), "puts no model on errors"),
                Limitation(.errors, .accuracy, "names Python exception classes, so 529 is no class of its own"),
                Limitation(.latency, .buckets, "uses the SDK's default bounds, so everything below 5 s is one bucket"),
                Limitation(
                    .tokens(.input), .buckets,
                    "uses the SDK's default bounds, so prompts over 10,000 tokens are one bucket"),
                Limitation(.tokens(.output), .accuracy, "counts streamed output too high (43 for 40)"),
            ] + noFeature, inputIncludesCache: true,
            marks: [.family(tokens.spelled.family), .family(exceptions.spelled.family)])
    }()
}
