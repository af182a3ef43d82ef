import SourceText

/// One instrument of the guide's `claude.*` vocabulary, from which its three spellings are computed.
struct GuideInstrument {
    var signal: Signal
    var name: String
    var otlpUnit: String
    var kind: MetricKind
    var unit: Unit
    var labels: [LabelRole: String]

    static let request: [LabelRole: String] = [.model: "model", .feature: "feature", .version: "version"]

    static let all: [GuideInstrument] = [
        GuideInstrument(
            signal: .requests, name: "claude.requests.count", otlpUnit: "", kind: .counter, unit: .count,
            labels: request.merging([.status: "status"]) { own, _ in own }),
        GuideInstrument(
            signal: .errors, name: "claude.errors.count", otlpUnit: "", kind: .counter, unit: .count,
            labels: request.merging([.errorClass: "error_type"]) { own, _ in own }),
        GuideInstrument(
            signal: .attempts, name: "claude.attempts.count", otlpUnit: "", kind: .counter, unit: .count,
            labels: request.merging([.status: "status"]) { own, _ in own }),
        GuideInstrument(
            signal: .latency, name: "claude.latency.total_ms", otlpUnit: "ms", kind: .histogram, unit: .milliseconds,
            labels: request),
        GuideInstrument(
            signal: .timeToFirstToken, name: "claude.latency.ttft_ms", otlpUnit: "ms", kind: .histogram,
            unit: .milliseconds, labels: request),
        tokens(.input), tokens(.output), tokens(.cacheRead), tokens(.cacheCreation), tokens(.thinking),
        GuideInstrument(
            signal: .cost, name: "claude.cost.usd", otlpUnit: "", kind: .counter, unit: .usDollars,
            labels: request.merging([.tenant: "tenant", .thinking: "thinking"]) { own, _ in own }),
        GuideInstrument(
            signal: .cacheHitRate, name: "claude.cache.hit_rate", otlpUnit: "", kind: .gauge, unit: .ratio,
            labels: request),
        GuideInstrument(
            signal: .thinkingActivation, name: "claude.thinking.activation_rate", otlpUnit: "", kind: .gauge,
            unit: .ratio, labels: request),
    ]

    static func tokens(_ kind: Signal.TokenKind) -> GuideInstrument {
        GuideInstrument(
            signal: .tokens(kind), name: "claude.tokens.\(kind.rawValue)", otlpUnit: "", kind: .counter,
            unit: .tokens, labels: request.merging([.tenant: "tenant", .thinking: "thinking"]) { own, _ in own })
    }

    func spelled(family: ByteString) -> MetricSpelling {
        MetricSpelling(family: family, kind: kind, unit: unit, labels: labels.mapValues { ByteString($0) })
    }
}

extension Convention {
    private static let guideSource = "the production guide this project is built on: its metric table"

    private static func guide(
        id: String, title: String, naming: (GuideInstrument) -> ByteString
    ) -> Convention {
        var spellings: [Signal: MetricSpelling] = [:]
        for instrument in GuideInstrument.all {
            spellings[instrument.signal] = instrument.spelled(family: naming(instrument))
        }
        return Convention(
            id: id, name: title, title: title, source: guideSource, spellings: spellings, inputIncludesCache: false)
    }

    /// Dots kept: DogStatsD, and Prometheus 3 with UTF-8 names (`{"claude.requests.count"}`).
    package static let guideDotted = guide(id: "guide", title: "The guide's claude.* names, dotted") {
        ByteString($0.name)
    }

    /// As a Prometheus client library exposes them: underscores, and `_total` on counters.
    package static let guidePrometheus = guide(
        id: "guide-prometheus", title: "The guide's names through a Prometheus client library"
    ) { instrument in
        let base = String(instrument.name.map { $0 == "." ? "_" : $0 })
        return ByteString(instrument.kind == .counter ? base + "_total" : base)
    }

    /// As OTLP metrics arrive in Prometheus: underscores, unit words and `_total`.
    package static let guideOTLP = guide(
        id: "guide-otlp", title: "The guide's names sent over OTLP to Prometheus"
    ) { OTLPTranslation.family(name: $0.name, unit: $0.otlpUnit, kind: $0.kind) }
}
