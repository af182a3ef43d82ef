import Commands
import Foundation
import PromQL
import SourceText
import TestKit
import Testing
import TimeSeries

/// The example service's own rules over two hours with incidents, as Prometheus 3 evaluates them; exported, and judged
/// by promtool 2.42.
@Suite struct ExampleExportTests {
    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired))
    func `promtool passes the incidents of support-chat, and fails them with an alert less`() throws {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        let rules = try Self.rules()
        let input = Self.input()
        // Evaluations a third of an interval after the scrapes: closed and open windows agree.
        let grid = try #require(
            EvaluationGrid(
                startMilliseconds: 0, endMilliseconds: Self.endSeconds * 1_000, intervalMilliseconds: 30_000,
                phaseMilliseconds: 10_000))
        let run = RuleRun.columnar(rules, input, grid, EvaluationOptions())
        let fired = run.alerts.filter {
            $0.value.contains { $0.episodes.contains { $0.firingFromMilliseconds != nil } }
        }
        let names = Set(fired.keys.map { rules[$0].name.string })
        #expect(
            names == [
                "ClaudeErrorRateHigh", "ClaudeTTFTp99High", "ClaudeTTFTp95AboveSLA", "ClaudeHourlyCostAboveForecast",
                "ClaudeCacheHitRateLow", "ClaudeRateLimited", "PineconeSlow", "PineconeErrors",
            ])
        let export = PromtoolExport(run, input: input, name: "support-chat", header: ["Semantics: prometheus-3"])
        #expect(export.refusals.isEmpty && export.recordedOtherwise.isEmpty)
        let folder = try TemporaryFolder()
        for file in export.files { try folder.write(file.name, file.text) }
        let path = folder.path("support-chat.test.yaml")
        let output = try Referee.run(promtool, ["test", "rules", path])
        #expect(output.status == 0, "\(output.standardError)")
        let text = try folder.text("support-chat.test.yaml")
        #expect(text.components(separatedBy: "eval_time").count > 80)
        // Our own reader gives the same verdict, in both profiles.
        for profile in TestProfile.allCases {
            let request = TestRulesRequest(paths: ["support-chat.test.yaml"], profile: profile, isStrict: true)
            #expect(TestRulesPipeline.run(request, files: folder.files).status == .ready, "profile \(profile)")
        }
        let calm = try folder.text("support-chat.rules.yaml").replacing("> 0.02 and", with: "> 0.99 and")
        try folder.write("support-chat.rules.yaml", calm)
        #expect(try Referee.run(promtool, ["test", "rules", path]).status == 1)
    }

    private static let endSeconds: Int64 = 7_200

    private static func rules() throws -> RuleSet {
        var reading = RuleFileReading()
        let folder = Referee.repository.appendingPathComponent("examples/support-chat/deploy/rules")
        var sources = SourceSet()
        for name in ["recordings.yaml", "alerts.yaml"] {
            let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
            reading.add(sources.add(path: name, bytes: bytes), .three)
        }
        #expect(!reading.isRefused)
        return RuleSet(groups: reading.groups, externalLabels: [RuleLabel(name: "cluster", value: "eu1")])
    }

    // MARK: Two hours

    /// Minutes from and to.
    private static func isBetween(_ second: Int64, _ from: Int64, _ to: Int64) -> Bool {
        (from * 60..<to * 60).contains(second)
    }

    /// Counters scraped every 30 s, each by what it gains in one second.
    private static func input() -> SeriesStore {
        var store = SeriesStore()
        let clock = store.addClock((0...endSeconds / 30).map { $0 * 30_000 })
        func counter(_ metric: String, _ labels: [(String, String)], _ rate: (Int64) -> Double) {
            var value = 0.0
            var values: [Double] = []
            for second in stride(from: 0, through: endSeconds, by: 30) {
                values.append(value)
                value += rate(Int64(second)) * 30
            }
            let pairs: [(name: ByteString, value: ByteString)] =
                [("__name__", ByteString(metric))]
                + (labels + [("job", "support-chat")]).map { (ByteString($0.0), ByteString($0.1)) }
            let count = values.count
            var presence = Bitmap(count: count)
            for index in 0..<count { presence[index] = true }
            store.add(store.labels.set(pairs), clock, values, presence: presence, stale: Bitmap(count: count))
        }
        for feature in ["chat", "summarise"] {
            // Overloaded from minute 20 to 35, chat only.
            let failing = { (second: Int64) in feature == "chat" && isBetween(second, 20, 35) }
            counter("claude_requests_count_total", [("feature", feature), ("status", "ok")]) { failing($0) ? 3 : 4 }
            counter("claude_requests_count_total", [("feature", feature), ("status", "error")]) {
                failing($0) ? 1 : 0.01
            }
            counter("claude_errors_count_total", [("feature", feature), ("error_type", "rate_limit_error")]) {
                isBetween($0, 100, 101) ? 0.1 : 0
            }
        }
        histogram("claude_latency_ttft_ms_bucket", [500, 3_000, 8_000, 15_000], counter) { second, bound in
            // Slow from minute 45 to 60.
            let slow = isBetween(second, 45, 60)
            return bound >= 15_000 ? 5 : bound >= 8_000 ? (slow ? 3 : 5) : slow ? 1 : 4.95
        }
        histogram("pinecone_query_seconds_bucket", [0.1, 0.5, 1], counter) { second, bound in
            bound >= 1 ? 2 : isBetween(second, 60, 75) ? 0.5 : 2
        }
        counter("pinecone_errors_total", []) { isBetween($0, 60, 75) ? 0.3 : 0 }
        // Cold from minute 70 to 100.
        counter("claude_tokens_cache_read_total", []) { isBetween($0, 70, 100) ? 50 : 500 }
        counter("claude_tokens_cache_creation_total", []) { isBetween($0, 70, 100) ? 300 : 20 }
        counter("claude_tokens_input_total", []) { _ in 200 }
        counter("claude_cost_usd_total", []) { isBetween($0, 70, 100) ? 0.2 : 0.03 }
        return store
    }

    private static func histogram(
        _ metric: String, _ bounds: [Double], _ counter: (String, [(String, String)], (Int64) -> Double) -> Void,
        _ rate: @escaping (Int64, Double) -> Double
    ) {
        for bound in bounds + [.infinity] {
            let label = bound.isInfinite ? "+Inf" : bound.description
            counter(metric, [("le", label)]) { rate($0, bound) }
        }
    }
}
