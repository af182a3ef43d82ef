/// A moment in milliseconds, on the clock of whoever made the samples: since the Unix epoch for recorded telemetry,
/// since the beginning of the run for a simulated one. Prometheus keeps sample times in the same unit.
package struct VirtualTime: Hashable, Comparable, Sendable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static let zero = VirtualTime(milliseconds: 0)

    /// The moment `milliseconds` later, or earlier if negative; stops at the ends of the clock.
    package func advanced(byMilliseconds milliseconds: Int64) -> VirtualTime {
        let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
        if overflow { return VirtualTime(milliseconds: milliseconds < 0 ? .min : .max) }
        return VirtualTime(milliseconds: sum)
    }

    package static func < (left: VirtualTime, right: VirtualTime) -> Bool { left.milliseconds < right.milliseconds }
}
