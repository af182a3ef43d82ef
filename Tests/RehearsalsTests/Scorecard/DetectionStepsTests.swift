import TestKit
import Testing

@testable import Rehearsals

@Suite struct `The way from an incident to a notification` {
    private func words(_ steps: [DetectionStep]) -> [String] { steps.map { "\($0.stage.rawValue) \($0.milliseconds)" } }

    @Test func `is cut where the time went`() {
        var run = ObservedRuns.run([[]], firstBad: 3605)
        run.samples = (0...360).map {
            .init(milliseconds: $0 * 30_000 + 7_000, newestMilliseconds: $0 * 30_000 + 7_000)
        }
        // Scraped at 3607 s and every 30 s; evaluated at 3735 s, when the newest sample is that of 3727 s.
        let steps = DetectionSteps.split(
            onset: 3_600_000, run, pendingFrom: 3_735_000, firingFrom: 3_855_000, notified: 3_885_000)
        #expect(
            words(steps) == [
                "first bad completion 5000", "flush 0", "scrape 2000", "window 120000", "evaluation 8000", "for 120000",
                "grouping 30000",
            ])
    }

    @Test func `has a flush where measurements wait in the process`() {
        var run = ObservedRuns.run([[]], firstBad: 3605)
        run.isPulled = false
        run.samples = [(3_600, 3_595), (3_620, 3_615), (3_640, 3_635)].map {
            .init(milliseconds: $0.0 * 1000, newestMilliseconds: $0.1 * 1000)
        }
        let steps = DetectionSteps.split(
            onset: 3_600_000, run, pendingFrom: 3_650_000, firingFrom: 3_650_000, notified: nil)
        #expect(
            words(steps) == [
                "first bad completion 5000", "flush 10000", "scrape 5000", "window 20000", "evaluation 10000", "for 0",
            ])
    }

    /// Whatever the moments are: no step is negative, and they add up.
    @Test func `adds up exactly`() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            var run = ObservedRuns.run([[]], firstBad: random.chance(1, in: 8) ? nil : Int64(random.below(2_000)))
            run.isPulled = random.chance(1, in: 2)
            var time: Int64 = 0
            run.samples = (0..<random.below(12)).map { _ in
                time += 1 + Int64(random.below(300_000))
                return .init(milliseconds: time, newestMilliseconds: time - Int64(random.below(200_000)))
            }
            let onset = Int64(random.below(1_000_000))
            let firing = onset + Int64(random.below(1_000_000))
            let pending = firing - Int64(random.below(1_500_000))
            let notified = random.chance(1, in: 3) ? nil : firing + Int64(random.below(100_000))
            let steps = DetectionSteps.split(
                onset: onset, run, pendingFrom: pending, firingFrom: firing, notified: notified)
            #expect(steps.allSatisfy { $0.milliseconds >= 0 })
            let way = steps.filter { $0.stage != .grouping }.reduce(0) { $0 + $1.milliseconds }
            #expect(way == firing - onset)
            #expect(steps.reduce(0) { $0 + $1.milliseconds } == (notified ?? firing) - onset)
            #expect(steps.map(\.stage) == Array(DetectionStep.Stage.allCases.prefix(notified == nil ? 6 : 7)))
        }
    }
}
