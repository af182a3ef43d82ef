import Foundation
import PromQL
import Rehearsals
import SourceText
import TestKit
import Testing
import TimeSeries

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

    /// Alone, a run and what was before it are played at the same time.
    @Test(arguments: ["overloaded-midstream", "quiet-night"])
    func `one run of one scenario is what it is among others`(id: String) throws {
        let rehearser = try ExampleService.supportChat.rehearser(runs: 1)
        let backwards = Workers { count, body in for index in (0..<count).reversed() { body(index) } }
        let among = try #require(rehearser.rehearse(Self.scenarios(id, "cache-collapse"), workers: .one).first)
        for workers in [Workers.one, backwards] {
            let alone = try #require(rehearser.rehearse(Self.scenarios(id), workers: workers).first)
            #expect(String(reflecting: alone.result) == String(reflecting: among.result))
        }
    }

    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired), arguments: ExampleService.allCases)
    func `promtool fires when a rehearsal does`(example: ExampleService) throws {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        let rehearsed = try example.rehearser(runs: 1, keepsFirstRuns: true).rehearse(
            Self.scenarios("overloaded-529", "brownout-ttft"), workers: .one)
        for scenario in rehearsed {
            let kept = try #require(scenario.firstRun)
            let (run, input) = try #require(Self.shortened(kept))
            for rule in run.rules.ids where run.rules[rule].alerting != nil {
                let name = run.rules[rule].name
                let whole = try #require(kept.run.rules.ids.first { kept.run.rules[$0].name == name })
                #expect(
                    run.firings(of: rule) == kept.run.firings(of: whole),
                    "`\(name.string)` must not see beyond what was cut off")
            }
            let export = PromtoolExport(run, input: input, name: scenario.result.id)
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

    /// promtool would work for many minutes on a day of history: the last hours of it, and the rules that see no further.
    private static func shortened(_ kept: KeptRun) -> (run: RuleRun, input: SeriesStore)? {
        let begin = kept.run.grid.startMilliseconds
        let cutoff = begin - 2 * 3_600_000
        var input = SeriesStore()
        for index in 0..<kept.input.seriesCount {
            let series = kept.input[SeriesID(index: Int32(index))]
            let labels = kept.input.labels.labels(of: series.labels).map {
                (
                    name: ByteString(kept.input.labels.bytes(of: $0.name)),
                    value: ByteString(kept.input.labels.bytes(of: $0.value))
                )
            }
            var samples: [(milliseconds: Int64, state: SampleState)] = []
            for (tick, time) in kept.input.ticks(of: series.clock).enumerated() where time >= cutoff {
                if series.presence[tick] { samples.append((time, .value(series.values[tick]))) }
                if series.stale[tick] { samples.append((time, .stale)) }
            }
            if !samples.isEmpty { input.add(input.labels.set(labels), samples: samples) }
        }
        var rules = kept.run.rules
        for group in rules.groups.indices {
            rules.groups[group].rules.removeAll { rule in
                ["[1d]", "[24h]", "[30d]"].contains {
                    String(decoding: rule.expression.text, as: UTF8.self).contains($0)
                }
            }
        }
        let grid = EvaluationGrid(
            startMilliseconds: begin, endMilliseconds: kept.run.grid.endMilliseconds,
            intervalMilliseconds: kept.run.grid.intervalMilliseconds,
            phaseMilliseconds: kept.run.grid.phaseMilliseconds)
        return grid.map { (RuleRun.columnar(rules, input, $0, kept.run.options), input) }
    }
}

extension RuleRun {
    /// When an alert fired, over all label sets.
    fileprivate func firings(of rule: RuleID) -> [Int64] {
        (alerts[rule] ?? []).flatMap(\.episodes).compactMap(\.firingFromMilliseconds).sorted()
    }
}
