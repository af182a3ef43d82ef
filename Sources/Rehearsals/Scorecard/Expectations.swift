package import Findings
import Simulation
package import SourceText
import TimeSeries

/// What came of one entry of a scenario's `expect`.
package struct ExpectationResult: Sendable {
    /// The expectation in words: "`ClaudeErrors` fires within 5m of `overload`".
    package var words: String
    package var outcome: Outcome
    /// What decided it, in one clause; empty for a plain pass.
    package var reason: String
    /// Where the scenario says it.
    package var place: SourceRange

    package init(words: String, outcome: Outcome, reason: String, place: SourceRange) {
        self.words = words
        self.outcome = outcome
        self.reason = reason
        self.place = place
    }
}

/// Holds what a scenario expects against what its runs showed. An expectation holds if it holds in every run.
enum Expectations {
    static func judge(
        _ scenario: Scenario, _ result: ScenarioResult, _ runs: [RunObservation], _ alerts: [WatchedAlert]
    ) -> [ExpectationResult] {
        let bench = Bench(scenario: scenario, result: result, runs: runs, alerts: alerts)
        return scenario.expectations.map { expectation in
            let judged = bench.judge(expectation.subject)
            return ExpectationResult(
                words: bench.words(expectation.subject), outcome: judged.outcome, reason: judged.reason,
                place: expectation.range)
        }
    }
}

private struct Bench {
    let scenario: Scenario
    let result: ScenarioResult
    let runs: [RunObservation]
    let alerts: [WatchedAlert]

    struct Judged {
        var outcome: Outcome
        var reason = ""
    }

    func judge(_ subject: ScenarioExpectation.Subject) -> Judged {
        switch subject {
        case .fires(let name, let fault, let within): fires(name, fault, within)
        case .silent(let name): silent(name) { _ in true }
        case .silentOutsideIncidents(let name):
            silent(name) { start in !isDuringFault(start) }
        case .resolves(let name, let fault, let within): resolves(name, fault, within)
        case .metric(let metric, let comparison, let value): measured(metric, comparison, value)
        }
    }

    // MARK: Alerts

    /// The places of the alerts that an expectation is about; a reason where there are none.
    private func places(_ name: ScenarioExpectation.AlertName, fitting: Bool) -> Result<[Int], Missing> {
        switch name {
        case .named(let text):
            guard let place = alerts.firstIndex(where: { $0.name.utf8.elementsEqual(text.utf8) }) else {
                let near = NearMiss.closest(to: text, among: alerts.map(\.name)).map { ", did you mean `\($0)`?" } ?? ""
                return .failure(
                    Missing(reason: "no alert of this service is called `\(text)`\(near)", isMistake: true))
            }
            if let why = alerts[place].unprovable { return .failure(Missing(reason: why)) }
            return .success([place])
        case .any:
            let found = alerts.indices.filter { place in
                alerts[place].unprovable == nil
                    && (!fitting
                        || alerts[place].signals.contains { signal in
                            result.signals.contains { $0.utf8.elementsEqual(signal.utf8) }
                        })
            }
            if found.isEmpty {
                return .failure(Missing(reason: "no alert that can be rehearsed reads what the scenario disturbs"))
            }
            return .success(found)
        }
    }

    private struct Missing: Error {
        var reason: String
        /// A name that no alert has is a mistake; what cannot be played is not decided.
        var isMistake = false

        var judged: Judged {
            isMistake
                ? Judged(outcome: .fail, reason: reason)
                : Judged(outcome: .unprovable(.rehearsalUndecided(why: reason)), reason: reason)
        }
    }

    private func starts(_ place: Int, _ run: RunObservation) -> [Int64] {
        run.episodes[place].compactMap(\.firingFromMilliseconds)
    }

    private func fires(_ name: ScenarioExpectation.AlertName, _ fault: String, _ within: Int64) -> Judged {
        let found: [Int]
        switch places(name, fitting: true) {
        case .failure(let missing): return missing.judged
        case .success(let places): found = places
        }
        guard let start = range(of: fault)?.lowerBound else { return Judged(outcome: .vacuous) }
        let late = runs.count { run in
            !found.contains { place in starts(place, run).contains { $0 >= start && $0 <= start + within } }
        }
        if late == 0 { return Judged(outcome: .pass) }
        return Judged(outcome: .fail, reason: "not in \(late) of \(runs.count) runs")
    }

