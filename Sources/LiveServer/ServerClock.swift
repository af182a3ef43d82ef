#if Live
import Glibc
import Synchronization
package import TimeSeries

/// The server's virtual time, and where it stands on the machine's.
package protocol ServerClock: Sendable {
    var now: VirtualTime { get }
    /// Virtual milliseconds in a real one.
    var timeScale: Double { get }
    /// Real time that has passed since `moment`; negative if that lies ahead.
    func nanoseconds(since moment: VirtualTime) -> Int64
    /// `moment` on `CLOCK_MONOTONIC`; nil for a clock that is moved by hand.
    func monotonicNanoseconds(at moment: VirtualTime) -> UInt64?
}

extension ServerClock {
    /// Virtual milliseconds that pass in so many real ones: limits that protect the server hold in real time.
    func virtual(milliseconds: Int64) -> Int64 { rounded(Double(milliseconds) * timeScale) }
}

/// Begins at the wall clock's time and then goes `timeScale` times as fast as the machine's monotonic clock: a step of
/// the wall clock moves no answer.
package struct WallClock: ServerClock {
    package let timeScale: Double
    private let origin: VirtualTime
    private let monotonicOrigin: Int64

    /// - Precondition: `timeScale` is positive and finite.
    package init(timeScale: Double = 1) {
        self.init(timeScale: timeScale, startingAt: VirtualTime(milliseconds: read(CLOCK_REALTIME) / 1_000_000))
    }

    /// Begins at a moment of the caller's choice.
    package init(timeScale: Double = 1, startingAt origin: VirtualTime) {
        precondition(timeScale > 0 && timeScale.isFinite, "time goes forward")
        self.timeScale = timeScale
        self.origin = origin
        monotonicOrigin = read(CLOCK_MONOTONIC)
    }

    package var now: VirtualTime {
        let passed = Double(read(CLOCK_MONOTONIC) - monotonicOrigin) * timeScale / 1e6
        return origin.advanced(byMilliseconds: rounded(passed.rounded(.down)))
    }

    package func nanoseconds(since moment: VirtualTime) -> Int64 {
        read(CLOCK_MONOTONIC) - monotonicOrigin - offset(of: moment)
    }

    package func monotonicNanoseconds(at moment: VirtualTime) -> UInt64? {
        UInt64(clamping: monotonicOrigin.addingReportingOverflow(offset(of: moment)).partialValue)
    }

    /// Real nanoseconds from the beginning to a moment; rounded up, so that then the moment has come.
    private func offset(of moment: VirtualTime) -> Int64 {
        let distance = moment.milliseconds.subtractingReportingOverflow(origin.milliseconds)
        guard !distance.overflow else { return Int64.max / 2 }
        return min(rounded((Double(distance.partialValue) * 1e6 / timeScale).rounded(.up)), Int64.max / 2)
    }
}

/// Stands still until it is moved. A server with this clock does what is due when it is told to (`performDue`).
package final class ManualClock: ServerClock {
    private let time: Atomic<Int64>

    package init(startingAt start: VirtualTime) { time = Atomic(start.milliseconds) }

    package var now: VirtualTime { VirtualTime(milliseconds: time.load(ordering: .acquiring)) }
    package var timeScale: Double { 1 }

    package func nanoseconds(since moment: VirtualTime) -> Int64 {
        now.milliseconds.subtractingReportingOverflow(moment.milliseconds).partialValue
            .multipliedReportingOverflow(by: 1_000_000).partialValue
    }

    package func monotonicNanoseconds(at moment: VirtualTime) -> UInt64? { nil }

    package func advance(byMilliseconds milliseconds: Int64) {
        time.wrappingAdd(max(0, milliseconds), ordering: .releasing)
    }
}

private func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// Without the trap of a conversion that does not fit.
private func rounded(_ value: Double) -> Int64 {
    if value >= 9e18 { return .max }
    if value <= -9e18 { return .min }
    return value.isNaN ? 0 : Int64(value.rounded())
}
#endif
