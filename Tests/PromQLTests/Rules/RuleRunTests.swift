import PromQL
import SourceText
import TestKit
import Testing

@Suite struct RuleRunTests {
    @Test func `a rule sees what rules before it wrote now, and what rules behind it wrote before`() throws {
        let run = try RuleScene(
            [
                try .recording("early", "late * 10"), try .recording("late", "a"), try .recording("last", "late * 100"),
            ], series: ["a 1 2 3"], minutes: 2
        ).run()
        #expect(run.text(of: "early") == ["early 1:10 2:20"])
        #expect(run.text(of: "last") == ["last 0:100 1:200 2:300"])
    }

    @Test func `a recorded series ends with a marker at the first evaluation without it`() throws {
        let run = try RuleScene(
            [try .recording("r", "a > 1", labels: [("team", "t")])], series: [#"a{i="1"} 2 1 3 _ stale"#], minutes: 5
        ).run()
        #expect(run.text(of: "r") == [#"r{i="1", team="t"} 0:2 1:stale 2:3 3:3 4:stale"#])
    }

    @Test func `a failed evaluation writes nothing, no marker either`() throws {
        let run = try RuleScene(
            [try .recording("r", "a", labels: [("i", "")])],
            series: [#"a{i="1"} 1 1 1"#, #"a{i="2"} _ 1 stale"#], minutes: 2
        ).run()
        #expect(run.text(of: "r") == ["r 0:1 2:1"])
        #expect(run.failures.map(\.error) == [.duplicateRecordedLabels])
        #expect(run.failures.map(\.atMilliseconds) == [60_000])
    }

    @Test func `more series than the limit fail the evaluation, and those recorded before stay`() throws {
        let run = try RuleScene(
            [try .recording("r", "a")], series: [#"a{i="1"} 1 1 1"#, #"a{i="2"} _ 1 stale"#], minutes: 2, limit: 1
        ).run()
        #expect(run.text(of: "r") == [#"r{i="1"} 0:1 2:1"#])
        #expect(run.failures.map(\.error) == [.tooManySeries(limit: 1, count: 2)])
        #expect(run.failures.first?.error.message == "exceeded limit of 1 with 2 series")
    }

    @Test func `two rules may write one series only if they say the same`() throws {
        let run = try RuleScene(
            [try .recording("r", "a"), try .recording("r", "b")], series: ["a 1 1 1", "b 1 2 1"], minutes: 2
        ).run()
        #expect(run.text(of: "r") == ["r 0:1 1:1 2:1"])
        #expect(run.failures.map(\.rule) == [RuleID(group: 0, rule: 1)])
        #expect(run.failures.first?.error.message == "duplicate sample for timestamp")
    }

    /// Prometheus prints a rule's expression and parses it again, and the printed matchers are sorted: `a!="2"` comes first,
    /// and only a later matcher takes a label away.
    @Test func `absent in a rule has the labels of the printed selector`() throws {
        let run = try RuleScene([try .recording("r", #"absent(x{a="1",a!="2"})"#)], minutes: 0).run()
        #expect(run.text(of: "r") == [#"r{a="1"} 0:1"#])
    }

    @Test func `groups keep their own rhythm where it is heeded`() throws {
        var scene = RuleScene([try .recording("r", "a")], series: ["a 1x20"], minutes: 10)
        scene.groups[0].intervalMilliseconds = 240_000
        scene.heedsGroupIntervals = true
        #expect(try scene.run().text(of: "r") == ["r 0:1 4:1 8:1"])
        scene.heedsGroupIntervals = false
        #expect(try scene.run().text(of: "r").first?.split(separator: " ").count == 12)
    }

    @Test func `a group with a query offset asks and writes in the past`() throws {
        var scene = RuleScene(
            [try .recording("r", "a"), try .alert("A", "a == 3")], series: ["a 1 2 3 4 5"], minutes: 4)
        scene.groups[0].queryOffsetMilliseconds = 60_000
        let run = try scene.run()
        #expect(run.text(of: "r") == ["r 0:1 1:2 2:3 3:4"])
        // Active since the evaluation, written at the time that was asked for.
        #expect(run.text(of: "ALERTS_FOR_STATE") == [#"ALERTS_FOR_STATE{alertname="A"} 2:180 3:stale"#])
    }

    @Test func `what lies ahead is hidden from a negative offset`() throws {
        let run = try RuleScene([try .recording("r", "a offset -1m")], series: ["a 1 2 3"], minutes: 2).run()
        #expect(run.text(of: "r") == ["r 0:1 1:2 2:3"])
        #expect(run.text(of: "a") == ["a 0:1 1:2 2:3"], "the input is whole again at the end")
    }

    @Test func `what cannot be evaluated is named, and so is what reads it`() throws {
        let run = try RuleScene(
            [
                try .recording("r", "histogram_count(a)"), try .alert("A", "r > 0"), try .alert("B", "a > 0"),
            ], series: ["a 1 2 3"], minutes: 2
        ).run()
        let rules = run.unprovable.map(\.rule)
        #expect(rules == [RuleID(group: 0, rule: 0), RuleID(group: 0, rule: 1)])
        #expect(run.unprovable.last?.reason == .dependsOn(RuleID(group: 0, rule: 0)))
        #expect(run.timeline(RuleID(group: 0, rule: 2)) == [#"{alertname="B"} 0>0>"#])
    }

    // MARK: Columns

    @Test func `rules without circles need no turns, and the run says so`() throws {
        let scene = RuleScene(
            [
                try .recording("r", "sum(a)"), try .alert("A", "r > 1", for: 1),
                try .alert("Meta", #"ALERTS{alertname="A"}"#), try .recording("loop", "loop or a"),
                try .alert("Self", "count(ALERTS) > 3"),
            ], series: [#"a{i="1"} 1 2 3 1"#])
        let run = try scene.columnar()
        let paths = (0..<5).map { run.paths[RuleID(group: 0, rule: $0)] }
        #expect(
            paths == [.columnar, .columnar, .columnar, .stepwise(.cyclic), .stepwise(.cyclic)])
    }

    static let seeds = (0..<200).map { UInt64($0) }

    @Test func `columns and turns come to the same`() throws {
        var columnar = 0
        for seed in Self.seeds {
            var generator = SeededGenerator(seed: seed)
            let scene = try Self.scene(&generator)
            let (turns, columns) = (try scene.run(), try scene.columnar())
            let isSame =
                Self.failures(columns) == Self.failures(turns)
                && ["r0", "r1", "r2", "ALERTS", "ALERTS_FOR_STATE"].allSatisfy {
                    columns.text(of: $0) == turns.text(of: $0)
                } && turns.rules.ids.allSatisfy { columns.timeline($0) == turns.timeline($0) }
            #expect(isSame, "seed \(seed): \(Self.difference(turns, columns))")
            columnar += columns.paths.values.count { $0 == .columnar }
        }
        #expect(columnar > 400, "too few columns to prove anything: \(columnar)")
    }

    /// What differs first, and the rules.
    static func difference(_ turns: RuleRun, _ columns: RuleRun) -> String {
        var text = ""
        for id in turns.rules.ids {
            let (rule, group) = (turns.rules[id], turns.rules.group(of: id))
            text += "\n\(id.group).\(id.rule) \(rule.name) = \(rule.expression.canonicalText)"
            text += " \(rule.alerting.map { "for \($0.holdMilliseconds) keep \($0.keepFiringMilliseconds)" } ?? "")"
            text += " interval \(group.intervalMilliseconds ?? 0) offset \(group.queryOffsetMilliseconds)"
            text += " \(columns.paths[id].map { "\($0)" } ?? "")"
            if turns.timeline(id) != columns.timeline(id) {
                text += "\n  turns   \(turns.timeline(id))\n  columns \(columns.timeline(id))"
            }
        }
        for name in ["r0", "r1", "r2"] where turns.text(of: name) != columns.text(of: name) {
            text += "\n\(name)\n  turns   \(turns.text(of: name))\n  columns \(columns.text(of: name))"
        }
        return text
    }

    /// Of two refused samples one is named, whichever comes last.
    static func failures(_ run: RuleRun) -> [String] {
        run.failures.map { "\($0.rule) \($0.atMilliseconds) \($0.error.message)" }
    }

    static func scene(_ generator: inout SeededGenerator) throws -> RuleScene {
        let expressions = [
            "a", "b", "sum(a)", "r0", "r1 + 1", "sum(r2)", "a > 1", "rate(b[3m])", "r0 offset 1m", "absent(r1)",
            "count(ALERTS)", #"ALERTS{alertname="A1"}"#, "a unless b", "sum_over_time(r0[3m])", "a + on (i) b",
        ]
        var groups: [RuleGroup] = []
        for index in 0..<1 + generator.below(3) {
            var rules: [Rule] = []
            for _ in 0..<1 + generator.below(3) {
                let expression = generator.pick(expressions)
                if generator.chance(1, in: 2) {
                    rules.append(try .recording(ByteString("r\(generator.below(3))"), expression))
                } else {
                    rules.append(
                        try .alert(
                            ByteString("A\(generator.below(3))"), expression, for: Int64(generator.below(3)),
                            keep: Int64(generator.below(3)),
                            labels: generator.chance(1, in: 2) ? [("v", "{{ $value }}")] : [("s", "p")]))
                }
            }
            let offset = generator.chance(1, in: 6) ? Int64(60_000) : 0
            groups.append(
                RuleGroup(
                    name: ByteString("g\(index)"), intervalMilliseconds: generator.pick([nil, nil, 120_000]),
                    queryOffsetMilliseconds: offset, limit: generator.chance(1, in: 8) ? 1 : 0, rules: rules))
        }
        var scene = RuleScene([], minutes: 12)
        scene.groups = groups
        scene.heedsGroupIntervals = true
        for metric in ["a", "b", "r1"] where metric != "r1" || generator.chance(1, in: 4) {
            for instance in 1...2 {
                let values = (0..<13).map { _ in generator.pick(["1", "2", "3", "_", "stale", "5"]) }
                scene.series.append("\(metric){i=\"\(instance)\"} \(values.joined(separator: " "))")
            }
        }
        return scene
    }
}
