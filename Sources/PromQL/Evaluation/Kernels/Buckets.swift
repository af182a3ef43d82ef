/// A bucket of a classic histogram: how many observations were at most its bound.
package struct Bucket: Sendable, Equatable {
    package var upperBound: Double
    /// Cumulative; a rate of counters, as a rule.
    package var count: Double

    package init(upperBound: Double, count: Double) {
        self.upperBound = upperBound
        self.count = count
    }

    /// The bound that a label says, as Go's `ParseFloat` reads it; nil if it is no number.
    package static func upperBound(_ label: [UInt8]) -> Double? { GoNumberText.parseFloat(label[...]) }
}

/// Questions to the buckets of one histogram, which come in any order and are never none.
///
/// Source: prometheus/prometheus, `promql/quantile.go` (`BucketQuantile`, `BucketFraction`), v2.42.0 and v3.14.0.
package enum BucketKernels {
    /// `histogram_quantile`.
    package static func quantile(_ rank: Double, _ buckets: [Bucket], levelsSmallDifferences: Bool) -> Double {
        if rank.isNaN { return .nan }
        if rank < 0 { return -.infinity }
        if rank > 1 { return .infinity }
        guard var buckets = merged(buckets) else { return .nan }
        makeMonotonic(&buckets, levelsSmallDifferences: levelsSmallDifferences)
        let last = buckets.count - 1
        guard last > 0, buckets[last].count != 0 else { return .nan }
        var position = rank * buckets[last].count
        let index = firstIndex(below: last) { buckets[$0].count >= position }
        if index == last { return buckets[last - 1].upperBound }
        let end = buckets[index].upperBound
        if index == 0 {
            return end <= 0 ? end : end * (position / buckets[0].count)
        }
        let start = buckets[index - 1].upperBound
        position -= buckets[index - 1].count
        return start + (end - start) * (position / (buckets[index].count - buckets[index - 1].count))
    }

    /// `histogram_fraction`: the share of observations above `lower` and up to `upper`.
    package static func fraction(from lower: Double, to upper: Double, _ buckets: [Bucket]) -> Double {
        guard let buckets = merged(buckets) else { return .nan }
        let total = buckets[buckets.count - 1].count
        if total == 0 || lower.isNaN || upper.isNaN { return .nan }
        if lower >= upper { return 0 }
        return (rank(of: upper, buckets, total) - rank(of: lower, buckets, total)) / total
    }

    /// How many observations lie up to a bound, by linear interpolation within its bucket.
    private static func rank(of bound: Double, _ buckets: [Bucket], _ total: Double) -> Double {
        var rank = 0.0
        var start = buckets[0].upperBound <= 0 ? -Double.infinity : 0
        for bucket in buckets {
            if start >= bound { return rank > total ? total : rank }
            if bucket.upperBound > bound {
                // A bucket without a lower end counts as a whole.
                if start == -.infinity { return bucket.count > total ? total : bucket.count }
                let within = rank + (bucket.count - rank) * (bound - start) / (bucket.upperBound - start)
                return within > total ? total : within
            }
            rank = bucket.count
            start = bucket.upperBound
        }
        return total
    }

    /// Ascending, equal bounds made one; nil unless the last bound is infinite.
    private static func merged(_ buckets: [Bucket]) -> [Bucket]? {
        let sorted = buckets.enumerated().sorted { left, right in
            left.element.upperBound != right.element.upperBound
                ? left.element.upperBound < right.element.upperBound : left.offset < right.offset
        }
        var result: [Bucket] = []
        for (_, bucket) in sorted {
            if let last = result.last, last.upperBound == bucket.upperBound {
                result[result.count - 1].count += bucket.count
            } else {
                result.append(bucket)
            }
        }
        return result.last?.upperBound == .infinity ? result : nil
    }

    /// Rates of buckets that were scraped at different moments may fall where counts cannot.
    private static func makeMonotonic(_ buckets: inout [Bucket], levelsSmallDifferences: Bool) {
        var previous = buckets[0].count
        for index in buckets.indices.dropFirst() {
            let count = buckets[index].count
            if count < previous || (levelsSmallDifferences && isAlmostEqual(previous, count)) {
                buckets[index].count = previous
            } else if levelsSmallDifferences || count > previous {
                previous = count
            }
        }
    }

    /// Source: prometheus/prometheus, `util/almost/almost.go` (`Equal`), with the tolerance of `promql/quantile.go`.
    private static func isAlmostEqual(_ left: Double, _ right: Double) -> Bool {
        if left == right || (left.isNaN && right.isNaN) { return true }
        let sum = left.magnitude + right.magnitude
        let difference = (left - right).magnitude
        if left == 0 || right == 0 || sum < .leastNormalMagnitude {
            return difference < 1e-12 * .leastNormalMagnitude
        }
        return difference / min(sum, .greatestFiniteMagnitude) < 1e-12
    }

    private static func firstIndex(below end: Int, where holds: (Int) -> Bool) -> Int {
        var low = 0
        var high = end
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
