package import TimeSeries

/// What rules did over a grid of evaluations.
package struct RuleRun: Sendable {
    package let rules: RuleSet
    package let grid: EvaluationGrid
    package let options: EvaluationOptions
    /// What was handed in, and all that the rules wrote: recorded series, `ALERTS` and `ALERTS_FOR_STATE`.
    package internal(set) var store: SeriesStore
    let authors: SampleAuthors
    /// The series each rule wrote, in the order of their labels; of an alert both kinds.
    package internal(set) var written: [RuleID: [SeriesID]] = [:]
    /// What each alert did, in the order of the labels.
    package internal(set) var alerts: [RuleID: [AlertTimeline]] = [:]
    /// Evaluations that failed, by time, then in the order of evaluation.
    package internal(set) var failures: [RuleFailure] = []
    /// Rules of which nothing can be said, in the order of evaluation. They have no series and no alerts here.
    package internal(set) var unprovable: [(rule: RuleID, reason: UnprovableRule)] = []
    /// How the expression of each rule was evaluated.
    package internal(set) var paths: [RuleID: EvaluationPath] = [:]

    /// Evaluates rules step by step, in the order in which a server would.
    package static func stepwise(
        _ rules: RuleSet, _ store: SeriesStore, _ grid: EvaluationGrid, _ options: EvaluationOptions
    ) -> RuleRun {
        var runner = RuleRunner(rules, store, grid, options)
        let ids = rules.ids
        if !ids.isEmpty { runner.runStepwise(ids, reason: .requested) }
        return runner.finish(RuleDependencies(rules))
    }

    /// Evaluates rules, each expression over all steps at once where the engine and the rules' dependencies allow it.
    package static func columnar(
        _ rules: RuleSet, _ store: SeriesStore, _ grid: EvaluationGrid, _ options: EvaluationOptions,
        with engine: inout some ColumnEngine
    ) -> RuleRun {
        var runner = RuleRunner(rules, store, grid, options)
        let plan = RulePlan(rules)
        for component in plan.components {
            if let reason = component.stepwise {
                runner.runStepwise(component.rules, reason: reason, plan.laterWriters)
            } else {
                runner.runColumnar(component.rules, plan.laterWriters, with: &engine)
            }
        }
        return runner.finish(plan.dependencies)
    }

    /// The moments at which a rule was evaluated.
    package func times(of rule: RuleID) -> [Int64] { grid.times(of: rules.group(of: rule)) }

    /// What a rule would have seen of the store at one of its evaluations: nothing that it or a rule behind it wrote at
    /// that moment.
    package func store(seenBy rule: RuleID, atMilliseconds time: Int64) -> SeriesStore {
        var seen = store
        for (writer, series) in written where writer >= rule {
            let stamp = time - rules.group(of: writer).queryOffsetMilliseconds
            for id in series where authors.author(of: id, atMilliseconds: stamp) == writer {
                seen.hide(id, atMilliseconds: stamp)
            }
        }
        return seen
    }
}

extension SeriesStore {
    /// The tick of a series' clock at a moment, if it has one there.
    func tick(of id: SeriesID, atMilliseconds time: Int64) -> Int? {
        let ticks = ticks(of: self[id].clock)
        var low = 0
        var high = ticks.count
        while low < high {
            let middle = (low + high) / 2
            if ticks[middle] < time { low = middle + 1 } else { high = middle }
        }
        return low < ticks.count && ticks[low] == time ? low : nil
    }

    /// What a series says at a tick.
    func state(of id: SeriesID, atTick tick: Int) -> SampleState? {
        let series = self[id]
        if series.presence[tick] { return .value(series.values[tick]) }
        return series.stale[tick] ? .stale : nil
    }

    /// Takes away what a series says at a moment, and returns it.
    @discardableResult
    mutating func hide(_ id: SeriesID, atMilliseconds time: Int64) -> (tick: Int, state: SampleState)? {
        guard let tick = tick(of: id, atMilliseconds: time), let state = state(of: id, atTick: tick) else { return nil }
        set(nil, of: id, atTick: tick)
        return (tick, state)
    }
}
