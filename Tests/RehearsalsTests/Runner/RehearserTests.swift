import Foundation
import PromQL
import Rehearsals
import SourceText
import TestKit
import Testing

struct RehearserTests {
    private static func scenarios(_ ids: String...) -> [Scenario] { ids.compactMap { BuiltInScenarios.named($0) } }

    @Test func `an overload is noticed by the alert on errors, and a page is sent`() throws {
        let rehearsed = try ExampleService.supportChat.rehearser(runs: 4).rehearse(
            Self.scenarios("overloaded-529"), workers: .one)
        let result = try #require(rehearsed.first).result
        #expect(result.unprovable == nil)
        #expect(result.detectedRuns == 4, "every run must notice half an hour of 529s")
        #expect(result.pagedRuns == 4)
        let alert = try #require(result.alerts.first { $0.name == "ClaudeErrorRateHigh" })
        #expect(alert.verdict == .fired)
        let detection = try #require(alert.detection)
        #expect(detection.worst < 15 * 60_000, "25 % errors pass 2 % of a 5 m window within minutes")
        #expect(
            alert.steps.filter { $0.stage != .grouping }.reduce(0) { $0 + $1.milliseconds } == detection.worst,
            "the steps of the slowest run add up to its time: \(alert.steps)")
        let page = try #require(alert.page)
        #expect(page.labels.contains { $0.name == "severity" && $0.text == "page" })
        #expect(page.annotations.contains { $0.name == "summary" && $0.text.contains("%") })
    }

    @Test func `a quiet night wakes nobody`() throws {
        let rehearsed = try ExampleService.supportChat.rehearser(runs: 4).rehearse(
            Self.scenarios("quiet-night"), workers: .one)
        let result = try #require(rehearsed.first).result
        #expect(result.isControl && result.unprovable == nil)
        #expect(result.pages.worst == 0, "\(result.alerts.filter { $0.misfiredRuns > 0 }.map(\.name))")
        #expect(result.healthyDays > 0)
    }

    @Test func `the number of threads changes nothing`() throws {
        let rehearser = try ExampleService.supportChat.rehearser(runs: 3)
        let scenarios = Self.scenarios("overloaded-529", "cache-collapse")
        let one = rehearser.rehearse(scenarios, workers: .one)
        let backwards = Workers { count, body in for index in (0..<count).reversed() { body(index) } }
        let other = rehearser.rehearse(scenarios, workers: backwards)
        #expect(
            one.map { String(reflecting: $0.result) } == other.map { String(reflecting: $0.result) },
            "results must not depend on the order in which pieces of work are done")
    }

    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired), arguments: ExampleService.allCases)
    func `promtool fires when a rehearsal does`(example: ExampleService) throws {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        let rehearsed = try example.rehearser(runs: 1, keepsFirstRuns: true).rehearse(
            Self.scenarios("overloaded-529", "brownout-ttft"), workers: .one)
        for scenario in rehearsed {
            let kept = try #require(scenario.firstRun)
            let export = PromtoolExport(kept.run, input: kept.input, name: scenario.result.id)
            #expect(
                export.refusals.isEmpty,
                "\(scenario.result.id): \(export.refusals.map { $0.message { kept.run.rules[$0].name.string } })")
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rehearsal-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            for file in export.files {
                try file.text.write(to: folder.appendingPathComponent(file.name), atomically: true, encoding: .utf8)
            }
            for file in export.files where file.name.hasSuffix(".test.yaml") {
                let output = try Referee.run(
                    promtool, ["test", "rules", folder.appendingPathComponent(file.name).path])
                #expect(output.status == 0, "\(scenario.result.id): \(output.standardError)")
            }
        }
    }
}
