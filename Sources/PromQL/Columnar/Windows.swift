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
        let words = presence.words
        var before = [Int32](repeating: 0, count: words.count + 1)
        for index in words.indices { before[index + 1] = before[index] + Int32(words[index].nonzeroBitCount) }
        return words.withUnsafeBufferPointer { words in
            before.withUnsafeBufferPointer { before in
                WindowBounds(lower: Self.ranks(lower, words, before), upper: Self.ranks(upper, words, before))
            }
        }
    }

    private static func ranks(
        _ ticks: [Int32], _ words: UnsafeBufferPointer<UInt64>, _ before: UnsafeBufferPointer<Int32>
    ) -> [Int32] {
        [Int32](unsafeUninitializedCapacity: ticks.count) { result, initialised in
            ticks.withUnsafeBufferPointer { ticks in
                for step in 0..<ticks.count {
                    let tick = Int(ticks[step])
                    let position = tick >> 6
                    var rank = before[position]
                    let bit = UInt64(tick & 63)
                    if bit != 0 { rank += Int32((words[position] & ((1 << bit) - 1)).nonzeroBitCount) }
                    result[step] = rank
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
