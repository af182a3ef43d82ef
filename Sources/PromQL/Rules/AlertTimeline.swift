package import TimeSeries

/// What one alert, that is one label set of one rule, did in the course of a run.
package struct AlertTimeline: Sendable {
    /// With `alertname`, without a metric name.
    package let labels: LabelSetID
    /// In the order of time; they do not overlap.
    package internal(set) var episodes: [AlertEpisode] = []
    private var observed = Observed.list([])

    private enum Observed: Sendable {
        case list([AlertObservation])
        /// An element over all steps; arrays that rules have in common are not copied.
        case column(ExpressionColumns.Column, times: [Int64])
    }

    init(labels: LabelSetID) { self.labels = labels }

    /// An alert whose element is one column of its rule's expression.
    init(labels: LabelSetID, _ column: ExpressionColumns.Column, times: [Int64], _ episodes: [AlertEpisode]) {
        self.labels = labels
        self.episodes = episodes
        observed = .column(column, times: times)
    }

    /// Adds an evaluation at which the condition held.
    mutating func note(_ observation: AlertObservation) {
        var list = observations
        // Not kept twice, so that it is not copied.
        observed = .list([])
        list.append(observation)
        observed = .list(list)
    }

    /// Every evaluation at which the condition held, in the order of time.
    package var observations: [AlertObservation] {
        switch observed {
        case .list(let list): return list
        case .column(let column, let times):
            var list: [AlertObservation] = []
            column.presence.forEachSet { step in list.append(Self.observation(column, times, step)) }
            return list
        }
    }

    private static func observation(
        _ column: ExpressionColumns.Column, _ times: [Int64], _ step: Int
    ) -> AlertObservation {
        AlertObservation(atMilliseconds: times[step], element: column.labels, value: column.values[step])
    }

    /// Pending or firing at a moment; nil if neither. A moment between evaluations belongs to the one before.
    package func state(atMilliseconds time: Int64) -> AlertState? {
        guard let episode = episodes.last(where: { $0.pendingFromMilliseconds <= time }) else { return nil }
        if let end = episode.endedAtMilliseconds, end <= time { return nil }
        if let firing = episode.firingFromMilliseconds, firing <= time { return .firing }
        return .pending
    }

    /// The last evaluation up to a moment at which the condition held: what value and annotations come from.
    package func observation(atMilliseconds time: Int64) -> AlertObservation? {
        switch observed {
        case .list(let list):
            let next = Self.firstIndex(in: 0..<list.count) { list[$0].atMilliseconds > time }
            return next == 0 ? nil : list[next - 1]
        case .column(let column, let times):
            let next = Self.firstIndex(in: 0..<times.count) { times[$0] > time }
            return column.presence.lastSet(before: next).map { Self.observation(column, times, $0) }
        }
    }

    /// The first index of which something holds that holds from there on; the end if there is none.
    private static func firstIndex(in range: Range<Int>, _ holds: (Int) -> Bool) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// The states of an active alert.
package enum AlertState: Sendable, Hashable {
    case pending
    case firing

    /// As in the label `alertstate`.
    package var word: String { self == .pending ? "pending" : "firing" }
}

/// From the evaluation at which the condition first held to the one at which the alert was over.
package struct AlertEpisode: Sendable, Equatable {
    package enum End: Sendable, Equatable {
        /// It had been firing.
        case resolved
        /// The condition did not hold long enough for it to fire.
        case neverFired
        /// The rule had more alerts than its group's limit.
        case forgotten
    }

    /// `activeAt`: an evaluation, not the moment of the cause.
    package let pendingFromMilliseconds: Int64
    /// Nil if it never fired.
    package internal(set) var firingFromMilliseconds: Int64?
    /// The first evaluation at which it was no longer active; nil if it is at the end of the run.
    package internal(set) var endedAtMilliseconds: Int64?
    package internal(set) var end: End?
}

/// One evaluation at which the condition of an alert held.
package struct AlertObservation: Sendable, Equatable {
    package let atMilliseconds: Int64
    /// The element of the expression, with its own labels.
    package let element: LabelSetID
    package let value: Double
}
