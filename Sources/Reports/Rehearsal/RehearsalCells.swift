import Rehearsals

/// A scenario as cells of a table: worst and median time to detect, runs, pages, money, who told first.
struct RehearsalCells {
    static let titles = ["worst", "median", "runs", "pages a run", "spent", "told first by"]
    let texts: [String]

    init(_ scenario: ScenarioResult, runCount: Int) {
        guard scenario.unprovable == nil else {
            texts = Array(repeating: "-", count: Self.titles.count)
            return
        }
        let spread = scenario.detection ?? scenario.firstAlert?.detection
        let pages =
            scenario.pages.best == scenario.pages.worst
            ? String(scenario.pages.worst) : "\(scenario.pages.best) to \(scenario.pages.worst)"
        var told = "-"
        if !scenario.isControl {
            let alert = scenario.detectedRuns > 0 ? scenario.firstAlert : nil
            let isUndecided = ScenarioStanding(scenario, runCount: runCount) == .undecided
            told =
                alert.map { "\($0.name) (\(RehearsalWords.kind($0)))" }
                ?? (isUndecided ? "unprovable" : "not detected")
        }
        texts = [
            spread.map { RehearsalWords.duration($0.worst) } ?? "-",
            spread.map { RehearsalWords.duration($0.median) } ?? "-",
            scenario.isControl ? "-" : "\(scenario.detectedRuns)/\(runCount)", pages,
            scenario.nanoDollarsBeforePage.map { RehearsalWords.dollars(nano: $0.worst) } ?? "-", told,
        ]
    }
}
