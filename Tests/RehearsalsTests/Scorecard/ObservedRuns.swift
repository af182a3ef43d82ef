import Findings
import PromQL
import SourceText

@testable import Rehearsals

/// Scenarios and runs written by hand; times in seconds.
enum ObservedRuns {
    static let incident: ClosedRange<Int64> = 3_600_000...5_400_000

    static func scenario(isControl: Bool = false, signals: [String] = ["errors"]) -> ScenarioResult {
        ScenarioResult(
            id: isControl ? "healthy-day" : "overloaded-529", title: "T", isControl: isControl, story: "S",
            durationMilliseconds: 10_800_000, incident: isControl ? nil : incident, signals: signals,
            timeline: Timeline(seed: 1, stepMilliseconds: 60_000))
    }

    /// One that is pending for `pending` seconds before it fires.
    static func episode(_ firing: Int64?, _ end: Int64?, pending: Int64 = 60) -> ObservedEpisode {
        ObservedEpisode(
            pendingFromMilliseconds: ((firing ?? 0) - pending) * 1000, firingFromMilliseconds: firing.map { $0 * 1000 },
            endedAtMilliseconds: end.map { $0 * 1000 })
    }

    /// A run of three hours with a scrape every 30 s and a cent in every second.
    static func run(
        _ episodes: [[ObservedEpisode]], firstBad: Int64? = 3605, notifications: [Notification] = [],
        sent: [SentAlert] = [], routing: UnprovableReason? = nil
    ) -> RunObservation {
        RunObservation(
            seed: 1, durationMilliseconds: 10_800_000, firstBadCompletionMilliseconds: firstBad.map { $0 * 1000 },
            samples: (0...360).map { .init(milliseconds: $0 * 30_000, newestMilliseconds: $0 * 30_000) },
            nanoDollarsByRow: Array(repeating: 10_000_000, count: 10_800), episodes: episodes, sent: sent,
            log: NotificationLog(notifications: notifications, unprovable: routing))
    }

    /// What is sent for the rule of a place that fires from a second on.
    static func sent(_ rule: Int, from start: Int64) -> SentAlert {
        SentAlert(rule: rule, labels: [], firing: [start * 1000..<(.max)])
    }
}
