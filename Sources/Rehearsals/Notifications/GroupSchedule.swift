import Facts
import PromQL
import SourceText

/// One aggregation group from its first alert to the end of a run.
///
/// Source: prometheus/alertmanager `dispatch/dispatch.go`: a new group waits `group_wait`, then it is looked at every
/// `group_interval`; alerts that are over leave it when they have been looked at, and a sweep every 30 s removes a group
/// that is empty, so that its next alert waits `group_wait` again. `notify/notify.go` (`needsUpdate`) decides whether a
/// look becomes a message; what was sent is remembered beyond the end of the group.
///
/// The sweep runs on whole half minutes here; a server's begin when it starts.
struct GroupSchedule {
    private let routing: RoutingFact
    private let route: Route
    private let receiver: Receiver
    private let alerts: [SentAlert]
    private let inhibition: InhibitionState
    private let startUnixMilliseconds: Int64
    private let groupLabels: [RuleLabel]
    /// Every beginning of every member, in the order of time.
    private let arrivals: [(milliseconds: Int64, alert: Int)]

    private(set) var notifications: [Notification] = []
    /// A zone on whose clock it depends whether something is sent.
    private(set) var openZone: ByteString?
    /// Alerts in the group, over or not.
    private var present: Set<Int> = []
    private var nextArrival = 0
    private var lastSent: Sent?

    /// What the notification log remembers of a group.
    private struct Sent {
        var milliseconds: Int64
        var firing: Set<Int>
        var resolved: Set<Int>
    }

    private static let sweepMilliseconds: Int64 = 30_000

    init(
        routing: RoutingFact, route: Route, receiver: Receiver, alerts: [SentAlert], members: [Int],
        inhibition: InhibitionState, startUnixMilliseconds: Int64
    ) {
        self.routing = routing
        self.route = route
        self.receiver = receiver
        self.alerts = alerts
        self.inhibition = inhibition
        self.startUnixMilliseconds = startUnixMilliseconds
        groupLabels = members.first.map { alerts[$0].groupLabels(route.grouping.labels) } ?? []
        arrivals = members.flatMap { alert in
            alerts[alert].firing.map { (milliseconds: $0.lowerBound, alert: alert) }
        }.sorted { ($0.milliseconds, $0.alert) < ($1.milliseconds, $1.alert) }
    }

    mutating func run(untilMilliseconds end: Int64) {
        let interval = max(1, route.grouping.intervalMilliseconds)
        while nextArrival < arrivals.count {
            var look = arrivals[nextArrival].milliseconds.addingClamped(route.grouping.waitMilliseconds)
            while look <= end {
                takeArrivals(untilMilliseconds: look)
                self.look(atMilliseconds: look)
                let after = look.addingClamped(interval)
                guard present.isEmpty else {
                    look = after
                    continue
                }
                let sweep = (look / Self.sweepMilliseconds + 1) * Self.sweepMilliseconds
                guard nextArrival < arrivals.count else { return }
                let arrival = arrivals[nextArrival].milliseconds
                if arrival >= sweep { break }
                // It came before the sweep: the group goes on in its rhythm.
                look = after >= arrival ? after : after + (arrival - after + interval - 1) / interval * interval
            }
            if look > end { return }
        }
    }

    private mutating func takeArrivals(untilMilliseconds time: Int64) {
        while nextArrival < arrivals.count, arrivals[nextArrival].milliseconds <= time {
            present.insert(arrivals[nextArrival].alert)
            nextArrival += 1
        }
    }

    private mutating func look(atMilliseconds time: Int64) {
        let over = present.filter { !alerts[$0].fires(atMilliseconds: time) }
        defer { present.subtract(over) }
        if isMuted(atMilliseconds: time) { return }
        let sendable = present.filter { !inhibition.holdsBack($0, atMilliseconds: time) }
        let firing = sendable.subtracting(over)
        let resolved = sendable.intersection(over)
        guard !sendable.isEmpty, let cause = cause(firing, resolved, atMilliseconds: time) else { return }
        lastSent = Sent(milliseconds: time, firing: firing, resolved: resolved)
        // Who is not told of ends is not told of the last one either.
        if firing.isEmpty, !sendsResolved { return }
        notifications.append(
            Notification(
                milliseconds: time, receiver: receiver.name.value, groupLabels: groupLabels, cause: cause,
                firing: firing.sorted()))
    }

    /// Why something is sent; nil if nothing is.
    private func cause(
        _ firing: Set<Int>, _ resolved: Set<Int>, atMilliseconds time: Int64
    ) -> Notification.Cause? {
        guard let last = lastSent else { return firing.isEmpty ? nil : .news }
        if !firing.isSubset(of: last.firing) { return .news }
        if firing.isEmpty { return last.firing.isEmpty ? nil : .resolved }
        if sendsResolved, !resolved.isSubset(of: last.resolved) { return .resolved }
        return last.milliseconds < time - route.grouping.repeatMilliseconds ? .repeated : nil
    }

    /// Receivers whose integrations differ are taken as the one that says more.
    private var sendsResolved: Bool { receiver.integrations.contains { $0.placeholder == nil && $0.sendsResolved } }

    private mutating func isMuted(atMilliseconds time: Int64) -> Bool {
        if route.muteIntervals.isEmpty, route.activeIntervals.isEmpty { return false }
        guard let moment = CalendarMoment(unixMilliseconds: startUnixMilliseconds.addingClamped(time)) else {
            return false
        }
        if let isMuted = routing.isMuted(route, at: moment) { return isMuted }
        let intervals = (route.muteIntervals + route.activeIntervals).compactMap { routing.interval(named: $0.value) }
        openZone = openZone ?? intervals.flatMap(\.entries).compactMap(\.zone).first
        return false
    }
}

extension Int64 {
    /// The sum, at most the greatest number.
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflowed) = addingReportingOverflow(other)
        return overflowed ? (other < 0 ? .min : .max) : sum
    }
}
