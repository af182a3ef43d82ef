import Checklists
import Facts
import Findings
import PromQL
import Simulation
import SourceText

/// A scenario before its runs: a stage to play it on, or why there is none.
struct PreparedScenario: Sendable {
    var scenario: Scenario
    var signals: [Signal] = []
    var stage: Stage?
    var assumptions: [Assumption] = []
    var unprovable: String?
    var notApplicable: String?
    var findings: [Finding] = []
}

extension Rehearser {
    /// Resolves a scenario, plans its series and plays what was before it.
    func prepare(_ scenario: Scenario) -> PreparedScenario {
        var prepared = PreparedScenario(scenario: scenario)
        switch resolve(scenario) {
        case .notApplicable(let reason): prepared.notApplicable = reason
        case .unprovable(let reason): prepared.unprovable = reason
        case .invalid(let findings): prepared.findings = findings
        case .ready(let resolved):
            prepared.signals = resolved.signals
            prepared.assumptions = resolved.assumptions + rules.assumptions + demand.assumptions
            guard !rules.alerts.isEmpty else {
                prepared.unprovable = "no alert of the rules that were handed in reads a signal of this service"
                return prepared
            }
            do throws(SeriesExplosion) {
                let stage = try stage(resolved)
                prepared.assumptions += stage.plan.assumptions
                prepared.stage = stage
            } catch {
                prepared.unprovable = "\(error.message); \(error.fix)"
            }
        }
        return prepared
    }

    private func stage(_ resolved: ResolvedScenario) throws(SeriesExplosion) -> Stage {
        var resolved = resolved
        let interval = resolved.pipeline.scrape.intervalMilliseconds
        let ticks = Int((resolved.input.durationMilliseconds + demand.milliseconds) / max(1, interval)) + 2
        let plan = try SeriesPlan(
            facts, manifest, populations: resolved.input.populations, dependencies: resolved.input.dependencies,
            ticks: ticks)
        resolved.input.layout = plan.layout
        resolved.input.rowMilliseconds = Stage.rowMilliseconds(of: resolved.input.durationMilliseconds)
        let readings = AlertReadings(rules, facts, plan)
        let notifier = Notifier(
            routings: facts.routings, paging: PagingSelector(manifest),
            startUnixMilliseconds: resolved.scenario.start.unixMilliseconds)
        // Long enough for recorded series and for every `for` to have settled.
        let settling = rules.alerts.compactMap { rules.set[$0].alerting?.holdMilliseconds }.max() ?? 0
        let warmUp = max(demand.recordedMilliseconds, settling + 10 * rules.evaluationIntervalMilliseconds)
        return Stage(
            rehearser: self, resolved: resolved, plan: plan, readings: readings,
            watched: watched(readings, notifier),
            history: history(resolved, plan, interval: interval, warmUp: warmUp), warmUpMilliseconds: warmUp,
            notifier: notifier)
    }

    /// A quiet stretch before the run, with the traffic of its time of day and without any fault.
    private func history(
        _ resolved: ResolvedScenario, _ plan: SeriesPlan, interval: Int64, warmUp: Int64
    ) -> SeriesHistory? {
        let row = Stage.rowMilliseconds(of: .max)
        let wanted = max(demand.milliseconds, warmUp) + warmUp + 2 * interval
        // Whole minutes, as the time of day is told.
        let length = min(wanted, HistoryDemand.limitMilliseconds) / 60_000 * 60_000
        guard length > 0 else { return nil }
        var before = resolved.scenario
        before.traffic.spikes = []
        before.faults = []
        before.durationMilliseconds = length
        before.start = resolved.scenario.start.earlier(byMilliseconds: length)
        guard case .ready(let quiet) = resolve(before) else { return nil }
        var input = quiet.input
        input.layout = plan.layout
        input.rowMilliseconds = row
        input.models = resolved.input.models
        input.faults = []
        let truth = Simulator.run(input)
        let samples = TelemetryPipeline.deliver(
            truth.rows, settings: resolved.pipeline, faults: [], seed: input.seed, scrapePhaseMilliseconds: 0)
        return SeriesHistory(plan, samples, durationMilliseconds: length, demand: demand)
    }

    private func watched(_ readings: AlertReadings, _ notifier: Notifier) -> [WatchedAlert] {
        rules.alerts.map { id in
            let rule = rules.set[id]
            let fact = rules.fact(id)
            let labels =
                [RuleLabel(name: "alertname", value: rule.name)]
                + rule.labels.map { RuleLabel(name: $0.name, value: $0.text) } + rules.set.externalLabels
            let unprovable = readings.unprovable[id].map { reason in
                reason.message + (reason.fix.map { "; \($0)" } ?? "")
            }
            return WatchedAlert(
                name: rule.name.string, place: fact.name.range, isPage: notifier.isPage(labels),
                signals: (readings.signals[id] ?? []).map(\.name), unprovable: unprovable)
        }
    }
}
