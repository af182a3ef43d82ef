import PromQL
import SourceText
import TestKit
import Testing
import TimeSeries

@Suite("Rules over columns")
struct ColumnarRuleTests {
    /// Rules that read each other, now and then in a circle, in groups of every kind.
    private static func rules(seed: UInt64) throws -> RuleSet {
        var random = SeededGenerator(seed: seed &+ 1_000)
        var rules: [Rule] = []
        for number in 0..<6 {
            var query = RandomQuery(seed: seed &* 17 &+ UInt64(number), .prometheus3)
            query.looksAhead = false
            // Mostly what came before, sometimes what comes later.
            let last = random.chance(1, in: 5) ? 5 : number - 1
            if last >= 0 { query.recorded = (0...last).flatMap { [String](repeating: "recorded:\($0)", count: 3) } }
            if random.chance(1, in: 3) { query.recorded.append("ALERTS{alertname=\"A0\"}") }
            let text = query.expression().replacing("}{", with: ",")
            let name = ByteString("\(number)")
            if random.chance(1, in: 2) {
                rules.append(
                    try .recording(ByteString("recorded:\(number)"), text, labels: [(ByteString("rule"), name)]))
            } else {
                rules.append(
                    try .alert(
                        ByteString("A\(number)"), text, for: Int64(random.below(3)), keep: Int64(random.below(2)),
                        annotations: [("value", "{{ $value }}")]))
            }
        }
        let half = random.below(5)
        return RuleSet(groups: [
            group("one", Array(rules[..<half]), &random), group("two", Array(rules[half...]), &random),
        ])
    }

    private static func group(_ name: ByteString, _ rules: [Rule], _ random: inout SeededGenerator) -> RuleGroup {
        RuleGroup(
            name: name, intervalMilliseconds: random.pick([nil, nil, 15_000, 40_000]),
            queryOffsetMilliseconds: random.chance(1, in: 5) ? 30_000 : 0, limit: random.chance(1, in: 4) ? 4 : 0,
            rules: rules)
    }

    @Test("do the same as step by step, and all of them whole columns at a time unless they must take turns")
    func agree() throws {
        var paths: [EvaluationPath: Int] = [:]
        let grid = try #require(
            EvaluationGrid(startMilliseconds: 120_000, endMilliseconds: 1_150_000, intervalMilliseconds: 15_000))
        for seed in 0..<UInt64(ColumnarEqualityTests.count / 6) {
            let rules = try Self.rules(seed: seed)
            let columnar = Self.compare(rules, RandomStore(seed: seed).store, grid, "seed \(seed)")
            for path in columnar.paths.values { paths[path, default: 0] += 1 }
        }
        #expect(paths[.stepwise(.declined)] == nil, "there is nothing that the columns decline: \(paths)")
        #expect(paths[.columnar, default: 0] > 2 * paths.values.reduce(0, +) / 3, "too few to prove anything: \(paths)")
    }

    @Test("do the same as step by step for alerts on alerts, groups with offsets, limits and rhythms of their own")
    func alertsOnAlerts() throws {
        var columnar = 0
        for seed in RuleRunTests.seeds {
            var generator = SeededGenerator(seed: seed &+ 10_000)
            let scene = try RuleRunTests.scene(&generator)
            let grid = try #require(scene.grid)
            let run = Self.compare(RuleSet(groups: scene.groups), try scene.store, grid, "seed \(seed)")
            columnar += run.paths.values.count { $0 == .columnar }
        }
        #expect(columnar > 400, "too few columns to prove anything: \(columnar)")
    }

    /// Evaluates both ways, and records what differs.
    @discardableResult
    private static func compare(
        _ rules: RuleSet, _ store: SeriesStore, _ grid: EvaluationGrid, _ subject: String
    ) -> RuleRun {
        let stepwise = RuleRun.stepwise(rules, store, grid, EvaluationOptions())
        let columnar = RuleRun.columnar(rules, store, grid, EvaluationOptions())
        let expected = text(stepwise)
        let actual = text(columnar)
        #expect(
            actual == expected,
            "\(subject): \(rules.ids.map { rules[$0].expression.canonicalText })\n\(Golden.lineDifference(from: expected, to: actual))"
        )
        return columnar
    }

    @Test("share what they have in common, across recording rules too")
    func shared() throws {
        let rules = RuleSet(groups: [
            RuleGroup(
                name: "g",
                rules: [
                    try .recording("job:requests:rate2m", "sum by (job) (rate(requests_total[2m]))"),
                    try .alert("Low", "sum by (job) (rate(requests_total[2m])) < 1"),
                    try .alert("Recorded", "job:requests:rate2m < 1"),
                ])
        ])
        let grid = try #require(
            EvaluationGrid(startMilliseconds: 120_000, endMilliseconds: 600_000, intervalMilliseconds: 15_000))
        let store = RandomStore(seed: 3).store
        var engine = ColumnarEngine(rules.ids.map { rules[$0].expression })
        let run = RuleRun.columnar(rules, store, grid, EvaluationOptions(), with: &engine)
        var alone = ColumnarEngine()
        _ = RuleRun.columnar(rules, store, grid, EvaluationOptions(), with: &alone)
        #expect(run.paths.values.allSatisfy { $0 == .columnar })
        #expect(engine.work.ticksRead < alone.work.ticksRead)
    }

    /// Everything a run says, in an order that does not depend on how it came about.
    private static func text(_ run: RuleRun) -> String {
        var lines: [String] = []
        for index in 0..<run.store.seriesCount {
            let series = run.store[SeriesID(index: Int32(index))]
            var line = run.store.labels.seriesText(of: series.labels)
            for (tick, time) in run.store.ticks(of: series.clock).enumerated() {
                if series.presence[tick] { line += " \(time):\(series.values[tick])" }
                if series.stale[tick] { line += " \(time):stale" }
            }
            lines.append(line)
        }
        lines.sort()
        for failure in run.failures {
            lines.append("\(failure.rule) fails at \(failure.atMilliseconds): \(failure.error.message)")
        }
        for rule in run.rules.ids {
            for timeline in run.alerts[rule] ?? [] {
                lines.append("\(rule) \(run.store.labels.text(of: timeline.labels)) \(timeline.episodes)")
                for seen in timeline.observations {
                    lines.append(
                        "  \(seen.atMilliseconds) \(run.store.labels.seriesText(of: seen.element)) \(seen.value)")
                }
            }
        }
        lines += run.unprovable.map { "\($0.rule) unprovable: \($0.reason)" }
        return lines.joined(separator: "\n")
    }
}
