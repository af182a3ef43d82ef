import SourceText
package import TimeSeries

/// A run as unit tests that real promtool 2.42 passes: its input as series, its rules, and questions at the turns of
/// every alert.
///
/// What promtool would not evaluate alike is refused; the answers are those of our own evaluator in 2.42's semantics.
/// `preflight rehearse --export promtool=FOLDER` writes it.
package struct PromtoolExport: Sendable {
    /// Rule and test files, one pair for each interval of groups; none if anything is refused.
    package private(set) var files: [ExportedFile] = []
    package private(set) var refusals: [ExportRefusal] = []
    /// Recording rules whose values differ in 2.42, by more than the order of a sum can bring about: the run of 3 has
    /// windows that are open on the left. The files expect those of 2.42.
    package private(set) var recordedOtherwise: [RuleID] = []

    /// promtool's engine holds 10,000 samples at once; our estimate is not exact.
    static let heldSampleLimit = 9_500

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
            recordedOtherwise += part.recordedOtherwise
            guard refusals.isEmpty, let tested = part.tested else { continue }
            let stem =
                intervals.count == 1 ? name : "\(name).\(PrometheusDuration.text(milliseconds: interval))"
            let rules = ExportedFile(name: "\(stem).rules.yaml", text: RuleFileText.text(of: tested.rules))
            let tests = TestFileText(tested, rules: rules.name, header: header)
            files += [rules, ExportedFile(name: "\(stem).test.yaml", text: tests.text)]
        }
        recordedOtherwise.sort()
        if !refusals.isEmpty {
            files = []
            recordedOtherwise = []
        }
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
    private(set) var recordedOtherwise: [RuleID] = []
    private let original: RuleRun
    private let interval: Int64
    /// For each exported group its place in the original set.
    private let places: [Int]

    init(_ run: RuleRun, input: SeriesStore, interval: Int64) {
        original = run
        self.interval = interval
        places = run.rules.groups.indices.filter { run.grid.interval(of: run.rules.groups[$0]) == interval }
        guard let layout = ExportLayout(run.grid, interval: interval, input) else {
            refusals.append(.tooMuch(.evaluations, count: .max, limit: ExportAmount.evaluations.limit))
            return
        }
        let rules = translatedRules(layout)
        refuseByAmount(layout)
        guard refusals.isEmpty else { return }
        let (store, series) = spelled(input, layout)
        guard refusals.isEmpty,
            let grid = EvaluationGrid(
                startMilliseconds: 0, endMilliseconds: layout.lastEvaluationMilliseconds,
                intervalMilliseconds: interval, heedsGroupIntervals: false)
        else { return }
        var options = EvaluationOptions()
        options.defaultSubqueryStepMilliseconds = interval
        let repeated = RuleRun.columnar(rules, store, grid, options)
        compare(repeated, layout)
        guard refusals.isEmpty else { return }
        compareRecordings(repeated, layout)
        tested = Tested(
            rules: rules, run: repeated, series: series, inputIntervalMilliseconds: layout.inputIntervalMilliseconds,
            evaluationIntervalMilliseconds: interval)
    }

    private func originalID(_ id: RuleID) -> RuleID { RuleID(group: places[Int(id.group)], rule: Int(id.rule)) }

    // MARK: Rules

    /// The rules as 2.42 parses them. All groups stand in one file, where each needs a name of its own.
    private mutating func translatedRules(_ layout: ExportLayout) -> RuleSet {
        var set = RuleSet(
            groups: [], externalLabels: original.rules.externalLabels, externalURL: original.rules.externalURL)
        var names: Set<ByteString> = []
        for place in places {
            var group = original.rules.groups[place]
            var number = 1
            while !names.insert(group.name).inserted {
                number += 1
                group.name = ByteString("\(original.rules.groups[place].name.string) \(number)")
            }
            if group.queryOffsetMilliseconds != 0 { refusals.append(.queryOffset(group: group.name)) }
            group.intervalMilliseconds = nil
            group.rules = group.rules.indices.map { translated(RuleID(group: place, rule: $0), layout) }
            set.groups.append(group)
        }
        return set
    }

    private mutating func translated(_ id: RuleID, _ layout: ExportLayout) -> Rule {
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
        if rule.expression.changes(
            whenShiftedBy: layout.shiftMilliseconds,
            defaultStepMilliseconds: original.options.defaultSubqueryStepMilliseconds)
        {
            refusals.append(.absoluteTime(id))
        }
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

    private mutating func refuseByAmount(_ layout: ExportLayout) {
        let amounts: [(ExportAmount, Int)] = [
            (.samples, layout.sampleCount), (.values, layout.valueCount), (.evaluations, layout.evaluationCount),
        ]
        for (amount, count) in amounts where count > amount.limit {
            refusals.append(.tooMuch(amount, count: count, limit: amount.limit))
        }
        for place in places {
            for rule in original.rules.groups[place].rules.indices {
                let id = RuleID(group: place, rule: rule)
                let held = original.rules[id].expression.heldSamples(
                    over: original.store, defaultStepMilliseconds: interval)
                if held > PromtoolExport.heldSampleLimit { refusals.append(.tooManySamples(id)) }
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

    /// promtool ends at a failure, and its alerts must be those of the run that is exported.
    private mutating func compare(_ repeated: RuleRun, _ layout: ExportLayout) {
        for (rule, _) in repeated.unprovable { refusals.append(.unprovable(originalID(rule))) }
        if let failure = repeated.failures.first {
            refusals.append(.failure(originalID(failure.rule), failure.error))
        }
        guard refusals.isEmpty else { return }
        for id in repeated.rules.ids where repeated.rules[id].alerting != nil {
            let one = timelines(original, originalID(id), shift: layout.shiftMilliseconds)
            let other = timelines(repeated, id)
            if one == other { continue }
            let isEarly = other.contains {
                ($0.episodes.first?.first ?? nil) ?? .max < layout.firstEvaluationMilliseconds
            }
            refusals.append(isEarly ? .alertsBeforeStart(originalID(id)) : .versionsDiffer(originalID(id)))
        }
    }

    private mutating func compareRecordings(_ repeated: RuleRun, _ layout: ExportLayout) {
        for id in repeated.rules.ids where repeated.rules[id].alerting == nil {
            let one = recorded(original, originalID(id), shift: layout.shiftMilliseconds)
            let other = recorded(repeated, id, from: layout.firstEvaluationMilliseconds)
            if !one.elementsEqual(other, by: { $0.isClose(to: $1) }) { recordedOtherwise.append(originalID(id)) }
        }
    }

    private struct Recorded {
        let labels: [RuleLabel]
        let time: Int64
        let value: Double

        func isClose(to other: Recorded) -> Bool {
            guard labels == other.labels, time == other.time else { return false }
            if value.isNaN || other.value.isNaN { return value.isNaN && other.value.isNaN }
            return value == other.value || (value - other.value).magnitude <= 1e-9 * value.magnitude
        }
    }

    /// The samples of a rule, series by series.
    private func recorded(_ run: RuleRun, _ id: RuleID, shift: Int64 = 0, from start: Int64 = .min) -> [Recorded] {
        (run.written[id] ?? []).flatMap { series in
            let labels = run.labels(of: run.store[series].labels)
            return run.store.ticks(of: run.store[series].clock).enumerated().compactMap { tick, time in
                guard time >= start, run.store[series].presence[tick] else { return nil as Recorded? }
                return Recorded(labels: labels, time: time + shift, value: run.store[series].values[tick])
            }
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
