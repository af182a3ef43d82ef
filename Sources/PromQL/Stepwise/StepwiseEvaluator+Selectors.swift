import TimeSeries

extension StepwiseEvaluator {
    // MARK: Time

    /// The moment that a selector or subquery looks at: the evaluation's own, unless `@` pins it, less the offset.
    private func moment(_ modifiers: StepwisePlan.Modifiers, at milliseconds: Int64) -> Int64 {
        let pinned =
            switch modifiers.at {
            case nil: milliseconds
            case .timestamp(let milliseconds): milliseconds
            case .start: options.queryRange?.startMilliseconds ?? queryMilliseconds
            case .end: options.queryRange?.endMilliseconds ?? queryMilliseconds
            }
        return EvaluationClock.moment(pinned, minus: modifiers.offsetMilliseconds)
    }

    /// The first moment that belongs to what ends at `end`.
    private func firstMoment(of lengthMilliseconds: Int64, endingAt end: Int64) -> Int64 {
        let start = EvaluationClock.moment(end, minus: lengthMilliseconds)
        return semantics.opensRangesOnTheLeft ? EvaluationClock.moment(start, minus: -1) : start
    }

    // MARK: Selectors

    private mutating func selection(of id: NodeID, in store: SeriesStore) -> [SeriesID] {
        if let known = selections[Int(id.index)], known.seriesCount == store.seriesCount { return known.series }
        guard case .selector(let conditions, _) = plan[id] else { preconditionFailure("selectors have conditions") }
        let series = store.select(conditions)
        selections[Int(id.index)] = Selection(seriesCount: store.seriesCount, series: series)
        return series
    }

    mutating func instantVector(
        of id: NodeID, at milliseconds: Int64, in store: SeriesStore
    ) throws(EvaluationError) -> [StepwiseElement] {
        guard case .selector(_, let modifiers) = plan[id] else { preconditionFailure("selectors have modifiers") }
        var moment = moment(modifiers, at: milliseconds)
        var first = firstMoment(of: options.lookbackMilliseconds, endingAt: moment)
        if modifiers.alsoLooksWithoutOffset {
            var pinned = modifiers
            pinned.offsetMilliseconds = 0
            let other = self.moment(pinned, at: milliseconds)
            first = max(first, firstMoment(of: options.lookbackMilliseconds, endingAt: other))
            moment = min(moment, other)
        }
        var elements: [StepwiseElement] = []
        for seriesID in selection(of: id, in: store) {
            let series = store[seriesID]
            let ticks = store.ticks(of: series.clock)
            guard let tick = series.newestSample(before: ticks.firstIndex(after: moment)), ticks[tick] >= first else {
                continue
            }
            elements.append(
                StepwiseElement(
                    labels: series.labels, value: series.values[tick], sampleMilliseconds: ticks[tick]))
        }
        try use(elements: elements.count)
        return elements
    }

    mutating func rangeVector(
        of selector: MatrixSelector, _ id: NodeID, at milliseconds: Int64, in store: SeriesStore
    ) throws(EvaluationError) -> StepwiseMatrix {
        guard case .selector(_, let modifiers) = plan[selector.vector], case .range(let length) = plan[id] else {
            preconditionFailure("range selectors have a length")
        }
        let end = moment(modifiers, at: milliseconds)
        let first = firstMoment(of: length, endingAt: end)
        var matrix = StepwiseMatrix(
            startMilliseconds: EvaluationClock.moment(end, minus: length), endMilliseconds: end, series: [])
        for seriesID in selection(of: selector.vector, in: store) {
            let series = store[seriesID]
            let ticks = store.ticks(of: series.clock)
            let range = ticks.firstIndex(after: EvaluationClock.moment(first, minus: 1))..<ticks.firstIndex(after: end)
            guard let window = series.window(range, ticks) else { continue }
            try use(samples: window.count)
            matrix.series.append(StepwiseMatrix.Series(labels: series.labels, window: window))
        }
        return matrix
    }

