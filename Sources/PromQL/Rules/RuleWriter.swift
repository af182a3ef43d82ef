import TimeSeries

/// Puts what rules yield into the store, as Prometheus's storage takes it: a second sample at one time is refused
/// unless it is the same, and a series that a rule no longer yields gets a stale marker.
///
/// Source: prometheus/prometheus, `rules/group.go` (`Eval`) and `tsdb/head_append.go` (`appendable`).
struct RuleWriter {
    /// One clock for each group: the times of its evaluations, less its query offset.
    private var clocks: [ClockID]
    private var clockTimes: [[Int64]]
    /// The series that each rule wrote at its last evaluation that went well.
    private var current: [RuleID: Set<LabelSetID>] = [:]
    private(set) var written: [RuleID: Set<SeriesID>] = [:]
    private(set) var authors = SampleAuthors()

    init(_ rules: RuleSet, _ grid: EvaluationGrid, _ store: inout SeriesStore) {
        clocks = []
        clockTimes = []
        var known: [[Int64]: ClockID] = [:]
        for group in rules.groups {
            let times = grid.times(of: group).map { $0 - group.queryOffsetMilliseconds }
            let clock = known[times] ?? store.addClock(times)
            known[times] = clock
            clocks.append(clock)
            clockTimes.append(times)
        }
    }

    func clock(of rule: RuleID) -> ClockID { clocks[Int(rule.group)] }

    /// Writes the samples of one evaluation, and markers for what is gone; the last refusal, if there was any.
    ///
    /// - Precondition: the label sets differ.
    mutating func write(
        _ samples: [(labels: LabelSetID, value: Double)], of rule: RuleID, step: Int, into store: inout SeriesStore
    ) -> RuleError? {
        var refusal: RuleError?
        var now: Set<LabelSetID> = []
        for (labels, value) in samples {
            if append(.value(value), to: labels, of: rule, step: step, into: &store) {
                now.insert(labels)
            } else {
                refusal = .duplicateSample(NamedLabels(labels, in: store.labels))
            }
        }
        for labels in current[rule] ?? [] where !now.contains(labels) {
            // Refused where another rule writes the series too; that one says whether it goes on.
            _ = append(.stale, to: labels, of: rule, step: step, into: &store)
        }
        current[rule] = now.isEmpty ? nil : now
        return refusal
    }

    private mutating func append(
        _ state: SampleState, to labels: LabelSetID, of rule: RuleID, step: Int, into store: inout SeriesStore
    ) -> Bool {
        let clock = clocks[Int(rule.group)]
        let count = clockTimes[Int(rule.group)].count
        guard let known = store.series(of: labels) else {
            let series = store.add(
                labels, clock, [Double](repeating: 0, count: count), presence: Bitmap(count: count),
                stale: Bitmap(count: count))
            store.set(state, of: series, atTick: step)
            authors.found(series, by: rule)
            written[rule, default: []].insert(series)
            return true
        }
        let time = clockTimes[Int(rule.group)][step]
        written[rule, default: []].insert(known)
        if store[known].clock == clock {
            if let before = store.state(of: known, atTick: step) { return Self.isSame(before, state) }
            store.set(state, of: known, atTick: step)
            authors.note(rule, writes: known, atMilliseconds: time)
            return true
        }
        // A series that was handed in, or that a group of another rhythm writes too.
        if let tick = store.tick(of: known, atMilliseconds: time), let before = store.state(of: known, atTick: tick) {
            return Self.isSame(before, state)
        }
        store.add(labels, samples: [(time, state)])
        authors.note(rule, writes: known, atMilliseconds: time)
        return true
    }

    private static func isSame(_ left: SampleState, _ right: SampleState) -> Bool {
        switch (left, right) {
        case (.value(let one), .value(let other)): one.bitPattern == other.bitPattern
        case (.stale, .stale): true
        default: false
        }
    }

    /// Writes the columns of a rule that are its alone, with a marker at each step where one has ended. The quick way
    /// for what `write` does step by step.
    ///
    /// - Precondition: the store has none of these series, and no evaluation failed.
    mutating func write(
        _ columns: [(labels: LabelSetID, values: [Double], presence: Bitmap)], of rule: RuleID,
        into store: inout SeriesStore
    ) {
        for (labels, values, presence) in columns where !presence.isEmpty {
            let series = store.add(labels, clock(of: rule), values, presence: presence, stale: presence.ends)
            authors.found(series, by: rule)
            written[rule, default: []].insert(series)
        }
    }
}

extension Bitmap {
    /// The first step after each run of set ones.
    fileprivate var ends: Bitmap {
        var carry: UInt64 = 0
        let ends = words.map { word in
            defer { carry = word >> 63 }
            return (word << 1 | carry) & ~word
        }
        return Bitmap(words: ends, count: count)
    }
}
