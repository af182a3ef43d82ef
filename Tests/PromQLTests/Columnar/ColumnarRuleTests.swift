import PromQL
import SourceText
import TestKit
import Testing
import TimeSeries

@Suite("Rules over columns")
struct ColumnarRuleTests {
    // MARK: Public shapes

    /// What public rule sets are made of, over the series of `RandomStore`: burn rates over several windows, quantiles of
    /// summed buckets, and so on. Source: the collections counted in the notes on what real rules use.
    static let publicShapes = [
        "sum by (job) (rate(requests_total{code=~\"5..\"}[5m])) / sum by (job) (rate(requests_total[5m])) > 0.05",
        """
        (sum by (job) (rate(requests_total{code="500"}[2m])) / sum by (job) (rate(requests_total[2m])) > (14.4 * 0.01)
        and sum by (job) (rate(requests_total{code="500"}[10m])) / sum by (job) (rate(requests_total[10m])) > (14.4 * 0.01))
        or (sum by (job) (rate(requests_total{code="500"}[5m])) / sum by (job) (rate(requests_total[5m])) > (6 * 0.01)
        and sum by (job) (rate(requests_total{code="500"}[15m])) / sum by (job) (rate(requests_total[15m])) > (6 * 0.01))
        """,
        "histogram_quantile(0.95, sum by (le, job) (rate(latency_bucket[5m]))) > 0.5",
        "histogram_quantile(0.99, sum without (instance) (increase(latency_bucket[5m])))",
        "absent(up{job=\"c\"})", "absent(up{job=\"a\"} == 1)", "absent_over_time(up{job=\"c\"}[5m])", "up == 0",
        "predict_linear(queue[10m], 4 * 3600) < 0", "deriv(queue[5m]) > 0", "delta(queue[5m]) > 10",
        "sum(increase(requests_total[5m])) / sum(increase(requests_total[5m] offset 5m)) > 2",
        "max_over_time(sum(rate(requests_total[1m]))[10m:1m]) > 5",
        "avg_over_time((queue > 10)[5m:30s])", "max_over_time(queue[5m]) > 100", "min_over_time(up[5m]) == 0",
        "rate(requests_total[5m]) > 0 and on () hour() >= 0", "level > 1 and on (job, instance) up == 1",
        "level unless on (job, instance) queue > 0", "level unless up == 0", "count by (job) (up == 1) < 3",
        "count without (instance) (up)", "count(count by (version) (build_info)) > 1",
        "label_replace(up, \"host\", \"$1\", \"instance\", \"(.*)\") == 0",
        "label_join(level, \"target\", \"/\", \"job\", \"instance\") > 2", "topk(3, queue)",
        "topk by (job) (1, rate(requests_total[5m])) > 0", "bottomk(2, level)", "changes(up[10m]) > 2",
        "resets(requests_total[10m]) > 0", "irate(requests_total[2m]) > 1", "idelta(queue[2m]) > 1",
        "requests_total / on (job, instance) group_left (version) build_info",
        "level * on (job, instance) group_left (version) build_info > 0", "time() - timestamp(up) > 60",
        "vector(1)", "scalar(sum(up)) > bool 3", "clamp_min(queue, 0) > 5", "quantile(0.9, queue)",
        "quantile_over_time(0.9, queue[5m])", "stddev_over_time(queue[5m])", "abs(delta(queue[2m])) > bool 3",
        "sum_over_time(level[5m]) / count_over_time(level[5m])", "last_over_time(level[5m])", "group by (job) (up)",
        "count_values by (job) (\"level\", level)", "(queue offset 1m) - queue", "-queue > 0", "round(queue, 5)",
        "sum(up) by (job) / count(up) by (job) < 0.5 or sum(up) by (job) == 0", "avg by (job) (bytes_total) ^ 2",
        "day_of_week() < 6 and on () sum(up) < 4", "floor(queue) % 2 == 0", "recorded:up:sum < 3",
        "avg_over_time(recorded:up:sum[5m]) < 4", "recorded:up:sum offset 2m", "sort_desc(sum by (job) (up))",
    ]

