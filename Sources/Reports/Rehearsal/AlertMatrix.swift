import Rehearsals
import SourceText

/// What each alert did in each scenario of a rehearsal.
struct AlertMatrix {
    struct Row {
        var name: String
        /// Two rules may have one name.
        var place: SourceRange?
        var isPage: Bool
        /// One for each scenario; nil where the alert was not part of it.
        var cells: [AlertResult.Verdict?]
    }

    /// In the order of the first scenario that has them.
    private(set) var alerts: [Row] = []
    /// Why alerts cannot be judged, each reason of an alert once.
    private(set) var reasons: [(name: String, reason: String)] = []

    init(_ rehearsal: Rehearsal) {
        for (column, scenario) in rehearsal.scenarios.enumerated() where scenario.unprovable == nil {
            // Two rules of one name without a place are the first and the second of that name.
            var taken: Set<Int> = []
            for alert in scenario.alerts {
                let known = alerts.indices.first { index in
                    !taken.contains(index) && alerts[index].place == alert.place
                        && alerts[index].name.utf8.elementsEqual(alert.name.utf8)
                }
                let row = known ?? alerts.count
                if known == nil {
                    alerts.append(
                        Row(
                            name: alert.name, place: alert.place, isPage: alert.isPage,
                            cells: Array(repeating: nil, count: rehearsal.scenarios.count)))
                }
                taken.insert(row)
                alerts[row].cells[column] = alert.verdict
                note(alert)
            }
        }
    }

    private mutating func note(_ alert: AlertResult) {
        guard let reason = alert.verdict.reason else { return }
        let isKnown = reasons.contains { known in
            known.name.utf8.elementsEqual(alert.name.utf8) && known.reason.utf8.elementsEqual(reason.utf8)
        }
        if !isKnown { reasons.append((alert.name, reason)) }
    }
}
