/// When rules are evaluated: from a beginning to an end, all groups on one rhythm or each on its own.
package struct EvaluationGrid: Sendable, Equatable {
    /// More evaluations of one group than this are a mistake in the request: a year at 15 s is 2.1 million.
    package static let limit = 5_000_000

    package let startMilliseconds: Int64
    /// The last evaluation is at this moment or before it.
    package let endMilliseconds: Int64
    /// The server's own interval: of groups that name none, or of all.
    package let intervalMilliseconds: Int64
    /// False where a group's own `interval` is ignored, as promtool does.
    package let heedsGroupIntervals: Bool
    /// How long after the beginning of its interval a group is evaluated. A server derives it from a hash of the group's
    /// name and file; here it is free.
    package let phaseMilliseconds: Int64

    /// Nil for an interval that is not positive, a beginning after the end, a phase not within an interval, or more than
    /// `limit` evaluations.
    package init?(
        startMilliseconds: Int64, endMilliseconds: Int64, intervalMilliseconds: Int64,
        heedsGroupIntervals: Bool = true, phaseMilliseconds: Int64 = 0
    ) {
        let (length, overflowed) = endMilliseconds.subtractingReportingOverflow(startMilliseconds)
        guard !overflowed, length >= 0, intervalMilliseconds > 0, phaseMilliseconds >= 0,
            length / intervalMilliseconds < Self.limit
        else { return nil }
        self.startMilliseconds = startMilliseconds
        self.endMilliseconds = endMilliseconds
        self.intervalMilliseconds = intervalMilliseconds
        self.heedsGroupIntervals = heedsGroupIntervals
        self.phaseMilliseconds = phaseMilliseconds
    }

    /// How often a group is evaluated.
    package func interval(of group: RuleGroup) -> Int64 {
        guard heedsGroupIntervals, let own = group.intervalMilliseconds, own > 0 else { return intervalMilliseconds }
        return own
    }

    /// The moments at which a group is evaluated, ascending; at most `limit`, from the first on.
    package func times(of group: RuleGroup) -> [Int64] {
        let interval = interval(of: group)
        let first = startMilliseconds + phaseMilliseconds % interval
        guard first <= endMilliseconds else { return [] }
        let count = min(Int((endMilliseconds - first) / interval) + 1, Self.limit)
        return (0..<count).map { first + Int64($0) * interval }
    }
}
