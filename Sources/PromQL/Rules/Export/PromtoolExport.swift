import SourceText
package import TimeSeries

/// A run as unit tests that real promtool 2.42 passes: its input as series, its rules, and questions at the turns of
/// every alert.
///
/// What promtool would not evaluate alike is refused; the answers are those of our own evaluator in 2.42's semantics.
package struct PromtoolExport: Sendable {
    /// Rule and test files, one pair for each interval of groups; none if anything is refused.
    package private(set) var files: [ExportedFile] = []
    package private(set) var refusals: [ExportRefusal] = []

    /// More samples than this make promtool work for minutes.
    package static let inputLimit = 1_000_000

    /// - Parameters:
    ///   - input: the store before the rules wrote to it.
    ///   - name: the files are called `name.rules.yaml` and `name.test.yaml`, with the interval in between where there
    ///     are several.
    ///   - header: lines of a comment at the top of each test file: tool, profile, seed.
    package init(_ run: RuleRun, input: SeriesStore, name: String, header: [String] = []) {
        let intervals = Set(run.rules.groups.map { run.grid.interval(of: $0) }).sorted()
        refuseCrossings(run)
        guard refusals.isEmpty else { return }
        for interval in intervals {
            let part = ExportPart(run, input: input, interval: interval)
            refusals += part.refusals.filter { !refusals.contains($0) }
            guard refusals.isEmpty, let tested = part.tested else { continue }
            let stem =
                intervals.count == 1 ? name : "\(name).\(PrometheusDuration.text(milliseconds: interval))"
            let rules = ExportedFile(name: "\(stem).rules.yaml", text: RuleFileText.text(of: tested.rules))
            let tests = TestFileText(tested, rules: rules.name, header: header)
            files += [rules, ExportedFile(name: "\(stem).test.yaml", text: tests.text)]
        }
        if !refusals.isEmpty { files = [] }
    }

    private mutating func refuseCrossings(_ run: RuleRun) {
        let dependencies = RuleDependencies(run.rules)
        for (reader, writers) in dependencies.reads.enumerated() {
            let id = dependencies.ids[reader]
            let interval = run.grid.interval(of: run.rules.group(of: id))
            let crosses = writers.contains {
                run.grid.interval(of: run.rules.group(of: dependencies.ids[$0])) != interval
            }
            if crosses { refusals.append(.readsOtherInterval(id)) }
        }
    }
}

/// The groups of one interval, as Prometheus 2.42 would evaluate them in a test.
struct ExportPart {
    /// What promtool is told, and what it must find.
    struct Tested {
        var rules: RuleSet
        var run: RuleRun
        /// In promtool's notation, each series with its values from the beginning.
        var series: [(metric: String, values: String)]
        var inputIntervalMilliseconds: Int64
        var evaluationIntervalMilliseconds: Int64
    }

    private(set) var tested: Tested?
    private(set) var refusals: [ExportRefusal] = []
    private let original: RuleRun
    private let interval: Int64
    /// For each exported group its place in the original set.
    private let places: [Int]

    init(_ run: RuleRun, input: SeriesStore, interval: Int64) {
        original = run
        self.interval = interval
        places = run.rules.groups.indices.filter { run.grid.interval(of: run.rules.groups[$0]) == interval }
        let rules = translatedRules()
        let layout = ExportLayout(run.grid, interval: interval, input)
        refuseByInput(layout, input)
        guard refusals.isEmpty else { return }
        let (store, series) = spelled(input, layout)
        guard refusals.isEmpty,
            let grid = EvaluationGrid(
                startMilliseconds: 0, endMilliseconds: layout.lastEvaluationMilliseconds,
                intervalMilliseconds: interval, heedsGroupIntervals: false)
        else { return }
        var options = run.options
        options.defaultSubqueryStepMilliseconds = interval
        let repeated = RuleRun.stepwise(rules, store, grid, options)
        compare(repeated, layout)
        guard refusals.isEmpty else { return }
        tested = Tested(
            rules: rules, run: repeated, series: series, inputIntervalMilliseconds: layout.inputIntervalMilliseconds,
            evaluationIntervalMilliseconds: interval)
    }

    private func originalID(_ id: RuleID) -> RuleID { RuleID(group: places[Int(id.group)], rule: Int(id.rule)) }

    // MARK: Rules

