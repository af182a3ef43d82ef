import Rehearsals

/// What is to be rehearsed, and how.
package struct RehearsalRequest: Sendable {
    /// Names of shipped scenarios, or files; empty for all that ship.
    package var scenarios: [String]
    package var runCount: Int
    package var seed: UInt64
    /// Only says what would happen.
    package var isPlanOnly: Bool
    package var exports: [SeriesExport]

    package init(
        scenarios: [String], runCount: Int, seed: UInt64, isPlanOnly: Bool = false, exports: [SeriesExport] = []
    ) {
        self.scenarios = scenarios
        self.runCount = runCount
        self.seed = seed
        self.isPlanOnly = isPlanOnly
        self.exports = exports
    }
}

/// The first run of each scenario as files for other programs.
package struct SeriesExport: Hashable, Sendable {
    package enum Form: String, CaseIterable, Sendable {
        /// Rules and unit tests that real promtool 2.42 passes.
        case promtool
        /// Series with timestamps, for `promtool tsdb create-blocks-from openmetrics`.
        case openmetrics
    }

    package var form: Form
    package var folder: String

    package init(form: Form, folder: String) {
        self.form = form
        self.folder = folder
    }
}

/// A scenario to run, and where it comes from.
struct ChosenScenario: Sendable {
    var scenario: Scenario
    /// The file that was named; nil for one that ships.
    var path: String?
}
