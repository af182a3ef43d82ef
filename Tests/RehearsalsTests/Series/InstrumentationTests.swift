import Facts
import Rehearsals
import Simulation
import SourceText
import Testing
import TimeSeries

/// Conventions as they really behave.
struct InstrumentationTests {
    /// A histogram as a client library exposes it.
    private static func histogram(_ name: String, _ labels: String, _ bounds: [String]) -> String {
        (bounds + ["+Inf"]).map { "\(name)_bucket{\(labels),le=\"\($0)\"} 1\n" }.joined()
            + "\(name)_sum{\(labels)} 1\n\(name)_count{\(labels)} 1\n"
    }

    private static func rows(_ plan: SeriesPlan, seed: UInt64 = 3) -> RecordedRows {
        var random = RandomRows(plan.layout, seed: seed)
        return random.rows(300)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `OTel tells failures by class on its durations, and no time is lost or made up`(seed: UInt64) throws {
        let name = "gen_ai_client_operation_duration_seconds"
        let model = "gen_ai_request_model=\"claude-sonnet-4-6\",gen_ai_provider_name=\"anthropic\""
        let bounds = ["0.01", "0.64", "2.56", "10.24", "81.92"]
        let metrics =
            "# TYPE \(name) histogram\n" + Self.histogram(name, model, bounds)
            + Self.histogram(name, "error_type=\"anthropic.RateLimitError\",\(model)", bounds)
        let scene = SeriesScene.small(telemetry: "  convention: otel-genai-1.37", metrics: metrics)
        let plan = try scene.plan([SeriesScene.population()], dependencies: [])
        let layout = plan.layout
        #expect(layout.latencyBounds == [10, 640, 2_560, 10_240, 81_920])
        let rows = Self.rows(plan, seed: seed)
        let store = plan.store(from: rows.delivered(every: 10))
        func sum(_ channel: PopulationChannel) -> Double { Double(rows.sum(layout.channel(channel, ofPopulation: 0))) }
        let counts = Dictionary(
            uniqueKeysWithValues: store.series(named: "\(name)_count").map {
                (
                    $0.labels["error_type"] ?? "",
                    store.total("\(name)_count", ["error_type": $0.labels["error_type"] ?? ""])
                )
            })
        #expect(counts["anthropic.RateLimitError"] == sum(.calls(.rateLimited)))
        #expect(counts["anthropic.OverloadedError"] == sum(.calls(.overloaded)))
        #expect(counts["anthropic.APIStatusError"] == sum(.calls(.overloadedMidstream)), "its class hides the overload")
        #expect(counts["anthropic.APITimeoutError"] == sum(.calls(.timedOut)))
        let plain = store.series(named: "\(name)_count").filter { $0.labels["error_type"] == nil }
        let last = plain.first.map { $0.series.values[$0.series.values.count - 1] }
        #expect(
            last == sum(.calls(.succeeded)) + sum(.calls(.truncated)), "a stream that just ends passes for a success")
        let everything = (0...1).reduce(0.0) { total, succeeded in
            let first = layout.latencyBuckets(ofPopulation: 0, succeeded: succeeded == 1)
            return (first...(first + 2)).reduce(total) { $0 + Double(rows.sum($1)) }
        }
        #expect(store.total("\(name)_bucket", ["le": "2.56"]) == everything, "every bucket keeps its sum over classes")
        #expect(
            (store.total("\(name)_sum") * 1_000).rounded()
                == sum(.latencyMilliseconds) + sum(.failedLatencyMilliseconds))
        for one in store.series(named: "\(name)_bucket") {
            #expect(zip(one.series.values, one.series.values.dropFirst()).allSatisfy { $0 <= $1 }, "buckets never fall")
        }
    }

    @Test func `OpenLLMetry counts streamed output too high and misses errors inside streams`() throws {
        let duration = "gen_ai_client_operation_duration_seconds"
        let tokens = "gen_ai_client_token_usage_token"
        let labels = "gen_ai_provider_name=\"anthropic\",gen_ai_response_model=\"claude-sonnet-4-6\""
        let metrics =
            "# TYPE \(duration) histogram\n" + Self.histogram(duration, labels, ["5.0", "10.0"])
            + Self.histogram(
                duration, "error_type=\"RateLimitError\",gen_ai_provider_name=\"anthropic\"", ["5.0", "10.0"])
            + "# TYPE \(tokens) histogram\n"
            + Self.histogram(tokens, "\(labels),gen_ai_token_type=\"input\"", ["1000.0", "10000.0"])
            + Self.histogram(tokens, "\(labels),gen_ai_token_type=\"output\"", ["1000.0", "10000.0"])
            + "# TYPE llm_anthropic_completion_exceptions_time_total counter\n"
            + "llm_anthropic_completion_exceptions_time_total{error_type=\"RateLimitError\"} 1\n"
        let scene = SeriesScene.small(telemetry: "  convention: openllmetry", metrics: metrics)
        let plan = try scene.plan(
            [SeriesScene.population(), SeriesScene.population(streaming: false)], dependencies: [])
        let layout = plan.layout
        let rows = Self.rows(plan)
        let store = plan.store(from: rows.delivered(every: 10))
        func sum(_ channel: PopulationChannel) -> Double {
            Double((0...1).reduce(Int64(0)) { $0 + rows.sum(layout.channel(channel, ofPopulation: $1)) })
        }
        let streamed = Double(rows.sum(layout.channel(.calls(.succeeded), ofPopulation: 0)))
        #expect(store.total("\(tokens)_sum", ["gen_ai_token_type": "output"]) == sum(.outputTokens) + 4 * streamed)
        let input = sum(.inputTokens) + sum(.cacheReadTokens) + sum(.cacheWrite5mTokens) + sum(.cacheWrite1hTokens)
        #expect(store.total("\(tokens)_sum", ["gen_ai_token_type": "input"]) == input)
        let calls = CallOutcome.allCases.reduce(0.0) { $0 + sum(.calls($1)) }
        #expect(store.total("\(duration)_count") == calls - sum(.calls(.overloadedMidstream)))
        #expect(!plan.entries.contains { $0.name.string.contains("time_to_first") }, "it emits no time to first token")
    }

    @Test func `LiteLLM counts by status code and by exception status`() throws {
        let metrics = """
            # TYPE litellm_proxy_total_requests_metric_total counter
            litellm_proxy_total_requests_metric_total{requested_model="claude-sonnet-4-6",route="/v1/messages",status_code="200",team="t1"} 9
            litellm_proxy_total_requests_metric_total{requested_model="claude-sonnet-4-6",route="/v1/messages",status_code="429",team="t1"} 9
            # TYPE litellm_proxy_failed_requests_metric_total counter
            litellm_proxy_failed_requests_metric_total{exception_class="Anthropic.RateLimitError",exception_status="429",requested_model="claude-sonnet-4-6",team="t1"} 9
            # TYPE litellm_spend_metric_total counter
            litellm_spend_metric_total{requested_model="claude-sonnet-4-6",team="t1"} 9
            # TYPE litellm_input_tokens_metric_total counter
            litellm_input_tokens_metric_total{requested_model="claude-sonnet-4-6",team="t1"} 9

            """
        let scene = SeriesScene.small(telemetry: "  convention: litellm", metrics: metrics)
        let plan = try scene.plan([SeriesScene.population()], dependencies: [])
        let layout = plan.layout
        let rows = Self.rows(plan)
        let store = plan.store(from: rows.delivered(every: 10))
        func sum(_ channel: PopulationChannel) -> Double { Double(rows.sum(layout.channel(channel, ofPopulation: 0))) }
        let requests = "litellm_proxy_total_requests_metric_total"
        #expect(store.total(requests, ["status_code": "200"]) == sum(.calls(.succeeded)))
        #expect(store.total(requests, ["status_code": "429"]) == sum(.calls(.rateLimited)))
        #expect(
            store.total("litellm_proxy_failed_requests_metric_total", ["exception_status": "529"])
                == sum(.calls(.overloaded)) + sum(.calls(.overloadedMidstream)))
        #expect(store.total(requests) == CallOutcome.allCases.reduce(0) { $0 + sum(.calls($1)) })
        #expect((store.total("litellm_spend_metric_total") * 1e9).rounded() == sum(.costNanoDollars))
        #expect(
            store.total("litellm_input_tokens_metric_total")
                == sum(.inputTokens) + sum(.cacheReadTokens) + sum(.cacheWrite5mTokens) + sum(.cacheWrite1hTokens))
    }

    @Test func `labels follow the manifest's words, dated models and kinds of tokens`() throws {
        let metrics = """
            # TYPE chat_errors_total counter
            chat_errors_total{model="claude-haiku-4-5-20251001",reason="throttled"} 0
            chat_errors_total{model="claude-haiku-4-5-20251001",reason="boom"} 0
            # TYPE chat_tokens_total counter
            chat_tokens_total{kind="in"} 1
            chat_tokens_total{kind="out"} 1

            """
        let telemetry = """
              convention: guide-prometheus
              metrics:
                errors: {name: chat_errors_total, labels: {class: reason}, values: {class: {throttled: "429", boom: "529"}}}
            """
        let scene = SeriesScene.small(telemetry: telemetry, metrics: metrics)
        let plan = try scene.plan([SeriesScene.population(model: "claude-haiku-4-5")], dependencies: [])
        let rows = Self.rows(plan)
        let store = plan.store(from: rows.delivered(every: 10))
        func sum(_ outcome: CallOutcome) -> Double {
            Double(rows.sum(plan.layout.channel(.calls(outcome), ofPopulation: 0)))
        }
        let model = "claude-haiku-4-5-20251001"
        #expect(store.total("chat_errors_total", ["reason": "throttled", "model": model]) == sum(.rateLimited))
        #expect(
            store.total("chat_errors_total", ["reason": "boom", "model": model])
                == sum(.overloaded) + sum(.overloadedMidstream))
        #expect(store.total("chat_tokens_total") == 2, "nothing says what `kind` tells, so it stands still")
    }

    @Test func `labels that nobody explains keep their values, and one series takes the traffic`() throws {
        let metrics = """
            # TYPE claude_requests_count_total counter
            claude_requests_count_total{model="claude-sonnet-4-6",user_id="u-1"} 4
            claude_requests_count_total{model="claude-sonnet-4-6",user_id="u-2"} 4

            """
        let scene = SeriesScene.small(telemetry: "  convention: guide-prometheus", metrics: metrics)
        let plan = try scene.plan([SeriesScene.population()], dependencies: [])
        let rows = Self.rows(plan)
        let store = plan.store(from: rows.delivered(every: 10))
        let totals = ["u-1", "u-2"].map { store.total("claude_requests_count_total", ["user_id": $0]) }
        #expect(totals[0] > 0 && totals[1] == 0)
        #expect(plan.assumptions.contains { $0.what.contains("one value of `user_id`") })
    }
}