    /// The rules as 2.42 parses them.
    private mutating func translatedRules() -> RuleSet {
        var set = RuleSet(
            groups: [], externalLabels: original.rules.externalLabels, externalURL: original.rules.externalURL)
        for place in places {
            var group = original.rules.groups[place]
            if group.queryOffsetMilliseconds != 0 { refusals.append(.queryOffset(group: group.name)) }
            group.intervalMilliseconds = nil
            group.rules = group.rules.indices.map { translated(RuleID(group: place, rule: $0)) }
            set.groups.append(group)
        }
        return set
    }

    private mutating func translated(_ id: RuleID) -> Rule {
        var rule = original.rules[id]
        do throws(PromQLError) {
            rule.expression = try Expression.parse(rule.expression.text, .prometheus2)
        } catch {
            refusals.append(.expression(id, error))
        }
        let isName = rule.alerting != nil || PlainName.isMetricName(rule.name.bytes)
        if !isName || String(validating: rule.name.bytes, as: UTF8.self) == nil {
            refusals.append(.name(id, rule.name))
        }
        rule.labels = rule.labels.map { translated($0, of: id) }
        if var alerting = rule.alerting {
            alerting.annotations = alerting.annotations.map { translated($0, of: id) }
            rule.kind = .alerting(alerting)
        }
        if original.grid.startMilliseconds != 0, rule.expression.readsClock { refusals.append(.absoluteTime(id)) }
        return rule
    }

    private mutating func translated(_ text: RuleText, of id: RuleID) -> RuleText {
        var result = text
        let isText = String(validating: text.text.bytes, as: UTF8.self) != nil
        if !PlainName.isLabelName(text.name.bytes) || !isText { refusals.append(.name(id, text.name)) }
        guard text.template != nil else { return result }
        do throws(TemplateError) {
            result.template = try Template(text.text.bytes, alert: original.rules[id].name, .prometheus2)
        } catch {
            refusals.append(.template(id, field: text.name, error))
        }
        return result
    }

    // MARK: Input

    private mutating func refuseByInput(_ layout: ExportLayout, _ input: SeriesStore) {
        if layout.sampleCount > PromtoolExport.inputLimit {
            refusals.append(.tooMuchInput(sampleCount: layout.sampleCount, limit: PromtoolExport.inputLimit))
        }
        for place in places {
            for rule in original.rules.groups[place].rules.indices {
                let id = RuleID(group: place, rule: rule)
                if original.rules[id].expression.mayExceed(PromtoolExport.sampleLimit, over: input) {
                    refusals.append(.tooManySamples(id))
                }
                if original.unprovable.contains(where: { $0.rule == id }) { refusals.append(.unprovable(id)) }
            }
        }
    }

    /// The input at promtool's times, in a store and as text.
    private mutating func spelled(
        _ input: SeriesStore, _ layout: ExportLayout
    ) -> (store: SeriesStore, series: [(metric: String, values: String)]) {
        var store = SeriesStore()
        var series: [(metric: String, values: String)] = []
        let table = input.labels
        for id in input.select([]) {
            let labels = table.labels(of: input[id].labels).map {
                SeriesLabel(name: ByteString(table.bytes(of: $0.name)), value: ByteString(table.bytes(of: $0.value)))
            }
            guard let metric = SeriesNotation.metric(labels) else {
                refusals.append(.series(NamedLabels(input[id].labels, in: table)))
                continue
            }
            let samples = layout.samples(of: id, in: input)
            store.add(store.labels.set(labels.map { ($0.name, $0.value) }), samples: samples)
            series.append((metric, SeriesNotation.values(layout.values(samples))))
        }
        return (store, series)
    }

    // MARK: The second run

    /// promtool ends at a failure, and our answers must be those of the run that is exported.
    private mutating func compare(_ repeated: RuleRun, _ layout: ExportLayout) {
        if let failure = repeated.failures.first {
            refusals.append(.failure(originalID(failure.rule), failure.error))
            return
        }
        for id in repeated.rules.ids where repeated.rules[id].alerting != nil {
            let (one, other) = (
                timelines(original, originalID(id), shift: layout.shiftMilliseconds), timelines(repeated, id)
            )
            if one != other { refusals.append(.versionsDiffer(originalID(id))) }
        }
    }

    private struct Turns: Equatable {
        let labels: [RuleLabel]
        let episodes: [[Int64?]]
    }

    private func timelines(_ run: RuleRun, _ id: RuleID, shift: Int64 = 0) -> [Turns] {
        (run.alerts[id] ?? []).map { timeline in
            Turns(
                labels: run.labels(of: timeline.labels),
                episodes: timeline.episodes.map {
                    [$0.pendingFromMilliseconds, $0.firingFromMilliseconds, $0.endedAtMilliseconds]
                        .map { time in time.map { $0 + shift } }
                })
        }
    }
}

