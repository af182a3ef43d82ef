import Simulation
import TestKit
import Testing

/// Laws that hold for every kind of pipeline, whatever goes wrong: random rows, settings and faults.
struct PipelineBooksTests {
    private typealias Samples = PipelineSamples

    private struct Case {
        var rows: RecordedRows
        var settings: PipelineSettings
        var faults: [Fault]
        var history: DeliveryHistory?
        var seed: UInt64
        var phase: Int64

        func deliver() -> DeliveredSamples {
            TelemetryPipeline.deliver(
                rows, settings: settings, faults: faults, seed: seed, scrapePhaseMilliseconds: phase, history: history)
        }
    }

    private static func settings(_ random: inout SeededGenerator) -> PipelineSettings {
        let kind = random.pick(PipelineSettings.Kind.allCases)
        var settings = PipelineSettings.preset(
            kind, scrapeIntervalMilliseconds: Int64(1_000 + random.below(15_000)))
        settings.buffer.flushMilliseconds = Int64(100 + random.below(20_000))
        settings.buffer.batch = 1 + random.below(random.pick([4, 200, 2_000]))
        settings.buffer.capacity = 1 + random.below(random.pick([50, 1_000, 10_000]))
        settings.buffer.onFull = random.pick(PipelineSettings.Buffer.OnFull.allCases)
        settings.exporter.requestMilliseconds = Int64(random.below(random.pick([1, 50, 3_000])))
        settings.exporter.timeoutMilliseconds = Int64(500 + random.below(10_000))
        settings.exporter.retryLimit = random.below(6)
        settings.exporter.retryBaseMilliseconds = Int64(random.below(2_000))
        settings.exporter.retryElapsedMilliseconds = random.chance(1, in: 2) ? Int64(random.below(30_000)) : nil
        settings.drainMilliseconds = Int64(random.below(20_000))
        settings.temporality = random.pick(PipelineSettings.Temporality.allCases)
        settings.collector =
            random.chance(1, in: 2)
            ? PipelineSettings.Collector(
                batchMilliseconds: Int64(random.below(12_000)), queueCapacity: random.below(20),
                retryElapsedMilliseconds: Int64(random.below(60_000)), queueIsPersistent: random.chance(1, in: 2),
                expirationMilliseconds: 30_000) : nil
        return settings
    }

    private static func faults(_ random: inout SeededGenerator, through end: Int) -> [Fault] {
        (0..<random.below(5)).map { _ in
            let start = Int64(random.below(end))
            let every = random.chance(1, in: 4) ? Int64(5_000 + random.below(end)) : nil
            let length = Int64(1 + random.below(end / 2))
            switch random.below(9) {
            case 0: return Samples.event(.deploy(drains: true), at: start, every: every)
            case 1: return Samples.event(.deploy(drains: false), at: start, every: every)
            case 2: return Samples.event(.crash(downMilliseconds: length / 4), at: start, every: every)
            case 3: return Samples.event(.collectorRestart(downMilliseconds: length / 4), at: start, every: every)
            case 4:
                let status = random.pick([429, 500, 503])
                return Samples.fault(at: start, for: length, every: every) { it, _ in it.sinkStatus = status }
            case 5: return Samples.fault(at: start, for: length, every: every) { it, _ in it.sinkIsBlackHole = true }
            case 6:
                return Samples.fault(at: start, for: length, every: every) {
                    $0.sinkDelayMilliseconds = Int64(3_000 * $1)
                }
            case 7: return Samples.fault(at: start, for: length, every: every) { $0.datagramLoss = 0.4 * $1 }
            default: return Samples.fault(at: start, for: length, every: every) { $0.scrapeLoss = 0.6 * $1 }
            }
        }
    }

