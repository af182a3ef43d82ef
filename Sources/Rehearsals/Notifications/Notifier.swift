package import Checklists
package import Facts
import Findings
package import PromQL
import SourceText

/// Alertmanager in virtual time: from alerts that fire to the notifications that people get.
///
/// Routing, grouping, inhibition, time intervals and repeats are those of prometheus/alertmanager (`dispatch/`,
/// `inhibit/`, `notify/notify.go`). Left out because they decide nothing here: silences, which nobody has set before an
/// incident; the time that sending takes; `resolve_timeout`, since Prometheus sends the end of an alert with every
/// resend; and further replicas. A receiver that reaches nobody is told nothing. Several configurations are asked one
/// after the other, as the operator joins them.
package struct Notifier: Sendable {
    private let routings: [RoutingFact]
    private let paging: PagingSelector?
    /// The moment that is zero in virtual time, since 1970 in UTC: time intervals ask for the day and the hour.
    private let startUnixMilliseconds: Int64

    /// - Parameters:
    ///   - routings: none where no configuration was handed in: people are then told when an alert fires.
    ///   - paging: nil where the manifest does not say which alerts page: then all do.
    package init(routings: [RoutingFact], paging: PagingSelector?, startUnixMilliseconds: Int64) {
        self.routings = routings
        self.paging = paging
        self.startUnixMilliseconds = startUnixMilliseconds
    }

    /// Whether an alert of these labels pages a person.
    package func isPage(_ labels: [RuleLabel]) -> Bool {
        paging.map { $0.selects(Self.alertLabels(labels)) == true } ?? true
    }

    /// All that is sent until a moment, in the order of time.
    package func notifications(of alerts: [SentAlert], untilMilliseconds end: Int64) -> NotificationLog {
        var log = NotificationLog()
        if paging == nil {
            log.assumptions.append(Assumption("every alert pages a person", key: "paging"))
        }
        guard !routings.isEmpty else {
            log.notifications = unrouted(alerts, untilMilliseconds: end)
            log.unprovable = .noArtefact(kind: "Alertmanager configuration")
            log.assumptions.append(
                Assumption("every alert is sent at the moment it fires", key: "artefacts.alertmanager"))
            return log
        }
        let pages = alerts.map { isPage($0.labels) }
        for routing in routings {
            let inhibition = InhibitionState(routing.inhibitions, alerts)
            for (route, members) in groups(of: alerts, in: routing) {
                let receiver = routing.receiver(named: routing.routes[route].receiver.value)
                guard let receiver, receiver.reachesSomebody else { continue }
                var schedule = GroupSchedule(
                    routing: routing, route: routing.routes[route], receiver: receiver, alerts: alerts,
                    members: members, inhibition: inhibition, startUnixMilliseconds: startUnixMilliseconds)
                schedule.run(untilMilliseconds: end)
                log.notifications += schedule.notifications
                if let zone = schedule.openZone {
                    log.unprovable = .unsupported(feature: "time intervals in `\(zone.string)`")
                }
            }
        }
        // Notifications of one moment stand in the order of the routes and of their first alerts.
        log.notifications = log.notifications.enumerated().sorted {
            ($0.element.milliseconds, $0.offset) < ($1.element.milliseconds, $1.offset)
        }.map { _, notification in
            var notification = notification
            notification.paging = notification.firing.filter { pages[$0] }
            return notification
        }
        return log
    }

    /// One message for each rule and each evaluation at which an alert of it begins to fire.
    private func unrouted(_ alerts: [SentAlert], untilMilliseconds end: Int64) -> [Notification] {
        var result: [Notification] = []
        for rule in Set(alerts.map(\.rule)).sorted() {
            let members = alerts.indices.filter { alerts[$0].rule == rule }
            let starts = Set(members.flatMap { alerts[$0].firing.map(\.lowerBound) }).filter { $0 <= end }
            for start in starts.sorted() {
                let firing = members.filter { alerts[$0].fires(atMilliseconds: start) }
                result.append(
                    Notification(
                        milliseconds: start, receiver: nil, firing: firing,
                        paging: firing.filter { isPage(alerts[$0].labels) }))
            }
        }
        return result.sorted { ($0.milliseconds, $0.firing.first ?? 0) < ($1.milliseconds, $1.firing.first ?? 0) }
    }

    /// The alerts of each route, by what `group_by` keeps apart; in the order of routes, then of first alerts.
    private func groups(of alerts: [SentAlert], in routing: RoutingFact) -> [(route: Int, members: [Int])] {
        struct Key: Hashable {
            var route: Int
            var labels: [RuleLabel]
        }
        var members: [Key: [Int]] = [:]
        var order: [Key] = []
        for (index, alert) in alerts.enumerated() {
            for route in RouteResolution(of: Self.alertLabels(alert.labels), in: routing).certain {
                let key = Key(route: route, labels: alert.groupLabels(routing.routes[route].grouping.labels))
                if members[key] == nil { order.append(key) }
                members[key, default: []].append(index)
            }
        }
        let keys = order.enumerated().sorted { ($0.element.route, $0.offset) < ($1.element.route, $1.offset) }
        return keys.map { ($0.element.route, members[$0.element] ?? []) }
    }

    static func alertLabels(_ labels: [RuleLabel]) -> AlertLabels {
        AlertLabels(known: Dictionary(labels.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
    }
}

extension SentAlert {
    /// The labels that tell its group; one that the alert has not is left out (`dispatch/dispatch.go`,
    /// `getGroupLabels`).
    func groupLabels(_ wanted: Grouping.Labels) -> [RuleLabel] {
        switch wanted {
        case .all: labels
        case .named(let names): labels.filter { names.contains($0.name) }
        }
    }
}

/// Which alerts keep which others from being sent.
///
/// Source: prometheus/alertmanager `inhibit/inhibit.go` (`Mutes`, `hasEqual`): a missing label equals a missing label;
/// an alert that is source and target at once is not held back by others that are both.
struct InhibitionState {
    /// For each alert the alerts that hold it back while they fire.
    private let sources: [[Int]]
    private let alerts: [SentAlert]

    init(_ rules: [Inhibition], _ alerts: [SentAlert]) {
        self.alerts = alerts
        let labels = alerts.map { Notifier.alertLabels($0.labels) }
        var sources = [Set<Int>](repeating: [], count: alerts.count)
        for rule in rules {
            let isSource = labels.map { $0.satisfy(rule.source) == true }
            let isTarget = labels.map { $0.satisfy(rule.target) == true }
            for target in alerts.indices where isTarget[target] {
                for source in alerts.indices where isSource[source] {
                    if isSource[target], isTarget[source] { continue }
                    if rule.equal.allSatisfy({ labels[source].known[$0] == labels[target].known[$0] }) {
                        sources[target].insert(source)
                    }
                }
            }
        }
        self.sources = sources.map { $0.sorted() }
    }

    func holdsBack(_ alert: Int, atMilliseconds time: Int64) -> Bool {
        sources[alert].contains { alerts[$0].fires(atMilliseconds: time) }
    }
}