extension PromtoolExport {
    /// What promtool's engine holds at once; beyond nine tenths of it we refuse, since it also counts results.
    static let sampleLimit = 9_000
}

/// Where the times of a run lie in a test that begins at zero: evaluations at multiples of their interval, samples at
/// multiples of theirs.
struct ExportLayout {
    /// What is added to a time of the run.
    let shiftMilliseconds: Int64
    /// The greatest distance that divides all times of samples.
    let inputIntervalMilliseconds: Int64
    let lastEvaluationMilliseconds: Int64
    let sampleCount: Int

    init(_ grid: EvaluationGrid, interval: Int64, _ input: SeriesStore) {
        let first = grid.startMilliseconds + grid.phaseMilliseconds % interval
        var earliest = first
        var times: Set<Int64> = []
        var count = 0
        for index in 0..<input.seriesCount {
            let id = SeriesID(index: Int32(index))
            for (tick, time) in input.ticks(of: input[id].clock).enumerated()
            where input.state(of: id, atTick: tick) != nil && time <= grid.endMilliseconds {
                earliest = min(earliest, time)
                count += 1
                times.insert(time)
            }
        }
        // Evaluations before the first are the price of input before it.
        let before = (first - earliest + interval - 1) / interval
        let shift = before * interval - first
        shiftMilliseconds = shift
        inputIntervalMilliseconds = times.reduce(0) { Self.greatestDivisor($0, $1 + shift) }
        sampleCount = count
        lastEvaluationMilliseconds = max(0, (grid.endMilliseconds - first) / interval * interval + before * interval)
    }

    private static func greatestDivisor(_ left: Int64, _ right: Int64) -> Int64 {
        var (one, other) = (left.magnitude, right.magnitude)
        while other != 0 { (one, other) = (other, one % other) }
        return Int64(one)
    }

    /// The samples of a series up to the last evaluation, at promtool's times.
    func samples(of id: SeriesID, in store: SeriesStore) -> [(milliseconds: Int64, state: SampleState)] {
        store.ticks(of: store[id].clock).enumerated().compactMap { tick, time in
            let moved = time + shiftMilliseconds
            guard moved <= lastEvaluationMilliseconds, let state = store.state(of: id, atTick: tick) else { return nil }
            return (moved, state)
        }
    }

    /// One value for each interval of the input.
    func values(_ samples: [(milliseconds: Int64, state: SampleState)]) -> [SeriesValue] {
        let step = max(1, inputIntervalMilliseconds)
        var values: [SeriesValue] = []
        for (time, state) in samples {
            let place = Int(time / step)
            values += repeatElement(.gap, count: max(0, place - values.count))
            switch state {
            case .value(let value): values.append(.sample(value))
            case .stale: values.append(.staleMarker)
            }
        }
        return values
    }
}

extension Expression {
    /// True where the result depends on the time of day: `time()`, `hour()`, `timestamp()`, `@`.
    var readsClock: Bool {
        let clockFunctions: Set<String> = [
            "time", "timestamp", "minute", "hour", "day_of_week", "day_of_month", "day_of_year", "days_in_month",
            "month",
            "year",
        ]
        return nodes.contains { node in
            switch node.kind {
            case .call(let call): clockFunctions.contains(call.function.name)
            case .vectorSelector(let selector):
                selector.modifiers.at != nil || selector.metricName == AlertSeries.alertsForState
            case .subquery: true
            default: false
            }
        }
    }

    /// True where a selector may take more than `limit` samples at once: too many series, or too long a window.
    func mayExceed(_ limit: Int, over store: SeriesStore) -> Bool {
        for node in nodes {
            switch node.kind {
            case .vectorSelector(let selector):
                if store.select(SelectorMatching(selector, semantics).conditions).count > limit { return true }
            case .matrixSelector(let matrix):
                guard case .vectorSelector(let selector) = self[matrix.vector].kind,
                    let range = try? matrix.range.milliseconds()
                else { continue }
                for id in store.select(SelectorMatching(selector, semantics).conditions) {
                    let ticks = store.ticks(of: store[id].clock)
                    let closest = zip(ticks, ticks.dropFirst()).map { $1 - $0 }.min() ?? .max
                    if range / closest > Int64(limit) { return true }
                }
            default: continue
            }
        }
        return false
    }
}
