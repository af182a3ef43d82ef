import TimeSeries

/// Where the times of a run lie in a test that begins at zero: evaluations at multiples of their interval, samples at
/// multiples of theirs.
struct ExportLayout {
    /// What is added to a time of the run.
    let shiftMilliseconds: Int64
    /// The greatest distance that divides all times of samples; positive.
    let inputIntervalMilliseconds: Int64
    /// Where the first evaluation of the run lies; promtool evaluates before it if samples come before it.
    let firstEvaluationMilliseconds: Int64
    let lastEvaluationMilliseconds: Int64
    let evaluationCount: Int
    let sampleCount: Int
    /// How many values promtool spells out: one for each series and interval, gaps included.
    let valueCount: Int

    /// Nil if the times are so far apart that 64 bits do not hold their difference.
    init?(_ grid: EvaluationGrid, interval: Int64, _ input: SeriesStore) {
        let first = grid.startMilliseconds + grid.phaseMilliseconds % interval
        var earliest = first
        var sampleCount = 0
        for (time, count) in Self.sampleTimes(input, through: grid.endMilliseconds) {
            earliest = min(earliest, time)
            sampleCount += count
        }
        let (distance, overflowed) = first.subtractingReportingOverflow(earliest)
        guard !overflowed, distance < .max - interval else { return nil }
        // Evaluations before the first are the price of samples before it.
        let before = (distance + interval - 1) / interval
        let (shift, isTooFar) = (before * interval).subtractingReportingOverflow(first)
        guard !isTooFar else { return nil }
        shiftMilliseconds = shift
        let lastTick = (grid.endMilliseconds - first) / interval
        let (last, isTooLate) = (before * interval).addingReportingOverflow(lastTick * interval)
        guard !isTooLate else { return nil }
        firstEvaluationMilliseconds = before * interval
        lastEvaluationMilliseconds = max(0, last)
        evaluationCount = Int(lastEvaluationMilliseconds / interval) + 1
        self.sampleCount = sampleCount
        let step = Self.sampleTimes(input, through: grid.endMilliseconds)
            .reduce(Int64(0)) { Self.greatestDivisor($0, $1.time + shift) }
        // All samples, if there are any, stand at zero.
        inputIntervalMilliseconds = step == 0 ? interval : step
        let (values, isTooMany) = Int(lastEvaluationMilliseconds / inputIntervalMilliseconds + 1)
            .multipliedReportingOverflow(by: max(1, input.seriesCount))
        valueCount = isTooMany ? .max : values
    }

    /// Every time at which there is a sample or marker, with their number; clocks are gone through once.
    private static func sampleTimes(_ store: SeriesStore, through end: Int64) -> [(time: Int64, count: Int)] {
        var counts: [Int64: Int] = [:]
        for index in 0..<store.seriesCount {
            let id = SeriesID(index: Int32(index))
            let series = store[id]
            for (tick, time) in store.ticks(of: series.clock).enumerated()
            where time <= end && (series.presence[tick] || series.stale[tick]) {
                counts[time, default: 0] += 1
            }
        }
        return counts.map { ($0.key, $0.value) }
    }

    private static func greatestDivisor(_ left: Int64, _ right: Int64) -> Int64 {
        var (one, other) = (left.magnitude, right.magnitude)
        while other != 0 { (one, other) = (other, one % other) }
        return Int64(clamping: one)
    }

    /// The samples of a series up to the last evaluation, at promtool's times.
    func samples(of id: SeriesID, in store: SeriesStore) -> [(milliseconds: Int64, state: SampleState)] {
        store.ticks(of: store[id].clock).enumerated().compactMap { tick, time in
            guard time <= lastEvaluationMilliseconds - shiftMilliseconds,
                let state = store.state(of: id, atTick: tick)
            else { return nil }
            return (time + shiftMilliseconds, state)
        }
    }

    /// One value for each interval of the input.
    func values(_ samples: [(milliseconds: Int64, state: SampleState)]) -> [SeriesValue] {
        var values: [SeriesValue] = []
        for (time, state) in samples {
            let place = Int(time / inputIntervalMilliseconds)
            values += repeatElement(.gap, count: max(0, place - values.count))
            switch state {
            case .value(let value): values.append(.sample(value))
            case .stale: values.append(.staleMarker)
            }
        }
        return values
    }
}
