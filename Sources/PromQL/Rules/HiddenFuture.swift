import TimeSeries

/// Samples that were handed in and lie ahead of the evaluations, for expressions that would see them: taken out of the
/// store, and put back as time goes on.
struct HiddenFuture {
    private var entries: [Entry] = []
    private var next = 0

    private struct Entry {
        let time: Int64
        let labels: LabelSetID
        let state: SampleState
    }

    /// Takes everything out.
    init(_ store: inout SeriesStore) {
        for index in 0..<store.seriesCount {
            let id = SeriesID(index: Int32(index))
            let labels = store[id].labels
            for (tick, time) in store.ticks(of: store[id].clock).enumerated() {
                guard let state = store.state(of: id, atTick: tick) else { continue }
                entries.append(Entry(time: time, labels: labels, state: state))
                store.set(nil, of: id, atTick: tick)
            }
        }
        entries.sort { ($0.time, $0.labels.index) < ($1.time, $1.labels.index) }
    }

    /// Puts back what lies at or before a moment. What a rule has written at the same time stands.
    mutating func reveal(through time: Int64, in store: inout SeriesStore) {
        while next < entries.count, entries[next].time <= time {
            let entry = entries[next]
            next += 1
            guard let id = store.series(of: entry.labels) else { continue }
            if let tick = store.tick(of: id, atMilliseconds: entry.time) {
                if store.state(of: id, atTick: tick) == nil { store.set(entry.state, of: id, atTick: tick) }
            } else {
                // A rule writes the series too, and its clock has become another.
                store.add(entry.labels, samples: [(entry.time, entry.state)])
            }
        }
    }
}
