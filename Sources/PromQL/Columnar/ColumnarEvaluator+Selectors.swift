import TimeSeries

/// The steps of a subquery, and which of them each step of the outer grid covers.
struct SubqueryWindows: Sendable {
    let frame: Frame
    let bounds: WindowBounds
    /// Where the windows end, moved by `offset` and `@`.
    let ends: [Int64]
    let lengthMilliseconds: Int64
}

/// A range vector at all steps: windows over series.
struct RangeOperand: Sendable {
    enum Source: Sendable {
        /// Of the store; samples and bounds are looked up one series after the other.
        case series([SeriesID])
        /// The steps of a subquery.
        case columns([Column], times: [Int64], WindowBounds)
    }

    let source: Source
    /// Where the window of each step ends.
    let ends: [Int64]
    let lengthMilliseconds: Int64

    var count: Int {
        switch source {
        case .series(let series): series.count
        case .columns(let columns, _, _): columns.count
        }
    }
}

extension ColumnarEvaluator {
    // MARK: Times

    /// The moment of each step as a selector with these modifiers sees it; ascending, or one moment for all.
    func moments(_ modifiers: StepwisePlan.Modifiers, _ frame: Frame) -> [Int64] {
        let pinned: Int64?
        switch modifiers.at {
        case nil: pinned = nil
        case .timestamp(let milliseconds): pinned = milliseconds
        case .start: pinned = options.queryRange?.startMilliseconds ?? frame.queryMilliseconds
        case .end: pinned = options.queryRange?.endMilliseconds ?? frame.queryMilliseconds
        }
        let offset = modifiers.offsetMilliseconds
        if let pinned { return [Int64](repeating: pinned.less(offset), count: frame.steps) }
        return (0..<frame.steps).map { frame.grid[$0].less(offset) }
    }

    /// Finds the absolute multiples of the step that lie in each window.
    func subqueryWindows(
        _ id: NodeID, _ plan: ColumnarPlan, _ frame: Frame
    ) throws(EvaluationError) -> SubqueryWindows {
        guard case .subquery(let subquery) = plan.notes[id] else { preconditionFailure("subqueries are prepared") }
        let step = subquery.stepMilliseconds
        let ends = moments(subquery.modifiers, frame)
        // The multiple with which a window begins, and the one after its last, as numbers of multiples.
        let isOpen = semantics.opensRangesOnTheLeft
        let lower = ends.map { end in
            let start = end.less(subquery.rangeMilliseconds)
            return (isOpen ? start : start.less(1)).floored(by: step) + 1
        }
        let upper = ends.map { $0.floored(by: step) + 1 }
        let beginning = lower.first ?? 0
        let (span, overflows) = (upper.last ?? 0).subtractingReportingOverflow(beginning)
        let limit = Int64(options.limits.subquerySteps)
        if zip(lower, upper).contains(where: { $1.subtractingReportingOverflow($0).partialValue > limit }) {
            throw .limit(.subquerySteps(limit: options.limits.subquerySteps))
        }
        if overflows || span > options.limits.samples { throw .limit(.samples(limit: options.limits.samples)) }
        let count = Int(max(span, 0))
        let grid = StepGrid(
            startMilliseconds: count > 0 ? beginning * step : 0, stepMilliseconds: step, count: count)
        return SubqueryWindows(
            frame: Frame(grid: grid, queryMilliseconds: frame.queryMilliseconds),
            bounds: WindowBounds(
                lower: lower.map { Int32(min(Int($0 - beginning), count)) },
                upper: zip(lower, upper).map { Int32(min(Int(max($0, $1) - beginning), count)) }),
            ends: ends, lengthMilliseconds: subquery.rangeMilliseconds)
    }

    // MARK: Series

    /// The series that a selector selects, if their columns are not too large.
    private func series(of id: NodeID, _ node: NodeContext) throws(EvaluationError) -> [SeriesID] {
        guard case .selector(let conditions, _) = node.plan.notes[id] else {
            preconditionFailure("selectors have conditions")
        }
        let series = store.select(conditions)
        try checkSize(columns: series.count, node.frame)
        return series
    }

