import Facts
import Rehearsals
import Simulation
import SourceText
import Testing
import TimeSeries

/// The series of support-chat, which has a sample of every family.
struct SeriesPlanTests {
    @Test func `a run emits exactly the names that the sample shows`() throws {
        let scene = try SeriesScene.supportChat()
        let plan = try scene.plan()
        let planned = Set(plan.entries.map(\.name)).subtracting(["up"])
        let sampled = Set(scene.facts.emitted.families.values.flatMap(\.samples).map(\.name))
        // The client library's times of birth, which say nothing that a rule compares.
        let created = sampled.filter { $0.hasSuffix("_created") }
        #expect(planned == sampled.subtracting(created))
        #expect(created.count == 16)
        #expect(plan.entries.contains { $0.name == "up" }, "Prometheus scrapes support-chat, so there is `up`")
    }

    @Test func `series that exist from the start have the sampled labels and those of the target`() throws {
        let scene = try SeriesScene.supportChat()
        let plan = try scene.plan()
        let target: [(ByteString, ByteString)] = [
            ("instance", "support-chat:8080"), ("job", "support-chat"), ("namespace", "assist"),
        ]
        let shares: Set<ByteString> = ["claude_cache_hit_rate", "claude_thinking_activation_rate"]
        var sampled: Set<[ByteString]> = []
        for sample in scene.facts.emitted.families.values.flatMap(\.samples)
        where !sample.name.hasSuffix("_created") && !shares.contains(sample.name) {
            let own = sample.labels.map { ($0.name, $0.value) } + [("__name__", sample.name)] + target
            sampled.insert(own.sorted { $0.0 < $1.0 }.flatMap { [$0.0, $0.1] })
        }
        let planned = plan.entries.filter { $0.birth == .processStart && $0.name != "up" }
            .map { $0.labels.flatMap { [$0.name, $0.value] } }
        #expect(planned.count == Set(planned).count, "no series is planned twice")
        #expect(Set(planned) == sampled)
    }