    @Test("of every public shape go whole columns at a time, all of them, with the same bits")
    func shapes() throws {
        var rules = [try Rule.recording("recorded:up:sum", "sum by (job) (up)")]
        for (number, shape) in Self.publicShapes.enumerated() {
            rules.append(
                try .alert(
                    ByteString("Alert\(number)"), shape, for: Int64(number % 3), keep: Int64(number % 2),
                    labels: [("severity", "page"), ("of", "{{ $labels.job }}")],
                    annotations: [("summary", "{{ $labels.instance }} is at {{ $value | humanize }}")]))
            let name = ByteString("recorded:\(number)")
            rules.append(try .recording(name, shape))
        }
        rules.append(try .alert("Many", "count(ALERTS{alertname=\"Alert7\", alertstate=\"firing\"}) > 0"))
        let set = RuleSet(groups: [RuleGroup(name: "g", rules: rules)])
        let grid = try #require(
            EvaluationGrid(startMilliseconds: 0, endMilliseconds: 1_200_000, intervalMilliseconds: 15_000))
        for seed in 0..<UInt64(2) {
            let run = Self.compare(set, RandomStore(seed: seed).store, grid, "seed \(seed)")
            for id in set.ids {
                #expect(run.paths[id] == .columnar, "\(set[id].expression.canonicalText)")
            }
            let silent = set.ids.filter { (run.written[$0] ?? []).isEmpty }
            #expect(silent.count < set.ids.count / 4, "rules without a result prove nothing: \(silent)")
        }
    }

    // MARK: Bounds

    /// Rules that would explode, over 60 series and 201 steps, with the bound that each meets.
    static let explosive: [(rule: String, reason: String)] = [
        ("{__name__=~\".+\"}", "a vector has more than 50 elements"),
        ("sum(rate({__name__=~\".+\"}[5m]))", "a vector has more than 50 elements"),
        ("count_values(\"v\", requests_total{instance=~\"..?\"})", "a vector has more than 50 elements"),
        ("sum_over_time(vector(1)[1d:1s])", "a subquery has more than 1000 steps"),
        ("label_replace(up, \"x\", \"$1$1$1$1$1$1$1$1\", \"wide\", \"(.*)\")", "a label value is longer than 64 bytes"),
        (
            "max_over_time(rate(requests_total{instance=~\"1.\"}[1m])[1h:5s])",
            "the evaluation needs more than 2000 samples"
        ),
    ]

    @Test("that explode meet a bound by name, the same both ways:", arguments: explosive)
    func bounds(_ rule: String, _ reason: String) throws {
        var options = EvaluationOptions()
        options.limits.elements = 50
        options.limits.samples = 2_000
        options.limits.subquerySteps = 1_000
        options.limits.labelValueBytes = 64
        let set = RuleSet(groups: [RuleGroup(name: "g", rules: [try .recording("r", rule)])])
        let grid = try #require(
            EvaluationGrid(startMilliseconds: 0, endMilliseconds: 3_000_000, intervalMilliseconds: 15_000))
        let store = Self.wideStore()
        for run in [
            RuleRun.stepwise(set, store, grid, options), RuleRun.columnar(set, store, grid, options),
        ] {
            guard case .limit(let limit)? = run.unprovable.first?.reason else {
                Issue.record("no bound was met: \(run.unprovable) \(run.failures.first?.error.message ?? "")")
                continue
            }
            #expect(EvaluationError.limit(limit).message == reason)
        }
    }

    @Test("that are too much for one go are evaluated in blocks of steps, with the same bits")
    func blocks() throws {
        var options = EvaluationOptions()
        // A step has some hundreds of samples, and all of them 50,000.
        options.limits.samples = 3_000
        let rules = RuleSet(groups: [
            RuleGroup(
                name: "g",
                rules: [
                    try .recording("rate", "sum(rate(requests_total[2m]))"),
                    try .alert("High", "sum(requests_total) > 10", for: 1),
                    try .recording("ratio", "sum(requests_total) / sum(requests_total offset 1m)"),
                ])
        ])
        let grid = try #require(
            EvaluationGrid(startMilliseconds: 0, endMilliseconds: 3_000_000, intervalMilliseconds: 15_000))
        let run = RuleRun.columnar(rules, Self.wideStore(), grid, options)
        #expect(run.unprovable.isEmpty)
        #expect(run.paths.values.allSatisfy { $0 == .columnar })
        let whole = RuleRun.columnar(rules, Self.wideStore(), grid, EvaluationOptions())
        #expect(Self.text(run) == Self.text(whole))
        #expect(run.written.count == 3)
    }

    /// 60 counters, and one series with a long label.
    private static func wideStore() -> SeriesStore {
        var store = SeriesStore()
        let clock = store.addClock((0..<201).map { Int64($0) * 15_000 })
        for number in 0..<60 {
            let labels = store.labels.set([
                (name: "__name__", value: "requests_total"), (name: "instance", value: ByteString("\(number)")),
            ])
            store.add(labels, clock, (0..<201).map { Double($0 * (number + 1)) })
        }
        let wide = store.labels.set([
            (name: "__name__", value: "up"), (name: "wide", value: ByteString(String(repeating: "w", count: 60))),
        ])
        store.add(wide, clock, [Double](repeating: 1, count: 201))
        return store
    }

    // MARK: Random groups

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
