package import SourceText

/// One Alertmanager configuration: who is told about an alert, and when, as far as the file says.
///
/// Source: prometheus/alertmanager `docs/configuration.md`, `dispatch/route.go`.
package struct RoutingFact: Sendable {
    package var range: SourceRange
    /// The tree of routes; the root first, parents before children. Never empty.
    package var routes: [Route]
    package var receivers: [Receiver]
    package var inhibitions: [Inhibition]
    package var intervals: [NamedInterval]

    package init(
        range: SourceRange, routes: [Route], receivers: [Receiver], inhibitions: [Inhibition] = [],
        intervals: [NamedInterval] = []
    ) {
        precondition(!routes.isEmpty, "a configuration has a root route")
        self.range = range
        self.routes = routes
        self.receivers = receivers
        self.inhibitions = inhibitions
        self.intervals = intervals
    }

    /// The receiver of a name; of several the first.
    package func receiver(named name: ByteString) -> Receiver? { receivers.first { $0.name.value == name } }

    /// Forgets the places that a report may not show.
    package mutating func keepPlaces(_ showable: (SourceRange) -> SourceRange?) {
        for index in routes.indices { routes[index].place = showable(routes[index].receiver.range) }
        for index in inhibitions.indices { inhibitions[index].place = showable(inhibitions[index].range) }
    }

    package func interval(named name: ByteString) -> NamedInterval? { intervals.first { $0.name.value == name } }

    /// Why what ends at a route is never sent, if that is so: the place of the interval that sees to it.
    package func silence(of route: Route, inYear year: Int) -> Silence? {
        for name in route.muteIntervals where interval(named: name.value)?.isAlways == true {
            return Silence(place: name.range, isMuted: true)
        }
        let active = route.activeIntervals.compactMap { name in interval(named: name.value).map { (name, $0) } }
        if let first = active.first, active.allSatisfy({ $0.1.isOver(inYear: year) }) {
            return Silence(place: first.0.range, isMuted: false)
        }
        return nil
    }

    package struct Silence: Sendable {
        package var place: SourceRange
        /// True for a mute interval that covers all time; false for active intervals that never come.
        package var isMuted: Bool
    }
}

/// One node of the routing tree.
package struct Route: Sendable {
    /// What is sent there: the route's own receiver, or the nearest ancestor's.
    package var receiver: Located<ByteString>
    package var matchers: [RouteMatcher]
    /// `continue: true`: later siblings are asked too.
    package var continues: Bool
    /// Places of the children in `RoutingFact.routes`, in the order of the file.
    package var children: [Int]
    package var muteIntervals: [Located<ByteString>]
    package var activeIntervals: [Located<ByteString>]
    /// What is sent together, and when.
    package var grouping: Grouping
    package var range: SourceRange
    /// Where the receiver is named, if that line may be shown: beside a credential it may not.
    package var place: SourceRange?

    package init(
        receiver: Located<ByteString>, matchers: [RouteMatcher] = [], continues: Bool = false, children: [Int] = [],
        muteIntervals: [Located<ByteString>] = [], activeIntervals: [Located<ByteString>] = [],
        grouping: Grouping = Grouping(), range: SourceRange
    ) {
        self.receiver = receiver
        self.matchers = matchers
        self.continues = continues
        self.children = children
        self.muteIntervals = muteIntervals
        self.activeIntervals = activeIntervals
        self.grouping = grouping
        self.range = range
    }
}

/// A receiver and the integrations behind it.
package struct Receiver: Sendable {
    package var name: Located<ByteString>
    package var integrations: [Integration]

    package init(name: Located<ByteString>, integrations: [Integration]) {
        self.name = name
        self.integrations = integrations
    }

    /// True if somebody can hear it.
    package var reachesSomebody: Bool { integrations.contains { $0.placeholder == nil } }
}

/// One entry of `slack_configs`, `pagerduty_configs` and so on. Its target is a credential and never kept.
package struct Integration: Sendable {
    /// `slack` of `slack_configs`.
    package var kind: String
    /// Why its target is nobody's, with the place of the value; nil if it looks real.
    package var placeholder: Placeholder?
    /// `send_resolved`: it is also told that an alert is over.
    package var sendsResolved: Bool
    package var range: SourceRange

    package struct Placeholder: Sendable {
        /// The setting: `api_url`.
        package var key: String
        package var trouble: Trouble
        package var range: SourceRange

        package init(key: String, trouble: Trouble, range: SourceRange) {
            self.key = key
            self.trouble = trouble
            self.range = range
        }
    }

    /// Why a target is no target; the target itself is never named.
    package enum Trouble: String, Sendable {
        case missing = "is missing"
        case empty = "is empty"
        case example = "is an address kept for examples"
        case loopback = "is this machine itself"
        case filler = "is still to be filled in"
        case unresolvedVariable = "is a variable that nothing has put a value in; Alertmanager expands none"
    }

    package init(kind: String, placeholder: Placeholder?, sendsResolved: Bool = true, range: SourceRange) {
        self.kind = kind
        self.placeholder = placeholder
        self.sendsResolved = sendsResolved
        self.range = range
    }
}

/// While an alert that matches `source` fires, those that match `target` are not sent.
package struct Inhibition: Sendable {
    package var source: [RouteMatcher]
    package var target: [RouteMatcher]
    /// Labels that must be equal on both; one that is missing on both is equal.
    package var equal: [ByteString]
    package var range: SourceRange
    /// Where it stands, if its lines may be shown.
    package var place: SourceRange?

    package init(source: [RouteMatcher], target: [RouteMatcher], equal: [ByteString], range: SourceRange) {
        self.source = source
        self.target = target
        self.equal = equal
        self.range = range
    }
}
