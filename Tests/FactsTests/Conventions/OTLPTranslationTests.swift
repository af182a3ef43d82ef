import Facts
import Foundation
import SourceText
import TestKit
import Testing

/// The table of the telemetry notes, and the SDK's own exporter as the referee.
@Suite struct `Names of OTLP metrics in Prometheus` {
    struct Instrument: Sendable, CustomTestStringConvertible {
        var name: String
        var unit: String
        var kind: MetricKind
        var exposed: ByteString

        init(_ name: String, _ unit: String, _ kind: MetricKind, _ exposed: ByteString) {
            self.name = name
            self.unit = unit
            self.kind = kind
            self.exposed = exposed
        }

        var testDescription: String { "\(name) in \(unit.isEmpty ? "nothing" : unit), a \(kind.rawValue)" }
    }

    static let table = [
        Instrument("gen_ai.client.token.usage", "token", .histogram, "gen_ai_client_token_usage_token"),
        Instrument("gen_ai.client.token.usage", "{token}", .histogram, "gen_ai_client_token_usage"),
        Instrument(
            "gen_ai.client.operation.duration", "s", .histogram, "gen_ai_client_operation_duration_seconds"),
        Instrument(
            "gen_ai.client.inference.usage.input_tokens", "", .counter,
            "gen_ai_client_inference_usage_input_tokens_total"),
        Instrument("claude.latency.total_ms", "ms", .histogram, "claude_latency_total_ms_milliseconds"),
        Instrument("claude.requests.count", "", .counter, "claude_requests_count_total"),
        Instrument("claude.cost.usd", "", .counter, "claude_cost_usd_total"),
        Instrument("claude_code.cost.usage", "USD", .counter, "claude_code_cost_usage_USD_total"),
        Instrument("claude_code.token.usage", "tokens", .counter, "claude_code_token_usage_tokens_total"),
        Instrument("claude_code.active_time.total", "s", .counter, "claude_code_active_time_seconds_total"),
        Instrument("gen_ai.usage.cost", "USD", .histogram, "gen_ai_usage_cost_USD"),
        Instrument(
            "llm.anthropic.completion.exceptions", "time", .counter,
            "llm_anthropic_completion_exceptions_time_total"),
        Instrument(
            "gen_ai.client.generation.choices", "choice", .counter, "gen_ai_client_generation_choices_choice_total"),
        Instrument("queue.wait", "By/s", .gauge, "queue_wait_bytes_per_second"),
        Instrument("queue.rate", "{request}/s", .gauge, "queue_rate_per_second"),
        Instrument("a-.-b", "min", .counter, "a_b_minutes_total"),
        Instrument("uptime.seconds", "s", .gauge, "uptime_seconds"),
        Instrument("load", "%", .gauge, "load_percent"),
        Instrument("calls.made", "1", .counter, "calls_made_total"),
    ]

    @Test(arguments: table)
    func `are computed from name, unit and kind`(instrument: Instrument) {
        let family = OTLPTranslation.family(
            name: instrument.name, unit: instrument.unit, kind: instrument.kind, via: .pythonExporter)
        #expect(family == instrument.exposed)
    }

    /// prometheus/otlptranslator does not repeat a unit that is a word of the name already.
    private static let otherwiseOnTheServer: [ByteString: ByteString] = [
        "gen_ai_client_token_usage_token": "gen_ai_client_token_usage"
    ]

    @Test(arguments: table)
    func `are the same on the server, but where the name holds the unit`(instrument: Instrument) {
        let family = OTLPTranslation.family(name: instrument.name, unit: instrument.unit, kind: instrument.kind)
        #expect(family == Self.otherwiseOnTheServer[instrument.exposed] ?? instrument.exposed)
    }

    @Test func `of gauges without a dimension end in ratio, as the server has it`() {
        #expect(OTLPTranslation.family(name: "cache.share", unit: "1", kind: .gauge) == "cache_share_ratio")
    }

    @Test func `of labels keep every character that Prometheus 2 allows`() {
        #expect(OTLPTranslation.label("gen_ai.request.model") == "gen_ai_request_model")
        #expect(OTLPTranslation.label("user:id") == "user_id")
    }

    @Test func `are those that the SDK's own exporter serves`() throws {
        guard let python = Referee.python(with: "opentelemetry.exporter.prometheus") else {
            #expect(!Referee.isRequired, "opentelemetry-exporter-prometheus is required in CI: run `make test`")
            return
        }
        let script = """
            import json, sys
            from opentelemetry.exporter.prometheus import PrometheusMetricReader
            from opentelemetry.sdk.metrics import MeterProvider
            from prometheus_client import REGISTRY
            rows = [row.split("|") for row in sys.argv[1].split("\\n")]
            # Two instruments of one name make one family, so each has a provider of its own.
            for number, (name, unit, kind) in enumerate(rows):
                reader = PrometheusMetricReader()
                meter = MeterProvider(metric_readers=[reader]).get_meter("m")
                if kind == "counter":
                    meter.create_counter(name, unit=unit, description="probe").add(1)
                elif kind == "gauge":
                    meter.create_gauge(name, unit=unit, description="probe").set(1)
                else:
                    meter.create_histogram(name, unit=unit, description="probe").record(1)
                for family in reader._collector.collect():
                    if family.documentation == "probe":
                        print(family.name + ("_total" if kind == "counter" else ""))
                reader.shutdown()
            """
        let rows = Self.table.map { "\($0.name)|\($0.unit)|\($0.kind.rawValue)" }.joined(separator: "\n")
        let output = try Referee.run(python, ["-c", script, rows])
        try #require(output.status == 0, "\(output.standardError)")
        let served = output.standardOutput.split(separator: "\n").map(String.init)
        #expect(served == Self.table.map(\.exposed.string))
    }
}
