import TimeSeries

/// What `rate` and its like make of every window of one series.
///
/// The arithmetic of one window is that of the kernels in `Evaluation/Kernels`; what is added here is how to find its
/// inputs for the next window without looking at all samples again. Cost is in samples plus steps, whatever the length
/// of the windows.
enum RangeKernels {
    /// `rate`, `increase` and `delta`.
    ///
    /// - Parameter additions: how many resets were added one by one; a window without a reset adds none.
    static func extrapolated(
        _ run: SampleRun, _ kind: CounterKernels.Kind, ends: [Int64], lengthMilliseconds: Int64, _ semantics: Semantics,
        _ additions: inout Int
    ) -> FilledColumn {
        let resets = kind.isCounter ? CounterResets(run.values) : CounterResets()
        let halves = semantics.halvesDistanceBeforeZero
        return run.withBuffers { times, values, lower, upper in
            ends.withUnsafeBufferPointer { ends in
                resets.positions.withUnsafeBufferPointer { positions in
                    // The resets between the samples of a window: from `firstReset` up to `nextReset`.
                    var firstReset = 0
                    var nextReset = 0
                    var last: Extrapolation?
                    return FilledColumn(steps: ends.count) { step in
                        let first = Int(lower[step])
                        let next = Int(upper[step])
                        guard next - first > 1 else { return nil }
                        while nextReset < positions.count, Int(positions[nextReset]) < next { nextReset += 1 }
                        while firstReset < nextReset, Int(positions[firstReset]) <= first { firstReset += 1 }
                        var increase = values[next - 1] - values[first]
                        if firstReset < nextReset {
                            increase = resets.add(firstReset..<nextReset, to: increase, &additions)
                        }
                        let placement = Extrapolation.Placement(
                            firstMilliseconds: times[first], lastMilliseconds: times[next - 1],
                            sampleCount: next - first, startMilliseconds: ends[step] &- lengthMilliseconds,
                            endMilliseconds: ends[step])
                        if let last, last.placement == placement {
                            return last.scale(increase, firstValue: values[first])
                        }
                        let extrapolation = Extrapolation(placement, kind, halvesDistanceBeforeZero: halves)
                        last = extrapolation
                        return extrapolation.scale(increase, firstValue: values[first])
                    }
                }
            }
        }
    }

    /// `irate` and `idelta`: of the last two samples.
    static func instant(_ run: SampleRun, isRate: Bool) -> FilledColumn {
        let bounds = run.windows
        return FilledColumn(steps: bounds.lower.count) { step in
            let next = Int(bounds.upper[step])
            let pair = max(next - 2, Int(bounds.lower[step]))..<next
            return CounterKernels.instant(
                SampleWindow(milliseconds: run.times[pair], values: run.values[pair]), isRate: isRate)
        }
    }

    /// `resets` and `changes`, which are sums over the pairs of neighbours in a window.
    ///
    /// - Parameter ofPair: what the kernel says of two samples.
    @inline(__always)
    static func count(_ run: SampleRun, ofPair: (ArraySlice<Double>) -> Double) -> FilledColumn {
        var before = [Double](repeating: 0, count: run.values.count)
        for index in before.indices.dropFirst() {
            before[index] = before[index - 1] + ofPair(run.values[index - 1...index])
        }
        return before.withUnsafeBufferPointer { before in
            run.withBuffers { _, _, lower, upper in
                FilledColumn(steps: lower.count) { step in
                    let first = Int(lower[step])
                    let next = Int(upper[step])
                    return next > first ? before[next - 1] - before[first] : nil
                }
            }
        }
    }

    /// Functions of where the window begins and ends only: `count_over_time`, `last_over_time` and others.
    @inline(__always)
    static func bounds(
        _ run: SampleRun, _ value: (_ values: UnsafeBufferPointer<Double>, _ first: Int, _ next: Int) -> Double
    ) -> FilledColumn {
        run.withBuffers { _, values, lower, upper in
            FilledColumn(steps: lower.count) { step in
                let first = Int(lower[step])
                let next = Int(upper[step])
                return next > first ? value(values, first, next) : nil
            }
        }
    }

    /// `min_over_time` and `max_over_time`, by a queue of the samples that may yet be the extreme: each sample enters and
    /// leaves it once.
    ///
    /// - Parameter isBetter: a strict order, so that of equals the oldest stays, as in a scan; they may differ in sign.
    @inline(__always)
    static func extreme(_ run: SampleRun, _ isBetter: (Double, Double) -> Bool) -> FilledColumn {
        var queue = [Int32](repeating: 0, count: run.values.count)
        return queue.withUnsafeMutableBufferPointer { queue in
            run.withBuffers { _, values, lower, upper in
                var head = 0
                var tail = 0
                var pushed = 0
                return FilledColumn(steps: lower.count) { step in
                    let first = Int(lower[step])
                    let next = Int(upper[step])
                    while pushed < next {
                        let value = values[pushed]
                        // NaN is the extreme only of a window that holds nothing else.
                        if !value.isNaN {
                            while tail > head, isBetter(value, values[Int(queue[tail - 1])]) { tail -= 1 }
                            queue[tail] = Int32(pushed)
                            tail += 1
                        }
                        pushed += 1
                    }
                    while head < tail, Int(queue[head]) < first { head += 1 }
                    if next == first { return nil }
                    return head < tail ? values[Int(queue[head])] : values[first]
                }
            }
        }
    }

