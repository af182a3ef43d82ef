#if Live
import TestKit
import Testing

@testable import LiveServer

struct PacingReportTests {
    @Test(
        "quantiles are those of a sorted list, at most a thirty-second too high",
        arguments: 1...20 as ClosedRange<UInt64>)
    func quantiles(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var histogram = LagHistogram()
        let spread = random.pick([50, 3_000, 1_000_000])
        let values = (0..<random.below(500) + 1).map { _ in Int64(random.below(spread)) }.sorted()
        for value in values { histogram.record(nanoseconds: value * 1000 + 999) }
        let report = histogram.report
        #expect(report.count == Int64(values.count))
        #expect(report.maximumMicroseconds == values.last)
        for (percent, found) in [(50, report.p50Microseconds), (99, report.p99Microseconds)] {
            let exact = values[(values.count * percent + 99) / 100 - 1]
            #expect(found >= exact && found <= exact + exact / 32 + 1, "seed \(seed), p\(percent)")
        }
    }

    @Test("what is early is punctual, what is endless is counted")
    func extremes() {
        var histogram = LagHistogram()
        #expect(
            histogram.report
                == PacingReport(count: 0, p50Microseconds: 0, p99Microseconds: 0, maximumMicroseconds: 0))
        histogram.record(nanoseconds: .min)
        #expect(histogram.report.maximumMicroseconds == 0)
        histogram.record(nanoseconds: .max)
        #expect(histogram.report.maximumMicroseconds == 1 << 31 - 1)
        #expect(histogram.report.p99Microseconds == 1 << 31 - 1)
    }
}
#endif
