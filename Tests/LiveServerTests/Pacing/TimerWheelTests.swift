#if Live
import TestKit
import Testing
import TimeSeries

@testable import LiveServer

struct TimerWheelTests {
    /// What a wheel does, by a list that is sorted whenever it is asked.
    struct SortedTimers {
        var timers: [(token: TimerWheel.Token, key: Int, due: Int64, slot: Int64)] = []
        var elapsed: Int64

        mutating func advance(to now: Int64) -> [TimerWheel.Expired] {
            // Stable: timers of one millisecond in the order in which they were scheduled.
            let due = timers.enumerated().filter { $0.element.slot <= now }
                .sorted { ($0.element.slot, $0.offset) < ($1.element.slot, $1.offset) }
            timers.removeAll { $0.slot <= now }
            elapsed = max(elapsed, now)
            return due.map { .init(key: $0.element.key, due: VirtualTime(milliseconds: $0.element.due)) }
        }
    }

    @Test("fires exactly what a sorted list fires, in the same order", arguments: 1...40 as ClosedRange<UInt64>)
    func oracle(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let start: Int64 = random.chance(1, in: 3) ? 0 : 1_795_428_000_000 + Int64(random.below(100_000))
        var wheel = TimerWheel(startingAt: VirtualTime(milliseconds: start))
        var oracle = SortedTimers(elapsed: start)
        // From a step of one slot to one of several levels.
        let reach = random.pick([10, 70, 5_000, 300_000, 100_000_000])
        for step in 0..<2_000 {
            switch random.below(10) {
            case 0..<5:
                let due = oracle.elapsed + Int64(random.below(reach)) - 5
                let token = wheel.schedule(step, at: VirtualTime(milliseconds: due))
                oracle.timers.append((token, step, due, max(due, oracle.elapsed)))
            case 5..<7:
                guard !oracle.timers.isEmpty else { continue }
                let place = random.below(oracle.timers.count)
                let token = oracle.timers.remove(at: place).token
                wheel.cancel(token)
                // A second time changes nothing.
                if random.chance(1, in: 2) { wheel.cancel(token) }
            default:
                let now = oracle.elapsed + Int64(random.below(reach / 5 + 1))
                var fired: [TimerWheel.Expired] = []
                wheel.advance(to: VirtualTime(milliseconds: now), into: &fired)
                #expect(fired == oracle.advance(to: now), "seed \(seed), step \(step)")
            }
            #expect(wheel.count == oracle.timers.count)
            let earliest = oracle.timers.map(\.slot).min()
            #expect((wheel.nextMoment == nil) == (earliest == nil))
            if let earliest, let moment = wheel.nextMoment { #expect(moment.milliseconds <= earliest) }
        }
    }

    @Test("needs few wake-ups for a timer that lies far ahead")
    func sparse() {
        var wheel = TimerWheel(startingAt: VirtualTime(milliseconds: 1_795_428_000_123))
        let due = VirtualTime(milliseconds: 1_795_428_000_123 + 86_400_000)
        _ = wheel.schedule(7, at: due)
        var wakes = 0
        var fired: [TimerWheel.Expired] = []
        while let moment = wheel.nextMoment {
            wheel.advance(to: moment, into: &fired)
            wakes += 1
        }
        #expect(fired == [.init(key: 7, due: due)])
        #expect(wakes <= 8)
    }

    @Test("takes any time at all", arguments: [Int64.min, -1, 0, 1 << 48, .max])
    func extremes(milliseconds: Int64) {
        var wheel = TimerWheel(startingAt: .zero)
        let token = wheel.schedule(1, at: VirtualTime(milliseconds: milliseconds))
        var fired: [TimerWheel.Expired] = []
        wheel.advance(to: VirtualTime(milliseconds: 1_000_000), into: &fired)
        #expect(fired.count == (milliseconds <= 0 ? 1 : 0))
        wheel.cancel(token)
        #expect(wheel.count == 0)
        #expect(wheel.nextMoment == nil)
    }

    @Test("a cancelled timer's place serves another, which an old token does not cancel")
    func reuse() {
        var wheel = TimerWheel(startingAt: .zero)
        let first = wheel.schedule(1, at: VirtualTime(milliseconds: 5))
        wheel.cancel(first)
        _ = wheel.schedule(2, at: VirtualTime(milliseconds: 6))
        wheel.cancel(first)
        var fired: [TimerWheel.Expired] = []
        wheel.advance(to: VirtualTime(milliseconds: 10), into: &fired)
        #expect(fired.map(\.key) == [2])
    }
}
#endif