    // MARK: Subqueries

    mutating func subquery(
        _ id: NodeID, at milliseconds: Int64, in store: inout SeriesStore
    ) throws(EvaluationError) -> StepwiseMatrix {
        guard case .subquery(let subquery) = plan[id] else { preconditionFailure("subqueries have a scope") }
        let end = moment(subquery.modifiers, at: milliseconds)
        let start = EvaluationClock.moment(end, minus: subquery.rangeMilliseconds)
        let step = subquery.stepMilliseconds
        // The grid is that of absolute multiples of the step; division is towards zero, as in Go.
        var time = start / step * step
        if time < start || (semantics.opensRangesOnTheLeft && time == start) { time += step }
        if time <= end, (end - time) / step >= Int64(options.limits.subquerySteps) {
            throw .limit(.subquerySteps(limit: options.limits.subquerySteps))
        }
        if subqueryDepth == 0 { claims.removeAll(keepingCapacity: true) }
        subqueryDepth += 1
        var rows = SubqueryRows()
        while time <= end {
            let elements = try run(subquery.scope, at: time, in: &store).elements
            try use(samples: elements.count + 1)
            try rows.add(elements, at: time)
            if time > EvaluationClock.latest - step { break }
            time += step
        }
        subqueryDepth -= 1
        return StepwiseMatrix(startMilliseconds: start, endMilliseconds: end, series: rows.series(in: store.labels))
    }
}

/// The vectors of a subquery's steps, put together by series.
private struct SubqueryRows {
    private struct Row {
        var labels: LabelSetID
        var milliseconds: [Int64] = []
        var values: [Double] = []
        var dropsName: Bool
    }

    private var rows: [Row] = []
    private var indices: [LabelSetID: Int] = [:]

    mutating func add(_ elements: [StepwiseElement], at milliseconds: Int64) throws(EvaluationError) {
        for element in elements {
            let index = indices[element.labels] ?? rows.count
            if index == rows.count {
                rows.append(Row(labels: element.labels, dropsName: element.dropsName))
                indices[element.labels] = index
            }
            if rows[index].milliseconds.last == milliseconds { throw .duplicateLabelSets }
            rows[index].milliseconds.append(milliseconds)
            rows[index].values.append(element.value)
        }
    }

    /// In the order of their labels.
    func series(in table: LabelTable) -> [StepwiseMatrix.Series] {
        rows.sorted { table.precedes($0.labels, $1.labels) }.map { row in
            StepwiseMatrix.Series(
                labels: row.labels, window: SampleWindow(milliseconds: row.milliseconds[...], values: row.values[...]),
                dropsName: row.dropsName)
        }
    }
}

extension Series {
    /// The newest tick before `end` with a sample, unless a stale marker is newer.
    fileprivate func newestSample(before end: Int) -> Int? {
        guard let sample = presence.lastSet(before: end) else { return nil }
        if let marker = stale.lastSet(before: end), marker > sample { return nil }
        return sample
    }

    /// The samples of a range of ticks; nil if there are none.
    fileprivate func window(_ range: Range<Int>, _ ticks: [Int64]) -> SampleWindow? {
        guard let first = presence.firstSet(atOrAfter: range.lowerBound), first < range.upperBound else { return nil }
        var milliseconds: [Int64] = []
        var values: [Double] = []
        milliseconds.reserveCapacity(range.upperBound - first)
        values.reserveCapacity(range.upperBound - first)
        for tick in first..<range.upperBound where presence[tick] {
            milliseconds.append(ticks[tick])
            values.append(self.values[tick])
        }
        return SampleWindow(milliseconds: milliseconds[...], values: values[...])
    }
}

extension [Int64] {
    /// The place of the first tick after a moment; the ticks ascend.
    fileprivate func firstIndex(after moment: Int64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] <= moment { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
