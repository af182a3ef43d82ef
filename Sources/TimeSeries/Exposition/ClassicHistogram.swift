package import SourceText

/// The `_bucket`, `_sum` and `_count` samples of one histogram and one set of labels.
package struct ClassicHistogram: Sendable {
    package struct Bucket: Sendable {
        /// The inclusive upper bound, in the unit of the metric; +Inf for the last.
        package var bound: Double
        /// How many observations were at most `bound`.
        package var count: Double
        /// The line of the sample.
        package var range: SourceRange
    }

    /// The name less `_bucket`.
    package var name: ByteString
    /// Ascending by name, without `le`.
    package var labels: [ExposedLabel]
    /// Ascending by bound, one each.
    package var buckets: [Bucket]
    package var sum: Double?
    package var count: Double?

    package var bounds: [Double] { buckets.map(\.bound) }

    /// Above this value, the histogram cannot tell one observation from another; nil if all it has is +Inf.
    package var topFiniteBound: Double? { buckets.last { $0.bound.isFinite }?.bound }

    /// Prometheus takes no quantile of a histogram without it.
    package var hasInfiniteBucket: Bool { buckets.last?.bound == .infinity }

    /// A bucket counts all that the ones below it count.
    package var isCumulative: Bool { zip(buckets, buckets.dropFirst()).allSatisfy { $0.count <= $1.count } }
}

extension MetricFamily {
    /// The family's histograms, one for each set of labels, in order of first appearance, and what is wrong with their
    /// buckets.
    ///
    /// Works on declared histograms and on families of `_bucket` samples whose TYPE line is missing. Of several samples
    /// of one series, the last in the file counts.
    package func classicHistograms() -> (histograms: [ClassicHistogram], problems: [ExpositionProblem]) {
        var grouping = HistogramGrouping()
        for sample in series where sample.name.hasSuffix("_bucket") { grouping.addBucket(sample) }
        for sample in series { grouping.addTotal(sample) }
        return (grouping.sorted(), grouping.problems)
    }

    /// The bounds of each of the family's histograms, ascending, +Inf included where it is exposed.
    package func bucketBounds() -> [[Double]] { classicHistograms().histograms.map(\.bounds) }
}

private struct HistogramGrouping {
    private struct Key: Hashable {
        var name: ByteString
        var labels: [[ByteString]]
    }

    private var histograms: [ClassicHistogram] = []
    private var indices: [Key: Int] = [:]
    /// By histogram and bound: the index of the bucket, and how the bound was spelled.
    private var bucketIndices: [[Double: (index: Int, spelling: ByteString)]] = []
    private(set) var problems: [ExpositionProblem] = []

    mutating func addBucket(_ sample: ExposedSeries) {
        guard let le = sample.labels.first(where: { $0.name == Self.boundLabel }) else {
            problems.append(ExpositionProblem(.bucketWithoutBound, at: sample.range))
            return
        }
        guard case .number(let bound) = ExpositionNumber.read(le.value.bytes, 0..<le.value.count), !bound.isNaN else {
            problems.append(ExpositionProblem(.boundNotANumber(le.value), at: sample.range(of: le)))
            return
        }
        let histogram = histogram(of: sample)
        let bucket = ClassicHistogram.Bucket(bound: bound, count: sample.value, range: sample.range)
        if let known = bucketIndices[histogram][bound] {
            if known.spelling == le.value {
                histograms[histogram].buckets[known.index] = bucket
            } else {
                let first = histograms[histogram].buckets[known.index].range
                problems.append(ExpositionProblem(.boundTwice(le.value, first: first), at: sample.range(of: le)))
            }
            return
        }
        bucketIndices[histogram][bound] = (histograms[histogram].buckets.count, le.value)
        histograms[histogram].buckets.append(bucket)
    }

    /// Takes the sum or the count of a histogram whose buckets are known.
    mutating func addTotal(_ sample: ExposedSeries) {
        for suffix in [ByteString("_sum"), "_gsum"] where sample.name.hasSuffix(suffix) {
            if let index = indices[Self.key(of: sample, suffixCount: suffix.count)] {
                histograms[index].sum = sample.value
            }
        }
        for suffix in [ByteString("_count"), "_gcount"] where sample.name.hasSuffix(suffix) {
            if let index = indices[Self.key(of: sample, suffixCount: suffix.count)] {
                histograms[index].count = sample.value
            }
        }
    }

    func sorted() -> [ClassicHistogram] {
        histograms.map { histogram in
            var histogram = histogram
            histogram.buckets.sort { $0.bound < $1.bound }
            return histogram
        }
    }

    private mutating func histogram(of sample: ExposedSeries) -> Int {
        let key = Self.key(of: sample, suffixCount: 7)
        if let known = indices[key] { return known }
        let labels = sample.labels.filter { $0.name != Self.boundLabel }
        histograms.append(ClassicHistogram(name: key.name, labels: labels, buckets: []))
        bucketIndices.append([:])
        indices[key] = histograms.count - 1
        return histograms.count - 1
    }

    private static func key(of sample: ExposedSeries, suffixCount: Int) -> Key {
        let labels = sample.labels.filter { $0.name != boundLabel }
        return Key(
            name: ByteString(sample.name.bytes.dropLast(suffixCount)), labels: labels.map { [$0.name, $0.value] })
    }

    private static let boundLabel: ByteString = "le"
}
