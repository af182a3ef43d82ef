import Findings
import Rehearsals
import Simulation

extension Report {
    /// The rehearsal of the service at a position; the second of a name belongs to the second service of that name.
    func rehearsal(ofServiceAt position: Int) -> Rehearsal? {
        // Reports of a thousand services have none.
        if rehearsals.isEmpty { return nil }
        let name = services[position].service
        let before = services[..<position].count { $0.service.utf8.elementsEqual(name.utf8) }
        return rehearsals.filter { $0.service.utf8.elementsEqual(name.utf8) }.dropFirst(before).first
    }

    /// Rehearsals of services that have no verdict here.
    var rehearsalsWithoutVerdict: [Rehearsal] {
        rehearsals.enumerated().filter { position, rehearsal in
            func isOfIt(_ name: String) -> Bool { name.utf8.elementsEqual(rehearsal.service.utf8) }
            let before = rehearsals[..<position].count { isOfIt($0.service) }
            return before >= services.count { isOfIt($0.service) }
        }.map(\.element)
    }
}

/// How a scenario came out, as every format marks it.
enum ScenarioStanding {
    /// An incident that was detected in every run, or a control in which nobody was woken.
    case good
    case bad
    /// It was not run, or nothing fired and an alert that might have cannot be judged, or most that page cannot.
    case undecided

    init(_ scenario: ScenarioResult, runCount: Int) {
        if scenario.unprovable != nil {
            self = .undecided
        } else if scenario.isControl {
            // Silence of alerts that could not be played proves nothing.
            let pages = scenario.alerts.filter(\.isPage)
            let isMostlyUnplayed = 2 * pages.count(where: \.verdict.isUnprovable) > pages.count
            self = scenario.pages.worst > 0 ? .bad : isMostlyUnplayed ? .undecided : .good
        } else if scenario.detectedRuns >= runCount {
            self = .good
        } else {
            let mightHaveFired = scenario.alerts.contains { alert in
                alert.verdict.isUnprovable && alert.signals.contains(where: scenario.signals.contains)
            }
            self = scenario.detectedRuns == 0 && mightHaveFired ? .undecided : .bad
        }
    }

    /// The outcome in a word, of an incident or of a control.
    func word(ofControl isControl: Bool) -> String {
        switch self {
        case .good: isControl ? "quiet" : "detected"
        case .bad: isControl ? "paged" : "missed"
        case .undecided: "unprovable"
        }
    }

    var sign: String {
        switch self {
        case .good: "✓"
        case .bad: "✗"
        case .undecided: "?"
        }
    }
}

extension AlertResult.Verdict {
    var isUnprovable: Bool { reason != nil }

    /// Why nothing can be said of the alert.
    var reason: String? {
        if case .unprovable(let reason) = self { return reason }
        return nil
    }

    /// One column in a matrix; silence is blank.
    var sign: String {
        switch self {
        case .fired: "●"
        case .missed: "○"
        case .misfired: "✗"
        case .alongside: "·"
        case .silent: ""
        case .unprovable: "?"
        }
    }
}

extension ScenarioResult {
    /// The alert that tells first, at its slowest; nil if none fired as it should.
    var firstAlert: AlertResult? {
        var first: AlertResult?
        for alert in alerts where alert.verdict == .fired || alert.verdict == .missed {
            guard let detection = alert.detection else { continue }
            if let best = first?.detection, best.worst <= detection.worst { continue }
            // One that fires in every run is ahead of a faster one that now and then does not.
            if let known = first, known.firedRuns > alert.firedRuns { continue }
            first = alert
        }
        return first
    }

    /// The smallest change for each alert that missed; nil where none that was tried helps.
    var misses: [(alert: AlertResult, change: Counterfactual?)] {
        alerts.filter { $0.verdict == .missed }.map { alert in
            (alert, alert.counterfactuals.first { $0.detectionMilliseconds != nil })
        }
    }
}

extension PipelineReport {
    var lostCount: Int64 { lost.values.reduce(0, +) }

    /// Causes with what was lost to them, in the order in which they are defined.
    var losses: [(cause: LossCause, count: Int64)] {
        LossCause.allCases.compactMap { cause in lost[cause].map { (cause, $0) } }.filter { $0.count > 0 }
    }
}
