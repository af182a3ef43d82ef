import ClaudeBackend

/// Users that come by themselves: a renewal process in operational time, which runs as fast as the rate says.
///
/// Gaps are gamma with mean one: the number of users that come while the integral of the rate grows by one has exactly
/// the mean and the burstiness that were asked for, however the rate moves. Within a tick the rate is taken as even, so
/// only places within a tick are approximate, never counts.
struct ArrivalProcess {
    private let points: UnsafePointer<RateCurve.Point>
    private let last: Int
    /// Of the curve's last point that is not ahead.
    private var segment = 0
    /// The rate at the end of the stretch that was asked for last, if it lay on this segment whole: nearly always the next
    /// one begins there, and the line need not be worked out again.
    private var known = (time: Int64.min, rate: 0.0)
    /// Operational time from the beginning of the tick to the next arrival.
    var untilNext: Double
    /// Arrivals so far.
    var index: UInt64 = 0

    /// - Parameter points: At least one.
    init(points: UnsafePointer<RateCurve.Point>, count: Int, firstGap: Double) {
        self.points = points
        last = count - 1
        untilNext = firstGap
    }

    /// The integral of the rate between two moments: how many users are expected. Called with rising times.
    @inline(__always)
    mutating func expected(from begin: Int64, to end: Int64) -> Double {
        while segment < last, points[segment + 1].milliseconds <= begin {
            segment += 1
            known.time = .min
        }
        let point = points + segment
        // Flat ahead.
        if segment == last || (segment == 0 && end <= point.pointee.milliseconds) {
            return point.pointee.perSecond * Double(end - begin) * 0.001
        }
        // Within one segment whole: nearly always.
        guard begin >= point.pointee.milliseconds, begin < end, end < point[1].milliseconds else {
            return expectedAcross(from: begin, to: end)
        }
        let first = known.time == begin ? known.rate : rate(at: begin, segment: segment)
        let second = rate(at: end, segment: segment)
        known = (end, second)
        return (0 + (first + second) * 0.5 * Double(end - begin)) * 0.001
    }

    @inline(never)
    private func expectedAcross(from begin: Int64, to end: Int64) -> Double {
        var sum = 0.0
        var from = begin
        var current = segment
        while from < end {
            let next = current < last ? points[current + 1].milliseconds : .max
            let isAhead = points[current].milliseconds > from
            let to = min(end, isAhead ? points[current].milliseconds : next)
            if to > from {
                sum += (rate(at: from, segment: current) + rate(at: to, segment: current)) * 0.5 * Double(to - from)
            }
            from = to
            if !isAhead, to == next { current += 1 }
        }
        return sum * 0.001
    }

    /// The rate at a moment that lies before, within or behind the segment that begins with a point.
    @inline(__always)
    private func rate(at time: Int64, segment: Int) -> Double {
        let point = points[segment]
        guard time > point.milliseconds, segment < last else { return point.perSecond }
        let next = points[segment + 1]
        let part = Double(time - point.milliseconds) / Double(next.milliseconds - point.milliseconds)
        return point.perSecond + (next.perSecond - point.perSecond) * part
    }
}

/// Turns operational time within a tick into milliseconds since the tick began.
struct ArrivalScale {
    private let perUnit: Float
    private let last: Int32

    init(from begin: Int64, to end: Int64, expected: Double) {
        perUnit = expected > 0 ? Float(Double(end - begin) / expected) : 0
        last = Int32(truncatingIfNeeded: end - begin) &- 1
    }

    @inline(__always)
    func offset(_ operational: Double) -> Int32 {
        // The nearest whole number of half a millisecond more is the next one, for zero as well. With 2^23 in front, a
        // float's low bits are that number.
        let next = (Float(operational) * perUnit + 0.500_01) + 8_388_608
        return min(Int32(bitPattern: next.bitPattern) &- 0x4B00_0001, last)
    }
}

/// Picks one of few by weight with 32 random bits: where to begin by the highest eight, then a step or none.
struct WeightedChoice {
    private(set) var starts: [UInt16]
    private(set) var thresholds: [UInt64]

    /// Weights that add up to nothing pick the first.
    init(_ weights: [Double]) {
        let sum = weights.reduce(0, +)
        var accumulated = 0.0
        thresholds = weights.map { weight in
            accumulated += weight
            return sum > 0 ? Draws.threshold(accumulated / sum) : 1 << 32
        }
        if let last = weights.lastIndex(where: { $0 > 0 }) {
            for index in last..<thresholds.count { thresholds[index] = 1 << 32 }
        }
        starts = []
        for cell in 0..<256 {
            let low = UInt64(cell) << 24
            starts.append(UInt16(clamping: thresholds.firstIndex { $0 > low } ?? 0))
        }
    }

    @inline(__always)
    static func pick(_ starts: UnsafePointer<UInt16>, _ thresholds: UnsafePointer<UInt64>, _ bits: UInt32) -> Int {
        var index = Int(starts[Int(bits &>> 24)])
        while UInt64(bits) >= thresholds[index] { index &+= 1 }
        return index
    }
}
