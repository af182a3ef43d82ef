import Simulation
import TestKit
import Testing

/// What sets the kinds of pipelines apart when something goes wrong.
struct PipelineKindsTests {
    private typealias Samples = PipelineSamples

    private static func deliver(
        _ settings: PipelineSettings, _ faults: [Fault], rows: RecordedRows = Samples.steady(10, rows: 600),
        seed: UInt64 = 1
    ) -> DeliveredSamples {
        TelemetryPipeline.deliver(rows, settings: settings, faults: faults, seed: seed, scrapePhaseMilliseconds: 0)
    }

    private static func preset(_ kind: PipelineSettings.Kind) -> PipelineSettings {
        .preset(kind, scrapeIntervalMilliseconds: 5_000)
    }

    private static func sinkDown(from start: Int64, for duration: Int64, status: Int = 500) -> Fault {
        Samples.fault(at: start, for: duration) { it, _ in it.sinkStatus = status }
    }

    @Test func `cumulative totals survive a missed export, deltas do not, and neither survives the process`() {
        for hasCollector in [false, true] {
            var settings = Self.preset(.otelSDK)
            settings.buffer.flushMilliseconds = 10_000
            if !hasCollector { settings.collector = nil }
            let outage = Self.sinkDown(from: 200_000, for: 100_000)
            let crash = Samples.event(.crash(downMilliseconds: 0), at: 500_500)
            let cumulative = Self.deliver(settings, [outage])
            #expect(cumulative.report.lost.isEmpty && cumulative.report.failedExports >= 9)
            #expect(cumulative.report.stalestMilliseconds >= 100_000)
            let died = Self.deliver(settings, [outage, crash])
            let lost = died.report.lost[.crash] ?? 0
            #expect(died.report.lost.count == 1 && lost > 0 && lost <= 110, "at most a flush and a request: \(lost)")
            settings.temporality = .delta
            let delta = Self.deliver(settings, [outage])
            let missed = delta.report.lost[.refused] ?? 0
            #expect(delta.report.lost.count == 1 && abs(missed - 1_000) <= 100, "about the outage: \(missed)")
            let deltaDied = Self.deliver(settings, [outage, crash])
            #expect((deltaDied.report.lost[.crash] ?? 0) > 0)
        }
    }

    @Test func `a process that is told to end exports once more`() {
        var settings = Self.preset(.otelSDK)
        for collector in [nil, PipelineSettings.Collector()] {
            settings.collector = collector
            for kind in PipelineSettings.Temporality.allCases {
                settings.temporality = kind
                let drained = Self.deliver(settings, [Samples.event(.deploy(drains: true), at: 300_500)])
                #expect(drained.report.lost.isEmpty)
                let killed = Self.deliver(settings, [Samples.event(.deploy(drains: false), at: 300_500)])
                #expect((killed.report.lost[.notDrained] ?? 0) > 0 && killed.report.lost.count == 1)
            }
        }
    }

    @Test func `a scraped collector that hears nothing shows the same totals until it forgets them`() {
        var settings = Self.preset(.otelSDK)
        settings.buffer.flushMilliseconds = 10_000
        let samples = Self.deliver(
            settings, [Self.sinkDown(from: 100_000, for: 450_000)], rows: Samples.steady(10, rows: 700))
        let forgotten = (0..<samples.tickCount).filter { samples.isMissed[$0] && samples.milliseconds[$0] > 60_000 }
        #expect(forgotten.allSatisfy { samples.isUp[$0] }, "the collector itself answers")
        let first = forgotten.first.map { samples.milliseconds[$0] } ?? 0
        let last = forgotten.last.map { samples.milliseconds[$0] } ?? 0
        #expect((390_000...410_000).contains(first) && (540_000...585_000).contains(last), "\(first) to \(last)")
        let flat = samples.milliseconds.firstIndex(of: 300_000) ?? 0
        #expect(samples[flat, Samples.calls] == samples[flat - 10, Samples.calls] && !samples.isMissed[flat])
    }

    @Test func `a collector that starts again loses what its memory held, unless it has storage`() {
        var settings = Self.preset(.async)
        settings.collector = PipelineSettings.Collector()
        let faults = [
            Self.sinkDown(from: 200_000, for: 60_000, status: 503),
            Samples.event(.collectorRestart(downMilliseconds: 5_000), at: 240_000),
        ]
        let memory = Self.deliver(settings, faults)
        #expect((memory.report.lost[.collectorRestart] ?? 0) > 300)
        settings.collector?.queueIsPersistent = true
        let storage = Self.deliver(settings, faults)
        #expect(storage.report.lost.isEmpty)
        #expect((storage.report.drainMilliseconds ?? .max) < 60_000)
    }

    @Test func `a collector keeps trying for its time, and its queue has an end`() {
        var settings = Self.preset(.async)
        settings.buffer.flushMilliseconds = 1_000
        settings.collector = PipelineSettings.Collector(retryElapsedMilliseconds: 60_000)
        let outage = Self.sinkDown(from: 100_000, for: 200_000, status: 503)
        let elapsed = Self.deliver(settings, [outage])
        #expect(Set(elapsed.report.lost.keys) == [.retriesExhausted], "\(elapsed.report.lost)")
        settings.collector?.queueCapacity = 20
        let full = Self.deliver(settings, [outage])
        #expect((full.report.lost[.collectorQueueFull] ?? 0) > 1_000, "\(full.report.lost)")
    }

