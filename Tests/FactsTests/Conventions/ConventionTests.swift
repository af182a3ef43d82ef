import Facts
import Findings
import SourceText
import Testing

@Suite struct `Every convention` {
    /// How queries read each signal, as the mapping table of the telemetry notes (§8.3) has it.
    static let mapping: [(convention: String, signal: Signal, series: [ByteString])] = [
        ("guide-prometheus", .requests, ["claude_requests_count_total"]),
        ("guide-otlp", .latency, histogram("claude_latency_total_ms_milliseconds")),
        ("guide-otlp", .cost, ["claude_cost_usd_total"]),
        ("otel-genai-1.36", .requests, ["gen_ai_client_operation_duration_seconds_count"]),
        ("otel-genai-1.36", .tokens(.input), histogram("gen_ai_client_token_usage")),
        ("otel-genai-1.37", .latency, histogram("gen_ai_client_operation_duration_seconds")),
        (
            "otel-genai-1.37", .timeToFirstToken,
            histogram("gen_ai_client_operation_time_to_first_chunk_seconds")
        ),
        ("otel-genai", .latency, histogram("gen_ai_client_inference_duration_seconds")),
        ("otel-genai", .timeToFirstToken, histogram("gen_ai_client_inference_time_to_first_chunk_seconds")),
        ("otel-genai", .tokens(.output), ["gen_ai_client_inference_usage_output_tokens_total"]),
        ("otel-genai", .tokens(.cacheRead), ["gen_ai_client_inference_usage_cache_read_input_tokens_total"]),
        ("otel-genai", .tokens(.cacheCreation), ["gen_ai_client_inference_usage_cache_write_input_tokens_total"]),
        ("otel-genai", .tokens(.thinking), ["gen_ai_client_inference_usage_reasoning_output_tokens_total"]),
        ("openllmetry", .requests, ["gen_ai_client_operation_duration_seconds_count"]),
        ("openllmetry", .errors, ["gen_ai_client_operation_duration_seconds_count"]),
        ("openllmetry", .tokens(.input), histogram("gen_ai_client_token_usage_token")),
        ("openlit", .tokens(.output), histogram("gen_ai_client_token_usage")),
        ("openlit", .cost, histogram("gen_ai_usage_cost_USD")),
        ("litellm", .requests, ["litellm_proxy_total_requests_metric_total"]),
        ("litellm", .errors, ["litellm_proxy_failed_requests_metric_total"]),
        ("litellm", .latency, histogram("litellm_request_total_latency_metric")),
        ("litellm", .timeToFirstToken, histogram("litellm_llm_api_time_to_first_token_metric")),
        ("litellm", .cost, ["litellm_spend_metric_total"]),
        ("litellm", .tokens(.cacheRead), ["litellm_provider_cache_read_input_tokens_metric_total"]),
        ("litellm", .tokens(.cacheCreation), ["litellm_provider_cache_creation_input_tokens_metric_total"]),
        ("litellm", .tokens(.thinking), ["litellm_output_reasoning_tokens_metric_total"]),
        ("claude-code", .cost, ["claude_code_cost_usage_USD_total"]),
        ("claude-code", .tokens(.cacheRead), ["claude_code_token_usage_tokens_total"]),
    ]

    private static func histogram(_ family: String) -> [ByteString] {
        MetricSpelling.histogramSuffixes.map { ByteString(family + $0) }
    }

    @Test(arguments: mapping.indices)
    func `spells signals as the mapping table has it`(row: Int) throws {
        let row = Self.mapping[row]
        let convention = try #require(Convention.named(row.convention))
        let spelling = try #require(convention.spellings[row.signal], "\(row.convention) spells \(row.signal.name)")
        #expect(spelling.seriesNames == row.series)
    }

