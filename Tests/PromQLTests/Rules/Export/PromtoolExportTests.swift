import Foundation
import PromQL
import SourceText
import TestKit
import Testing
import TimeSeries

/// What is exported is run by real promtool; what is refused is named.
@Suite struct PromtoolExportTests {
    static let service: [Rule] = {
        let rules = [
            try? Rule.recording(
                "job:errors:rate5m", "sum by (job) (rate(errors_total[5m]))", labels: [("team", "assist")]),
            try? Rule.alert(
                "HighErrors", "job:errors:rate5m > 0.05", for: 2, keep: 3, labels: [("severity", "page")],
                annotations: [
                    ("summary", "{{ $labels.job }} fails"), ("quote", "say \"{{ $labels.team }}\" # ok: 'yes'"),
                ]),
            try? Rule.alert("Level", "queue > 3", labels: [("level", "{{ $value }}")]),
            try? Rule.alert("Gone", "absent(up{job=\"x\"})", for: 1),
            try? Rule.recording("meta:alerts", "count(ALERTS) or vector(0)"),
        ]
        return rules.compactMap { $0 }
    }()

    static let series = [
        #"errors_total{job="chat"} 0+1x5 5+6x10 70x30"#, #"errors_total{job="a \"quoted\" é"} 0+6x3 _x5 7+6x20"#,
        "queue 1 2 5 5 stale _x3 9 NaN 2 4x20", #"up{job="x"} 1x8 stale _x10 1x20"#,
        "wild NaN Inf -Inf 1e-300 0.1 0.2 0.3",
    ]

    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired))
    func `promtool passes what is exported`() throws {
        var scene = RuleScene(Self.service, series: Self.series, minutes: 30)
        try scene.becomePrometheus2()
        let (status, text, export) = try check(scene)
        #expect(status == 0, "\(text)\n\(export.files.map(\.text).joined(separator: "\n"))")
        let tests = export.files.last?.text ?? ""
        #expect(tests.contains("alertname: \"HighErrors\""))
        #expect(tests.contains("exp_annotations: {quote:") || tests.contains("quote: "))
        #expect(tests.components(separatedBy: "eval_time").count > 40)
    }

    /// A promtool that passes anything would pass this too.
    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired))
    func `promtool fails an export that was tampered with`() throws {
        var scene = RuleScene(Self.service, series: Self.series, minutes: 30)
        try scene.becomePrometheus2()
        let (status, _, _) = try check(scene) { text in
            text.replacing("\"job:errors:rate5m > 0.05\"", with: "\"job:errors:rate5m > 0.5\"")
        }
        #expect(status == 1)
    }

    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired))
    func `promtool passes random runs, and notices any expectation that was changed`() throws {
        var exported = 0
        var expectations = 0
        for seed in UInt64(0)..<100 {
            let scene = try Self.scene(seed)
            let (status, text, export) = try check(scene)
            guard export.refusals.isEmpty else {
                #expect(export.files.isEmpty)
                continue
            }
            exported += 1
            expectations += export.files.last?.text.components(separatedBy: "eval_time").count ?? 0
            #expect(status == 0, "seed \(seed): \(text)\n\(export.files.map(\.text).joined(separator: "\n"))")
            guard seed % 4 == 0 else { continue }
            var generator = SeededGenerator(seed: seed)
            let changed = try check(scene) { Self.withChangedExpectation($0, &generator) }
            #expect(changed.status == 1, "seed \(seed): nobody noticed")
        }
        #expect(exported > 60 && expectations > 1_500, "too little to prove anything: \(exported), \(expectations)")
    }

    /// Random groups; most of them such that promtool 2.42 can carry them out.
    private static func scene(_ seed: UInt64) throws -> RuleScene {
        var generator = SeededGenerator(seed: seed)
        var scene = try RuleRunTests.scene(&generator)
        if generator.chance(4, in: 5) {
            scene.heedsGroupIntervals = false
            for group in scene.groups.indices {
                scene.groups[group].queryOffsetMilliseconds = 0
                scene.groups[group].limit = 0
            }
        }
        try scene.becomePrometheus2()
        return scene
    }

    /// One answer, anywhere in a test file, is made wrong; rule files have none.
    private static func withChangedExpectation(_ text: String, _ generator: inout SeededGenerator) -> String {
        var lines = text.components(separatedBy: "\n")
        let wrong: [(String, String)] = [
            ("exp_alerts: []", "exp_alerts: [{exp_labels: {severity: none}}]"),
            ("exp_samples: []", "exp_samples: [{labels: '{}', value: 77}]"), ("value: ", "value: 1"),
            ("- exp_labels: {", "- exp_labels: {wrong: yes, "),
        ]
        let places = lines.indices.filter { line in wrong.contains { lines[line].contains($0.0) } }
        guard text.contains("rule_files"), !places.isEmpty else { return text }
        let line = generator.pick(places)
        for (right, changed) in wrong where lines[line].contains(right) {
            lines[line] = lines[line].replacing(right, with: changed)
            break
        }
        return lines.joined(separator: "\n")
    }

    /// Exports a run and gives the files to promtool.
    private func check(
        _ scene: RuleScene, name: String = "run", header: [String] = ["made by a test"],
        _ tamper: (String) -> String = { $0 }
    ) throws -> (status: Int32, text: String, export: PromtoolExport) {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        let export = PromtoolExport(try scene.run(), input: try scene.store, name: name, header: header)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for file in export.files {
            try Data(tamper(file.text).utf8).write(to: folder.appendingPathComponent(file.name))
        }
        var arguments = ["test", "rules"]
        for file in export.files where file.name.hasSuffix(".test.yaml") {
            arguments.append(folder.appendingPathComponent(file.name).path)
        }
        guard arguments.count > 2 else { return (-1, "", export) }
        let output = try Referee.run(promtool, arguments)
        return (output.status, output.standardOutput + output.standardError, export)
    }

    // MARK: Refusals

    static let elseWith: (ByteString, ByteString) = ("n", "{{ with .Labels.a }}x{{ else with .Labels.b }}y{{ end }}")

    struct Refused: Sendable {
        let word: String
        let scene: @Sendable () throws -> RuleScene
    }

    static let refused: [Refused] = [
        Refused(word: "series-notation") { RuleScene([], series: [#"{"http.requests"} 1"#]) },
        Refused(word: "expression-of-3") { RuleScene([try .recording("r", "rate(a[300])")], series: ["a 1"]) },
        Refused(word: "template-of-3") {
            RuleScene([try .alert("A", "a", annotations: [PromtoolExportTests.elseWith])], series: ["a 1 stale"])
        },
        Refused(word: "name-of-3") { RuleScene([try .recording("http.requests", "a")], series: ["a 1"]) },
        Refused(word: "name-of-3") {
            RuleScene([try .recording("r", "a", labels: [("http.route", "x")])], series: ["a 1"])
        },
        Refused(word: "query-offset") {
            var scene = RuleScene([try .recording("r", "a")], series: ["a 1x20"])
            scene.groups[0].queryOffsetMilliseconds = 60_000
            return scene
        },
        Refused(word: "reads-other-interval") {
            var scene = RuleScene([try .recording("r", "a")], series: ["a 1x20"])
            scene.groups.append(
                RuleGroup(name: "h", intervalMilliseconds: 120_000, rules: [try .alert("A", "r > 0")]))
            scene.heedsGroupIntervals = true
            return scene
        },
        Refused(word: "too-many-samples") {
            RuleScene([try .recording("r", "max_over_time(a[9600m])")], series: ["a 1x9600"], minutes: 0)
        },
        Refused(word: "too-many-samples") {
            // Promtool says so of 3,400 series: each is held three times.
            RuleScene([try .recording("r", "a > 0")], series: (0..<3_400).map { "a{i=\"\($0)\"} 1" }, minutes: 0)
        },
        Refused(word: "too-many-samples") {
            RuleScene([try .recording("r", "max_over_time((a + 1)[90h:1m])")], series: ["a 1x20"])
        },
        Refused(word: "too-much") {
            var scene = RuleScene([], series: ["a 1x1000000"], minutes: 1_000_001)
            scene.intervalSeconds = 6_000_000
            return scene
        },
        Refused(word: "alerts-before-start") {
            var scene = RuleScene([try .alert("A", "a > 0")], series: ["a 1x20"])
            scene.startMinutes = 5
            return scene
        },
        Refused(word: "absolute-time") {
            var scene = RuleScene([try .recording("r", "time() - a")], series: ["a _x10 1x20"])
            scene.startMinutes = 1
            return scene
        },
        Refused(word: "evaluation-fails") {
            RuleScene(
                [try .recording("r", "a", labels: [("i", "")])], series: [#"a{i="1"} 1"#, #"a{i="2"} 1"#])
        },
        Refused(word: "unprovable") { RuleScene([try .recording("r", "histogram_count(a)")], series: ["a 1"]) },
        Refused(word: "versions-differ") {
            RuleScene([try .alert("A", "count_over_time(a[1m]) > 1")], series: ["a 1x20"])
        },
    ]

    @Test(arguments: refused)
    func `what promtool would not evaluate alike is refused by name`(refused: Refused) throws {
        let scene = try refused.scene()
        let export = PromtoolExport(try scene.run(), input: try scene.store, name: "run")
        #expect(export.refusals.map(\.word) == [refused.word])
        #expect(export.files.isEmpty)
        #expect(export.refusals.allSatisfy { !$0.message { "rule \($0)" }.isEmpty })
    }

    @Test func `the tests know every refusal there is`() {
        #expect(Set(Self.refused.map(\.word)).count == 13)
    }

    @Test func `what depends on the time is refused only where promtool's is another`() throws {
        let expressions = ["time() - a", "hour()", "a @ 60", "max_over_time(a[4m:40s])", "timestamp(a)"]
        for expression in expressions {
            var scene = RuleScene([try .recording("r", expression)], series: ["a _x10 1x20"])
            #expect(PromtoolExport(try scene.run(), input: try scene.store, name: "run").refusals.isEmpty)
            scene.startMinutes = 1
            let refusals = PromtoolExport(try scene.run(), input: try scene.store, name: "run").refusals
            #expect(refusals.map(\.word) == ["absolute-time"], "\(expression)")
        }
        var scene = RuleScene([try .recording("r", "max_over_time(a[4m:30s])")], series: ["a _x10 1x20"])
        scene.startMinutes = 1
        let refusals = PromtoolExport(try scene.run(), input: try scene.store, name: "run").refusals
        #expect(refusals.isEmpty, "the steps of the subquery fall on the same samples")
    }

    @Test func `what would keep promtool busy for hours is refused with the number`() throws {
        let long = RuleScene([], series: ["a 1"], minutes: 100_001)
        let export = PromtoolExport(try long.run(), input: try long.store, name: "run")
        #expect(export.refusals == [.tooMuch(.evaluations, count: 100_002, limit: 100_000)])
        // A sample out of step makes promtool spell out every millisecond.
        var store = SeriesStore()
        let pairs: [(name: ByteString, value: ByteString)] = [("__name__", "a")]
        store.add(store.labels.set(pairs), samples: [(0, .value(1)), (1, .value(2))])
        let run = try RuleScene([], minutes: 1_440).run()
        let refusals = PromtoolExport(run, input: store, name: "run").refusals
        #expect(refusals == [.tooMuch(.values, count: 86_400_001, limit: 10_000_000)])
        // Times as far apart as times can be.
        store.add(store.labels.set(pairs), samples: [(.min + 1, .value(1))])
        #expect(PromtoolExport(run, input: store, name: "run").refusals.map(\.word) == ["too-much"])
    }

    @Test func `recorded values that 2.42 sees otherwise are named`() throws {
        let scene = RuleScene(
            [try .recording("r", "count_over_time(a[2m])"), try .recording("s", "a")], series: ["a 1x20"])
        let export = PromtoolExport(try scene.run(), input: try scene.store, name: "run")
        #expect(export.refusals.isEmpty)
        #expect(export.recordedOtherwise == [RuleID(group: 0, rule: 0)])
    }

    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired))
    func `groups of the same name, names that are patterns and headers with line breaks do no harm`() throws {
        var scene = RuleScene([try .recording("r", "a")], series: ["a 1x20"])
        scene.groups.append(RuleGroup(name: "g", rules: [try .alert("A", "r > 0")]))
        let (status, text, export) = try check(scene, name: "run[1]*?", header: ["one\ntwo: 3"])
        #expect(status == 0, "\(text) \(export.files.map(\.text))")
        #expect(export.files.last?.text.hasPrefix("# one\n# two: 3\nrule_files") == true)
    }

    @Test func `groups of several intervals get a file each`() throws {
        var scene = RuleScene([try .recording("r", "a")], series: ["a 1x20"])
        scene.groups.append(RuleGroup(name: "h", intervalMilliseconds: 120_000, rules: [try .alert("A", "a > 0")]))
        scene.heedsGroupIntervals = true
        let export = PromtoolExport(try scene.run(), input: try scene.store, name: "run")
        #expect(
            export.files.map(\.name) == [
                "run.1m.rules.yaml", "run.1m.test.yaml", "run.2m.rules.yaml", "run.2m.test.yaml",
            ])
    }

    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired))
    func `evaluations out of step with the samples keep their distance`() throws {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        let scene = RuleScene(
            [try .recording("r", "rate(a[3m])"), try .alert("A", "r > 0.05", for: 2)], series: ["a 0+1x5 5+6x20"])
        let grid = try #require(
            EvaluationGrid(
                startMilliseconds: 0, endMilliseconds: 1_200_000, intervalMilliseconds: 60_000,
                phaseMilliseconds: 20_000))
        let run = RuleRun.stepwise(RuleSet(groups: scene.groups), try scene.store, grid, EvaluationOptions())
        let export = PromtoolExport(run, input: try scene.store, name: "run")
        #expect(export.refusals.isEmpty)
        #expect(export.files.last?.text.contains("- interval: 20s") == true)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for file in export.files { try Data(file.text.utf8).write(to: folder.appendingPathComponent(file.name)) }
        let output = try Referee.run(promtool, ["test", "rules", folder.appendingPathComponent("run.test.yaml").path])
        #expect(output.status == 0, "\(output.standardError)\n\(export.files.map(\.text))")
    }
}
