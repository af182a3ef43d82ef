#if Live
import LiveServer
import Testing
import TimeSeries

struct ServerClockTests {
    @Test("moments lie on the machine's clock as far apart as the scale says", arguments: [0.5, 1, 10, 1000])
    func scale(scale: Double) throws {
        let start = VirtualTime(milliseconds: 1_795_428_000_000)
        let clock = WallClock(timeScale: scale, startingAt: start)
        let first = try #require(clock.monotonicNanoseconds(at: start))
        let second = try #require(clock.monotonicNanoseconds(at: start.advanced(byMilliseconds: 60_000)))
        #expect(second - first == UInt64(60e9 / scale))
        #expect(clock.now >= start)
        // What the clock shows has come.
        #expect(clock.nanoseconds(since: clock.now) >= 0)
        #expect(clock.nanoseconds(since: start.advanced(byMilliseconds: 3_600_000_000)) < 0)
    }

    @Test("the ends of time trap nothing", arguments: [Int64.min, .max])
    func extremes(milliseconds: Int64) {
        let moment = VirtualTime(milliseconds: milliseconds)
        for clock in [WallClock(timeScale: 1e-9), WallClock(timeScale: 1e9)] {
            _ = clock.monotonicNanoseconds(at: moment)
            _ = clock.nanoseconds(since: moment)
            _ = clock.now
        }
        let manual = ManualClock(startingAt: .zero)
        _ = manual.nanoseconds(since: moment)
        #expect(manual.monotonicNanoseconds(at: moment) == nil)
    }

    @Test("a manual clock moves when it is moved")
    func manual() {
        let clock = ManualClock(startingAt: VirtualTime(milliseconds: 100))
        #expect(clock.now.milliseconds == 100)
        clock.advance(byMilliseconds: 25)
        #expect(clock.now.milliseconds == 125)
        #expect(clock.nanoseconds(since: VirtualTime(milliseconds: 124)) == 1_000_000)
    }
}
#endif