    private func silent(_ name: ScenarioExpectation.AlertName, _ counts: (Int64) -> Bool) -> Judged {
        let found: [Int]
        switch places(name, fitting: false) {
        case .failure(let missing): return missing.judged
        case .success(let places): found = places
        }
        var loud: [String] = []
        var count = 0
        for run in runs {
            let heard = found.filter { place in starts(place, run).contains { $0 >= 0 && counts($0) } }
            if !heard.isEmpty { count += 1 }
            for place in heard where !loud.contains(alerts[place].name) { loud.append(alerts[place].name) }
        }
        if count == 0 { return Judged(outcome: .pass) }
        let names = loud.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
        return Judged(outcome: .fail, reason: "\(names) fired in \(count) of \(runs.count) runs")
    }

    private func resolves(_ name: ScenarioExpectation.AlertName, _ fault: String, _ within: Int64) -> Judged {
        let found: [Int]
        switch places(name, fitting: true) {
        case .failure(let missing): return missing.judged
        case .success(let places): found = places
        }
        guard let end = range(of: fault)?.upperBound else { return Judged(outcome: .vacuous) }
        let fired = runs.filter { run in found.contains { !starts($0, run).isEmpty } }
        if fired.isEmpty { return Judged(outcome: .vacuous, reason: "nothing fired that could resolve") }
        let late = fired.count { run in
            found.contains { place in
                run.episodes[place].contains { episode in
                    guard let start = episode.firingFromMilliseconds, start <= end + within else { return false }
                    return episode.endedAtMilliseconds.map { $0 > end + within }
                        ?? (run.durationMilliseconds >= end + within)
                }
            }
        }
        if late == 0 { return Judged(outcome: .pass) }
        return Judged(outcome: .fail, reason: "it still fires then in \(late) of \(runs.count) runs")
    }

    private func isDuringFault(_ time: Int64) -> Bool {
        // Windows end later than their cause.
        scenario.faults.contains { fault in
            fault.occurrences(inRun: scenario.durationMilliseconds).contains {
                $0.lowerBound <= time && time <= $0.upperBound + AlertConduct.graceMilliseconds
            }
        }
    }

    private func range(of fault: String) -> ClosedRange<Int64>? {
        (scenario.faults + scenario.background).first { $0.id.value.utf8.elementsEqual(fault.utf8) }
            .flatMap { $0.occurrences(inRun: scenario.durationMilliseconds, limit: 1).first }
    }

    // MARK: Quantities

    private func measured(
        _ metric: ScenarioExpectation.Metric, _ comparison: ScenarioExpectation.Comparison, _ value: Double
    ) -> Judged {
        let found: Double?
        switch metric {
        case .pages: found = Double(result.pages.worst)
        case .tickets: found = Double(result.tickets.worst)
        case .telemetryLoss:
            found = result.pipeline.made > 0 ? Double(result.pipeline.lostTotal) / Double(result.pipeline.made) : nil
        case .detectionWorst: found = result.detection.map { Double($0.worst) }
        case .addedLatency: found = result.pipeline.addedMeanMilliseconds
        }
        guard let found else {
            if metric == .detectionWorst { return Judged(outcome: .fail, reason: "some run had no detection at all") }
            return Judged(outcome: .vacuous, reason: "nothing was measured")
        }
        let text = Self.text(found, metric)
        if comparison.holds(found, value) { return Judged(outcome: .pass, reason: "it is \(text)") }
        return Judged(outcome: .fail, reason: "it is \(text)")
    }

    private static func text(_ value: Double, _ metric: ScenarioExpectation.Metric) -> String {
        switch metric {
        case .pages, .tickets: "\(Int64(value))"
        case .telemetryLoss: "\((value * 10_000).rounded() / 100) %"
        case .detectionWorst: PrometheusDuration.text(milliseconds: Int64(value))
        case .addedLatency: "\((value * 100).rounded() / 100) ms"
        }
    }

    // MARK: Words

    func words(_ subject: ScenarioExpectation.Subject) -> String {
        switch subject {
        case .fires(let name, let fault, let within):
            "\(words(name, fitting: true)) fires within \(PrometheusDuration.text(milliseconds: within)) of `\(fault)`"
        case .silent(let name): "\(words(name, fitting: false)) stays silent"
        case .silentOutsideIncidents(let name): "\(words(name, fitting: false)) stays silent outside of incidents"
        case .resolves(let name, let fault, let within):
            "\(words(name, fitting: true)) is over \(PrometheusDuration.text(milliseconds: within)) after `\(fault)`"
        case .metric(let metric, let comparison, let value):
            "`\(metric.rawValue)` \(comparison.rawValue) \(Self.text(value, metric))"
        }
    }

    private func words(_ name: ScenarioExpectation.AlertName, fitting: Bool) -> String {
        switch name {
        case .named(let text): "`\(text)`"
        case .any: fitting ? "an alert that reads what is disturbed" : "every alert"
        }
    }
}