    private func modifiers(of id: NodeID, _ node: NodeContext) -> StepwisePlan.Modifiers {
        guard case .selector(_, let modifiers) = node.plan.notes[id] else {
            preconditionFailure("selectors have modifiers")
        }
        return modifiers
    }

    /// The newest sample of each series at each step, unless the series has ended or the sample is too old.
    ///
    /// - Parameter takesTime: yields the time of the sample in seconds rather than its value.
    mutating func newest(
        _ id: NodeID, _ node: NodeContext, takesTime: Bool
    ) throws(EvaluationError) -> [Column] {
        let modifiers = modifiers(of: id, node)
        var moments = moments(modifiers, node.frame)
        var lookback = options.lookbackMilliseconds
        if modifiers.alsoLooksWithoutOffset {
            // What lies in both windows: it ends with the earlier one and begins with the later.
            var pinned = modifiers
            pinned.offsetMilliseconds = 0
            moments = zip(moments, self.moments(pinned, node.frame)).map { min($0, $1) }
            lookback = lookback.less(Int64(clamping: modifiers.offsetMilliseconds.magnitude))
            if lookback < 0 { return [] }
        }
        var columns: [Column] = []
        for series in try series(of: id, node) {
            let one = store[series]
            let bounds = bounds(
                of: one.clock, series, ends: moments, lengthMilliseconds: lookback, node.frame)
            work.ticksRead += one.values.count
            let filled = InstantKernel.newest(one, store.ticks(of: one.clock), bounds, takesTime: takesTime)
            if !filled.validity.isEmpty { columns.append(Column(labels: one.labels, filled)) }
        }
        return columns
    }

    /// The windows of a range selector.
    func windows(of selector: MatrixSelector, _ node: NodeContext) throws(EvaluationError) -> RangeOperand {
        guard case .range(let length) = node.plan.notes[node.id] else {
            preconditionFailure("range selectors have a length")
        }
        return RangeOperand(
            source: .series(try series(of: selector.vector, node)),
            ends: moments(modifiers(of: selector.vector, node), node.frame), lengthMilliseconds: length)
    }

    /// The windows of a subquery over what its expression has yielded.
    func windows(
        of vector: VectorValue, _ node: NodeContext, _ nodes: inout NodeStates, _ failures: inout FailureLog
    ) -> RangeOperand {
        guard let windows = nodes.subqueries[node.id] else {
            preconditionFailure("a subquery's steps are known before it is evaluated")
        }
        let grid = windows.frame.grid
        var inner = failures
        // Samples of one series cannot stand at one time, even where names are still to be dropped.
        if semantics.delaysNameRemoval { inner.noteEqualLabels(in: vector.columns, .atOneStep) }
        failures = FailureLog()
        failures.note(inner, lower: windows.bounds.lower, upper: windows.bounds.upper)
        let columns = vector.joiningEqualLabels(keepsOrder: false, steps: grid.count).columns
            .sorted { store.labels.precedes($0.labels, $1.labels) }
        return RangeOperand(
            source: .columns(columns, times: grid.milliseconds, windows.bounds), ends: windows.ends,
            lengthMilliseconds: windows.lengthMilliseconds)
    }

    /// One series of a range vector, with its labels and whether its name is due to be dropped.
    mutating func run(
        _ index: Int, of operand: RangeOperand, _ frame: Frame
    ) -> (labels: LabelSetID, dropsName: Bool, samples: SampleRun) {
        switch operand.source {
        case .columns(let columns, let times, let bounds):
            let column = columns[index]
            work.ticksRead += times.count
            return (
                column.labels, column.dropsName,
                SampleRun(times: times, values: column.values, presence: column.validity, bounds)
            )
        case .series(let series):
            let one = store[series[index]]
            work.ticksRead += one.values.count
            let bounds = bounds(
                of: one.clock, series[index], ends: operand.ends, lengthMilliseconds: operand.lengthMilliseconds, frame)
            return (
                one.labels, false,
                SampleRun(
                    times: store.ticks(of: one.clock), values: one.values, presence: one.presence, bounds)
            )
        }
    }

