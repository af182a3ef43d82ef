import Simulation
import SourceText

/// What was before a run: a quiet stretch with the traffic of its time of day and without any fault, as long as the rules
/// look back.
extension Rehearser {
    /// All scenarios with what was before them. What several have in common is played once, at the same time as what is
    /// before the others: played first, it would keep one core busy and let the others wait.
    func withHistories(_ planned: [PreparedScenario], _ workers: Workers) -> [PreparedScenario] {
        let keys = planned.map { $0.stage?.quietKey }
        let shared = sharedQuietDays(planned.compactMap(\.stage))
        let sharing = planned.indices.filter { place in shared.contains { $0.key == keys[place] } }
        let others = planned.indices.filter { !sharing.contains($0) }
        let first = workers.map(shared.count + others.count) { index -> (days: QuietDays?, alone: PreparedScenario?) in
            if index >= shared.count { return (nil, planned[others[index - shared.count]].withHistory([])) }
            let (key, stage) = shared[index]
            let monday = Scenario.Start(day: .monday, minuteOfDay: 0)
            let input = stage.quietInput(from: monday, lasting: QuietDays.duration(of: key))
            return (input.map { QuietDays(key, $0) }, nil)
        }
        let quiet = first.compactMap(\.days)
        let rest = workers.map(sharing.count) { planned[sharing[$0]].withHistory(quiet) }
        var result = planned
        for (place, one) in zip(others, first.dropFirst(shared.count)) { result[place] = one.alone ?? planned[place] }
        for (place, one) in zip(sharing, rest) { result[place] = one }
        return result
    }

    /// What enough scenarios have before them in common, each with one of them.
    private func sharedQuietDays(_ stages: [Stage]) -> [(key: QuietDays.Key, stage: Stage)] {
        let known = stages.compactMap { stage in stage.quietKey.map { (key: $0, stage: stage) } }
        var distinct: [(key: QuietDays.Key, stage: Stage)] = []
        for one in known
        where !distinct.contains(where: { $0.key == one.key })
            && known.count(where: { $0.key == one.key }) >= QuietDays.worthwhileCount
        {
            distinct.append(one)
        }
        return distinct
    }
}

extension PreparedScenario {
    /// The same with what was before it.
    func withHistory(_ quiet: [QuietDays]) -> PreparedScenario {
        guard let stage, let key = stage.quietKey else { return self }
        let start = stage.resolved.scenario.start
        var samples = quiet.first { $0.fits(key) }?.samples(endingAtMinute: start.minuteOfDay)
        if samples == nil {
            let length = key.lengthMilliseconds
            samples = stage.quietInput(from: start.earlier(byMilliseconds: length), lasting: length).map { input in
                TelemetryPipeline.deliver(
                    Simulator.run(input).rows, settings: key.pipeline, faults: [], seed: input.seed,
                    scrapePhaseMilliseconds: 0)
            }
        }
        var result = self
        result.stage?.history = samples.map {
            SeriesHistory(
                stage.plan, $0, durationMilliseconds: key.lengthMilliseconds, demand: stage.rehearser.demand)
        }
        return result
    }
}

extension Stage {
    /// What the stretch before a run depends on; nil where no rule looks back beyond the run.
    var quietKey: QuietDays.Key? {
        let demand = rehearser.demand
        let wanted =
            max(demand.milliseconds, warmUpMilliseconds) + warmUpMilliseconds
            + 2 * resolved.pipeline.scrape.intervalMilliseconds
        // Whole minutes, as the time of day is told.
        let length = min(wanted, HistoryDemand.limitMilliseconds) / 60_000 * 60_000
        guard length > 0 else { return nil }
        let input = resolved.input
        return QuietDays.Key(
            populations: input.populations, dependencies: input.dependencies, policy: input.policy,
            traffic: quietTraffic, backend: resolved.scenario.backend, pipeline: resolved.pipeline,
            layout: plan.layout, lengthMilliseconds: length)
    }

    /// Without spikes; before stages the rate was the one that they begin with.
    private var quietTraffic: ScenarioTraffic {
        var traffic = resolved.scenario.traffic
        traffic.spikes = []
        if case .stages(let rate, _) = traffic.model { traffic.model = .rate(rate) }
        return traffic
    }

    /// The scenario's users without its faults, at another time.
    func quietInput(from start: Scenario.Start, lasting milliseconds: Int64) -> SimulationInput? {
        var before = resolved.scenario
        before.traffic = quietTraffic
        before.faults = []
        before.background = []
        before.durationMilliseconds = milliseconds
        before.start = start
        guard case .ready(let quiet) = rehearser.resolve(before) else { return nil }
        var input = quiet.input
        input.layout = plan.layout
        input.rowMilliseconds = Stage.rowMilliseconds(
            of: .max, scrapeIntervalMilliseconds: resolved.pipeline.scrape.intervalMilliseconds)
        input.models = resolved.input.models
        input.compiled = resolved.input.compiled
        input.faults = []
        return input
    }
}
