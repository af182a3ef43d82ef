import SourceText

/// The LiteLLM proxy's own Prometheus endpoint.
extension Convention {
    /// LiteLLM 1.109: a Prometheus client library, so every counter ends in `_total`.
    package static let liteLLM: Convention = {
        let labels: [LabelRole: ByteString] = [.model: "requested_model", .tenant: "team"]
        func metric(
            _ name: String, _ kind: MetricKind, _ unit: Unit, _ labels: [LabelRole: ByteString]
        ) -> MetricSpelling {
            let name = "litellm_\(name)" + (kind == .counter ? "_total" : "")
            return MetricSpelling(family: ByteString(name), kind: kind, unit: unit, labels: labels)
        }
        func counter(_ name: String, _ unit: Unit) -> MetricSpelling { metric(name, .counter, unit, labels) }
        let failure = labels.merging([.errorClass: "exception_status"]) { own, _ in own }
        let noFeature = [Signal.requests, .errors, .latency, .tokens(.input), .tokens(.output), .cost].map {
            Limitation($0, .label(.feature), "knows features only as request tags or key aliases")
        }
        return Convention(
            id: "litellm", name: "LiteLLM 1.109", title: "LiteLLM proxy 1.109, its Prometheus endpoint",
            source: "BerriAI/litellm 1.109.1 `litellm/types/integrations/prometheus.py`; telemetry notes §8.1",
            spellings: [
                .requests: counter("proxy_total_requests_metric", .count),
                .errors: metric("proxy_failed_requests_metric", .counter, .count, failure),
                .latency: metric("request_total_latency_metric", .histogram, .seconds, labels),
                .timeToFirstToken: metric("llm_api_time_to_first_token_metric", .histogram, .seconds, labels),
                .tokens(.input): counter("input_tokens_metric", .tokens),
                .tokens(.output): counter("output_tokens_metric", .tokens),
                .tokens(.cacheRead): counter("provider_cache_read_input_tokens_metric", .tokens),
                .tokens(.cacheCreation): counter("provider_cache_creation_input_tokens_metric", .tokens),
                .tokens(.thinking): counter("output_reasoning_tokens_metric", .tokens),
                .cost: counter("spend_metric", .usDollars),
            ],
            alternatives: [
                .requests: [counter("requests_metric", .count)],
                .errors: [metric("llm_api_failed_requests_metric", .counter, .count, failure)],
                .latency: [metric("llm_api_latency_metric", .histogram, .seconds, labels)],
                .tokens(.cacheRead): [counter("input_cached_tokens_metric", .tokens)],
                .tokens(.cacheCreation): [counter("input_cache_creation_tokens_metric", .tokens)],
            ],
            cannotExpress: [
                Limitation(.attempts, "counts a retried call once; single attempts show only on its deployments"),
                Limitation(
                    .cacheHitRate, "has no prompt-cache hit rate; its cache_hits family is about its own response cache"
                ),
                Limitation(.thinkingActivation, "does not tell the calls that thought from the others"),
            ] + noFeature, inputIncludesCache: true)
    }()
}
