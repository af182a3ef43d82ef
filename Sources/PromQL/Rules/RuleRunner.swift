import SourceText
import TimeSeries

/// Carries out rules, one component of the plan after the other.
struct RuleRunner {
    let rules: RuleSet
    let grid: EvaluationGrid
    let options: EvaluationOptions
    private var queries: InstantQueries
    /// Prepared for the rules that are evaluated step by step.
    private var evaluators: [RuleID: StepwiseEvaluator] = [:]
    private var writer: RuleWriter
    private var labels: RuleLabels
    private var machines: [RuleID: AlertStateMachine] = [:]
    /// Of the alerts that were carried out as columns.
    private var timelines: [RuleID: [AlertTimeline]] = [:]
    /// The times of each group's evaluations.
    private let times: [[Int64]]
    private var failures: [RuleFailure] = []
    private var unprovable: [RuleID: UnprovableRule] = [:]
    private var paths: [RuleID: EvaluationPath] = [:]

    init(_ rules: RuleSet, _ store: SeriesStore, _ grid: EvaluationGrid, _ options: EvaluationOptions) {
        self.rules = rules
        self.grid = grid
        self.options = options
        queries = InstantQueries(store, options)
        writer = RuleWriter(rules, grid, &queries.store)
        labels = RuleLabels(rules)
        times = rules.groups.map { grid.times(of: $0) }
        for id in rules.ids {
            guard let alerting = rules[id].alerting else { continue }
            machines[id] = AlertStateMachine(alerting, limit: rules.group(of: id).limit)
        }
    }

    // MARK: Step by step

    /// Evaluates rules in turns, each seeing what those before it wrote.
    ///
    /// - Parameter laterWriters: rules evaluated after a rule that have been carried out already: what they wrote at the
    ///   time of an evaluation is hidden from it.
    mutating func runStepwise(
        _ ids: [RuleID], reason: StepwiseReason, _ laterWriters: [RuleID: [RuleID]] = [:]
    ) {
        for id in ids { paths[id] = .stepwise(reason) }
        var future = ids.contains { rules[$0].expression.looksAhead } ? HiddenFuture(&queries.store) : nil
        defer { future?.reveal(through: .max, in: &queries.store) }
        let members = Set(ids)
        var hidden: [RuleID: HiddenSeries] = [:]
        for id in ids {
            let writers = (laterWriters[id] ?? []).filter { !members.contains($0) }
            if !writers.isEmpty { hidden[id] = HiddenSeries(from: writers, writer.written) }
        }
        var next = [Int](repeating: 0, count: rules.groups.count)
        let groups = Set(ids.map { Int($0.group) }).sorted()
        while let time = groups.compactMap({ next[$0] < times[$0].count ? times[$0][next[$0]] : nil }).min() {
            future?.reveal(through: time, in: &queries.store)
            for id in ids {
                let group = Int(id.group)
                guard next[group] < times[group].count, times[group][next[group]] == time else { continue }
                evaluate(id, step: next[group], at: time, hiding: hidden[id])
            }
            for group in groups where next[group] < times[group].count && times[group][next[group]] == time {
                next[group] += 1
            }
        }
    }

    private mutating func evaluate(_ id: RuleID, step: Int, at time: Int64, hiding hidden: HiddenSeries?) {
        guard unprovable[id] == nil else { return }
        let asked = time - rules.group(of: id).queryOffsetMilliseconds
        var taken: [(series: SeriesID, tick: Int, state: SampleState)] = []
        for series in hidden?.series ?? [] {
            if let author = writer.authors.author(of: series, atMilliseconds: asked),
                hidden?.writers.contains(author) == true,
                let (tick, state) = queries.store.hide(series, atMilliseconds: asked)
            {
                taken.append((series, tick, state))
            }
        }
        let result = elements(of: id, at: asked)
        for (series, tick, state) in taken { queries.store.set(state, of: series, atTick: tick) }
        take(result, of: id, step: step, at: time)
    }

    private mutating func elements(of id: RuleID, at time: Int64) -> Result<[VectorElement], RuleError> {
        do throws(EvaluationError) {
            var evaluator = try evaluator(of: id)
            defer { evaluators[id] = evaluator }
            let result = try evaluator.evaluate(atMilliseconds: time, in: &queries.store)
            do throws(RuleError) {
                return .success(try result.elements())
            } catch {
                return .failure(error)
            }
        } catch {
            return .failure(.evaluation(error))
        }
    }

    /// The rule's evaluator, taken out of its place while it works, so that it is not copied.
    private mutating func evaluator(of id: RuleID) throws(EvaluationError) -> StepwiseEvaluator {
        if let known = evaluators.removeValue(forKey: id) { return known }
        return try StepwiseEvaluator(rules[id].expression.asRule, options, in: &queries.store)
    }

    // MARK: What an evaluation yields

