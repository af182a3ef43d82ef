package import PromQL
package import Simulation
package import SourceText

/// One of the service's alerts, as a scorecard follows it.
package struct WatchedAlert: Sendable {
    package var name: String
    /// Where the rule stands.
    package var place: SourceRange?
    /// Whether it wakes a person.
    package var isPage: Bool
    /// Names of the signals it reads.
    package var signals: [String]
    /// Why nothing can be said of it, in one clause: it reads series that the rehearsal does not make, say.
    package var unprovable: String?

    package init(name: String, place: SourceRange? = nil, isPage: Bool, signals: [String], unprovable: String? = nil) {
        self.name = name
        self.place = place
        self.isPage = isPage
        self.signals = signals
        self.unprovable = unprovable
    }
}

/// A stretch of time in which one label set of an alert was active.
package struct ObservedEpisode: Sendable, Hashable {
    package var pendingFromMilliseconds: Int64
    /// Nil if it never fired.
    package var firingFromMilliseconds: Int64?
    /// Nil if the run ended first.
    package var endedAtMilliseconds: Int64?

    package init(pendingFromMilliseconds: Int64, firingFromMilliseconds: Int64?, endedAtMilliseconds: Int64?) {
        self.pendingFromMilliseconds = pendingFromMilliseconds
        self.firingFromMilliseconds = firingFromMilliseconds
        self.endedAtMilliseconds = endedAtMilliseconds
    }
}

extension RuleRun {
    /// When the label sets of an alert were active, by label set, then in the order of time.
    package func observedEpisodes(of rule: RuleID) -> [ObservedEpisode] {
        (alerts[rule] ?? []).flatMap(\.episodes).map {
            ObservedEpisode(
                pendingFromMilliseconds: $0.pendingFromMilliseconds, firingFromMilliseconds: $0.firingFromMilliseconds,
                endedAtMilliseconds: $0.endedAtMilliseconds)
        }
    }
}

/// What one run of a scenario showed, plain enough to be written by hand.
package struct RunObservation: Sendable {
    package var seed: UInt64
    package var durationMilliseconds: Int64
    /// When the first call ended that the incident had spoilt; nil if none did, or if there is no incident.
    package var firstBadCompletionMilliseconds: Int64?
    /// The samples that the store of metrics got, without those that were missed.
    package var samples: [Sample]
    /// True where the store scrapes the process itself, so that nothing waits in it.
    package var isPulled: Bool
    /// What was spent in each row of time.
    package var nanoDollarsByRow: [Int64]
    package var rowMilliseconds: Int64
    /// For each watched alert its episodes, of all label sets.
    package var episodes: [[ObservedEpisode]]
    /// What was sent to Alertmanager; `rule` is the place of a watched alert.
    package var sent: [SentAlert]
    package var log: NotificationLog
    package var pipeline: PipelineReport
    package var ledger: RunLedger

    /// One arrival in the store.
    package struct Sample: Sendable, Hashable {
        package var milliseconds: Int64
        /// Up to when it counts what was measured.
        package var newestMilliseconds: Int64

        package init(milliseconds: Int64, newestMilliseconds: Int64) {
            self.milliseconds = milliseconds
            self.newestMilliseconds = newestMilliseconds
        }
    }

    package init(
        seed: UInt64, durationMilliseconds: Int64, firstBadCompletionMilliseconds: Int64? = nil,
        samples: [Sample] = [], isPulled: Bool = true, nanoDollarsByRow: [Int64] = [], rowMilliseconds: Int64 = 1000,
        episodes: [[ObservedEpisode]], sent: [SentAlert] = [], log: NotificationLog = NotificationLog(),
        pipeline: PipelineReport = PipelineReport(), ledger: RunLedger = RunLedger()
    ) {
        self.seed = seed
        self.durationMilliseconds = durationMilliseconds
        self.firstBadCompletionMilliseconds = firstBadCompletionMilliseconds
        self.samples = samples
        self.isPulled = isPulled
        self.nanoDollarsByRow = nanoDollarsByRow
        self.rowMilliseconds = rowMilliseconds
        self.episodes = episodes
        self.sent = sent
        self.log = log
        self.pipeline = pipeline
        self.ledger = ledger
    }

    /// What was spent between two moments; a row counts by its beginning.
    func nanoDollars(from start: Int64, to end: Int64) -> Int64 {
        guard rowMilliseconds > 0 else { return 0 }
        return nanoDollarsByRow.enumerated().reduce(0) { sum, row in
            let begin = Int64(row.offset) * rowMilliseconds
            return begin >= start && begin < end ? sum.addingClamped(row.element) : sum
        }
    }

    /// The longest that a measurement waited in the process up to a moment; nil if none left it.
    func flushMilliseconds(until end: Int64) -> Int64? {
        if isPulled { return 0 }
        let newest = samples.filter { $0.milliseconds >= 0 && $0.milliseconds <= end }.map(\.newestMilliseconds)
        return zip(newest, newest.dropFirst()).map { $1 - $0 }.max()
    }
}
