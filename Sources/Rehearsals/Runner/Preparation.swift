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
    /// Resolves a scenario and plans its series; what was before it is played later, for several at once.
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
        let length = resolved.input.durationMilliseconds
        resolved.input.rowMilliseconds = Stage.rowMilliseconds(
            of: resolved.input.durationMilliseconds, scrapeIntervalMilliseconds: interval)
        resolved.input.compiled = CompiledDistributions(resolved.input)
        // Rows divide a run; what a scenario leaves of its last row is played out.
        let row = resolved.input.rowMilliseconds
        resolved.input.durationMilliseconds = (length + row - 1) / row * row
        let readings = AlertReadings(rules, facts, plan)
        let notifier = Notifier(
            routings: facts.routings, paging: PagingSelector(manifest),
            startUnixMilliseconds: resolved.scenario.start.unixMilliseconds)
        // Long enough for recorded series and for every `for` to have settled.
        let settling = rules.alerts.compactMap { rules.set[$0].alerting?.holdMilliseconds }.max() ?? 0
        let warmUp = max(demand.recordedMilliseconds, settling + 10 * rules.evaluationIntervalMilliseconds)
        return Stage(
            rehearser: self, resolved: resolved, plan: plan, readings: readings,
            watched: watched(readings, notifier, FailureClasses.of(resolved.scenario.faults)),
            warmUpMilliseconds: warmUp, notifier: notifier)
    }

    /// - Parameter failures: the classes of errors with which calls fail in the incident; nil if that is not known.
    private func watched(
        _ readings: AlertReadings, _ notifier: Notifier, _ failures: Set<ErrorClass>?
    ) -> [WatchedAlert] {
        rules.alerts.map { id in
            let rule = rules.set[id]
            let fact = rules.fact(id)
            let labels =
                [RuleLabel(name: "alertname", value: rule.name)]
                + rule.labels.map { RuleLabel(name: $0.name, value: $0.text) } + rules.set.externalLabels
            let unprovable = readings.unprovable[id].map { reason in
                reason.message + (reason.fix.map { "; \($0)" } ?? "")
            }
            // An alert on some classes alone cannot see calls that fail with others.
            let isBlind = readings.errorClasses[id].map { own in failures.map(own.isDisjoint) ?? false } ?? false
            let signals = (readings.signals[id] ?? []).filter { $0 != .errors || !isBlind }
            return WatchedAlert(
                name: rule.name.string, place: fact.name.range, isPage: notifier.isPage(labels),
                signals: signals.map(\.name), unprovable: unprovable)
        }
    }
}
