package import Findings
package import PromQL
package import SourceText

/// One alert, that is one label set of one rule, as Alertmanager hears of it.
package struct SentAlert: Sendable, Hashable {
    /// The place of its rule among those that are watched.
    package var rule: Int
    /// Ascending by name; with `alertname` and the server's external labels.
    package var labels: [RuleLabel]
    /// From the evaluation at which it fires to the one at which it is over, in the order of time; `Int64.max` where it
    /// was not over when the run ended.
    package var firing: [Range<Int64>]

    package init(rule: Int, labels: [RuleLabel], firing: [Range<Int64>]) {
        self.rule = rule
        self.labels = labels
        self.firing = firing
    }

    /// True if it fires at a moment.
    func fires(atMilliseconds time: Int64) -> Bool { firing.contains { $0.contains(time) } }
}

/// One message to one receiver.
package struct Notification: Sendable, Hashable {
    package var milliseconds: Int64
    /// Nil where nothing says who is told.
    package var receiver: ByteString?
    /// What the alerts in it have in common.
    package var groupLabels: [RuleLabel]
    package var cause: Cause
    /// The alerts that fire in it, by their places among those that were sent, ascending.
    package var firing: [Int]
    /// Those of them that page a person.
    package var paging: [Int]

    package enum Cause: String, Sendable {
        /// An alert fires that the receiver had not been told of.
        case news
        /// Nothing changed, and `repeat_interval` is over.
        case repeated
        /// Alerts are over, and nothing else is said.
        case resolved
    }

    package init(
        milliseconds: Int64, receiver: ByteString?, groupLabels: [RuleLabel] = [], cause: Cause = .news, firing: [Int],
        paging: [Int] = []
    ) {
        self.milliseconds = milliseconds
        self.receiver = receiver
        self.groupLabels = groupLabels
        self.cause = cause
        self.firing = firing
        self.paging = paging
    }

    /// It wakes a person. Good news wakes nobody.
    package var isPage: Bool { cause != .resolved && !paging.isEmpty }

    /// It lies in a queue until somebody looks.
    package var isTicket: Bool { cause != .resolved && paging.isEmpty }
}

/// What people were told in one run.
package struct NotificationLog: Sendable {
    /// In the order of time.
    package var notifications: [Notification]
    /// Why it cannot be told who is told, and when; the notifications are then those that would be sent if nothing held
    /// them back.
    package var unprovable: UnprovableReason?
    /// What was taken for granted.
    package var assumptions: [Assumption]

    package init(
        notifications: [Notification] = [], unprovable: UnprovableReason? = nil, assumptions: [Assumption] = []
    ) {
        self.notifications = notifications
        self.unprovable = unprovable
        self.assumptions = assumptions
    }
}

extension RuleRun {
    /// The alerts of rules as Prometheus sends them: with the external labels that the alert has not itself
    /// (`notifier/notifier.go`), by label set, in the order of the rules.
    package func sentAlerts(of watched: [RuleID]) -> [SentAlert] {
        watched.enumerated().flatMap { place, rule in
            (alerts[rule] ?? []).compactMap { timeline in
                let firing = timeline.episodes.compactMap { episode -> Range<Int64>? in
                    guard let start = episode.firingFromMilliseconds else { return nil }
                    let end = episode.endedAtMilliseconds ?? .max
                    return start < end ? start..<end : nil
                }
                if firing.isEmpty { return nil }
                var own = labels(of: timeline.labels)
                let names = Set(own.map(\.name))
                own += self.rules.externalLabels.filter { !names.contains($0.name) }
                return SentAlert(rule: place, labels: own.sorted { $0.name < $1.name }, firing: firing)
            }
        }
    }
}
