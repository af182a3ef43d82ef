package import Checklists
import Simulation
import SourceText
import TimeSeries

extension RehearsalEvidence {
    /// What one line of the scorecard says to a checklist.
    package init(_ result: ScenarioResult) {
        self.init(scenario: result.id, runs: result.runs, signals: result.signals)
        byAny = Detection(runs: result.detectedRuns, worstMilliseconds: result.detection?.worst)
        byPage = Detection(runs: result.pagedRuns, worstMilliseconds: result.pageDetection?.worst)
        watchers = result.alerts.filter { alert in
            result.isControl
                ? alert.isPage
                : alert.signals.contains { signal in result.signals.contains { $0.utf8.elementsEqual(signal.utf8) } }
        }.map { Watcher($0) }
        pages = result.pages.worst
        totalPages = result.totalPages
        healthyDays = result.healthyDays
        routing = result.routing
        unprovable = result.unprovable
        notApplicable = result.notApplicable
        let losses = result.pipeline.lost.sorted { left, right in
            left.value != right.value
                ? left.value > right.value : left.key.rawValue.utf8.lexicographicallyPrecedes(right.key.rawValue.utf8)
        }
        telemetry = Telemetry(
            made: result.pipeline.made, lost: losses.reduce(0) { $0.addingClamped($1.value) },
            mainCause: losses.first { $0.value > 0 }?.key.rawValue,
            addedMilliseconds: result.pipeline.addedMaximumMilliseconds, flushMilliseconds: result.flushMilliseconds)
    }
}

extension RehearsalEvidence.Watcher {
    fileprivate init(_ alert: AlertResult) {
        var why: String?
        if case .unprovable(let reason) = alert.verdict { why = reason }
        let working = alert.counterfactuals.first { $0.detectionMilliseconds != nil }
        let fix = working.flatMap { change in
            change.detectionMilliseconds.map {
                "\(change.words): `\(alert.name)` then fires after \(PrometheusDuration.text(milliseconds: $0))"
            }
        }
        self.init(
            name: alert.name, place: alert.place, isPage: alert.isPage, firedRuns: alert.firedRuns,
            misfiredRuns: alert.misfiredRuns, unprovable: why, fix: fix)
    }
}