    private mutating func take(
        _ result: Result<[VectorElement], RuleError>, of id: RuleID, step: Int, at time: Int64
    ) {
        do throws(RuleError) {
            let elements = try result.get()
            let samples =
                rules[id].alerting == nil ? try record(elements, of: id) : try alert(elements, of: id, at: time)
            if let refusal = writer.write(samples, of: id, step: step, into: &queries.store) { throw refusal }
        } catch {
            fail(id, at: time, error)
        }
    }

    private mutating func fail(_ id: RuleID, at time: Int64, _ error: RuleError) {
        switch error {
        case .evaluation(.unsupported(let feature)): unprovable[id] = .unsupported(feature)
        case .evaluation(.limit(let limit)): unprovable[id] = .limit(limit)
        default: failures.append(RuleFailure(rule: id, atMilliseconds: time, error: error))
        }
    }

    private mutating func record(
        _ elements: [VectorElement], of id: RuleID
    ) throws(RuleError) -> [(labels: LabelSetID, value: Double)] {
        var seen: Set<LabelSetID> = []
        var samples: [(labels: LabelSetID, value: Double)] = []
        samples.reserveCapacity(elements.count)
        for element in elements {
            let recorded = labels.recorded(element.labels, of: id, &queries.store.labels)
            guard seen.insert(recorded).inserted else { throw .duplicateRecordedLabels }
            samples.append((recorded, element.value))
        }
        let limit = rules.group(of: id).limit
        if limit > 0, samples.count > limit { throw .tooManySeries(limit: limit, count: samples.count) }
        return samples
    }

    private mutating func alert(
        _ elements: [VectorElement], of id: RuleID, at time: Int64
    ) throws(RuleError) -> [(labels: LabelSetID, value: Double)] {
        var seen: Set<LabelSetID> = []
        var conditions: [AlertStateMachine.Condition] = []
        for element in elements {
            let own: LabelSetID
            do throws(TemplateFailure) {
                own = try labels.alert(element, of: id, at: time, &queries)
            } catch {
                unprovable[id] = .template(label: error.label, error.error)
                return []
            }
            guard seen.insert(own).inserted else { throw .duplicateAlertLabels }
            conditions.append(
                AlertStateMachine.Condition(labels: own, element: element.labels, value: element.value))
        }
        let outputs = try machines[id]?.evaluate(conditions, at: time) ?? []
        var samples: [(labels: LabelSetID, value: Double)] = []
        var written: Set<LabelSetID> = []
        for output in outputs {
            let state = labels.alertSeries(output.labels, state: output.state, of: id, &queries.store.labels)
            // Labels of the alert may hide its state or another's; storage keeps one.
            if written.insert(state).inserted { samples.append((state, 1)) }
            let since = labels.alertSeries(output.labels, state: nil, of: id, &queries.store.labels)
            if written.insert(since).inserted {
                samples.append((since, Double(output.activeAtMilliseconds.floorSeconds)))
            }
        }
        return samples
    }

    // MARK: Over all steps at once

    mutating func runColumnar(
        _ ids: [RuleID], _ laterWriters: [RuleID: [RuleID]], with engine: inout some ColumnEngine
    ) {
        var answers: [(id: RuleID, columns: ExpressionColumns)] = []
        for id in ids {
            let group = rules.group(of: id)
            let asked = times[Int(id.group)].map { $0 - group.queryOffsetMilliseconds }
            let later = HiddenSeries(from: laterWriters[id] ?? [], writer.written)
            let hidden = later.series.filter { series in
                writer.authors.founder(of: series).map(later.writers.contains) ?? false
            }
            guard !later.series.contains(where: writer.authors.areSeveral),
                let columns = engine.columns(
                    of: rules[id].expression.asRule, atMilliseconds: asked, hiding: hidden, in: &queries.store, options)
            else { return runStepwise(ids, reason: .declined, laterWriters) }
            answers.append((id, columns))
        }
        for (id, columns) in answers {
            paths[id] = .columnar
            if ids.count == 1, isDoneAtOnce(columns, of: id) { return }
        }
        takeTurns(answers)
    }

    /// Writes what a rule makes of its columns as whole columns; false, and nothing done, where evaluations fail or may,
    /// or series could meet.
    private mutating func isDoneAtOnce(_ columns: ExpressionColumns, of id: RuleID) -> Bool {
        guard columns.failures.isEmpty, rules.group(of: id).limit == 0 else { return false }
        guard let alerting = rules[id].alerting else { return recordAtOnce(columns, of: id) }
        return labels.areSteady(of: id) && alertAtOnce(columns, alerting, of: id)
    }

