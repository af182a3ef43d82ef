import ClaudeBackend
import Facts
import Findings
import Rehearsals
import Simulation
import SourceText
import Testing

@Suite struct `A scenario file` {
    @Test func `says everything that it can say`() throws {
        let text = ScenarioText(
            """
            scenario: launch-day
            version: 3
            kind: incident
            title: A launch meets an overload
            story: Users come, and Claude is full.
            signals: [errors, 'dependency.*.latency', tokens.cache_read]
            shared_signals_with: {overloaded-529: "other users"}
            needs: [streaming, caching]
            duration: 2h
            start: {day: saturday, time: "09:05"}
            traffic:
              daily_requests: 50M
              diurnal: {peak_hour: 15, peak_to_trough: 4}
              spike: {factor: 3, at: 20m, for: 40m, ramp_in: 10m}
              arrivals: {process: gamma, cv: 1.6}
            clients:
              - id: chat
                share: 80%
                model: claude-sonnet-4-6
                feature: chat
                tenant: acme
                streaming: true
                input_tokens: {p50: 900, p95: 6000}
                output_tokens: {mean: 250, cv: 0}
                max_tokens: 4096
                cache: {prefix_tokens: 3000, prefixes: 4, ttl: 1h}
                thinking: {share: 20%, tokens: {low: 100, high: 900}}
                tools: 5%
                calls_per_request: 3
              - {id: batch, share: 0.2}
            client_policy:
              preset: anthropic-python@1.5
              timeout: 120s
              deadline: 5m
              retries: 4
              backoff: {base: 250ms, cap: 4s, jitter: 50%}
              retry_after: {up_to: 30s}
              retry_broken_streams: true
              budget: {ratio: 10%, reserve: 5}
              breaker: {failure_ratio: 50%, minimum_calls: 30, window: 20s, open: 1m}
              fallback: claude-haiku-4-5
            backend:
              tier: build
              models:
                - {model: claude-sonnet-4-6, ttft: {p50: 900ms, p95: 3s}, output_tokens_per_second: 70, itpm: 2M}
            dependencies:
              - {name: pinecone, latency: {p50: 30ms, p95: 90ms}, errors: 0.1%}
            faults:
              - id: od
                fault: overloaded
                at: 30m
                for: 20m
                ramp_in: 2m
                ramp_out: 3m
                every: 45m
                match: {population: chat, model: [claude-sonnet-4-6], feature: chat, tenant: acme, streaming: true}
                probability: 25%
              - {id: slow, fault: dependency-slow, at: 30m, for: 10m, dependency: pinecone, factor: 6}
              - {id: restart, fault: crash, at: 70m, down: 45s}
            background:
              - {id: odd, fault: server-error, probability: 0.1%}
            pipeline: {mode: async, flush_interval: 5s, batch: 100, capacity: 2048, on_full: block, scrape_interval: 15s}
            expect:
              - {alert: ClaudeOverloaded, fires: {during: od, within: 5m}}
              - {alert: '*', silent: {outside: incidents}}
              - {alert: Other, silent: true}
              - {alert: ClaudeOverloaded, resolves: {after: od, within: 15m}}
              - {metric: telemetry.loss, op: '<=', value: 1%}
              - {metric: detection.worst, op: '<', value: 6m}

            """)
        let (read, findings) = text.read()
        #expect(findings.isEmpty, "\(findings.map(\.message))")
        let scenario = try #require(read)
        #expect(scenario.id.value == "launch-day" && scenario.version == 3 && scenario.kind == .incident)
        #expect(
            scenario.signals.map(\.value) == [.errors, .dependency("*", .latency), .tokens(.cacheRead)])
        #expect(scenario.needs.map(\.value) == [.streaming, .caching])
        #expect(scenario.start == Scenario.Start(day: .saturday, minuteOfDay: 545))
        #expect(scenario.start.unixMilliseconds == 1_768_035_900_000, "2026-01-10 09:05 UTC")
        #expect(scenario.traffic.model == .daily(50_000_000))
        #expect(scenario.traffic.arrivalCV == 1.6)
        let chat = try #require(scenario.clients.first)
        #expect(chat.inputTokens == .percentiles(p50: 900, p95: 6_000))
        #expect(chat.outputTokens == .constant(250), "what does not vary is a constant")
        #expect(chat.cache?.distinctPrefixes == 4 && chat.cache?.lifetimeIsHour == true)
        #expect(chat.thinking?.tokens == .uniform(low: 100, high: 900))
        let policy = try #require(scenario.policy?.policy)
        #expect(policy.readTimeoutMilliseconds == 120_000 && policy.deadlineMilliseconds == 300_000)
        #expect(policy.maximumRetries == 4 && policy.longestRetryAfterMilliseconds == 30_000)
        #expect(policy.breaker?.openMilliseconds == 60_000 && policy.budget?.reserve == 5)
        #expect(policy.fallbackModel == "claude-haiku-4-5")
        #expect(scenario.backend.tier == .build && scenario.backend.models.first?.inputTokensPerMinute == 2_000_000)
        #expect(scenario.dependencies.first?.latency == .percentiles(p50: 30, p95: 90))
        let overload = try #require(scenario.faults.first?.fault)
        #expect(overload.values == [0.25] && overload.everyMilliseconds == 2_700_000)
        #expect(overload.match.streaming == true && overload.match.tenants == ["acme"])
        #expect(scenario.faults[1].fault.dependency == "pinecone" && scenario.faults[1].fault.values == [6])
        #expect(scenario.faults[2].fault.kind.isMoment && scenario.faults[2].fault.values == [45_000])
        #expect(scenario.background.first?.fault.durationMilliseconds == 7_200_000, "the background lasts for the run")
        #expect(scenario.incident == 1_800_000...5_700_000, "30m, and again at 75m until 95m")
        #expect(scenario.pipeline?.mode == .async && scenario.pipeline?.scrapeIntervalMilliseconds == 15_000)
        #expect(scenario.expectations.count == 6)
        #expect(
            scenario.expectations[0].subject
                == .fires(.named("ClaudeOverloaded"), during: "od", withinMilliseconds: 300_000))
        #expect(scenario.expectations[1].subject == .silentOutsideIncidents(.any))
        #expect(scenario.expectations[4].subject == .metric(.telemetryLoss, .atMost, 0.01))
        #expect(scenario.expectations[5].subject == .metric(.detectionWorst, .less, 360_000))
    }

    @Test func `needs very little`() throws {
        let (scenario, findings) = ScenarioText.incident("").read()
        #expect(findings.isEmpty, "\(findings.map(\.message))")
        #expect(try #require(scenario).policy == nil)
    }

    /// The same scenario however it is laid out.
    @Test(arguments: Layout.allCases) func `reads the same in any layout`(layout: Layout) throws {
        let plain = ScenarioText.incident("client_policy: none\ntraffic: {rate: 3}\n")
        let surroundings = try ExampleManifest.surroundings("preflight: 1\nservice: bare\n")
        let first = try #require(plain.read().scenario)
        let second = try #require(ScenarioText(layout.change(plain.text)).read().scenario)
        guard case .ready(let one) = first.resolve(in: surroundings, seed: 1),
            case .ready(let other) = second.resolve(in: surroundings, seed: 1)
        else {
            Issue.record("the scenario runs")
            return
        }
        #expect(ScenarioPlan.text(one) == ScenarioPlan.text(other))
    }

    enum Layout: CaseIterable {
        case carriageReturns, multiByteComment, reversedKeys, blockStyle

        func change(_ text: String) -> String {
            switch self {
            case .carriageReturns: text.replacing("\n", with: "\r\n")
            case .multiByteComment: "# \u{E9}\n" + text
            case .reversedKeys: text.split(separator: "\n").reversed().joined(separator: "\n") + "\n"
            case .blockStyle: text.replacing("signals: [errors]", with: "signals:\n  - errors")
            }
        }
    }

    @Test func `repeats a fault until the run ends`() throws {
        let text = ScenarioText(
            """
            scenario: ours
            version: 1
            kind: incident
            title: t
            story: s
            signals: [errors]
            duration: 60m
            faults: [{id: blip, fault: overloaded, at: 10m, for: 5m, every: 20m}]

            """)
        let blip = try #require(text.read().scenario?.faults.first)
        let minutes = blip.occurrences(inRun: 3_600_000).map {
            ($0.lowerBound / 60_000)...($0.upperBound / 60_000)
        }
        #expect(minutes == [10...15, 30...35, 50...55])
        #expect(blip.endMilliseconds(ofRun: 3_600_000) == 55 * 60_000)
        #expect(blip.endMilliseconds(ofRun: 52 * 60_000) == 52 * 60_000, "cut by the end of the run")
    }
}

