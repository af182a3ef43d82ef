/// Logarithmic buckets of milliseconds for what really happened: sixteen in every power of two, so that a quantile is
/// known to 6 %.
package enum TruthBuckets {
    /// Below thirty-two, each millisecond has a bucket.
    private static let exact = 32
    /// Up to 2^24 ms, nearly five hours; what takes longer stands in the last one.
    package static let count = exact + 16 * 19

    /// The bucket of a time.
    @inline(__always)
    static func index(ofMilliseconds time: Int32) -> Int { index(ofShort: min(max(time, 0), 0xFF_FFFF)) }

    /// The bucket of a time that is not negative and below 2^24 ms, as every attempt is.
    @inline(__always)
    static func index(ofShort time: Int32) -> Int {
        let value = UInt32(bitPattern: time)
        // Below thirty-two nothing is shifted.
        let shift = UInt32(truncatingIfNeeded: 27 &- (value | 16).leadingZeroBitCount)
        return Int(shift &* 16 &+ (value &>> shift))
    }

    /// The least time in milliseconds that lies in a bucket.
    package static func lowerBound(_ bucket: Int) -> Int64 {
        if bucket < exact { return Int64(bucket) }
        let shift = (bucket - 16) / 16
        return Int64(16 + bucket % 16) << Int64(shift)
    }

    /// The quantile of what a row holds, by straight lines within buckets; nil if it holds nothing.
    package static func quantile(_ share: Double, of row: [UInt32]) -> Double? {
        let total = row.reduce(0) { $0 + UInt64($1) }
        guard total > 0 else { return nil }
        let rank = min(max(share, 0), 1) * Double(total)
        var below: UInt64 = 0
        for (bucket, held) in row.enumerated() where held > 0 {
            if Double(below + UInt64(held)) >= rank {
                let low = Double(lowerBound(bucket))
                let part = max(0, (rank - Double(below)) / Double(held))
                return low + (Double(lowerBound(bucket + 1)) - low) * part
            }
            below += UInt64(held)
        }
        return nil
    }
}

/// Finds the bucket of a time among a service's own bounds: a table by the truth bucket, then a step or none.
struct BucketTable {
    /// For each truth bucket the first of the service's buckets that its least value can lie in.
    private(set) var starts: [UInt16]
    /// In whole milliseconds: a whole time is at most a bound exactly if it is at most the bound's whole part.
    private(set) var bounds: [Int32]

    init(_ bounds: [Double]) {
        self.bounds =
            bounds.map { bound in
                bound.isFinite ? Int32(clamping: Int64(min(max(bound, -1), 4e9).rounded(.down))) : .max
            } + [.max]
        let own = self.bounds
        starts = (0..<TruthBuckets.count).map { bucket in
            let least = TruthBuckets.lowerBound(bucket)
            return UInt16(clamping: own.firstIndex { Int64($0) >= least } ?? bounds.count)
        }
    }

    @inline(__always)
    static func bucket(
        _ starts: UnsafePointer<UInt16>, _ bounds: UnsafePointer<Int32>, truth: Int, milliseconds: Int32
    ) -> Int {
        // Few cells hold a bound, and hardly one holds two: the first step is none that could be mispredicted.
        var bucket = Int(starts[truth])
        bucket &+= milliseconds > bounds[bucket] ? 1 : 0
        while milliseconds > bounds[bucket] { bucket &+= 1 }
        return bucket
    }
}
