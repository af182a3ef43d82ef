import SourceText

/// OpenLIT's instrumentation, which adds cost to OpenTelemetry's names.
extension Convention {
    /// OpenLIT 1.45.0 as it was seen to emit.
    package static let openLIT: Convention = {
        let model = [LabelRole.model: "gen_ai.request.model"]
        let operation = OTLPInstrument("gen_ai.client.operation.duration", "s", .histogram, .seconds, model)
        let tokens = OTLPInstrument("gen_ai.client.token.usage", "{token}", .histogram, .tokens, model)
        let firstToken = OTLPInstrument("gen_ai.server.time_to_first_token", "s", .histogram, .seconds, model)
        let cost = OTLPInstrument("gen_ai.usage.cost", "USD", .histogram, .usDollars, model)
        let noFeature = [Signal.requests, .latency, .tokens(.input), .tokens(.output), .cost].map {
            Limitation($0, .label(.feature), "has no feature attribute on its metrics")
        }
        return Convention(
            id: "openlit", name: "OpenLIT 1.45", title: "OpenLIT 1.45, over OTLP to Prometheus",
            source: "openlit 1.45.0 from PyPI, run; telemetry notes §4.3 and §8.2",
            spellings: [
                .requests: operation.counted(labels: model), .latency: operation.spelled,
                .timeToFirstToken: firstToken.spelled,
                .tokens(.input): tokens.spelled(where: "gen_ai.token.type", ["input"]),
                .tokens(.output): tokens.spelled(where: "gen_ai.token.type", ["output"]), .cost: cost.spelled,
            ],
            cannotExpress: [
                Limitation(.errors, "emits no metric at all for a call that fails"),
                Limitation(.attempts, "emits one result a call, so absorbed 429s leave no trace"),
                Limitation(.tokens(.cacheRead), "emits no cache metric"),
                Limitation(.tokens(.cacheCreation), "emits no cache metric"),
                Limitation(.tokens(.thinking), "emits no thinking tokens"),
                Limitation(.cacheHitRate, "emits no cache metric"),
                Limitation(.thinkingActivation, "does not tell the calls that thought from the others"),
                Limitation(
                    .timeToFirstToken, .accuracy,
                    "stamps the first stream event, and the full latency of calls that do not stream"),
                Limitation(.cost, .accuracy, "writes a cost of 0 for a model it does not know"),
            ] + noFeature, inputIncludesCache: false,
            marks: [.family(firstToken.spelled.family), .family(cost.spelled.family)])
    }()
}
