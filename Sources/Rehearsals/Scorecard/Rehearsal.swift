package import Findings
package import Simulation
package import SourceText

/// What rehearsing the scenarios over one service came to: alerts by incidents, and what telemetry was lost on the way.
package struct Rehearsal: Sendable {
    package var service: String
    /// How many runs each scenario had: seeds, each with its own scrape and evaluation phase.
    package var runCount: Int
    /// Of the first run of each scenario; the next ones have the numbers behind it.
    package var firstSeed: UInt64 = 1
    /// In the order in which they were asked for.
    package var scenarios: [ScenarioResult]
    /// What was taken for granted because nothing handed in says it.
    package var assumptions: [Assumption]
    /// Scenarios that cannot happen to this service, in the order in which they were asked for.
    package var notApplicable: [NotApplicable] = []
    /// Series that the service was taken to emit.
    package var seriesCount: Int

    package init(
        service: String, runCount: Int, scenarios: [ScenarioResult] = [], assumptions: [Assumption] = [],
        seriesCount: Int = 0
    ) {
        self.service = service
        self.runCount = runCount
        self.scenarios = scenarios
        self.assumptions = assumptions
        self.seriesCount = seriesCount
    }
}

/// A scenario that cannot happen to a service, and why, in one clause: "the service does not stream".
package struct NotApplicable: Sendable, Hashable {
    package var scenario: String
    package var reason: String

    package init(scenario: String, reason: String) {
        self.scenario = scenario
        self.reason = reason
    }
}

/// Something a rehearsal stands on that nobody declared.
package struct Assumption: Sendable, Hashable {
    /// One clause: "40 requests a second at the peak".
    package var what: String
    /// The key of the manifest or the scenario that would say it, if one would.
    package var key: String?

    package init(_ what: String, key: String? = nil) {
        self.what = what
        self.key = key
    }
}

/// One scenario over all its runs.
package struct ScenarioResult: Sendable {
    package var id: String
    package var title: String
    package var isControl: Bool
    /// What happens, in one or two sentences.
    package var story: String
    package var durationMilliseconds: Int64
    /// When the incident begins and ends, from the beginning of the run; nil for a control without faults.
    package var incident: ClosedRange<Int64>?
    /// Names of the signals that leave the control band in it.
    package var signals: [String]
    /// The service's own alerts, in reading order.
    package var alerts: [AlertResult]
    /// How many times it was run.
    package var runs: Int
    /// From onset to the first alert that reads one of `signals`, whoever is told; nil where some run had none.
    package var detection: Spread?
    /// The same to the first page.
    package var pageDetection: Spread?
    /// Runs in which a fitting alert fired, and in which one paged.
    package var detectedRuns: Int
    package var pagedRuns: Int
    /// Notifications to people who are woken, and to a queue, in the worst run and over all runs.
    package var pages: Spread
    package var tickets: Spread
    /// Pages of all runs together.
    package var totalPages: Int64
    /// Why it cannot be told who is told; pages are then those that would be sent if nothing held them back.
    package var routing: UnprovableReason?
    /// What was spent from onset to the first page (to the end where there was none), in nano-dollars.
    package var nanoDollarsBeforePage: Spread?
    /// How many healthy days the runs of a control come to.
    package var healthyDays: Double
    /// Of the worst run.
    package var pipeline: PipelineReport
    /// The longest that a measurement waited in the process while nothing was wrong; zero where it is scraped, nil where
    /// none left it.
    package var flushMilliseconds: Int64?
    /// Why nothing can be said of it at all; nil if it was run.
    package var unprovable: String?
    /// Why it cannot happen to this service: "the service does not stream".
    package var notApplicable: String?
    /// What the scenario itself expects, and what came of it; in its order.
    package var expectations: [ExpectationResult] = []
    /// Of the first run.
    package var timeline: Timeline
    /// What one run counted, of the first seed.
    package var ledger: RunLedger

    package init(
        id: String, title: String, isControl: Bool, story: String, durationMilliseconds: Int64,
        incident: ClosedRange<Int64>?, signals: [String], timeline: Timeline
    ) {
        self.id = id
        self.title = title
        self.isControl = isControl
        self.story = story
        self.durationMilliseconds = durationMilliseconds
        self.incident = incident
        self.signals = signals
        alerts = []
        runs = 0
        totalPages = 0
        detectedRuns = 0
        pagedRuns = 0
        pages = Spread(best: 0, median: 0, worst: 0)
        tickets = Spread(best: 0, median: 0, worst: 0)
        healthyDays = 0
        pipeline = PipelineReport()
        self.timeline = timeline
        ledger = RunLedger()
    }
}