    private mutating func alertAtOnce(
        _ columns: ExpressionColumns, _ alerting: Rule.Alerting, of id: RuleID
    ) -> Bool {
        let times = times[Int(id.group)]
        let ones = [Double](repeating: 1, count: times.count)
        var alerts: Set<LabelSetID> = []
        var seen: Set<LabelSetID> = []
        var timelines: [AlertTimeline] = []
        var outputs: [(labels: LabelSetID, values: [Double], presence: Bitmap)] = []
        for column in columns.columns {
            let element = VectorElement(labels: column.labels, value: 0)
            guard let own = try? labels.alert(element, of: id, at: times.first ?? 0, &queries),
                alerts.insert(own).inserted
            else { return false }
            let alert = AlertColumn(column.presence, times, alerting)
            timelines.append(AlertTimeline(labels: own, column, times: times, alert.episodes))
            let (pending, firing) = (alert.pending, alert.firing)
            for (state, values, presence) in [
                (AlertState.pending, ones, pending), (.firing, ones, firing),
                (nil, alert.activeSince, pending.union(firing)),
            ] where !presence.isEmpty {
                let series = labels.alertSeries(own, state: state, of: id, &queries.store.labels)
                guard seen.insert(series).inserted, queries.store.series(of: series) == nil else { return false }
                outputs.append((series, values, presence))
            }
        }
        self.timelines[id] = timelines
        writer.write(outputs, of: id, into: &queries.store)
        return true
    }

    private mutating func recordAtOnce(_ columns: ExpressionColumns, of id: RuleID) -> Bool {
        var seen: Set<LabelSetID> = []
        var outputs: [(labels: LabelSetID, values: [Double], presence: Bitmap)] = []
        for column in columns.columns {
            let recorded = labels.recorded(column.labels, of: id, &queries.store.labels)
            guard seen.insert(recorded).inserted, queries.store.series(of: recorded) == nil else { return false }
            outputs.append((recorded, column.values, column.presence))
        }
        writer.write(outputs, of: id, into: &queries.store)
        return true
    }

    /// Goes through the columns of rules in the order of their evaluations.
    private mutating func takeTurns(_ answers: [(id: RuleID, columns: ExpressionColumns)]) {
        var turns: [(time: Int64, answer: Int, step: Int)] = []
        for (index, answer) in answers.enumerated() {
            for (step, time) in times[Int(answer.id.group)].enumerated() { turns.append((time, index, step)) }
        }
        if answers.count > 1 { turns.sort { ($0.time, answers[$0.answer].id) < ($1.time, answers[$1.answer].id) } }
        var nextFailure = [Int](repeating: 0, count: answers.count)
        for (time, index, step) in turns {
            let (id, columns) = answers[index]
            guard unprovable[id] == nil else { continue }
            let failure = nextFailure[index]
            if failure < columns.failures.count, columns.failures[failure].step == step {
                nextFailure[index] += 1
                take(.failure(columns.failures[failure].error), of: id, step: step, at: time)
                continue
            }
            var elements: [VectorElement] = []
            for column in columns.columns where column.presence[step] {
                elements.append(VectorElement(labels: column.labels, value: column.values[step]))
            }
            take(.success(elements), of: id, step: step, at: time)
        }
    }

    // MARK: The end

    /// The whole run; rules that read what an unprovable one writes are unprovable too.
    func finish(_ dependencies: RuleDependencies) -> RuleRun {
        var run = RuleRun(
            rules: rules, grid: grid, options: options, store: queries.store, authors: writer.authors)
        let reasons = spread(dependencies)
        run.unprovable = reasons.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        run.paths = paths
        run.failures = failures.filter { reasons[$0.rule] == nil }.sorted {
            ($0.atMilliseconds, $0.rule) < ($1.atMilliseconds, $1.rule)
        }
        let table = queries.store.labels
        for (id, series) in writer.written where reasons[id] == nil {
            run.written[id] = series.sorted {
                table.precedes(queries.store[$0].labels, queries.store[$1].labels)
            }
        }
        for (id, machine) in machines where reasons[id] == nil {
            run.alerts[id] = (timelines[id] ?? machine.timelines).sorted { table.precedes($0.labels, $1.labels) }
        }
        return run
    }

    private func spread(_ dependencies: RuleDependencies) -> [RuleID: UnprovableRule] {
        var reasons = unprovable
        if reasons.isEmpty { return [:] }
        var readers = [[Int]](repeating: [], count: dependencies.ids.count)
        for (reader, writers) in dependencies.reads.enumerated() {
            for writer in writers { readers[writer].append(reader) }
        }
        var waiting = dependencies.ids.indices.filter { reasons[dependencies.ids[$0]] != nil }
        var position = 0
        while position < waiting.count {
            let writer = waiting[position]
            position += 1
            for reader in readers[writer] where reasons[dependencies.ids[reader]] == nil {
                reasons[dependencies.ids[reader]] = .dependsOn(dependencies.ids[writer])
                waiting.append(reader)
            }
        }
        return reasons
    }
}

/// What rules wrote that a reader before them must not see yet.
private struct HiddenSeries {
    let writers: Set<RuleID>
    let series: [SeriesID]

    init(from writers: [RuleID], _ written: [RuleID: Set<SeriesID>]) {
        self.writers = Set(writers)
        series = Set(writers.flatMap { written[$0] ?? [] }).sorted { $0.index < $1.index }
    }
}