    private static func cases(_ count: Int, seed: UInt64) -> [Case] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            let rowMilliseconds = random.pick([Int64(500), 1_000, 5_000])
            let rows = Samples.rows(
                &random, count: 1 + random.below(90), rowMilliseconds: rowMilliseconds,
                atMost: random.pick([2, 20, 100]))
            return Case(
                rows: rows, settings: settings(&random),
                faults: faults(&random, through: rows.rowCount * Int(rowMilliseconds)),
                history: random.chance(1, in: 3)
                    ? DeliveryHistory(rows: rows, milliseconds: Int64(random.below(60_000))) : nil,
                seed: random.next(), phase: Int64(random.below(15_000)))
        }
    }

    @Test func `made is arrived, lost and under way, to the last measurement, and each loss has its row`() {
        var causes: Set<LossCause> = []
        for (index, one) in Self.cases(600, seed: 11).enumerated() {
            let samples = one.deliver()
            let report = samples.report
            let what = Comment("case \(index): \(one.settings.kind), \(report)")
            #expect(report.made == Samples.items(one.rows).reduce(0, +), what)
            #expect(report.made == report.arrived + report.lostTotal + report.underWay, what)
            #expect(samples.lostByRow.reduce(0, +) == report.lostTotal, what)
            #expect(zip(samples.lostByRow, Samples.items(one.rows)).allSatisfy { $0 >= 0 && $0 <= $1 }, what)
            #expect(report.lost.values.allSatisfy { $0 > 0 } && report.underWay >= 0, what)
            causes.formUnion(report.lost.keys)
        }
        #expect(
            causes == Set(LossCause.allCases), "the cases never show \(Set(LossCause.allCases).subtracting(causes))")
    }

    @Test func `totals never fall within a process, and nothing arrives before it was measured`() {
        for (index, one) in Self.cases(300, seed: 12).enumerated() {
            let samples = one.deliver()
            let width = Samples.layout.count
            let what = Comment("case \(index): \(one.settings.kind)")
            #expect(samples.totals.count == samples.tickCount * width)
            for tick in 0..<samples.tickCount {
                let time = samples.milliseconds[tick]
                #expect(samples.newestMilliseconds[tick] <= time, what)
                if one.history == nil {
                    let possible = Self.possible(one.rows, by: time)
                    #expect((0..<width).allSatisfy { samples[tick, $0] <= possible[$0] }, what)
                }
                guard tick > 0 else { continue }
                #expect(samples.milliseconds[tick - 1] < time, what)
                #expect(samples.incarnation[tick - 1] <= samples.incarnation[tick], what)
                #expect(samples.newestMilliseconds[tick - 1] <= samples.newestMilliseconds[tick], what)
                if samples.incarnation[tick - 1] == samples.incarnation[tick] {
                    #expect((0..<width).allSatisfy { samples[tick - 1, $0] <= samples[tick, $0] }, what)
                }
                if samples.isMissed[tick] {
                    #expect((0..<width).allSatisfy { samples[tick - 1, $0] == samples[tick, $0] }, what)
                }
            }
        }
    }

    /// The most that any store can know: whole rows, and of the one that has begun the part that lies behind.
    private static func possible(_ rows: RecordedRows, by time: Int64) -> [Int64] {
        var totals = Samples.totals(rows, through: time)
        let row = Int(time / rows.rowMilliseconds)
        guard row < rows.rowCount else { return totals }
        let items = Samples.items(rows)[row]
        let made = (time - Int64(row) * rows.rowMilliseconds) * items / rows.rowMilliseconds
        if items == 0 { return totals }
        for channel in totals.indices {
            // Numbers of the samples stay below 2^40 and 2^14 items, so that the product fits.
            totals[channel] += rows[row, channel] * made / items
        }
        return totals
    }

    @Test func `the same delivery twice is the same to the bit`() {
        for one in Self.cases(60, seed: 13) {
            let first = one.deliver()
            let second = one.deliver()
            #expect(first.totals == second.totals && first.milliseconds == second.milliseconds)
            #expect(first.report == second.report && first.lostByRow == second.lostByRow)
            #expect(first.isMissed == second.isMissed && first.newestMilliseconds == second.newestMilliseconds)
        }
    }

    @Test func `nothing is lost where nothing is wrong and everything has room`() {
        for var one in Self.cases(200, seed: 14) {
            one.faults = []
            one.settings.buffer.capacity = 1_000_000
            one.settings.exporter.requestMilliseconds = 20
            one.settings.exporter.timeoutMilliseconds = 1_000
            one.settings.collector?.queueCapacity = 1_000
            let report = one.deliver().report
            #expect(report.lost.isEmpty && report.failedExports == 0, "\(one.settings.kind): \(report.lost)")
            #expect(report.drainMilliseconds == nil, "there was nothing to recover from")
        }
    }

    @Test func `what was not lost is counted in every channel, however it was cut into batches`() {
        for var one in Self.cases(100, seed: 15) {
            // Quiet rows at the end, so that everything comes through.
            let quiet = [Int64](repeating: 0, count: Samples.layout.count * 120)
            one.rows.values += quiet
            one.faults = []
            one.history = nil
            one.settings.buffer.capacity = 1_000_000
            one.settings.buffer.flushMilliseconds = min(one.settings.buffer.flushMilliseconds, 5_000)
            one.settings.buffer.batch += 400
            one.settings.exporter.requestMilliseconds = 20
            one.settings.scrape.intervalMilliseconds = 1_000
            one.settings.collector?.batchMilliseconds = 10
            one.settings.collector?.queueCapacity = 1_000
            one.settings.collector?.expirationMilliseconds = .max
            let samples = one.deliver()
            #expect(samples.report.underWay == 0, "\(one.settings)")
            let last = samples.tickCount - 1
            let truth = Samples.totals(one.rows, through: .max)
            #expect((0..<Samples.layout.count).map { samples[last, $0] } == truth, "\(one.settings.kind)")
        }
    }

    /// Healthy stretches are taken in one step where ill ones are walked through. A fault that does nothing makes every stretch
    /// look ill, so that both ways must come to the same; one that does the least must show.
    @Test func `a fault that changes nothing is not seen, one of a millisecond is`() {
        var seen = 0
        for var one in Self.cases(200, seed: 16) {
            one.faults = []
            one.settings.exporter.timeoutMilliseconds = 20_000
            let end = Int64(one.rows.rowCount) * one.rows.rowMilliseconds
            let quiet = one.deliver()
            one.faults = [Samples.fault(at: 0, for: end) { _, _ in }]
            let walked = one.deliver()
            #expect(quiet.totals == walked.totals && quiet.milliseconds == walked.milliseconds, "\(one.settings.kind)")
            #expect(quiet.newestMilliseconds == walked.newestMilliseconds, "\(one.settings.kind)")
            #expect(quiet.lostByRow == walked.lostByRow && quiet.report.lost == walked.report.lost)
            #expect(quiet.report.addedMeanMilliseconds == walked.report.addedMeanMilliseconds)
            one.faults = [
                Samples.fault(at: 0, for: end) { it, _ in (it.sinkDelayMilliseconds, it.datagramLoss) = (1, 0.01) }
            ]
            let twin = one.deliver()
            if twin.report != walked.report { seen += 1 }
        }
        #expect(seen > 60, "a millisecond of delay and a hundredth of datagrams pass unseen: \(seen)")
    }
}
