import ClaudeBackend
package import Facts
package import Findings
package import Manifests
import Simulation
package import SourceText

/// Rehearses scenarios over one service: scenario → simulation → series → rules → scorecard.
///
/// Everything is a function of the service's files, the scenarios, the first seed and the day: the threads that the work
/// is spread over decide nothing.
package struct Rehearser: Sendable {
    let manifest: Manifest
    var facts: FactBase
    let settings: Settings
    let rules: RehearsedRules
    let demand: HistoryDemand

    /// How a rehearsal is carried out.
    package struct Settings: Sendable {
        /// Runs of each scenario: each has its own seed and its own phase of scrapes and evaluations.
        package var runCount: Int
        package var firstSeed: UInt64
        /// The day that prices are those of.
        package var asOf: CivilDate
        /// Keeps the first run of each scenario, rules and series, for an export.
        package var keepsFirstRuns: Bool
        /// The bytes of a file that a scenario names, by its path as written there; nil if it cannot be read.
        package var trace: @Sendable (_ scenario: Scenario, _ path: ByteString) -> SourceFile?
        /// Called when so many of all runs are over; from any thread.
        package var progress: @Sendable (_ done: Int, _ total: Int) -> Void

        package init(runCount: Int, firstSeed: UInt64, asOf: CivilDate) {
            self.runCount = runCount
            self.firstSeed = firstSeed
            self.asOf = asOf
            keepsFirstRuns = false
            trace = { _, _ in nil }
            progress = { _, _ in }
        }
    }

    package init(_ facts: FactBase, _ manifest: Manifest, _ settings: Settings) {
        self.manifest = manifest
        self.facts = facts
        self.settings = settings
        rules = RehearsedRules(facts, manifest)
        demand = HistoryDemand(rules)
    }

    /// Joins a scenario with the service, without running it.
    package func resolve(_ scenario: Scenario) -> ScenarioResolution {
        let (facts, manifest, asOf, trace) = (facts, manifest, settings.asOf, settings.trace)
        let surroundings = ScenarioSurroundings(
            manifest: manifest, facts: facts,
            model: { id, tier in BackendModel.preset(id, tier: tier, on: asOf) },
            pipeline: { kind, interval in PipelineSettings.preset(kind, scrapeIntervalMilliseconds: interval) },
            trace: { path in trace(scenario, path) })
        return scenario.resolve(in: surroundings, seed: settings.firstSeed)
    }

    /// Runs all scenarios and scores them, in their order.
    package func rehearse(_ scenarios: [Scenario], workers: Workers) -> [RehearsedScenario] {
        let planned = workers.map(scenarios.count) { prepare(scenarios[$0]) }
        if planned.count == 1, settings.runCount == 1 { return [alone(planned[0], workers)] }
        let prepared = withHistories(planned, workers)
        // The longest runs first, so that no core waits for a day that was begun last.
        let pieces = prepared.indices.filter { prepared[$0].stage != nil }
            .flatMap { scenario in (0..<settings.runCount).map { (scenario: scenario, run: $0) } }
            .enumerated().sorted { left, right in
                let lengths = [left, right].map { scenarios[$0.element.scenario].durationMilliseconds }
                return (lengths[1], left.offset) < (lengths[0], right.offset)
            }.map(\.element)
        let total = pieces.count
        let progress = settings.progress
        let played = workers.map(total) { index -> PlayedRun? in
            let piece = pieces[index]
            let run = prepared[piece.scenario].stage?.play(run: piece.run)
            progress(1, total)
            return run
        }
        var runs = prepared.map { _ in [PlayedRun?](repeating: nil, count: settings.runCount) }
        for (piece, run) in zip(pieces, played) { runs[piece.scenario][piece.run] = run }
        let gathered = runs
        return workers.map(prepared.count) { index in
            prepared[index].scored(gathered[index].compactMap(\.self))
        }
    }

    /// One run of one scenario: all cores take a part of it.
    private func alone(_ planned: PreparedScenario, _ workers: Workers) -> RehearsedScenario {
        guard let stage = planned.stage else { return planned.scored([]) }
        let (prepared, measured) = withHistoryAndRun(planned, stage, workers)
        let played = prepared.stage?.play(run: 0, measured)
        settings.progress(1, 1)
        return prepared.scored([played].compactMap(\.self))
    }

    /// A run hangs on what was before it in nothing but where its counters begin, so the two are played at the same time,
    /// if they are about as long: a run that is split among cores walks all arrivals in each part.
    private func withHistoryAndRun(
        _ planned: PreparedScenario, _ stage: Stage, _ workers: Workers
    ) -> (PreparedScenario, MeasuredRun) {
        let before = stage.quietKey?.lengthMilliseconds ?? 0
        guard before * 2 >= stage.resolved.input.durationMilliseconds else {
            return (planned.withHistory([]), stage.simulate(run: 0, workers: workers))
        }
        let parts = workers.map(2) { part -> (prepared: PreparedScenario?, measured: MeasuredRun?) in
            part == 0 ? (planned.withHistory([]), nil) : (nil, stage.simulate(run: 0))
        }
        return (parts[0].prepared ?? planned, parts[1].measured ?? stage.simulate(run: 0))
    }
}

/// One scenario after its rehearsal.
package struct RehearsedScenario: Sendable {
    package var scenario: Scenario
    package var result: ScenarioResult
    package var assumptions: [Assumption]
    /// Series that the service was taken to emit.
    package var seriesCount: Int
    /// Why the scenario does not fit the service: it names what the service does not have.
    package var findings: [Finding]
    /// The first run, if it was to be kept.
    package var firstRun: KeptRun?
}
