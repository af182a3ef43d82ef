import Facts
import Rehearsals
import Simulation
import SourceText
import Testing
import TimeSeries

/// What scrapes, restarts and deployments make of series.
struct DeliveryTests {
    private static let metrics = """
        # TYPE claude_requests_count_total counter
        claude_requests_count_total{feature="chat",model="claude-sonnet-4-6",status="ok",version="1.9"} 3
        # TYPE claude_tokens_input_total counter
        claude_tokens_input_total{feature="chat",model="claude-sonnet-4-6"} 3

        """
    private static let scene = SeriesScene.small(telemetry: "  convention: guide-prometheus", metrics: metrics)

    private static func rows(_ plan: SeriesPlan, seed: UInt64 = 1, count: Int = 600) -> RecordedRows {
        var random = RandomRows(plan.layout, seed: seed)
        random.failures = [.overloaded]
        return random.rows(count)
    }

    @Test func `a failed scrape ends every series once and sets up to zero`() throws {
        let plan = try Self.scene.plan([SeriesScene.population()], dependencies: [])
        let store = plan.store(from: Self.rows(plan).delivered(every: 30, missed: [4, 5, 9]))
        let tokens = try #require(store.series(named: "claude_tokens_input_total").first).series
        #expect((0...20).filter { tokens.stale[$0] } == [4, 9], "the second failure finds nothing to end")
        #expect((0...20).filter { !tokens.presence[$0] } == [4, 5, 9])
        let up = try #require(store.series(named: "up").first)
        #expect(up.labels == ["job": "small", "instance": "small:8080"])
        #expect((0...20).filter { up.series.values[$0] == 0 } == [4, 5, 9])
        #expect(up.series.presence.isFull)
    }

    @Test func `a restart begins counters at zero, and late series wait for their first event again`() throws {
        let plan = try Self.scene.plan([SeriesScene.population()], dependencies: [])
        let rows = Self.rows(plan)
        let store = plan.store(from: rows.delivered(every: 30, restarts: [10]))
        let tokens = try #require(store.series(named: "claude_tokens_input_total").first).series
        #expect(tokens.values[10] == 0 && tokens.values[9] > 0 && tokens.stale.isEmpty)
        let failed = try #require(
            store.series(named: "claude_requests_count_total").first { $0.labels["status"] == "overloaded_error" }
        ).series
        #expect(!failed.presence[0] && failed.presence[9] && failed.stale[10] && failed.presence[20])
        #expect(failed.values[try #require(failed.presence.firstSet(atOrAfter: 0))] > 0)
    }

    @Test func `a deployment gives versioned series a new version and ends the old ones`() throws {
        let plan = try Self.scene.plan([SeriesScene.population()], dependencies: [])
        let store = plan.store(from: Self.rows(plan).delivered(every: 30, restarts: [10]), deploys: [295_000])
        let ok = store.series(named: "claude_requests_count_total").filter { $0.labels["status"] == "ok" }
        #expect(ok.map { $0.labels["version"] } == ["1.10", "1.9"])
        #expect((0...20).filter { ok[1].series.presence[$0] } == Array(0..<10))
        #expect((0...20).filter { ok[1].series.stale[$0] } == [10])
        #expect((0...20).filter { ok[0].series.presence[$0] } == Array(10...20))
        #expect(ok[0].series.values[10] == 0)
        #expect(store.series(named: "claude_tokens_input_total").count == 1, "no version, no new series")
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a history and a run are one long run`(seed: UInt64) throws {
        let scene = try SeriesScene.supportChat()
        let plan = try scene.plan()
        var random = RandomRows(plan.layout, seed: seed)
        random.callsPerRow = 2
        let whole = random.rows(10_800)
        let split = 7_200
        let width = plan.layout.count
        let before = RecordedRows(
            layout: plan.layout, rowMilliseconds: 1_000, values: Array(whole.values[..<(split * width)]))
        let after = RecordedRows(
            layout: plan.layout, rowMilliseconds: 1_000, values: Array(whole.values[(split * width)...]))
        // The last sample of the history, at its very end, is the first of the run.
        let history = before.delivered(every: 30, missed: [17, 239])
        let full = whole.delivered(every: 30, missed: [17, 239, 250])
        var run = after.delivered(every: 30, missed: [10])
        // What ended between the last scrape of the history and its end belongs to the run's first sample.
        let gap = (0..<width).map { channel in
            full[240, channel] - full[238, channel]
        }
        for tick in run.milliseconds.indices {
            for channel in 0..<width { run.totals[tick * width + channel] += gap[channel] }
        }
        let demand = HistoryDemand(RehearsedRules(scene.facts, scene.manifest))
        let prepared = SeriesHistory(plan, history, durationMilliseconds: 7_200_000, demand: demand)
        let joined = plan.store(from: run, after: prepared)
        let single = plan.store(from: full)
        #expect(joined.seriesCount == single.seriesCount)
        for index in 0..<single.seriesCount {
            let one = single[SeriesID(index: Int32(index))]
            let other = joined[try #require(joined.series(of: one.labels))]
            let times = joined.ticks(of: other.clock)
            let skipped = one.values.count - other.values.count
            #expect(times.first == Int64(skipped) * 30_000 - 7_200_000)
            for tick in times.indices {
                #expect(one.presence[tick + skipped] == other.presence[tick])
                if one.presence[tick + skipped] { #expect(one.values[tick + skipped] == other.values[tick]) }
                if tick > 0 { #expect(one.stale[tick + skipped] == other.stale[tick]) }
            }
        }
        let cost = try #require(joined.series(named: "claude_cost_usd_total").first).series
        let requests = try #require(joined.series(named: "claude_requests_count_total").first).series
        #expect(cost.values.count == 361, "a rule reads it over a day")
        #expect(requests.values.count == 241, "nothing reads it over more than an hour")
    }

    @Test func `where nothing is scraped there is no up`() throws {
        let scene = SeriesScene.small(
            telemetry: "  convention: guide-prometheus\n  pipeline: {mode: otel-sdk}", metrics: Self.metrics)
        let plan = try scene.plan([SeriesScene.population()], dependencies: [])
        #expect(!plan.isScraped && !plan.entries.contains { $0.name == "up" })
    }
}
