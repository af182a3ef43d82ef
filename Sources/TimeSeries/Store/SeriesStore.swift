/// A clock of a `SeriesStore`.
package struct ClockID: Hashable, Sendable {
    package let index: Int32

    package init(index: Int32) { self.index = index }
}

/// A series of a `SeriesStore`.
package struct SeriesID: Hashable, Sendable {
    package let index: Int32

    package init(index: Int32) { self.index = index }
}

/// One series: a column of values over a clock that it may share with others.
package struct Series: Sendable {
    package let labels: LabelSetID
    package let clock: ClockID
    /// One for each tick of the clock; meaningless where `presence` is not set.
    package internal(set) var values: [Double]
    /// The ticks that have a sample. NaN is a sample like any other.
    package internal(set) var presence: Bitmap
    /// The ticks that have a stale marker, which ends the series for instant selectors. None has a sample too.
    package internal(set) var stale: Bitmap
}

/// What a series says at one moment.
package enum SampleState: Hashable, Sendable {
    case value(Double)
    /// The series ends here, until it has a sample again.
    case stale
}

/// Series in columns, found by their labels.
///
/// One set of labels has one series. Series come out in the order of their labels, whatever the order in which they
/// were added: sums and ties depend on it, and so do reports.
package struct SeriesStore: Sendable {
    /// Every label of the store, and of what is computed from it.
    package var labels = LabelTable()
    private var clocks: [[Int64]] = []
    private var allSeries: [Series] = []
    private var seriesOfLabels: [LabelSetID: SeriesID] = [:]
    private var index = LabelIndex()

    package init() {}

    // MARK: Filling

    /// Adds the moments at which a target is sampled, in milliseconds.
    ///
    /// - Precondition: strictly ascending.
    package mutating func addClock(_ milliseconds: [Int64]) -> ClockID {
        precondition(
            zip(milliseconds, milliseconds.dropFirst()).allSatisfy { $0 < $1 }, "the ticks of a clock ascend strictly")
        clocks.append(milliseconds)
        return ClockID(index: Int32(clocks.count - 1))
    }

    /// Adds a series. Where the store already has one of these labels, the two become one, and at equal times the
    /// newer samples stand.
    ///
    /// - Parameters:
    ///   - values: one for each tick, whether or not it has a sample.
    ///   - presence: the ticks that have a sample.
    ///   - stale: the ticks that have a stale marker instead.
    /// - Precondition: all as long as the clock; `presence` and `stale` have no tick in common.
    @discardableResult
    package mutating func add(
        _ labelSet: LabelSetID, _ clock: ClockID, _ values: [Double], presence: Bitmap, stale: Bitmap
    ) -> SeriesID {
        let count = ticks(of: clock).count
        precondition(
            values.count == count && presence.count == count && stale.count == count,
            "a column has one entry for each tick of its clock")
        precondition(presence.intersection(stale).isEmpty, "a tick has a sample or a stale marker, not both")
        let series = Series(labels: labelSet, clock: clock, values: values, presence: presence, stale: stale)
        if let known = seriesOfLabels[labelSet] {
            allSeries[Int(known.index)] = merged(allSeries[Int(known.index)], series)
            return known
        }
        let id = SeriesID(index: Int32(allSeries.count))
        allSeries.append(series)
        seriesOfLabels[labelSet] = id
        index.add(id, labels.labels(of: labelSet))
        return id
    }

    /// Adds a series that has a sample at every tick.
    @discardableResult
    package mutating func add(_ labelSet: LabelSetID, _ clock: ClockID, _ values: [Double]) -> SeriesID {
        add(
            labelSet, clock, values, presence: Bitmap(repeating: true, count: values.count),
            stale: Bitmap(count: values.count))
    }

    /// Adds a series with a clock of its own.
    ///
    /// - Precondition: times in milliseconds, strictly ascending.
    @discardableResult
    package mutating func add(
        _ labelSet: LabelSetID, samples: [(milliseconds: Int64, state: SampleState)]
    ) -> SeriesID {
        let clock = addClock(samples.map(\.milliseconds))
        var values = [Double](repeating: 0, count: samples.count)
        var presence = Bitmap(count: samples.count)
        var stale = Bitmap(count: samples.count)
        for (tick, sample) in samples.enumerated() {
            switch sample.state {
            case .value(let value):
                values[tick] = value
                presence[tick] = true
            case .stale:
                stale[tick] = true
            }
        }
        return add(labelSet, clock, values, presence: presence, stale: stale)
    }

    /// Sets what a series says at one tick of its clock; nil for nothing. This is how results that depend on each other
    /// are written step by step.
    package mutating func set(_ state: SampleState?, of id: SeriesID, atTick tick: Int) {
        let position = Int(id.index)
        allSeries[position].stale[tick] = state == .stale
        if case .value(let value) = state {
            allSeries[position].values[tick] = value
            allSeries[position].presence[tick] = true
        } else {
            allSeries[position].presence[tick] = false
        }
    }

    private mutating func merged(_ old: Series, _ new: Series) -> Series {
        var samples: [Int64: SampleState] = [:]
        for series in [old, new] {
            for (tick, time) in ticks(of: series.clock).enumerated() {
                if series.presence[tick] { samples[time] = .value(series.values[tick]) }
                if series.stale[tick] { samples[time] = .stale }
            }
        }
        let times = samples.keys.sorted()
        var result = Series(
            labels: old.labels, clock: addClock(times), values: [Double](repeating: 0, count: times.count),
            presence: Bitmap(count: times.count), stale: Bitmap(count: times.count))
        for (tick, time) in times.enumerated() {
            if case .value(let value) = samples[time] {
                result.values[tick] = value
                result.presence[tick] = true
            } else {
                result.stale[tick] = true
            }
        }
        return result
    }

    // MARK: Reading

    /// How many series there are; ids are below it.
    package var seriesCount: Int { allSeries.count }

    package subscript(id: SeriesID) -> Series { allSeries[Int(id.index)] }

    /// The moments of a clock in milliseconds, strictly ascending.
    package func ticks(of id: ClockID) -> [Int64] { clocks[Int(id.index)] }

    /// The series of exactly these labels.
    package func series(of labelSet: LabelSetID) -> SeriesID? { seriesOfLabels[labelSet] }

    /// The series whose labels meet all conditions, in the order of their labels.
    ///
    /// A condition is asked once for each distinct value of its label; a series without the label has the empty value.
    package func select(_ conditions: [LabelCondition]) -> [SeriesID] {
        var selected = index.select(conditions, labels, seriesCount: allSeries.count)
        selected.sort { labels.precedes(self[$0].labels, self[$1].labels) }
        return selected
    }
}
