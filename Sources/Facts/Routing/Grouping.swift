package import SourceText

/// Which alerts of a route are sent together, and when: what a route does not say it has from its parent.
///
/// Source: prometheus/alertmanager `dispatch/route.go` (`DefaultRouteOpts`, `newRoute`).
package struct Grouping: Sendable, Hashable {
    package var labels: Labels
    /// From the first alert of a new group to its first notification.
    package var waitMilliseconds: Int64
    /// Between two looks at a group that exists.
    package var intervalMilliseconds: Int64
    /// After which a notification that nothing changed is sent again.
    package var repeatMilliseconds: Int64

    package enum Labels: Sendable, Hashable {
        /// `...`: every label set is a group of its own.
        case all
        /// Alerts that agree in these; none of them puts all alerts of the route in one group.
        case named([ByteString])
    }

    /// The defaults: one group, 30 s, 5 min, 4 h.
    package init(
        labels: Labels = .named([]), waitMilliseconds: Int64 = 30_000, intervalMilliseconds: Int64 = 300_000,
        repeatMilliseconds: Int64 = 14_400_000
    ) {
        self.labels = labels
        self.waitMilliseconds = waitMilliseconds
        self.intervalMilliseconds = intervalMilliseconds
        self.repeatMilliseconds = repeatMilliseconds
    }
}
