package import TimeSeries

/// What one alert, that is one label set of one rule, did in the course of a run.
package struct AlertTimeline: Sendable {
    /// With `alertname`, without a metric name.
    package let labels: LabelSetID
    /// In the order of time; they do not overlap.
    package internal(set) var episodes: [AlertEpisode] = []
    /// Every evaluation at which the condition held, in the order of time.
    package internal(set) var observations: [AlertObservation] = []

    /// Pending or firing at a moment; nil if neither. A moment between evaluations belongs to the one before.
    package func state(atMilliseconds time: Int64) -> AlertState? {
        guard let episode = episodes.last(where: { $0.pendingFromMilliseconds <= time }) else { return nil }
        if let end = episode.endedAtMilliseconds, end <= time { return nil }
        if let firing = episode.firingFromMilliseconds, firing <= time { return .firing }
        return .pending
    }

    /// The last evaluation up to a moment at which the condition held: what value and annotations come from.
    package func observation(atMilliseconds time: Int64) -> AlertObservation? {
        var low = 0
        var high = observations.count
        while low < high {
            let middle = (low + high) / 2
            if observations[middle].atMilliseconds <= time { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : observations[low - 1]
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
