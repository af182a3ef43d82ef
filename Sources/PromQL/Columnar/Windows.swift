import TimeSeries

/// Where the windows of all steps lie on a clock; computed once and shared by all series of the clock.
struct WindowBounds: Sendable {
    /// The first tick of each window.
    let lower: [Int32]
    /// The first tick after each window; not below `lower`.
    let upper: [Int32]

    /// Finds the ticks with `end - length < tick <= end` for each end, or `<=` twice where ranges are closed.
    ///
    /// - Parameters:
    ///   - ends: ascending, or all equal.
    ///   - horizons: what is known at each step, ascending; nil for everything. A tick after it is in no window.
    init(
        ticks: [Int64], ends: [Int64], horizons: [Int64]?, lengthMilliseconds: Int64, isOpenOnTheLeft: Bool
    ) {
        var lower = [Int32](repeating: 0, count: ends.count)
        var upper = lower
        ticks.withUnsafeBufferPointer { ticks in
            lower.withUnsafeMutableBufferPointer { lower in
                upper.withUnsafeMutableBufferPointer { upper in
                    var first = 0
                    var next = 0
                    for step in 0..<ends.count {
                        let (start, overflows) = ends[step].subtractingReportingOverflow(lengthMilliseconds)
                        let bound = overflows ? Int64.min : start
                        while first < ticks.count, isOpenOnTheLeft ? ticks[first] <= bound : ticks[first] < bound {
                            first += 1
                        }
                        let last = horizons.map { min($0[step], ends[step]) } ?? ends[step]
                        while next < ticks.count, ticks[next] <= last { next += 1 }
                        lower[step] = Int32(first)
                        upper[step] = Int32(max(first, next))
                    }
                }
            }
        }
        self.lower = lower
        self.upper = upper
    }

    init(lower: [Int32], upper: [Int32]) {
        self.lower = lower
        self.upper = upper
    }

    /// The same windows counted in samples of a series that has none at some ticks.
    func counting(_ presence: Bitmap) -> WindowBounds {
        // A table costs less than counting bits: the processors that the binary is for may lack the instruction.
        var before = [Int32](repeating: 0, count: presence.count + 1)
        presence.words.withUnsafeBufferPointer { words in
            before.withUnsafeMutableBufferPointer { before in
                var count: Int32 = 0
                for tick in 0..<presence.count {
                    count += Int32(truncatingIfNeeded: words[tick >> 6] >> UInt64(tick & 63) & 1)
                    before[tick + 1] = count
                }
            }
        }
        return WindowBounds(lower: Self.lookedUp(lower, in: before), upper: Self.lookedUp(upper, in: before))
    }

    private static func lookedUp(_ ticks: [Int32], in table: [Int32]) -> [Int32] {
        [Int32](unsafeUninitializedCapacity: ticks.count) { result, initialised in
            ticks.withUnsafeBufferPointer { ticks in
                table.withUnsafeBufferPointer { table in
                    for step in 0..<ticks.count { result[step] = table[Int(ticks[step])] }
                }
            }
            initialised = ticks.count
        }
    }
}

/// The samples of one series without its gaps, and the windows of all steps in them.
struct SampleRun: Sendable {
    /// Ascending, in milliseconds.
    let times: [Int64]
    let values: [Double]
    /// In terms of `times` and `values`.
    let windows: WindowBounds

    init(times: [Int64], values: [Double], presence: Bitmap, _ windows: WindowBounds) {
        if presence.isFull {
            self.times = times
            self.values = values
            self.windows = windows
            return
        }
        var presentTimes: [Int64] = []
        var presentValues: [Double] = []
        let count = presence.setCount
        presentTimes.reserveCapacity(count)
        presentValues.reserveCapacity(count)
        presence.visitSet { tick in
            presentTimes.append(times[tick])
            presentValues.append(values[tick])
        }
        self.times = presentTimes
        self.values = presentValues
        self.windows = windows.counting(presence)
    }
}
