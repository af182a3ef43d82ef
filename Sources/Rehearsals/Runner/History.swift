import Simulation
import SourceText

/// What was before a run: a quiet stretch with the traffic of its time of day and without any fault, as long as the rules
/// look back.
extension Rehearser {
    /// Quiet days that enough scenarios have in common.
    func quietDays(before stages: [Stage], _ workers: Workers) -> [QuietDays] {
        let keys = stages.compactMap(\.quietKey)
        var distinct: [(key: QuietDays.Key, stage: Stage)] = []
        for (key, stage) in zip(keys, stages.filter { $0.quietKey != nil })
        where !distinct.contains(where: { $0.key == key })
            && keys.count(where: { $0 == key }) >= QuietDays.worthwhileCount
        {
            distinct.append((key, stage))
        }
        let wanted = distinct
        return workers.map(wanted.count) { index -> QuietDays? in
            let (key, stage) = wanted[index]
            let monday = Scenario.Start(day: .monday, minuteOfDay: 0)
            return stage.quietInput(from: monday, lasting: QuietDays.duration(of: key)).map { QuietDays(key, $0) }
        }.compactMap(\.self)
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
