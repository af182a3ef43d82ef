package import Findings
package import SourceText

/// What rehearsing one scenario showed of a service, in the terms in which a checklist asks.
package struct RehearsalEvidence: Sendable {
    package var scenario: String
    /// How many runs it had: seeds, each with its own scrape and evaluation phase.
    package var runs: Int
    /// Names of the signals that leave the control band in it.
    package var signals: [String]
    /// When any alert that reads one of them fired, and when such an alert paged a person.
    package var byAny: Detection
    package var byPage: Detection
    /// The alerts that read one of the signals, in reading order; of a control those that may page.
    package var watchers: [Watcher]
    /// Pages in the worst run.
    package var pages: Int64
    /// Over all runs.
    package var totalPages: Int64
    /// How many healthy days the runs of a control come to.
    package var healthyDays: Double
    /// What telemetry lost and cost in the worst run.
    package var telemetry: Telemetry
    /// Why it cannot be told who is told, if so; a page is then one that would be sent if nothing held it back.
    package var routing: UnprovableReason?
    /// Why nothing can be said at all, in one clause.
    package var unprovable: String?
    /// Why it does not concern the service, in one clause: "the service does not stream".
    package var notApplicable: String?

    /// From the onset of an incident.
    package struct Detection: Sendable, Hashable {
        /// Runs in which there was one.
        package var runs: Int
        /// In the slowest run; nil where some run had none.
        package var worstMilliseconds: Int64?

        package init(runs: Int = 0, worstMilliseconds: Int64? = nil) {
            self.runs = runs
            self.worstMilliseconds = worstMilliseconds
        }
    }

    /// An alert that could notice.
    package struct Watcher: Sendable, Hashable {
        package var name: String
        package var place: SourceRange?
        package var isPage: Bool
        /// Runs in which it fired as it should.
        package var firedRuns: Int
        /// Runs in which it fired when nothing was wrong.
        package var misfiredRuns: Int
        /// Why it cannot be evaluated, in one clause.
        package var unprovable: String?
        /// The smallest change that makes it fire, in words ready to be made.
        package var fix: String?

        package init(
            name: String, place: SourceRange? = nil, isPage: Bool, firedRuns: Int = 0, misfiredRuns: Int = 0,
            unprovable: String? = nil, fix: String? = nil
        ) {
            self.name = name
            self.place = place
            self.isPage = isPage
            self.firedRuns = firedRuns
            self.misfiredRuns = misfiredRuns
            self.unprovable = unprovable
            self.fix = fix
        }
    }

    package struct Telemetry: Sendable, Hashable {
        /// Measurements that calls made.
        package var made: Int64
        package var lost: Int64
        /// What most of them were lost by: "buffer-full".
        package var mainCause: String?
        /// The most that telemetry added to one call.
        package var addedMilliseconds: Int64
        /// The longest that a measurement waited in the process while nothing was wrong; nil where that is not known.
        package var flushMilliseconds: Int64?

        package init(
            made: Int64 = 0, lost: Int64 = 0, mainCause: String? = nil, addedMilliseconds: Int64 = 0,
            flushMilliseconds: Int64? = nil
        ) {
            self.made = made
            self.lost = lost
            self.mainCause = mainCause
            self.addedMilliseconds = addedMilliseconds
            self.flushMilliseconds = flushMilliseconds
        }

        /// The share that was lost; nil where nothing was measured.
        package var lossShare: Double? { made > 0 ? Double(lost) / Double(made) : nil }
    }

    package init(scenario: String, runs: Int, signals: [String] = []) {
        self.scenario = scenario
        self.runs = runs
        self.signals = signals
        byAny = Detection()
        byPage = Detection()
        watchers = []
        pages = 0
        totalPages = 0
        healthyDays = 0
        telemetry = Telemetry()
    }
}
