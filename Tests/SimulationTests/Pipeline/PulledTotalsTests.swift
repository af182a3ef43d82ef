import Simulation
import TestKit
import Testing

struct PulledTotalsTests {
    private typealias Samples = PipelineSamples

    @Test func `a scrape shows all rows that have ended since the process began`() {
        var random = SeededGenerator(seed: 1)
        for round in 0..<50 {
            let rows = Samples.rows(
                &random, count: 1 + random.below(120), rowMilliseconds: [500, 1_000, 5_000][round % 3])
            let interval = Int64(1_000 + random.below(20_000))
            let phase = Int64(random.below(Int(interval)))
            let samples = TelemetryPipeline.deliver(
                rows, settings: Samples.pull(everyMilliseconds: interval), faults: [], seed: 7,
                scrapePhaseMilliseconds: phase)
            let end = Int64(rows.rowCount) * rows.rowMilliseconds
            #expect(samples.milliseconds == Array(stride(from: phase, through: end, by: Int(interval))))
            for tick in 0..<samples.tickCount {
                let expected = Samples.totals(rows, through: samples.milliseconds[tick])
                #expect(
                    (0..<Samples.layout.count).map { samples[tick, $0] } == expected, "round \(round), tick \(tick)")
                #expect(samples.age(atTick: tick) < rows.rowMilliseconds)
                #expect(!samples.isMissed[tick] && samples.isUp[tick] && samples.incarnation[tick] == 0)
            }
            #expect(samples.report.lostTotal == 0)
        }
    }

    @Test func `a missed scrape costs nothing later, the end of a process what was never scraped`() {
        // 10 calls a second; scrapes at 5, 20, 35, 50 s; the one at 20 s fails, the process dies at 40 s for 5 s.
        let samples = TelemetryPipeline.deliver(
            Samples.steady(10, rows: 60), settings: Samples.pull(everyMilliseconds: 15_000),
            faults: [
                Samples.fault(at: 19_000, for: 2_000) { conditions, strength in conditions.scrapeLoss = strength },
                Samples.event(.crash(downMilliseconds: 5_000), at: 40_000),
            ], seed: 1, scrapePhaseMilliseconds: 5_000)
        #expect(samples.milliseconds == [5_000, 20_000, 35_000, 50_000])
        #expect(samples.isMissed == [false, true, false, false])
        #expect(samples.isUp == [true, false, true, true])
        #expect((0..<4).map { samples[$0, Samples.calls] } == [50, 50, 350, 50])
        #expect(samples.incarnation == [0, 0, 0, 1])
        #expect(samples.newestMilliseconds == [5_000, 5_000, 35_000, 50_000])
        #expect(samples.report.lost == [.neverScraped: 50, .crash: 50])
        #expect(samples.report.made == 600 && samples.report.arrived == 400 && samples.report.underWay == 100)
        #expect(samples.report.stalestMilliseconds == 30_000, "from the scrape at 5 s to the one at 35 s")
        #expect(samples.lostByRow.enumerated().filter { $0.element > 0 }.map(\.offset) == Array(35..<45))
    }

    @Test func `scrapes fail while the process is down, and a deploy begins again at zero`() {
        let samples = TelemetryPipeline.deliver(
            Samples.steady(1, rows: 100), settings: Samples.pull(everyMilliseconds: 10_000),
            faults: [
                Samples.event(.crash(downMilliseconds: 25_000), at: 31_000),
                Samples.event(.deploy(drains: true), at: 75_000),
            ], seed: 1, scrapePhaseMilliseconds: 0)
        #expect(samples.isMissed == [false, false, false, false, true, true, false, false, false, false, false])
        #expect((6..<11).map { samples[$0, Samples.calls] } == [4, 14, 5, 15, 25])
        #expect(samples.incarnation == [0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 2])
        #expect(samples.report.lost == [.neverScraped: 1 + 5, .crash: 25])
    }

    @Test func `history comes before zero and is in the totals, not in the report`() {
        let rows = Samples.steady(3, rows: 20)
        let samples = TelemetryPipeline.deliver(
            rows, settings: Samples.pull(everyMilliseconds: 5_000), faults: [], seed: 1, scrapePhaseMilliseconds: 2_000,
            history: DeliveryHistory(rows: Samples.steady(2, rows: 7), milliseconds: 30_000))
        #expect(samples.milliseconds.first == -28_000)
        #expect(samples.milliseconds.last == 17_000)
        #expect(samples[0, Samples.calls] == 4)
        #expect(samples[samples.tickCount - 1, Samples.calls] == 2 * 30 + 3 * 17)
        #expect(samples.report.made == 60 && samples.report.arrived == 51 && samples.report.underWay == 9)
        #expect(samples.report.stalestMilliseconds == 5_000)
    }

    @Test func `history ends at zero, however often its rows come round`() {
        var random = SeededGenerator(seed: 3)
        let past = Samples.rows(&random, count: 7)
        let samples = TelemetryPipeline.deliver(
            Samples.steady(0, rows: 1), settings: Samples.pull(everyMilliseconds: 1_000), faults: [], seed: 1,
            scrapePhaseMilliseconds: 0, history: DeliveryHistory(rows: past, milliseconds: 24_000))
        for tick in 1...24 {
            for channel in 0..<Samples.layout.count {
                #expect(
                    samples[tick, channel] - samples[tick - 1, channel] == past[(tick - 1 + 7 - 24 % 7) % 7, channel])
            }
        }
    }

    @Test func `a share of lost scrapes is met, and another seed loses others`() {
        func missed(_ seed: UInt64) -> [Bool] {
            TelemetryPipeline.deliver(
                Samples.steady(1, rows: 40_000), settings: Samples.pull(everyMilliseconds: 1_000),
                faults: [Samples.fault(at: 0, for: 40_000_000) { $0.scrapeLoss = 0.3 * $1 }], seed: seed,
                scrapePhaseMilliseconds: 0
            ).isMissed
        }
        let lost = missed(1).count { $0 }
        // Four standard deviations of a binomial of 40,000 at 0.3 are 367.
        #expect(abs(lost - 12_000) < 367, "lost \(lost)")
        #expect(missed(1) == missed(1))
        #expect(missed(1) != missed(2))
    }
}
