import ClaudeBackend
import Facts
import Findings
import Rehearsals
import Simulation
import SourceText
import Testing

@Suite struct `A scenario over a service` {
    private func ready(
        _ text: ScenarioText, over surroundings: ScenarioSurroundings
    ) throws -> ResolvedScenario {
        let (scenario, findings) = text.read()
        let read = try #require(scenario, "\(findings.map(\.message))")
        guard case .ready(let resolved) = read.resolve(in: surroundings, seed: 7) else {
            throw ExampleManifest.Unreadable(findings: ["\(read.resolve(in: surroundings, seed: 7))"])
        }
        return resolved
    }

    private func bare(_ more: String = "", trace: String? = nil) throws -> ScenarioSurroundings {
        try ExampleManifest.surroundings("preflight: 1\nservice: bare\n\(more)", trace: trace)
    }

    private func curve(_ resolved: ResolvedScenario) throws -> RateCurve {
        guard case .open(let curve) = resolved.input.traffic.model else {
            throw ExampleManifest.Unreadable(findings: ["users come by themselves"])
        }
        return curve
    }

    @Test func `has the manifest's models and features as users`() throws {
        let resolved = try ready(.incident(""), over: try ExampleManifest.supportChat())
        let populations = resolved.input.populations
        #expect(
            populations.map(\.id) == [
                "claude-sonnet-4-6/chat", "claude-sonnet-4-6/summarise", "claude-haiku-4-5/chat",
                "claude-haiku-4-5/summarise",
            ])
        #expect(zip(populations.map(\.share), [0.1, 0.1, 0.4, 0.4]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(populations.allSatisfy { $0.streaming && $0.cache != nil && $0.thinking != nil })
        #expect(resolved.input.models.map(\.id) == ["claude-sonnet-4-6", "claude-haiku-4-5"])
        #expect(resolved.input.dependencies.map(\.name) == ["pinecone"])
        #expect(resolved.pipeline.kind == .pull && resolved.pipeline.scrape.intervalMilliseconds == 30_000)
        #expect(resolved.input.seed == 7)
        // What the manifest says is taken for granted by nobody.
        let keys = resolved.assumptions.compactMap(\.key)
        for said in ["claude.models", "features", "traffic.peak_rps", "traffic.night_rps", "claude.streaming"] {
            #expect(!keys.contains(said), "`\(said)` stands in the manifest")
        }
        #expect(keys.contains("client_policy") && keys.contains("clients.input_tokens"))
    }

    @Test func `takes a dependency's latency from the sample's mean`() throws {
        let manifest = try ExampleManifest.supportChatManifest()
        func median(of exposition: String?) throws -> Double {
            let surroundings = try ExampleManifest.surroundings(manifest, exposition: exposition)
            let resolved = try ready(.incident(""), over: surroundings)
            guard case .percentiles(let p50, _) = resolved.input.dependencies[0].latencyMilliseconds else { return -1 }
            return p50
        }
        #expect(try median(of: nil) == 80, "80 ms where nothing is known")
        let sampled = try median(
            of: """
                # TYPE pinecone_query_seconds histogram
                pinecone_query_seconds_bucket{le="0.1"} 3
                pinecone_query_seconds_bucket{le="+Inf"} 4
                pinecone_query_seconds_sum 1.6
                pinecone_query_seconds_count 4

                """)
        // A lognormal whose 95th percentile is 2.5 times its median has a mean 1.168 times as large as the median.
        #expect(abs(sampled - 400 / 1.1679) < 1, "a mean of 400 ms is a median of \(sampled)")
    }

    @Test func `follows the manifest's day`() throws {
        let text = ScenarioText(
            """
            scenario: day
            version: 1
            kind: control
            title: t
            story: s
            duration: 1d
            start: {day: monday, time: "00:00"}

            """)
        let curve = try curve(try ready(text, over: try ExampleManifest.supportChat()))
        let top = try #require(curve.points.max { $0.perSecond < $1.perSecond })
        let low = try #require(curve.points.min { $0.perSecond < $1.perSecond })
        #expect(abs(top.perSecond - 10) < 1e-9 && top.milliseconds == 15 * 3_600_000)
        #expect(abs(low.perSecond - 2) < 1e-9 && low.milliseconds == 3 * 3_600_000)
    }

    @Test func `reads a mean, a spike, stages and a recorded day`() throws {
        let level = try curve(try ready(.incident("traffic: {rate: 12}"), over: try bare()))
        #expect(level == .constant(12))
        let spiky = try curve(
            try ready(
                .incident("traffic: {rate: 10, spike: {factor: 3, at: 20m, for: 30m, ramp_in: 10m}}"),
                over: try bare()))
        func rate(_ curve: RateCurve, atMinute minute: Int64) -> Double? {
            curve.points.last { $0.milliseconds <= minute * 60_000 }?.perSecond
        }
        #expect(rate(spiky, atMinute: 19) == 10)
        #expect(rate(spiky, atMinute: 25) == 20, "half way up the ramp")
        #expect(rate(spiky, atMinute: 30) == 30)
        #expect(rate(spiky, atMinute: 51) == 10)
        let staged = try curve(
            try ready(
                .incident("traffic: {rate: 4, stages: [{target: 8, duration: 10m}, {target: 2, duration: 5m}]}"),
                over: try bare()))
        #expect(staged.points.map(\.perSecond) == [4, 8, 2])
        #expect(staged.points.map(\.milliseconds) == [0, 600_000, 900_000])
        let recorded = try curve(
            try ready(
                .incident("traffic: {trace: day.csv}"), over: try bare(trace: "seconds,rps\n# noon\n0,5\r\n60,7.5\n")))
        #expect(recorded.points.map(\.perSecond) == [5, 7.5])
    }

    @Test func `tells what is wrong with a recorded day, in its line`() throws {
        let scenario = try #require(ScenarioText.incident("traffic: {trace: day.csv}").read().scenario)
        for (trace, start, length) in [
            ("0,5\n60,-7\n", 4, 5), ("0,5\n0,6\n", 4, 3), ("a,b\nc,d\n5\n", 8, 1), ("0,0\n", 0, 0), ("", 0, 0),
        ] {
            guard case .invalid(let findings) = scenario.resolve(in: try bare(trace: trace), seed: 1) else {
                Issue.record("`\(trace)` is no day")
                continue
            }
            let range = try #require(findings.first?.primary).range.bytes
            #expect(range.start == start && range.length == length, "`\(trace)`: \(range)")
        }
        guard case .invalid(let findings) = scenario.resolve(in: try bare(), seed: 1) else {
            Issue.record("a day that is not there cannot run")
            return
        }
        #expect(findings.first?.kind.code == "PF413")
    }

    @Test func `finds room in the first tier that holds the peak`() throws {
        func limits(_ rate: String) throws -> RateLimits {
            let resolved = try ready(
                .incident(
                    "traffic: {rate: \(rate)}\nclients: [{id: a, input_tokens: 1000, output_tokens: 100, model: claude-sonnet-4-6, feature: x, cache: {prefix_tokens: 0}}]"
                ),
                over: try bare())
            return try #require(resolved.input.models.first).limits
        }
        #expect(try limits("5") == ExampleManifest.limits(.start), "450 requests a minute with headroom")
        #expect(try limits("30") == ExampleManifest.limits(.build), "2,700 requests and 2.7M tokens a minute")
        #expect(try limits("90") == ExampleManifest.limits(.scale))
        let contract = try limits("1000")
        #expect(contract.requestsPerMinute == 90_000 && contract.inputTokensPerMinute == 90_000_000)
        let tight = try ready(
            .incident(
                "traffic: {rate: 10}\nbackend: {headroom: 2}\nclients: [{id: a, input_tokens: 1000, output_tokens: 100, cache: {prefix_tokens: 0}}]"
            ),
            over: try bare())
        #expect(tight.input.models.first?.limits.inputTokensPerMinute == 1_200_000)
    }

    @Test func `strikes all populations of a client, and nobody else`() throws {
        let resolved = try ready(
            .incident(
                """
                clients: [{id: chat}, {id: chatty, model: claude-haiku-4-5}]
                faults: [{id: a, fault: overloaded, at: 30m, for: 5m, match: {population: chat}}]
                """, faults: false), over: try ExampleManifest.supportChat())
        let fault = try #require(resolved.input.faults.first)
        let struck = resolved.input.populations.filter { fault.match.matches($0) }.map(\.id)
        #expect(
            struck == [
                "chat/claude-sonnet-4-6/chat", "chat/claude-sonnet-4-6/summarise", "chat/claude-haiku-4-5/chat",
                "chat/claude-haiku-4-5/summarise",
            ])
        #expect(resolved.input.populations.contains { $0.id == "chatty/chat" })
    }

    @Test(arguments: [
        ("match: {feature: chatt}", "did you mean `chat`"),
        ("match: {model: claude-opus-5}", "there is no model `claude-opus-5`"),
        ("match: {tenant: acme}", "there is no tenant"),
        ("match: {population: claude-haiku-4-5/chta}", "did you mean `claude-haiku-4-5/chat`"),
    ]) func `refuses to strike what the service does not have`(match: String, words: String) throws {
        let text = ScenarioText.incident(
            "faults: [{id: a, fault: overloaded, at: 30m, for: 5m, \(match)}]", faults: false)
        let scenario = try #require(text.read().scenario)
        guard case .invalid(let findings) = scenario.resolve(in: try ExampleManifest.supportChat(), seed: 1) else {
            Issue.record("`\(match)` strikes nobody")
            return
        }
        #expect(findings.count == 1 && findings[0].kind.code == "PF405")
        #expect(findings[0].message.contains(words), "\(findings[0].message)")
    }

    @Test func `refuses a dependency that the manifest does not have`() throws {
        let text = ScenarioText.incident(
            "faults: [{id: a, fault: dependency-slow, at: 30m, for: 5m, dependency: pincone}]", faults: false)
        guard
            case .invalid(let findings) = try #require(text.read().scenario).resolve(
                in: try ExampleManifest.supportChat(), seed: 1)
        else {
            Issue.record("there is no `pincone`")
            return
        }
        #expect(findings.first?.message.contains("did you mean `pinecone`") == true)
    }

    @Test func `cannot happen to a service that does not use what it needs`() throws {
        for (need, key) in [
            ("streaming", "streaming"), ("caching", "prompt_caching"), ("thinking", "extended_thinking"),
        ] {
            let scenario = try #require(ScenarioText.incident("needs: \(need)").read().scenario)
            guard
                case .notApplicable(let reason) = scenario.resolve(
                    in: try bare("claude: {\(key): false}\n"), seed: 1)
            else {
                Issue.record("a service without \(need) is spared")
                continue
            }
            #expect(reason.contains("claude.\(key): false"))
            guard case .ready = scenario.resolve(in: try bare(), seed: 1) else {
                Issue.record("what nobody declares is taken to be used")
                continue
            }
        }
    }

    /// An incident that knew the thresholds could be made to fit them.
    @Test func `never looks at what was promised`() throws {
        let manifest = try ExampleManifest.supportChatManifest()
        let other =
            manifest
            .replacing(
                "sla: {ttft_p95: 3s, total_p95: 20s, error_rate: 2%}", with: "sla: {ttft_p95: 9s, error_rate: 40%}"
            )
            .replacing("budget: {monthly_usd: 100000, hourly_forecast_usd: 250}", with: "budget: {monthly_usd: 1}")
            .replacing("paging: 'severity=\"page\"'", with: "paging: 'severity=\"never\"'")
        #expect(other != manifest)
        for scenario in `The scenarios that ship`.scenarios {
            guard case .ready(let one) = scenario.resolve(in: try ExampleManifest.surroundings(manifest), seed: 1),
                case .ready(let two) = scenario.resolve(in: try ExampleManifest.surroundings(other), seed: 1)
            else {
                Issue.record("\(scenario.id.value) runs")
                continue
            }
            #expect(ScenarioPlan.text(one) == ScenarioPlan.text(two))
            #expect(one.input.populations == two.input.populations && one.input.traffic == two.input.traffic)
            #expect(one.input.faults.map(\.values) == two.input.faults.map(\.values))
            #expect(one.input.models.map(\.limits) == two.input.models.map(\.limits))
        }
    }

    @Test func `turns the knobs of the manifest's pipeline, and then its own`() throws {
        let manifest =
            "telemetry: {pipeline: {mode: async, flush_interval: 2s, capacity: 99, on_full: drop_old, drain_on_shutdown: true, batch: some, on_error: ignore}}\n"
        let declared = try ready(.incident(""), over: try bare(manifest)).pipeline
        #expect(declared.kind == .async && declared.buffer.flushMilliseconds == 2_000)
        #expect(declared.buffer.capacity == 99 && declared.buffer.onFull == .dropOld)
        #expect(declared.buffer.batch == 512, "what cannot be read is the preset's")
        #expect(declared.drainMilliseconds == 10_000)
        let resolved = try ready(.incident("pipeline: {capacity: unbounded, retry: 3}"), over: try bare(manifest))
        #expect(resolved.pipeline.buffer.flushMilliseconds == 2_000 && resolved.pipeline.exporter.retryLimit == 3)
        #expect(resolved.pipeline.buffer.capacity == .max)
        #expect(resolved.assumptions.contains { $0.key == "telemetry.pipeline.batch" })
        let other = try ready(.incident("pipeline: {mode: dogstatsd}"), over: try bare(manifest)).pipeline
        #expect(other.kind == .dogstatsd && other.buffer.flushMilliseconds == 5_000, "knobs of another mode stay there")
    }

    @Test func `takes a model that nobody knows for its family's newest`() throws {
        let resolved = try ready(
            .incident(""), over: try bare("claude: {models: [claude-haiku-9, our-own-model]}\n"))
        #expect(resolved.input.models.map(\.id) == ["claude-haiku-9", "our-own-model"])
        #expect(
            resolved.assumptions.contains { $0.what.contains("`claude-haiku-9` is as fast and dear as claude-haiku") })
    }

    @Test func `finds models and features in the sample where the manifest is silent`() throws {
        let resolved = try ready(
            .incident(""),
            over: try ExampleManifest.surroundings(
                "preflight: 1\nservice: bare\ntelemetry: {convention: guide-prometheus}\n",
                exposition: try ExampleManifest.text("examples/support-chat/telemetry/metrics.prom")))
        #expect(Set(resolved.input.populations.map(\.model)) == ["claude-sonnet-4-6", "claude-haiku-4-5"])
        #expect(Set(resolved.input.populations.map(\.feature)) == ["chat", "summarise"])
    }

    @Test func `says in its plan what will happen when`() throws {
        let text = ScenarioText.incident(
            """
            traffic: {rate: 20}
            clients: [{id: chat, model: claude-haiku-4-5, feature: chat, input_tokens: 900, output_tokens: 100, cache: {prefix_tokens: 5000}}]
            client_policy: none
            background: [{id: odd, fault: server-error, probability: 0.1%}]
            """)
        let plan = ScenarioPlan.text(
            try ready(
                text,
                over: try bare(
                    "claude: {extended_thinking: false, streaming: true}\ntelemetry: {scrape_interval: 15s, pipeline: {mode: pull}}\n"
                )))
        #expect(
            plan == """
                ours (incident): Something is wrong
                  It goes wrong, and then it is over.

                  runs      1h30m from wednesday 13:00 UTC
                  traffic   20 requests a second
                  retries   none, gives up after 10m of silence
                  telemetry pulled every 15s
                  disturbs  errors

                  users
                    chat  100%  streamed, in 900 tokens, out 100 tokens, cached prefix 5000 tokens

                  timeline
                    traffic                                            |9999999999999999999999999999999999999999|
                    burst: overloaded probability 25%     30m to 50m   |.............##########.................|
                    (odd: server-error probability 0.1%)  0s to 1h30m  |########################################|

                  taken for granted
                    users come in bursts of a coefficient of variation of 1.2 (traffic.arrivals)
                    limits of the build tier, which holds the peak (backend.tier)

                """, "\(plan)")
    }
}
