#if Live
/// How late paced writes left, against the moment that their plans name.
package struct PacingReport: Sendable, Equatable {
    package var count: Int64
    /// Quantiles are at most 3 % too high: the upper ends of the histogram's buckets.
    package var p50Microseconds: Int64
    package var p99Microseconds: Int64
    package var maximumMicroseconds: Int64
}

/// A histogram of delays with a relative error of 1/32, from a microsecond to 35 minutes.
package struct LagHistogram: Sendable {
    /// Exact below 64; above it 32 buckets between a power of two and the next.
    private static let exact = 64
    private static let bucketsPerOctave = 32
    private static let largest: Int64 = 1 << 31 - 1

    private var buckets = [Int64](repeating: 0, count: exact + (31 - 6) * bucketsPerOctave)
    package private(set) var count: Int64 = 0
    private var maximum: Int64 = 0

    package init() {}

    /// What came early, by less than the clock's unit, counts as punctual.
    package mutating func record(nanoseconds: Int64) {
        let microseconds = min(max(0, nanoseconds / 1000), Self.largest)
        buckets[Self.bucket(of: Int(microseconds))] += 1
        count += 1
        maximum = max(maximum, microseconds)
    }

    package var report: PacingReport {
        PacingReport(
            count: count, p50Microseconds: quantile(50), p99Microseconds: quantile(99), maximumMicroseconds: maximum
        )
    }

    /// The smallest recorded value that `percent` of all do not exceed, rounded up to its bucket's end.
    private func quantile(_ percent: Int64) -> Int64 {
        // Counts are far from 2^57.
        let rank = (count * percent + 99) / 100
        var seen: Int64 = 0
        for (index, bucket) in buckets.enumerated() where bucket > 0 {
            seen += bucket
            if seen >= rank { return min(Int64(Self.upperEnd(of: index)), maximum) }
        }
        return 0
    }

    private static func bucket(of value: Int) -> Int {
        if value < exact { return value }
        // 64 has its highest bit at 6.
        let octave = Int.bitWidth - 1 - value.leadingZeroBitCount
        let digit = value >> (octave - 5) & (bucketsPerOctave - 1)
        return exact + (octave - 6) * bucketsPerOctave + digit
    }

    private static func upperEnd(of bucket: Int) -> Int {
        if bucket < exact { return bucket }
        let octave = (bucket - exact) / bucketsPerOctave + 6
        let digit = (bucket - exact) % bucketsPerOctave
        return 1 << octave + (digit + 1) << (octave - 5) - 1
    }
}
#endif