/// A quantity over all runs.
package struct Spread: Sendable, Hashable {
    package var best: Int64
    /// Of an even number the lower of the two in the middle.
    package var median: Int64
    package var worst: Int64

    package init(best: Int64, median: Int64, worst: Int64) {
        self.best = best
        self.median = median
        self.worst = worst
    }

    /// Nil of nothing; the greatest is the worst.
    package init?(of values: [Int64]) {
        let sorted = values.sorted()
        guard let best = sorted.first, let worst = sorted.last else { return nil }
        self.init(best: best, median: sorted[(sorted.count - 1) / 2], worst: worst)
    }
}

/// What one alert did in one scenario.
package struct AlertResult: Sendable {
    package var name: String
    /// Where the rule stands.
    package var place: SourceRange?
    /// Whether it wakes a person.
    package var isPage: Bool
    /// Names of the signals it reads.
    package var signals: [String]
    package var verdict: Verdict
    /// Runs in which it fired as it should, and in which it fired when it should not.
    package var firedRuns: Int
    package var misfiredRuns: Int
    /// From onset to firing, over the runs in which it fired.
    package var detection: Spread?
    /// Where the time of the slowest run went; adds up to `detection.worst`, grouping excepted.
    package var steps: [DetectionStep]
    /// From the end of the incident to the end of the alert; at least that, where the run ended first.
    package var reset: Spread?
    /// Runs in which it still fired when the run ended.
    package var unresolvedRuns: Int
    /// Firing episodes within one run, at worst: more than one is flapping.
    package var episodes: Int
    /// For one that missed: what would have made it fire, the smallest change first.
    package var counterfactuals: [Counterfactual]
    /// What the person on call is sent; nil if it never fired.
    package var page: PageText?

    package enum Verdict: Sendable, Hashable {
        /// It reads what the incident disturbs, and fired in every run.
        case fired
        /// It reads what the incident disturbs, and did not fire in some run between the onset and a quarter of an hour
        /// after the end.
        case missed
        /// It fired in a control, or before an incident began, in some run; whether it also missed, its counts tell.
        case misfired
        /// It reads nothing that the scenario disturbs, and stayed silent.
        case silent
        /// It fired in an incident that disturbs nothing that it reads by itself: a consequence.
        case alongside
        /// Nothing can be said of it, and why.
        case unprovable(String)

        package var word: String {
            switch self {
            case .fired: "fired"
            case .missed: "missed"
            case .misfired: "misfired"
            case .silent: "silent"
            case .alongside: "alongside"
            case .unprovable: "unprovable"
            }
        }
    }

    package init(name: String, place: SourceRange?, isPage: Bool, signals: [String], verdict: Verdict) {
        self.name = name
        self.place = place
        self.isPage = isPage
        self.signals = signals
        self.verdict = verdict
        firedRuns = 0
        misfiredRuns = 0
        unresolvedRuns = 0
        steps = []
        episodes = 0
        counterfactuals = []
    }
}

/// One stretch of the way from an incident to a page.
package struct DetectionStep: Sendable, Hashable {
    package var stage: Stage
    package var milliseconds: Int64

    package enum Stage: String, Sendable, CaseIterable {
        /// Until the first call that the incident spoilt has ended.
        case firstBadCompletion = "first bad completion"
        /// Until its measurement leaves the process.
        case flush
        /// Until the store has a sample with it.
        case scrape
        /// Until enough of the window is bad.
        case window
        /// Until the rule is evaluated over it.
        case evaluation
        /// `for`.
        case hold = "for"
        /// Alertmanager's `group_wait`.
        case grouping
    }

    package init(_ stage: Stage, milliseconds: Int64) {
        self.stage = stage
        self.milliseconds = milliseconds
    }
}

/// What a small change would have done to an alert that missed.
package struct Counterfactual: Sendable, Hashable {
    package var change: Change
    /// The change in words, ready to be made: "`for: 1m` instead of `5m`".
    package var words: String
    /// From onset to firing with the change; nil if it would still have missed.
    package var detectionMilliseconds: Int64?

    package enum Change: String, Sendable, CaseIterable {
        case shorterHold = "shorter for"
        case shorterWindow = "shorter window"
        case finerBuckets = "finer buckets"
        case perfectPipeline = "pipeline perfect"
        case labelFixed = "label fixed"
    }

    package init(_ change: Change, words: String, detectionMilliseconds: Int64?) {
        self.change = change
        self.words = words
        self.detectionMilliseconds = detectionMilliseconds
    }
}

/// A notification as it is sent: labels and annotations with their templates expanded.
package struct PageText: Sendable, Hashable {
    package var receiver: String?
    package var labels: [Line]
    package var annotations: [Line]

    package struct Line: Sendable, Hashable {
        package var name: String
        package var text: String
        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    package init(receiver: String?, labels: [Line], annotations: [Line]) {
        self.receiver = receiver
        self.labels = labels
        self.annotations = annotations
    }
}