    @Test func `drop_new keeps the oldest, drop_old the newest`() {
        var settings = Self.preset(.async)
        settings.buffer = PipelineSettings.Buffer(
            flushMilliseconds: 3_600_000, batch: 100, capacity: 300, onFull: .dropNew)
        let outage = Samples.fault(at: 0, for: 60_000) { it, _ in it.sinkIsBlackHole = true }
        settings.exporter = PipelineSettings.Exporter(timeoutMilliseconds: 60_000)
        let rows = Samples.steady(100, rows: 20)
        let new = Self.deliver(settings, [outage], rows: rows)
        #expect(new.lostByRow.firstIndex { $0 > 0 } ?? 0 >= 4 && new.lostByRow.last == 100)
        settings.buffer.onFull = .dropOld
        let old = Self.deliver(settings, [outage], rows: rows)
        #expect(old.lostByRow.suffix(3) == [0, 0, 0] && old.lostByRow[4] == 100)
        #expect(new.report.lost == old.report.lost)
        #expect(old.report.peakBufferItems == 400 && old.report.peakBufferBytes == 400 * PipelineReport.bytesPerItem)
        settings.buffer.onFull = .block
        let block = Self.deliver(settings, [outage], rows: rows)
        #expect(block.report.lost.isEmpty)
    }

    @Test func `a call that sends for itself waits for the sink, longer when it is ill, for ever never`() {
        let healthy = Self.deliver(Self.preset(.sync), [])
        #expect(healthy.report.addedMaximumMilliseconds == 20 && healthy.report.addedMeanMilliseconds == 20)
        let slow = Self.deliver(
            Self.preset(.sync), [Samples.fault(at: 100_000, for: 60_000) { it, _ in it.sinkDelayMilliseconds = 3_000 }])
        #expect(slow.report.addedMaximumMilliseconds == 3_020 && slow.report.lost.isEmpty)
        #expect(slow.report.addedMeanMilliseconds > 300)
        let hole = Self.deliver(
            Self.preset(.sync), [Samples.fault(at: 100_000, for: 60_000) { it, _ in it.sinkIsBlackHole = true }])
        #expect(hole.report.addedMaximumMilliseconds == 10_000)
        #expect(hole.report.lost == [.exportTimeout: 600])
        #expect(hole.report.isSynchronous)
    }

    @Test func `datagrams are lost by their share, silently and for good, and cost calls nothing`() {
        let rows = Samples.steady(100, rows: 600)
        let lossy = Samples.fault(at: 0, for: 600_000) { $0.datagramLoss = 0.1 * $1 }
        let samples = Self.deliver(Self.preset(.dogstatsd), [lossy], rows: rows)
        // 30,000 datagrams of two: four standard deviations of their binomial are 208, or 416 measurements.
        let lost = samples.report.lost[.datagramLost] ?? 0
        #expect(abs(lost - 6_000) < 416, "lost \(lost)")
        #expect(samples.report.lost.count == 1 && samples.report.addedMaximumMilliseconds == 0)
        let last = samples.tickCount - 1
        #expect(samples[last, Samples.calls] <= samples.report.made - lost)
        #expect(samples.report.arrived == samples[last, Samples.calls])
        let restart = Self.deliver(
            Self.preset(.dogstatsd), [Samples.event(.collectorRestart(downMilliseconds: 3_000), at: 302_000)],
            rows: rows)
        #expect((restart.report.lost[.datagramLost] ?? 0) > 250, "nobody listens for 3 s")
        #expect((restart.report.lost[.collectorRestart] ?? 0) <= 1_000, "at most what the agent adds up in 10 s")
    }

    @Test func `the guide's rule: asynchronous, flushed within 10 s, nothing added to calls`() {
        for kind in [PipelineSettings.Kind.pull, .async, .dogstatsd] {
            let report = Self.deliver(Self.preset(kind), []).report
            #expect(!report.isSynchronous && report.addedMaximumMilliseconds == 0, "\(kind)")
            #expect((report.flushMilliseconds ?? 0) <= 10_000, "\(kind)")
        }
        let reader = Self.deliver(Self.preset(.otelSDK), []).report
        #expect(reader.flushMilliseconds == 60_000, "the SDK's own interval breaks the rule")
        var blocking = Self.preset(.async)
        blocking.buffer.onFull = .block
        blocking.buffer.capacity = 64
        let outage = Samples.fault(at: 100_000, for: 100_000) { it, _ in it.sinkIsBlackHole = true }
        let blocked = Self.deliver(blocking, [outage]).report
        #expect(!blocked.isSynchronous && blocked.addedMaximumMilliseconds > 0, "a full buffer holds calls up")
    }

    @Test func `a store is as stale as the way to it is long`() {
        let async = Self.deliver(Self.preset(.async), [])
        #expect((10_000...15_100).contains(async.report.stalestMilliseconds), "\(async.report.stalestMilliseconds)")
        let outage = Self.sinkDown(from: 200_000, for: 100_000)
        let ill = Self.deliver(Self.preset(.async), [outage])
        #expect(ill.report.stalestMilliseconds >= 100_000)
        #expect((ill.report.drainMilliseconds ?? .max) <= 15_100)
        #expect(abs((ill.report.lost[.refused] ?? 0) - 1_000) <= 100)
        #expect(ill.lostByRow.enumerated().allSatisfy { $0.element == 0 || (189..<300).contains($0.offset) })
    }
}
