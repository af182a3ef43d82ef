import SourceText
import TimeSeries

/// Why a selector selects nothing.
extension EmptySearch {
    mutating func explain(_ selector: VectorSelector, _ node: NodeID, window: Int64) {
        let matching = SelectorMatching(selector, expression.semantics)
        let ofMetric = queries.store.select(matching.conditionsOnName)
        if ofMetric.isEmpty {
            if let name = selector.metricName { return answer(node, .noSuchMetric(name)) }
            return answer(node, .labelsMatchNothing(metric: nil))
        }
        let selected = queries.store.select(matching.conditions)
        if !selected.isEmpty { return explainAbsence(of: selected, selector, node, window: window) }
        for (matcher, condition) in matching.conditionsOnLabels {
            if queries.store.select(matching.conditionsOnName + [condition]).isEmpty {
                return answer(
                    node,
                    .labelMatchesNothing(
                        label: matcher.name, condition: matcher, present: values(of: matcher.name, in: ofMetric)))
            }
        }
        answer(node, .labelsMatchNothing(metric: selector.metricName))
    }

    private func values(of label: ByteString, in series: [SeriesID]) -> [ByteString] {
        guard let name = queries.store.labels.find(label.bytes) else { return [""] }
        let values = Set(series.map { queries.store.labels.value(of: name, in: queries.store[$0].labels) })
        return Array(values.map { ByteString(queries.store.labels.bytes(of: $0)) }.sorted().prefix(5))
    }

    private mutating func explainAbsence(
        of series: [SeriesID], _ selector: VectorSelector, _ node: NodeID, window: Int64
    ) {
        let end = selector.modifiers.moment(asked: time)
        var newest: (time: Int64, isMarker: Bool)?
        for id in series {
            guard let entry = queries.store.newestEntry(of: id, atOrBefore: end) else { continue }
            if newest.map({ entry.time > $0.time || (entry.time == $0.time && !entry.isMarker) }) ?? true {
                newest = entry
            }
        }
        if let newest, newest.isMarker { return answer(node, .ended(atMilliseconds: newest.time)) }
        answer(node, .noSampleInWindow(newestMilliseconds: newest?.time, windowMilliseconds: window))
    }
}

extension TimeModifiers {
    /// The moment a selector looks back from when it is asked at `time`.
    fileprivate func moment(asked time: Int64) -> Int64 {
        var moment = time
        if case .timestamp(let milliseconds) = at { moment = milliseconds }
        let (result, overflowed) = moment.subtractingReportingOverflow((try? offset.milliseconds()) ?? 0)
        return overflowed ? moment : result
    }
}

extension SeriesStore {
    /// The newest sample or marker of a series up to a moment.
    fileprivate func newestEntry(of id: SeriesID, atOrBefore time: Int64) -> (time: Int64, isMarker: Bool)? {
        let ticks = ticks(of: self[id].clock)
        let end = ticks.firstIndex { $0 > time } ?? ticks.count
        let sample = self[id].presence.lastSet(before: end)
        let marker = self[id].stale.lastSet(before: end)
        guard let newest = [sample, marker].compactMap({ $0 }).max() else { return nil }
        return (ticks[newest], newest == marker)
    }
}
