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
        }
        stage.explainMisses(&result.alerts, runs)
        result.expectations = Expectations.judge(scenario, result, runs.map(\.observation), watched)
        let noted = runs.first?.observation.log.assumptions ?? []
        return RehearsedScenario(
            scenario: scenario, result: result, assumptions: assumptions + noted, seriesCount: stage.plan.seriesCount,
            findings: findings, firstRun: runs.first?.kept)
    }
}

/// A run that an alert missed, as far as explaining it needs it. Kept of the first run only, which alerts mostly miss if
/// they miss any: the samples of every run would fill the memory.
struct MissedRun: Sendable {
    let samples: DeliveredSamples
    /// Nil where the way to the store lost nothing: rows take fifteen times the room of samples.
    let rows: RecordedRows?

    init(_ measured: MeasuredRun, asksForPipeline: Bool) {
        samples = measured.samples
        rows = asksForPipeline ? measured.truth.rows : nil
    }
}

/// The same with its series.
private struct Replay {
    let run: Int
    let missed: MissedRun
    let store: SeriesStore
    /// The same traffic, counted in more buckets; nil where no missed alert reads a histogram.
    let finelyCounted: SeriesStore?
}

extension Stage {
    /// Says of each alert that missed what would have made it fire in the first run that it missed.
    fileprivate func explainMisses(_ alerts: inout [AlertResult], _ runs: [PlayedRun]) {
        let missed = alerts.indices.filter { alerts[$0].verdict == .missed }
        let histograms = missed.map(histograms(readByAlert:))
        // Several alerts mostly miss the same run, and playing it again is what explaining them may cost.
        var replays: [Int: Replay] = [:]
        let finer = withFinerBuckets(in: histograms.flatMap(\.self))
        for (place, histograms) in zip(missed, histograms) {
            guard let run = firstMiss(ofAlert: place, runs) else { continue }
            let replay = replays[run] ?? replay(run: run, runs[run].missed, finer)
            replays[run] = replay
            alerts[place].counterfactuals = counterfactuals(ofAlert: place, replay, histograms)
        }
    }

    private func firstMiss(ofAlert place: Int, _ runs: [PlayedRun]) -> Int? {
        guard let incident = resolved.scenario.incident else { return nil }
        return runs.firstIndex { run in
            let conduct = AlertConduct(
                run.observation.episodes[place], incident: incident,
                durationMilliseconds: run.observation.durationMilliseconds)
            return conduct.detectedAt == nil
        }
    }

    private func replay(run: Int, _ kept: MissedRun?, _ finer: Stage?) -> Replay {
        let missed = kept ?? playAgain(run: run)
        return Replay(
            run: run, missed: missed, store: store(of: missed.samples),
            finelyCounted: finer.map { $0.store(of: $0.simulate(run: run).samples) })
    }

    private func playAgain(run: Int) -> MissedRun {
        let measured = simulate(run: run)
        return MissedRun(measured, asksForPipeline: asksForPipeline(measured.samples))
    }

    /// Whether a better way to the store is worth a question.
    func asksForPipeline(_ samples: DeliveredSamples) -> Bool {
        resolved.pipeline.kind != .pull || samples.report.lostTotal > 0 || samples.isMissed.contains(true)
    }

    private func counterfactuals(
        ofAlert place: Int, _ replay: Replay, _ histograms: [EmittedFamily]
    ) -> [Counterfactual] {
        guard let incident = resolved.scenario.incident, let grid = grid(run: replay.run) else { return [] }
        let zero = zeroMilliseconds
        var question = MissedAlert(
            rules: rules.set, rule: rules.alerts[place], grid: grid, options: rules.options, store: replay.store,
            incident: incident.lowerBound + zero...incident.upperBound + zero,
            scrapeIntervalMilliseconds: resolved.pipeline.scrape.intervalMilliseconds)
        if !histograms.isEmpty, let store = replay.finelyCounted {
            let words = histograms.map(\.finerBucketsInWords).joined(separator: " and ")
            question.finerBuckets = MissedAlert.Alternative(words: words) { store }
        }
        if let rows = replay.missed.rows {
            question.perfectPipeline = MissedAlert.Alternative(
                words:
                    "metrics that are scraped every \(words(resolved.pipeline.scrape.intervalMilliseconds)), with none lost"
            ) {
                let perfect = PipelineSettings.preset(
                    .pull, scrapeIntervalMilliseconds: resolved.pipeline.scrape.intervalMilliseconds)
                return store(of: deliver(rows, run: replay.run, faults: [], settings: perfect))
            }
        }
        return Counterfactuals.search(question)
    }

    private func words(_ milliseconds: Int64) -> String { PrometheusDuration.text(milliseconds: milliseconds) }
}
