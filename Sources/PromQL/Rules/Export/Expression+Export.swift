import SourceText
import TimeSeries

extension Expression {
    /// True where the result changes if all times are shifted: `time()`, `hour()`, `timestamp()`, `@`, and subqueries,
    /// whose steps lie on multiples since 1970.
    func changes(whenShiftedBy shift: Int64, defaultStepMilliseconds: Int64) -> Bool {
        if shift == 0 { return false }
        return nodes.contains { node in
            switch node.kind {
            case .call(let call): return call.function.function.tellsTime
            case .vectorSelector(let selector):
                if case .timestamp = selector.modifiers.at { return true }
                return selector.metricName == AlertSeries.alertsForState
            case .subquery(let subquery):
                if case .timestamp = subquery.modifiers.at { return true }
                let step = (try? subquery.step?.milliseconds()) ?? defaultStepMilliseconds
                return step <= 0 || shift % step != 0
            default: return false
            }
        }
    }

    /// How many samples promtool holds in memory at most while it evaluates this once: what selectors yield, a copy for
    /// the operator at work, its result, and the longest window. Never too low; measured on promtool 2.42, `count(x)`
    /// takes twice the series of `x`, `x > 0` three times.
    func heldSamples(over store: SeriesStore, defaultStepMilliseconds: Int64) -> Int {
        let steps = subquerySteps(defaultStepMilliseconds)
        var series = 0
        var points = 0
        var longest = 0
        for (node, steps) in zip(nodes, steps) {
            guard case .vectorSelector(let selector) = node.kind else { continue }
            let count = store.select(SelectorMatching(selector, semantics).conditions).count
            series += count
            points = points.addingClamped(count.multipliedClamped(by: steps))
        }
        for case .matrixSelector(let matrix) in nodes.map(\.kind) {
            guard case .vectorSelector(let selector) = self[matrix.vector].kind else { continue }
            let range = (try? matrix.range.milliseconds()) ?? 0
            for id in store.select(SelectorMatching(selector, semantics).conditions) {
                longest = max(longest, store.mostSamples(of: id, withinMilliseconds: range))
            }
        }
        return points.multipliedClamped(by: 2).addingClamped(series + longest)
    }

    /// For each node at how many steps the subqueries around it evaluate it.
    private func subquerySteps(_ defaultStep: Int64) -> [Int] {
        var steps = [Int](repeating: 1, count: nodes.count)
        for index in nodes.indices.reversed() {
            var own = steps[index]
            if case .subquery(let subquery) = nodes[index].kind {
                let step = max(1, (try? subquery.step?.milliseconds()) ?? defaultStep)
                own = own.multipliedClamped(by: Int(((try? subquery.range.milliseconds()) ?? 0) / step) + 1)
            }
            for child in children(of: NodeID(index: Int32(index))) { steps[Int(child.index)] = own }
        }
        return steps
    }
}

extension Function {
    /// True where the result depends on the time of day.
    fileprivate var tellsTime: Bool {
        switch implementation {
        case .calendar, .shape(.time), .shape(.timestamp): true
        default: false
        }
    }
}

extension SeriesStore {
    /// The most samples of a series in any window of a length, both ends included.
    fileprivate func mostSamples(of id: SeriesID, withinMilliseconds range: Int64) -> Int {
        var times: [Int64] = []
        for (tick, time) in ticks(of: self[id].clock).enumerated() where self[id].presence[tick] { times.append(time) }
        var most = 0
        var start = 0
        for (end, time) in times.enumerated() {
            while time - times[start] > range { start += 1 }
            most = max(most, end - start + 1)
        }
        return most
    }
}

extension Int {
    /// Counts stop at the greatest number.
    fileprivate func addingClamped(_ other: Int) -> Int {
        let (sum, overflowed) = addingReportingOverflow(other)
        return overflowed ? .max : sum
    }

    fileprivate func multipliedClamped(by other: Int) -> Int {
        let (product, overflowed) = multipliedReportingOverflow(by: other)
        return overflowed ? .max : product
    }
}