/// Everything that can be wrong, with the place it is told at and what is suggested.
struct BadScenario: Sendable, CustomTestStringConvertible {
    var what: String
    var code: String
    var text: String
    /// Stands in the finding's message or fix.
    var suggestion: String

    var testDescription: String { what }

    init(_ what: String, _ code: String, _ added: String, suggests suggestion: String, faults: Bool = true) {
        self.what = what
        self.code = code
        self.suggestion = suggestion
        text = added
        hasFaults = faults
    }

    var hasFaults: Bool
}

@Suite struct `A bad scenario` {
    static let all: [BadScenario] = [
        BadScenario("a negative rate", "PF023", "traffic: {rate: ⟦-5⟧}", suggests: "between 0"),
        BadScenario("a negative amount", "PF022", "traffic: {daily_requests: ⟦many⟧}", suggests: "50M"),
        BadScenario("no traffic", "PF408", "traffic: {rate: ⟦0⟧}", suggests: "`rate: 10`"),
        BadScenario(
            "stages that never leave zero", "PF408", "traffic: ⟦{stages: [{target: 0, duration: 5m}]}⟧",
            suggests: "`rate: 10`"),
        BadScenario(
            "two ways to say how many", "PF411", "traffic: {rate: 5, ⟦daily_requests⟧: 50M}", suggests: "keep one"),
        BadScenario(
            "a daily curve over workers", "PF411",
            "traffic: {workers: 5, ⟦diurnal⟧: {peak_hour: 15, peak_to_trough: 4}}", suggests: "keep one"),
        BadScenario(
            "a Poisson process of another variation", "PF411", "traffic: {arrivals: {process: poisson, cv: ⟦2⟧}}",
            suggests: "gamma"),
        BadScenario(
            "percentiles the wrong way round", "PF409", "clients: [{id: a, input_tokens: {p50: 900, p95: ⟦90⟧}}]",
            suggests: "swap"),
        BadScenario(
            "a latency the wrong way round", "PF409",
            "dependencies: [{name: a, latency: {p50: 2s, p95: ⟦1s⟧}}]", suggests: "swap"),
        BadScenario(
            "shares of nothing", "PF410", "clients: [{id: a, share: ⟦0⟧}, {id: b, share: 0%}]", suggests: "share: 1"),
        BadScenario("a negative share", "PF023", "clients: [{id: a, share: ⟦-10%⟧}]", suggests: "between 0%"),
        BadScenario(
            "two clients of one name", "PF404", "clients: [{id: a}, {id: ⟦a⟧}]", suggests: "another `id:`"),
        BadScenario(
            "an unknown model", "PF412", "clients: [{id: a, model: ⟦claude-sonet-4-6⟧}]",
            suggests: "did you mean `claude-sonnet-4-6`"),
        BadScenario(
            "an unknown preset", "PF024", "client_policy: ⟦anthropic-skd⟧", suggests: "did you mean `anthropic-sdk`"),
        BadScenario("an unknown key", "PF020", "⟦trafic⟧: {rate: 4}", suggests: "did you mean `traffic`"),
        BadScenario(
            "a fault nobody knows", "PF400", "faults: [{id: a, fault: ⟦overload⟧, at: 30m, for: 5m}]",
            suggests: "did you mean `overloaded`", faults: false),
        BadScenario(
            "a parameter of another fault", "PF020",
            "faults: [{id: a, fault: overloaded, at: 30m, for: 5m, ⟦factor⟧: 2}]", suggests: "`probability`",
            faults: false),
        BadScenario(
            "a share above one", "PF023", "faults: [{id: a, fault: overloaded, at: 30m, for: 5m, probability: ⟦250%⟧}]",
            suggests: "between 0% and 100%", faults: false),
        BadScenario(
            "a factor below nothing", "PF023",
            "faults: [{id: a, fault: slow-first-token, at: 30m, for: 5m, factor: ⟦-4⟧}]", suggests: "between 0",
            faults: false),
        BadScenario(
            "a parameter that has no usual value", "PF021",
            "⟦faults⟧: [{id: a, fault: traffic, at: 30m, for: 5m}]", suggests: "`factor: 4`", faults: false),
        BadScenario(
            "a fault after the end", "PF401", "faults: [{id: a, fault: overloaded, at: ⟦2h⟧, for: 5m}]",
            suggests: "begins at 2h, but the run is over after 1h30m", faults: false),
        BadScenario(
            "a moment after the end", "PF401", "faults: [{id: a, fault: deploy, at: ⟦90m⟧}]", suggests: "1h30m",
            faults: false),
        BadScenario(
            "a fault past the end", "PF401", "faults: [{id: a, fault: overloaded, at: 80m, for: ⟦20m⟧}]",
            suggests: "10m after the run", faults: false),
        BadScenario(
            "a spike past the end", "PF401", "traffic: {spike: {factor: 3, at: 80m, for: ⟦20m⟧}}",
            suggests: "10m after the run"),
        BadScenario(
            "ramps longer than the fault", "PF402",
            "faults: [{id: a, fault: overloaded, at: 30m, for: 5m, ramp_in: 3m, ramp_out: ⟦4m⟧}]",
            suggests: "takes 7m to rise and fall", faults: false),
        BadScenario(
            "a repeat shorter than the fault", "PF403",
            "faults: [{id: a, fault: overloaded, at: 30m, for: 5m, every: ⟦2m⟧}]", suggests: "every: 5m",
            faults: false),
        BadScenario(
            "two faults of one name", "PF404",
            "faults: [{id: a, fault: overloaded, at: 30m, for: 5m}, {id: ⟦a⟧, fault: refusal, at: 30m, for: 5m}]",
            suggests: "another `id:`", faults: false),
        BadScenario(
            "a population that is no client", "PF405",
            "clients: [{id: chat}]\nfaults: [{id: a, fault: overloaded, at: 30m, for: 5m, match: {population: ⟦chats⟧}}]",
            suggests: "did you mean `chat`", faults: false),
        BadScenario(
            "a dependency of a fault that strikes none", "PF020",
            "faults: [{id: a, fault: overloaded, at: 30m, for: 5m, ⟦dependency⟧: pinecone}]", suggests: "unknown key",
            faults: false),
        BadScenario(
            "an expectation of an unknown fault", "PF407",
            "expect: [{alert: '*', fires: {during: ⟦brust⟧, within: 5m}}]", suggests: "did you mean `burst`"),
        BadScenario(
            "an expectation that says nothing", "PF021", "⟦expect⟧: [{alert: A}]",
            suggests: "fires: {during: burst, within: 5m}"),
        BadScenario(
            "an expectation that says two things", "PF411",
            "expect: [{alert: A, fires: {during: burst, within: 5m}, ⟦silent⟧: true}]", suggests: "keep one"),
        BadScenario(
            "a metric nobody counts", "PF024", "expect: [{metric: ⟦page⟧, op: '<=', value: 0}]",
            suggests: "did you mean `pages`"),
        BadScenario(
            "a setting that cannot be read", "PF022", "pipeline: {mode: async, capacity: ⟦lots⟧}", suggests: "unbounded"
        ),
        BadScenario(
            "a headroom and a tier", "PF411", "backend: {tier: build, headroom: ⟦2⟧}", suggests: "keep one"),
    ]