    @Test func `what the sample does not show is born with its first event`() throws {
        let plan = try SeriesScene.supportChat().plan()
        let late = plan.entries.filter { $0.birth == .firstEvent }
        let statuses = Set(
            late.filter { $0.name == "claude_attempts_count_total" }
                .compactMap { $0.labels.first { $0.name == "status" }?.value.string })
        #expect(statuses == ["400", "408", "429", "500", "504", "connection_error"], "200 and 529 are in the sample")
        let classes = Set(
            late.filter { $0.name == "claude_errors_count_total" }
                .compactMap { $0.labels.first { $0.name == "error_type" }?.value.string })
        #expect(classes == ["connection_error", "breaker_open"])
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `totals of series are the sums of channels, to the last token`(seed: UInt64) throws {
        let plan = try SeriesScene.supportChat().plan()
        let layout = plan.layout
        var random = RandomRows(layout, seed: seed)
        let rows = random.rows(600)
        let store = plan.store(from: rows.delivered(every: 30))
        for (population, one) in SeriesScene.supportChatPopulations.enumerated() {
            let labels = ["model": one.model, "feature": one.feature]
            func sum(_ channel: PopulationChannel) -> Double {
                Double(rows.sum(layout.channel(channel, ofPopulation: population)))
            }
            func buckets(_ first: Int, _ count: Int) -> Double {
                Double((first..<first + count).reduce(0) { $0 + rows.sum($1) })
            }
            let failed = CallOutcome.failures.reduce(0) { $0 + sum(.calls($1)) }
            #expect(store.total("claude_requests_count_total", labels.with("status", "ok")) == sum(.calls(.succeeded)))
            #expect(store.total("claude_requests_count_total", labels.with("status", "error")) == failed)
            #expect(store.total("claude_errors_count_total", labels) == failed)
            #expect(
                store.total("claude_errors_count_total", labels.with("error_type", "overloaded_error"))
                    == sum(.calls(.overloaded)) + sum(.calls(.overloadedMidstream)))
            #expect(store.total("claude_tokens_input_total", labels) == sum(.inputTokens))
            #expect(store.total("claude_tokens_output_total", labels) == sum(.outputTokens))
            #expect(store.total("claude_tokens_cache_read_total", labels) == sum(.cacheReadTokens))
            #expect(
                store.total("claude_tokens_cache_creation_total", labels)
                    == sum(.cacheWrite5mTokens) + sum(.cacheWrite1hTokens))
            #expect(store.total("claude_tokens_thinking_total", labels) == sum(.thinkingTokens))
            #expect((store.total("claude_cost_usd_total", labels) * 1e9).rounded() == sum(.costNanoDollars))
            let first = layout.firstTokenBuckets(ofPopulation: population)
            #expect(store.total("claude_latency_ttft_ms_sum", labels) == sum(.firstTokenMilliseconds))
            #expect(
                store.total("claude_latency_ttft_ms_count", labels) == buckets(first, layout.firstTokenBounds.count + 1)
            )
            for (place, bound) in layout.firstTokenBounds.enumerated() {
                #expect(
                    store.total("claude_latency_ttft_ms_bucket", labels.with("le", "\(bound)"))
                        == buckets(first, place + 1))
            }
            let succeeded = layout.latencyBuckets(ofPopulation: population, succeeded: true)
            let failing = layout.latencyBuckets(ofPopulation: population, succeeded: false)
            let width = layout.latencyBounds.count + 1
            #expect(
                store.total("claude_latency_total_ms_count", labels) == buckets(succeeded, width)
                    + buckets(failing, width))
            #expect(
                store.total("claude_latency_total_ms_bucket", labels.with("le", "+Inf"))
                    == store.total("claude_latency_total_ms_count", labels))
            #expect(
                store.total("claude_latency_total_ms_sum", labels)
                    == sum(.latencyMilliseconds) + sum(.failedLatencyMilliseconds))
        }
        let attempts = AttemptStatus.allCases.reduce(Int64(0)) { total, status in
            (0..<4).reduce(total) { $0 + rows.sum(layout.channel(.attempts(status), ofPopulation: $1)) }
        }
        #expect(store.total("claude_attempts_count_total") == Double(attempts))
        #expect(
            store.total("pinecone_errors_total") == Double(rows.sum(layout.channel(.errors, ofDependency: 0))))
        #expect(
            (store.total("pinecone_query_seconds_sum") * 1_000).rounded()
                == Double(rows.sum(layout.channel(.latencyMilliseconds, ofDependency: 0))))
        #expect(
            store.total("pinecone_query_seconds_count")
                == Double(rows.sum(layout.channel(.requests, ofDependency: 0))))
    }

    @Test func `shares are those of the last five minutes, and hold while nothing happens`() throws {
        let plan = try SeriesScene.supportChat().plan()
        let layout = plan.layout
        var values: [Int64] = []
        // Ten minutes of 3 in 4 from the cache, then ten of none, then silence.
        for second in 0..<1_800 {
            var row = [Int64](repeating: 0, count: layout.count)
            if second < 1_200 {
                row[layout.channel(.inputTokens, ofPopulation: 0)] = 100
                row[layout.channel(.cacheReadTokens, ofPopulation: 0)] = second < 600 ? 300 : 0
            }
            values += row
        }
        let rows = RecordedRows(layout: layout, rowMilliseconds: 1_000, values: values)
        let series = plan.store(from: rows.delivered(every: 30)).series(named: "claude_cache_hit_rate")
        let chat = try #require(series.first { $0.labels["feature"] == "chat" }?.series)
        #expect(!chat.presence[0], "before the first call there is nothing to share")
        #expect(chat.values[1] == 0.75)
        #expect(chat.values[20] == 0.75)
        #expect(chat.values[25] == 0.6, "half of five minutes was cold")
        #expect(chat.values[30] == 0)
        #expect(chat.values[60] == 0)
        #expect(!series.contains { $0.labels["feature"] == "summarise" }, "nobody asked for a summary")
    }

    @Test func `the sampled value of what nobody explains stands still`() throws {
        let plan = try SeriesScene.supportChat().plan()
        var random = RandomRows(plan.layout, seed: 1)
        let rows = random.rows(300)
        let store = plan.store(from: rows.delivered(every: 30))
        let checked = store.series(named: "chat_json_checked_total")
        #expect(checked.count == 2)
        #expect(checked.allSatisfy { $0.series.values.allSatisfy { $0 == 500 } })
        // The label that tells features elsewhere tells them here.
        for feature in ["chat", "summarise"] {
            let populations = SeriesScene.supportChatPopulations.indices
                .filter { SeriesScene.supportChatPopulations[$0].feature == feature }
            let answers = populations.reduce(Int64(0)) {
                $0 + rows.sum(plan.layout.channel(.calls(.succeeded), ofPopulation: $1))
            }
            let counted = store.total("chat_json_ok_total", ["feature": feature])
            #expect(counted == (Double(answers) * 0.984).rounded(.down))
        }
        let words = plan.assumptions.map(\.what)
        #expect(!words.contains { $0.contains("thinking follows") }, "support-chat has no such label")
        #expect(words.contains("`claude_attempts_count_total` has every sampled series from the start, at zero"))
        #expect(!words.contains { $0.hasPrefix("`claude_errors_count_total`") }, "its sample shows zeros")
        #expect(plan.assumptions.contains { $0.what.hasPrefix("98.4 % of the answers count for `chat_json_ok_total`") })
    }

    @Test func `too many series are refused with their number and the labels that multiply`() throws {
        let scene = try SeriesScene.supportChat()
        let tenants = (0..<3_000).map { SeriesScene.population(feature: "feature-\($0)") }
        let error = #expect(throws: SeriesExplosion.self) { try scene.plan(tenants) }
        let explosion = try #require(error)
        #expect(explosion.seriesCount > 100_000)
        #expect(explosion.family == "claude_latency_total_ms")
        #expect(explosion.labels.first?.label == "feature")
        #expect(explosion.labels.first?.count == 3_002)
        #expect(explosion.message.contains("`feature` 3002 × `le`"))
        #expect(throws: SeriesExplosion.self) { try scene.plan(ticks: 1_000_000) }
        #expect(throws: Never.self) { try scene.plan(ticks: 5_760 * 3) }
    }
}

extension [String: String] {
    func with(_ name: String, _ value: String) -> [String: String] { merging([name: value]) { _, new in new } }
}
