import Facts
import Findings
import PromQL
import Simulation
import SourceText
import TimeSeries

extension PreparedScenario {
    /// What the runs of the scenario came to.
    func scored(_ runs: [PlayedRun]) -> RehearsedScenario {
        let empty = Timeline(seed: stage?.rehearser.settings.firstSeed ?? 0, stepMilliseconds: 60_000)
        var result = ScenarioResult(
            id: scenario.id.value, title: scenario.title, isControl: scenario.kind == .control, story: scenario.story,
            durationMilliseconds: scenario.durationMilliseconds, incident: scenario.incident,
            signals: signals.map(\.name), timeline: runs.first?.timeline ?? empty)
        result.unprovable = unprovable ?? (findings.isEmpty ? nil : "the scenario does not fit the service")
        result.notApplicable = notApplicable
        guard let stage, !runs.isEmpty else {
            return RehearsedScenario(
                scenario: scenario, result: result, assumptions: assumptions, seriesCount: 0, findings: findings)
        }
        var watched = stage.watched
        for (place, why) in runs.flatMap(\.failures) where watched[place].unprovable == nil {
            watched[place].unprovable = why
        }
        result = ScenarioScore.score(result, watched, runs.map(\.observation))
        for place in result.alerts.indices {
            result.alerts[place].page = runs.lazy.compactMap { $0.pages[place] }.first
            if result.alerts[place].verdict == .missed {
                result.alerts[place].counterfactuals = stage.counterfactuals(ofAlert: place, runs)
            }
        }
        result.expectations = Expectations.judge(scenario, result, runs.map(\.observation), watched)
        let noted = runs.first?.observation.log.assumptions ?? []
        return RehearsedScenario(
            scenario: scenario, result: result, assumptions: assumptions + noted, seriesCount: stage.plan.seriesCount,
            findings: findings, firstRun: runs.first?.kept)
    }
}

extension Stage {
    /// What would have made an alert fire in the first run that it missed.
    fileprivate func counterfactuals(ofAlert place: Int, _ runs: [PlayedRun]) -> [Counterfactual] {
        guard let incident = resolved.scenario.incident else { return [] }
        let missed = runs.firstIndex { run in
            let conduct = AlertConduct(
                run.observation.episodes[place], incident: incident,
                durationMilliseconds: run.observation.durationMilliseconds)
            return conduct.detectedAt == nil
        }
        guard let missed, let grid = grid(run: missed) else { return [] }
        let (truth, samples) = simulate(run: missed)
        let zero = zeroMilliseconds
        var question = MissedAlert(
            rules: rules.set, rule: rules.alerts[place], grid: grid, options: rules.options, store: store(of: samples),
            incident: incident.lowerBound + zero...incident.upperBound + zero,
            scrapeIntervalMilliseconds: resolved.pipeline.scrape.intervalMilliseconds)
        if resolved.pipeline.kind != .pull || samples.report.lostTotal > 0 || samples.isMissed.contains(true) {
            question.perfectPipeline = MissedAlert.Alternative(
                words:
                    "metrics that are scraped every \(words(resolved.pipeline.scrape.intervalMilliseconds)), with none lost"
            ) {
                let perfect = PipelineSettings.preset(
                    .pull, scrapeIntervalMilliseconds: resolved.pipeline.scrape.intervalMilliseconds)
                return store(of: deliver(truth, run: missed, faults: [], settings: perfect))
            }
        }
        return Counterfactuals.search(question)
    }

    private func words(_ milliseconds: Int64) -> String { PrometheusDuration.text(milliseconds: milliseconds) }
}