    @Test(arguments: all) func `is told in its place, with what to write instead`(bad: BadScenario) throws {
        let text = ScenarioText.incident(bad.text, faults: bad.hasFaults)
        let (scenario, findings) = text.read()
        #expect(scenario == nil, "what is wrong with a scenario must keep it from running")
        let found = try #require(
            findings.first { $0.kind.code == bad.code }, "found \(findings.map { "\($0.kind.code) \($0.message)" })")
        let marked = try #require(text.marked)
        let range = try #require(found.primary).range
        #expect(
            range.bytes.range == marked,
            "points at `\(String(decoding: Array(text.text.utf8)[range.bytes.range], as: UTF8.self))`")
        #expect(
            (found.message + found.fix + found.why).contains(bad.suggestion),
            "says `\(found.message)`, fix `\(found.fix)`")
        #expect(found.severity == .error)
    }

    @Test func `is an incident without a fault, or without a signal`() {
        let (_, findings) = ScenarioText.incident("", faults: false).read()
        #expect(findings.contains { $0.kind.code == "PF406" && $0.message.contains("has no fault") })
        let unsigned = ScenarioText(ScenarioText.incident("").text.replacing("signals: [errors]\n", with: ""))
        #expect(unsigned.read().findings.contains { $0.kind.code == "PF406" && $0.message.contains("no signal") })
        let control = ScenarioText(
            ScenarioText.incident("", faults: false).text.replacing("kind: incident", with: "kind: control"))
        #expect(control.read().findings.isEmpty, "a control needs neither")
    }

    @Test func `has every code explained once`() {
        let codes = ScenarioFindings.explanations.map(\.kind.code)
        #expect(Set(codes).count == codes.count)
        for bad in Self.all where bad.code >= "PF400" {
            #expect(codes.contains(bad.code), "\(bad.code) is not explained")
        }
    }

    @Test func `longer than a year is refused, and one of a fraction of a second too`() {
        for length in ["2y", "30s", "90500ms", "1000000000y"] {
            #expect(!ScenarioText.incident("", duration: length).read().findings.isEmpty, "\(length) is no run")
        }
    }
}
