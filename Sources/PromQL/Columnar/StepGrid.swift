/// The moments at which something is evaluated: evenly spaced and ascending.
package struct StepGrid: Hashable, Sendable {
    /// The first moment, in milliseconds.
    package let startMilliseconds: Int64
    /// The distance of neighbours, in milliseconds; positive.
    package let stepMilliseconds: Int64
    /// How many moments there are.
    package let count: Int

    /// - Precondition: a positive step, no negative count, and a last moment that 64 bits hold.
    package init(startMilliseconds: Int64, stepMilliseconds: Int64, count: Int) {
        precondition(stepMilliseconds > 0 && count >= 0, "the moments of a grid ascend")
        let (length, overflows) = stepMilliseconds.multipliedReportingOverflow(by: Int64(max(count - 1, 0)))
        precondition(
            !overflows && !startMilliseconds.addingReportingOverflow(length).overflow,
            "the last moment of a grid exists")
        self.startMilliseconds = startMilliseconds
        self.stepMilliseconds = stepMilliseconds
        self.count = count
    }

    /// One moment.
    package init(atMilliseconds milliseconds: Int64) {
        self.init(startMilliseconds: milliseconds, stepMilliseconds: 1, count: 1)
    }

    /// These moments; nil unless they ascend evenly.
    package init?(milliseconds moments: [Int64]) {
        guard let first = moments.first else {
            self.init(startMilliseconds: 0, stepMilliseconds: 1, count: 0)
            return
        }
        guard moments.count > 1 else {
            self.init(atMilliseconds: first)
            return
        }
        let (step, overflows) = moments[1].subtractingReportingOverflow(first)
        guard !overflows, step > 0 else { return nil }
        for (before, moment) in zip(moments, moments.dropFirst())
        where moment.subtractingReportingOverflow(before) != (step, false) {
            return nil
        }
        self.init(startMilliseconds: first, stepMilliseconds: step, count: moments.count)
    }

    /// The moment of a step in milliseconds.
    ///
    /// - Precondition: `step` is below `count`, or 0.
    package subscript(step: Int) -> Int64 { startMilliseconds &+ stepMilliseconds &* Int64(step) }

    /// All moments in milliseconds.
    package var milliseconds: [Int64] { (0..<count).map { self[$0] } }
}