    /// Asks for every window anew, at a cost that grows with its length; equal windows are asked for once if their
    /// result does not depend on the time.
    ///
    /// - Parameter shortcut: the value of a window by its first and next sample, where it is known without a scan.
    @inline(__always)
    static func rescanned(
        _ run: SampleRun, dependsOnTime: Bool, shortcut: (_ first: Int, _ next: Int) -> Double?,
        _ value: (_ window: SampleWindow, _ step: Int) -> Double?
    ) -> FilledColumn {
        var last: (first: Int32, next: Int32, value: Double?) = (0, 0, nil)
        return FilledColumn(steps: run.windows.lower.count) { step in
            let first = run.windows.lower[step]
            let next = run.windows.upper[step]
            guard next > first else { return nil }
            if !dependsOnTime, first == last.first, next == last.next { return last.value }
            let range = Int(first)..<Int(next)
            let result =
                shortcut(range.lowerBound, range.upperBound)
                ?? value(SampleWindow(milliseconds: run.times[range], values: run.values[range]), step)
            last = (first, next, result)
            return result
        }
    }
}

extension SampleRun {
    @inline(__always)
    func withBuffers<Result>(
        _ body: (
            _ times: UnsafeBufferPointer<Int64>, _ values: UnsafeBufferPointer<Double>,
            _ lower: UnsafeBufferPointer<Int32>, _ upper: UnsafeBufferPointer<Int32>
        ) -> Result
    ) -> Result {
        times.withUnsafeBufferPointer { times in
            values.withUnsafeBufferPointer { values in
                windows.lower.withUnsafeBufferPointer { lower in
                    windows.upper.withUnsafeBufferPointer { upper in body(times, values, lower, upper) }
                }
            }
        }
    }
}

/// Where a counter fell, and from what.
struct CounterResets {
    /// The samples smaller than their predecessor, ascending.
    private(set) var positions: [Int32] = []
    /// For each of them the value before the fall.
    private var lost: [Double] = []
    /// Sums of `lost` from the beginning, one more than there are resets; empty where they would not be exact.
    private var lostBefore: [Double] = []

    init() {}

    init(_ values: [Double]) {
        var isExact = true
        var bound = 0.0
        values.withUnsafeBufferPointer { values in
            for index in 1..<max(values.count, 1) where values[index] < values[index - 1] {
                positions.append(Int32(index))
                lost.append(values[index - 1])
            }
        }
        // A saw-tooth resets at every other sample. Whole numbers below 2^53 add up exactly in any order, so then a
        // difference of two sums does for the additions in turn that other numbers need.
        guard lost.count > Self.fewResets else { return }
        for value in values {
            if value < 0 || value.sign == .minus || value.rounded(.towardZero) != value { isExact = false }
            bound = max(bound, value)
        }
        var total = 2 * bound
        for value in lost { total += value }
        guard isExact, total < 0x1p53 else { return }
        lostBefore = [0]
        for value in lost { lostBefore.append(lostBefore[lostBefore.count - 1] + value) }
    }

    private static let fewResets = 8

    /// Adds what was lost at these resets, as if one after the other.
    func add(_ resets: Range<Int>, to increase: Double, _ additions: inout Int) -> Double {
        if resets.count > Self.fewResets, !lostBefore.isEmpty {
            return increase + (lostBefore[resets.upperBound] - lostBefore[resets.lowerBound])
        }
        additions += resets.count
        var result = increase
        for index in resets { result += lost[index] }
        return result
    }
}

/// Sums of whole numbers from the beginning, so that the sum of a window is a difference.
struct ExactSums {
    private let sums: [Int64]
    private let magnitudes: [Int64]

    /// Nil unless all values are whole numbers whose sums 64 bits hold.
    init?(_ values: [Double]) {
        var sums: [Int64] = [0]
        var magnitudes: [Int64] = [0]
        sums.reserveCapacity(values.count + 1)
        magnitudes.reserveCapacity(values.count + 1)
        var sum: Int64 = 0
        var magnitude: Int64 = 0
        for value in values {
            guard value.magnitude < 0x1p53, let whole = Int64(exactly: value) else { return nil }
            sum += whole
            magnitude += abs(whole)
            if magnitude > 1 << 62 { return nil }
            sums.append(sum)
            magnitudes.append(magnitude)
        }
        self.sums = sums
        self.magnitudes = magnitudes
    }

    /// The sum of a range of values if it is exact in doubles whatever the order of additions, compensated or not.
    func sum(from first: Int, upTo next: Int) -> Double? {
        magnitudes[next] - magnitudes[first] < 1 << 53 ? Double(sums[next] - sums[first]) : nil
    }
}
