import Checklists
import Facts
import Findings
package import PromQL
import Simulation
import SourceText
package import TimeSeries

/// All that the runs of one scenario have in common.
struct Stage: Sendable {
    let rehearser: Rehearser
    let resolved: ResolvedScenario
    let plan: SeriesPlan
    let readings: AlertReadings
    let watched: [WatchedAlert]
    /// What was before the run; nil where no rule looks back beyond it.
    var history: SeriesHistory?
    /// How long before the run rules are evaluated first, so that recorded series and pending alerts exist.
    let warmUpMilliseconds: Int64
    let notifier: Notifier

    var rules: RehearsedRules { rehearser.rules }

    /// A fifteenth of a scrape interval, within 1 s and 5 s: finer rows tell nothing that a scrape would, and a day of
    /// seconds is 86,400 rows. Rows of long runs are coarser.
    static func rowMilliseconds(of durationMilliseconds: Int64, scrapeIntervalMilliseconds interval: Int64) -> Int64 {
        if durationMilliseconds > 4 * 3_600_000 { return 5_000 }
        return interval % 2_000 == 0 && interval >= 30_000 ? 2_000 : 1_000
    }

    // MARK: Phases

    /// Parts of 1 by which run after run is moved; multiples of the golden section fill an interval evenly, however many
    /// there are.
    private static let scrapeStep = 0.6180339887498949
    private static let evaluationStep = 0.7548776662466927

    /// When the first scrape of a run comes: a whole row after its beginning.
    func scrapePhaseMilliseconds(ofRun run: Int) -> Int64 {
        let interval = resolved.pipeline.scrape.intervalMilliseconds
        let row = resolved.input.rowMilliseconds
        let share = (Double(run) * Self.scrapeStep).truncatingRemainder(dividingBy: 1)
        return Int64(share * Double(interval)) / row * row
    }

    /// When the rules of a run are evaluated within their interval: a third of it at first, in whole seconds, and never at
    /// the moment of a scrape, where windows that are open and closed on the left differ.
    func evaluationPhaseMilliseconds(ofRun run: Int) -> Int64 {
        let interval = rules.evaluationIntervalMilliseconds
        let scrape = max(1, resolved.pipeline.scrape.intervalMilliseconds)
        let share = (1.0 / 3 + Double(run) * Self.evaluationStep).truncatingRemainder(dividingBy: 1)
        let phase = Int64((share * Double(interval) / 1_000).rounded()) * 1_000 % max(1, interval)
        var (step, rest) = (interval, scrape)
        while rest != 0 { (step, rest) = (rest, step % rest) }
        let isAtScrape = (phase - scrapePhaseMilliseconds(ofRun: run)) % max(1, step) == 0
        return isAtScrape ? (phase + min(333, step / 3)) % max(1, interval) : phase
    }

    // MARK: One run

    /// What a run of this number measured, before any rule reads it; what was before it changes nothing in it.
    ///
    /// - Parameter workers: the cores that this run alone may use; nil where they are busy otherwise.
    func simulate(run: Int, workers: Workers? = nil) -> MeasuredRun {
        var input = resolved.input
        input.seed = rehearser.settings.firstSeed &+ UInt64(run)
        let truth = workers.map { Simulator.run(input, workers: $0) } ?? Simulator.run(input)
        return MeasuredRun(
            truth: truth, samples: deliver(truth.rows, run: run, faults: input.faults, settings: resolved.pipeline))
    }

    func deliver(
        _ rows: RecordedRows, run: Int, faults: [Fault], settings: PipelineSettings
    ) -> DeliveredSamples {
        TelemetryPipeline.deliver(
            rows, settings: settings, faults: faults, seed: rehearser.settings.firstSeed &+ UInt64(run),
            scrapePhaseMilliseconds: scrapePhaseMilliseconds(ofRun: run))
    }

    /// The store of metrics after a run; its zero is the moment at which the scenario begins.
    func store(of samples: DeliveredSamples) -> SeriesStore {
        plan.store(from: samples, after: history, deploys: deploys, zeroMilliseconds: zeroMilliseconds)
    }

    /// Virtual zero on the calendar, so that rules that ask for the hour get it.
    var zeroMilliseconds: Int64 { resolved.scenario.start.unixMilliseconds }

    private var deploys: [Int64] {
        resolved.input.faults.compactMap { fault in
            guard case .event(let event) = fault.kind.effect, case .deploy = event(fault.values) else { return nil }
            return fault.startMilliseconds
        }.sorted()
    }

    func grid(run: Int) -> EvaluationGrid? {
        rules.grid(
            from: zeroMilliseconds - warmUpMilliseconds,
            through: zeroMilliseconds + resolved.input.durationMilliseconds,
            phaseMilliseconds: evaluationPhaseMilliseconds(ofRun: run))
    }

    func evaluate(_ store: SeriesStore, run: Int) -> RuleRun? {
        grid(run: run).map { RuleRun.columnar(rules.set, store, $0, rules.options) }
    }

    /// Plays one run to its end: what it showed of every alert.
    func play(run: Int) -> PlayedRun? { play(run: run, simulate(run: run)) }

