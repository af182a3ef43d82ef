import ClaudeBackend
import Documents
import Facts
import Simulation
import SourceText
import TimeSeries

/// `backend` and `dependencies` in a scenario.
enum ScenarioBackendReader {
    static func backend(_ keys: inout MappingReader) -> ScenarioBackend {
        var backend = ScenarioBackend()
        backend.tier = keys.optional("tier") { $0.oneOf(UsageTier.self) }?.value
        let headroom = keys.optional("headroom") { $0.number(in: 0.01...10_000) }
        backend.headroom = headroom?.value
        if let headroom, backend.tier != nil {
            keys.report(
                ScenarioFindings.contradicts(
                    "headroom", at: headroom.range, "tier", why: "Each says by itself what may be used in a minute."))
        }
        backend.models =
            keys.optional("models") { value in
                value.list { $0.mapping(model) ?? nil }
            } ?? []
        return backend
    }

    private static func model(_ keys: inout MappingReader) -> ScenarioBackend.Model? {
        let id = keys.required("model", example: "claude-sonnet-4-6") { $0.model() }
        var model = ScenarioBackend.Model(id: id ?? Located("", at: keys.node.range))
        model.firstToken = keys.optional("ttft") { $0.timeDistribution() }
        model.prefillTokensPerSecond = keys.optional("prefill_tokens_per_second") { $0.number(in: 1...1e9) }?.value
        model.outputTokensPerSecond = keys.optional("output_tokens_per_second") { $0.number(in: 1...1e6) }?.value
        func limit(_ key: String, _ keys: inout MappingReader) -> Int64? {
            // Up to 100000G fits; the amount is not negative.
            keys.optional(key) { $0.amount() }.map { Int64($0.value.rounded()) }
        }
        model.requestsPerMinute = limit("rpm", &keys)
        model.inputTokensPerMinute = limit("itpm", &keys)
        model.outputTokensPerMinute = limit("otpm", &keys)
        model.inputGrowthPerMinute = limit("itpm_growth", &keys)
        return id == nil ? nil : model
    }

    static func dependencies(_ value: inout ValueReader) -> [ScenarioDependency]? {
        value.list { item in
            item.mapping { keys -> ScenarioDependency? in
                let name = keys.required("name", example: "pinecone") { $0.name() }
                let latency = keys.optional("latency") { $0.timeDistribution() }
                let errors = keys.optional("errors") { $0.ratio() }
                return name.map { ScenarioDependency(name: $0, latency: latency, errorShare: errors?.value) }
            } ?? nil
        }
    }
}

/// `pipeline` in a scenario.
enum ScenarioPipelineReader {
    static func read(_ keys: inout MappingReader) -> ScenarioPipeline {
        let mode = keys.optional("mode") { $0.oneOf(PipelineSettings.Kind.self) }
        let interval = keys.optional("scrape_interval") { $0.time(atLeast: 1_000) }
        var settings: [ScenarioPipeline.Setting] = []
        for key in PipelineSettings.knobs {
            let value = keys.optional(key) { value in
                value.parsed(expected: expectation(of: key)) { bytes in
                    turns(key, ByteString(bytes), mode?.value) ? ByteString(bytes) : nil
                }
            }
            if let value { settings.append(ScenarioPipeline.Setting(key: key, value: value)) }
        }
        return ScenarioPipeline(
            mode: mode?.value, scrapeIntervalMilliseconds: interval?.value, settings: settings)
    }

    /// Whether the value is one that the knob has; without a mode, one that it has in some mode.
    private static func turns(_ key: String, _ value: ByteString, _ mode: PipelineSettings.Kind?) -> Bool {
        (mode.map { [$0] } ?? PipelineSettings.Kind.allCases).contains { kind in
            PipelineSettings.preset(kind, scrapeIntervalMilliseconds: ScenarioDefaults.scrapeIntervalMilliseconds)
                .applying([(key, value.string)]).unknown.isEmpty
        }
    }

    /// Completes "must be …".
    private static func expectation(of key: String) -> String {
        switch key {
        case "flush_interval", "export_interval", "timeout": "a duration above zero, such as `5s`"
        case "batch": "a whole number above zero"
        case "capacity": "a whole number above zero, or `unbounded`"
        case "on_full": "`drop_new`, `drop_old` or `block`"
        case "retry": "a number of retries, a duration, `true` or `false`"
        case "drain_on_shutdown": "`true`, `false` or a duration"
        case "temporality": "`cumulative` or `delta`"
        case "transport": "`udp` or `uds` of DogStatsD, `http` or `grpc` of others"
        case "sampling": "`100%`: a rehearsal samples nothing away"
        default: "text"
        }
    }
}