    /// The windows on a clock, from what is known already where possible.
    private mutating func bounds(
        of clock: ClockID, _ series: SeriesID, ends: [Int64], lengthMilliseconds: Int64, _ frame: Frame
    ) -> WindowBounds {
        let isHidden = hidden.contains(series)
        let key = WindowCache.Key(
            clock: clock, lengthMilliseconds: lengthMilliseconds, firstEnd: ends.first ?? 0, lastEnd: ends.last ?? 0,
            frame: frame, isHidden: isHidden)
        if let known = windows[key] { return known }
        let result = WindowBounds(
            ticks: store.ticks(of: clock), ends: ends, horizons: isHidden ? horizons(frame) : nil,
            lengthMilliseconds: lengthMilliseconds, isOpenOnTheLeft: semantics.opensRangesOnTheLeft)
        windows[key] = result
        return result
    }

    /// The last moment before each query.
    private func horizons(_ frame: Frame) -> [Int64] {
        (0..<frame.steps).map { (frame.queryMilliseconds ?? frame.grid[$0]).less(1) }
    }
}

extension Int64 {
    /// The difference, which stops at the ends of the clock.
    fileprivate func less(_ other: Int64) -> Int64 {
        let (difference, overflows) = subtractingReportingOverflow(other)
        return overflows ? (other < 0 ? .max : .min) : difference
    }

    /// The greatest whole number of steps that is not above.
    fileprivate func floored(by step: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: step)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

/// Windows that were found, for the next series of the same clock and the next expression with the same range.
struct WindowCache: Sendable {
    /// Ends differ by a constant or are one moment, so two of them tell which they are.
    struct Key: Hashable, Sendable {
        let clock: ClockID
        let lengthMilliseconds: Int64
        let firstEnd: Int64
        let lastEnd: Int64
        let frame: Frame
        let isHidden: Bool
    }

    private var known: [Key: WindowBounds] = [:]
    private var steps = 0

    /// How many pairs of bounds are kept: 16 MB.
    private static let limit = 2_000_000
    /// What an entry takes beside its bounds, in pairs of them.
    private static let entryCost = 32

    subscript(key: Key) -> WindowBounds? {
        get { known[key] }
        set {
            guard let newValue else { return }
            // Clocks that no other series shares come and go; starting over is simpler than knowing which.
            let cost = newValue.lower.count + Self.entryCost
            if steps + cost > Self.limit { forget() }
            steps += cost
            known[key] = newValue
        }
    }

    mutating func forget() {
        known.removeAll(keepingCapacity: true)
        steps = 0
    }
}

/// What an instant selector sees of one series.
enum InstantKernel {
    static func newest(_ series: Series, _ ticks: [Int64], _ bounds: WindowBounds, takesTime: Bool) -> FilledColumn {
        let values = takesTime ? ticks.map(\.seconds) : series.values
        return values.withUnsafeBufferPointer { values in
            bounds.lower.withUnsafeBufferPointer { lower in
                bounds.upper.withUnsafeBufferPointer { upper in
                    if series.presence.isFull {
                        return FilledColumn(steps: lower.count) { step in
                            upper[step] > lower[step] ? values[Int(upper[step]) - 1] : nil
                        }
                    }
                    return newest(values, series.presence, series.stale, lower, upper)
                }
            }
        }
    }

    private static func newest(
        _ values: UnsafeBufferPointer<Double>, _ presence: Bitmap, _ stale: Bitmap,
        _ lower: UnsafeBufferPointer<Int32>, _ upper: UnsafeBufferPointer<Int32>
    ) -> FilledColumn {
        presence.words.withUnsafeBufferPointer { presence in
            stale.words.withUnsafeBufferPointer { stale in
                // The last tick up to the moment with a sample or a marker.
                var last = -1
                var lastIsSample = false
                var next = 0
                return FilledColumn(steps: lower.count) { step in
                    while next < Int(upper[step]) {
                        let bit: UInt64 = 1 << UInt64(next & 63)
                        if presence[next >> 6] & bit != 0 {
                            last = next
                            lastIsSample = true
                        } else if stale[next >> 6] & bit != 0 {
                            last = next
                            lastIsSample = false
                        }
                        next += 1
                    }
                    return lastIsSample && last >= Int(lower[step]) ? values[last] : nil
                }
            }
        }
    }
}