    /// The same from what was measured in it.
    func play(run: Int, _ measured: MeasuredRun) -> PlayedRun? {
        let (truth, samples) = (measured.truth, measured.samples)
        let store = store(of: samples)
        guard let ruled = evaluate(store, run: run) else { return nil }
        let sent = ruled.sentAlerts(of: rules.alerts).map { $0.moved(by: 0 - zeroMilliseconds) }
        let log = notifier.notifications(of: sent, untilMilliseconds: resolved.input.durationMilliseconds)
        let episodes = rules.alerts.map { rule in
            ruled.observedEpisodes(of: rule).map { $0.moved(by: 0 - zeroMilliseconds) }
        }
        let observation = RunObservation(
            seed: rehearser.settings.firstSeed &+ UInt64(run),
            durationMilliseconds: resolved.input.durationMilliseconds,
            firstBadCompletionMilliseconds: firstBadCompletion(truth), samples: Self.arrivals(samples),
            isPulled: resolved.pipeline.kind == .pull, nanoDollarsByRow: Self.spending(truth.rows),
            rowMilliseconds: truth.rows.rowMilliseconds, episodes: episodes, sent: sent, log: log,
            pipeline: samples.report, ledger: truth.ledger)
        var played = PlayedRun(observation: observation)
        for (place, rule) in rules.alerts.enumerated() where readings.unprovable[rule] == nil {
            played.failures[place] = failure(of: rule, ruled)
        }
        played.pages = pages(ruled, log: log, sent: sent)
        if run == 0 {
            played.timeline = TimelineBuilder.timeline(self, truth, samples, episodes)
            if rehearser.settings.keepsFirstRuns { played.kept = KeptRun(input: store, run: ruled) }
            if hasMissed(episodes) { played.missed = MissedRun(measured, asksForPipeline: asksForPipeline(samples)) }
        }
        return played
    }

    /// Why a rule could not be evaluated over these series; nil if it could.
    private func failure(of rule: RuleID, _ run: RuleRun) -> String? {
        if let (_, reason) = run.unprovable.first(where: { $0.rule == rule }) {
            return reason.message { "`\(rules.set[$0].name.string)`" }
        }
        return run.failures.first { $0.rule == rule }.map { "its evaluation fails: \($0.error.message)" }
    }

    /// Whether an alert that should have fired did not; all runs together may yet say otherwise of it.
    private func hasMissed(_ episodes: [[ObservedEpisode]]) -> Bool {
        guard resolved.scenario.kind != .control, let incident = resolved.scenario.incident else { return false }
        let disturbed = resolved.signals.map(\.name)
        return zip(watched, episodes).contains { alert, episodes in
            guard alert.unprovable == nil, alert.reads(oneOf: disturbed) else { return false }
            let conduct = AlertConduct(
                episodes, incident: incident, durationMilliseconds: resolved.input.durationMilliseconds)
            return conduct.detectedAt == nil && !conduct.hasMisfired
        }
    }

    private func firstBadCompletion(_ truth: SimulatedRun) -> Int64? {
        truth.firstBadCompletionMilliseconds.prefix(resolved.incidentFaultCount).compactMap(\.self).min()
    }

    private static func arrivals(_ samples: DeliveredSamples) -> [RunObservation.Sample] {
        samples.milliseconds.indices.filter { !samples.isMissed[$0] }.map {
            RunObservation.Sample(
                milliseconds: samples.milliseconds[$0], newestMilliseconds: samples.newestMilliseconds[$0])
        }
    }

    private static func spending(_ rows: RecordedRows) -> [Int64] {
        let layout = rows.layout
        let channels = (0..<layout.populationCount).map { layout.channel(.costNanoDollars, ofPopulation: $0) }
        return (0..<rows.rowCount).map { row in channels.reduce(0) { $0 + rows[row, $1] } }
    }

    /// What people are sent of each alert that fired first after the onset; nil for the others.
    private func pages(_ run: RuleRun, log: NotificationLog, sent: [SentAlert]) -> [PageText?] {
        let onset = zeroMilliseconds + (resolved.scenario.incident?.lowerBound ?? 0)
        return rules.alerts.enumerated().map { place, rule in
            let receiver = log.notifications.first { one in one.firing.contains { sent[$0].rule == place } }?.receiver
            return (try? PageText(of: rule, in: run, receiver: receiver, notBeforeMilliseconds: onset)) ?? nil
        }
    }
}

/// What happened in a run and what the store of metrics came to hold of it.
struct MeasuredRun: Sendable {
    var truth: SimulatedRun
    var samples: DeliveredSamples
}

/// What is kept of one run.
struct PlayedRun: Sendable {
    var observation: RunObservation
    /// For alerts that could not be evaluated, by place.
    var failures: [Int: String] = [:]
    /// For each alert what is sent of it.
    var pages: [PageText?] = []
    /// Of the first run.
    var timeline: Timeline?
    var kept: KeptRun?
    /// Of the first run, if an alert may have missed it.
    var missed: MissedRun?
}

/// The series and the rules of a run, for an export.
package struct KeptRun: Sendable {
    /// The store before the rules wrote to it.
    package var input: SeriesStore
    package var run: RuleRun
}

extension ObservedEpisode {
    fileprivate func moved(by milliseconds: Int64) -> ObservedEpisode {
        ObservedEpisode(
            pendingFromMilliseconds: pendingFromMilliseconds + milliseconds,
            firingFromMilliseconds: firingFromMilliseconds.map { $0 + milliseconds },
            endedAtMilliseconds: endedAtMilliseconds.map { $0 + milliseconds })
    }
}

extension SentAlert {
    /// What never ends still does not.
    fileprivate func moved(by milliseconds: Int64) -> SentAlert {
        SentAlert(
            rule: rule, labels: labels,
            firing: firing.map { range in
                range.lowerBound + milliseconds..<(range.upperBound == .max ? .max : range.upperBound + milliseconds)
            })
    }
}
