import Foundation
import PromQL
import Rehearsals
import Simulation
import SourceText
import TestKit
import Testing
import TimeSeries

/// Support-chat's own rules over the series of a run with incidents, judged by promtool 2.42.
struct ExportedSeriesTests {
    /// Two hours: failures from minute 20 to 35, nothing but slow first tokens from minute 60 to 80.
    private static func rows(_ layout: ChannelLayout) -> RecordedRows {
        var values: [Int64] = []
        for (stretch, seconds) in [1_200, 900, 1_500, 1_200, 2_400].enumerated() {
            var random = RandomRows(layout, seed: UInt64(stretch + 1))
            random.failures = [.overloaded, .rateLimited]
            random.failurePercent = stretch == 1 ? 30 : 0
            random.lowestBucket = stretch == 3 ? layout.firstTokenBounds.count - 2 : 0
            values += random.rows(seconds).values
        }
        return RecordedRows(layout: layout, rowMilliseconds: 1_000, values: values)
    }

    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired))
    func `promtool agrees with the alerts over planned series`() throws {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        let scene = try SeriesScene.supportChat()
        let plan = try scene.plan()
        let rules = RehearsedRules(scene.facts, scene.manifest)
        let store = plan.store(from: Self.rows(plan.layout).delivered(every: 30, missed: [100, 101], restarts: [180]))
        // A third of an interval after the scrapes: closed and open windows agree.
        let grid = try #require(rules.grid(from: 0, through: 7_200_000, phaseMilliseconds: 10_000))
        let run = RuleRun.columnar(rules.set, store, grid, rules.options)
        #expect(run.unprovable.isEmpty && run.failures.isEmpty)
        let fired = Set(
            run.alerts.filter { $0.value.contains { $0.episodes.contains { $0.firingFromMilliseconds != nil } } }
                .map { rules.set[$0.key].name.string })
        #expect(fired.isSuperset(of: ["ClaudeErrorRateHigh", "ClaudeRateLimited", "ClaudeTTFTp99High"]))
        #expect(!fired.contains("ClaudeTelemetryMissing"))
        let export = PromtoolExport(run, input: store, name: "support-chat")
        #expect(export.refusals.isEmpty, "\(export.refusals.map { $0.message { rules.set[$0].name.string } })")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("series-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for file in export.files {
            try file.text.write(to: folder.appendingPathComponent(file.name), atomically: true, encoding: .utf8)
        }
        let path = folder.appendingPathComponent("support-chat.test.yaml").path
        let output = try Referee.run(promtool, ["test", "rules", path])
        #expect(output.status == 0, "\(output.standardError)")
    }
}
