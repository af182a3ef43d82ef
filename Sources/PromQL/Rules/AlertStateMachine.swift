import TimeSeries

/// The alerts of one rule, from evaluation to evaluation.
///
/// Source: prometheus/prometheus, `rules/alerting.go` (`Eval`), the same in 2.42 and 3.14 but for what only a reload
/// brings about.
struct AlertStateMachine {
    private let holdMilliseconds: Int64
    private let keepFiringMilliseconds: Int64
    /// 0 for none.
    private let limit: Int
    private var active: [LabelSetID: ActiveAlert] = [:]
    private(set) var timelines: [AlertTimeline] = []
    private var indexOfLabels: [LabelSetID: Int] = [:]

    private struct ActiveAlert {
        let timeline: Int
        var state = AlertState.pending
        let activeAt: Int64
        /// When the condition ceased to hold, while the alert fires on.
        var keptFiringSince: Int64?
    }

    /// An element of the expression and the labels of its alert.
    struct Condition {
        var labels: LabelSetID
        var element: LabelSetID
        var value: Double
    }

    /// What is written of an active alert.
    struct Output {
        var labels: LabelSetID
        var state: AlertState
        var activeAtMilliseconds: Int64
    }

    init(_ alerting: Rule.Alerting, limit: Int) {
        holdMilliseconds = alerting.holdMilliseconds
        keepFiringMilliseconds = alerting.keepFiringMilliseconds
        self.limit = limit
    }

    /// Carries out one evaluation and returns all active alerts, in the order in which they were first seen.
    ///
    /// - Precondition: the label sets of `conditions` differ.
    mutating func evaluate(_ conditions: [Condition], at time: Int64) throws(RuleError) -> [Output] {
        if conditions.isEmpty && active.isEmpty { return [] }
        var holding: Set<LabelSetID> = []
        for condition in conditions {
            holding.insert(condition.labels)
            begin(condition, at: time)
        }
        for (labels, alert) in active {
            active[labels] = advanced(alert, holds: holding.contains(labels), at: time)
        }
        if limit > 0, active.count > limit {
            let count = active.count
            forgetAll(at: time)
            throw .tooManyAlerts(limit: limit, count: count)
        }
        return active.sorted { $0.value.timeline < $1.value.timeline }.map { labels, alert in
            Output(labels: labels, state: alert.state, activeAtMilliseconds: alert.activeAt)
        }
    }

    /// Notes that a condition holds, and makes an alert of it unless it is one already.
    private mutating func begin(_ condition: Condition, at time: Int64) {
        let timeline =
            indexOfLabels[condition.labels]
            ?? {
                timelines.append(AlertTimeline(labels: condition.labels))
                indexOfLabels[condition.labels] = timelines.count - 1
                return timelines.count - 1
            }()
        timelines[timeline].note(
            AlertObservation(atMilliseconds: time, element: condition.element, value: condition.value))
        if active[condition.labels] == nil {
            active[condition.labels] = ActiveAlert(timeline: timeline, activeAt: time)
            timelines[timeline].episodes.append(AlertEpisode(pendingFromMilliseconds: time))
        }
    }

    /// The alert after an evaluation; nil if it is over.
    private mutating func advanced(_ alert: ActiveAlert, holds: Bool, at time: Int64) -> ActiveAlert? {
        var alert = alert
        if holds {
            alert.keptFiringSince = nil
        } else {
            guard alert.state == .firing, keepFiringMilliseconds > 0 else {
                end(alert, at: time, as: alert.state == .firing ? .resolved : .neverFired)
                return nil
            }
            let since = alert.keptFiringSince ?? time
            alert.keptFiringSince = since
            guard time - since < keepFiringMilliseconds else {
                end(alert, at: time, as: .resolved)
                return nil
            }
        }
        if alert.state == .pending, time - alert.activeAt >= holdMilliseconds {
            alert.state = .firing
            updateEpisode(of: alert) { $0.firingFromMilliseconds = time }
        }
        return alert
    }

    private mutating func forgetAll(at time: Int64) {
        for alert in active.values { end(alert, at: time, as: .forgotten) }
        active = [:]
    }

    private mutating func end(_ alert: ActiveAlert, at time: Int64, as end: AlertEpisode.End) {
        updateEpisode(of: alert) { episode in
            episode.endedAtMilliseconds = time
            episode.end = end
        }
    }

    private mutating func updateEpisode(of alert: ActiveAlert, _ update: (inout AlertEpisode) -> Void) {
        let last = timelines[alert.timeline].episodes.count - 1
        precondition(last >= 0, "an active alert has an episode")
        update(&timelines[alert.timeline].episodes[last])
    }
}