    /// The cells of the mapping table that say "none" or "span attribute only".
    static let gaps: [(convention: String, signal: Signal)] = [
        ("otel-genai-1.36", .timeToFirstToken), ("otel-genai-1.36", .cost), ("otel-genai-1.37", .tokens(.cacheRead)),
        ("otel-genai-1.37", .tokens(.cacheCreation)), ("otel-genai-1.37", .tokens(.thinking)), ("otel-genai", .cost),
        ("openllmetry", .timeToFirstToken), ("openllmetry", .tokens(.cacheRead)), ("openllmetry", .cost),
        ("openllmetry", .tokens(.thinking)), ("openlit", .errors), ("openlit", .tokens(.cacheRead)),
        ("claude-code", .requests), ("claude-code", .errors), ("claude-code", .timeToFirstToken),
        ("litellm", .attempts), ("litellm", .thinkingActivation),
    ]

    @Test(arguments: gaps.indices)
    func `says what it leaves out, in a sentence that names it`(row: Int) throws {
        let (id, signal) = Self.gaps[row]
        let convention = try #require(Convention.named(id))
        let sentence = try #require(convention.reasonWithout(signal))
        #expect(sentence.hasPrefix(convention.name + " "))
    }

    @Test func `says "OpenLLMetry 0.62 emits no TTFT"`() {
        #expect(Convention.openLLMetry.reasonWithout(.timeToFirstToken) == "OpenLLMetry 0.62 emits no TTFT")
        #expect(
            Convention.openLLMetry.reasonWithout(.errors, .label(.model)) == "OpenLLMetry 0.62 puts no model on errors")
    }

    @Test(arguments: Convention.catalogue.map(\.id))
    func `either spells a signal or says why not`(id: String) throws {
        let convention = try #require(Convention.named(id))
        for signal in Signal.fixed {
            let isSpelled = !convention.allSpellings(of: signal).isEmpty
            let isExcused = convention.reasonWithout(signal) != nil
            #expect(isSpelled != isExcused, "\(id) and \(signal.name): spell it or say why not, never both")
        }
        #expect(!convention.source.isEmpty)
    }

    @Test(arguments: Convention.catalogue.map(\.id))
    func `is known by its own families`(id: String) throws {
        let convention = try #require(Convention.named(id))
        var labels: [ByteString: LabelDomain] = [:]
        for case .label(let label) in convention.marks { labels[label] = LabelDomain(values: ["x"]) }
        let sample = convention.families.sorted().map { Self.family($0, labels) }
        #expect(Convention.detected(in: sample).map(\.id) == [id])
    }

    @Test func `beside another is known too, and shared names alone prove none`() {
        let both = Convention.openLLMetry.families.union(Convention.guidePrometheus.families).sorted()
        #expect(
            Convention.detected(in: both.map { Self.family($0, [:]) }).map(\.id) == ["guide-prometheus", "openllmetry"])
        #expect(Convention.detected(in: [Self.family("gen_ai_client_operation_duration_seconds", [:])]).isEmpty)
    }

    @Test(arguments: Convention.catalogue.map(\.id))
    func `gives way to the manifest's own spelling`(id: String) throws {
        let convention = try #require(Convention.named(id))
        for signal in Signal.fixed where !convention.allSpellings(of: signal).isEmpty {
            let own = MetricSpelling(family: "our_own_name", kind: .counter, unit: .count)
            let map = SignalMap(conventions: [convention], declared: [signal: own])
            #expect(map.spellings[signal] == [own], "\(signal.name) of \(id)")
            for other in Signal.fixed where other != signal {
                #expect(map.spellings[other] ?? [] == convention.allSpellings(of: other))
            }
        }
    }

    @Test func `may stand beside others in one manifest`() {
        let map = SignalMap(conventions: [.guidePrometheus, .liteLLM], declared: [:])
        #expect(
            map.spellings[.cost]?.map(\.family) == ["claude_cost_usd_total", "litellm_spend_metric_total"],
            "in the order of the manifest")
    }

    private static func family(_ name: ByteString, _ labels: [ByteString: LabelDomain]) -> EmittedFamily {
        EmittedFamily(
            name: name, kind: nil, labels: labels, provenance: .sampled,
            range: SourceRange(file: FileID(index: 0), start: 0, length: 0))
    }
}
