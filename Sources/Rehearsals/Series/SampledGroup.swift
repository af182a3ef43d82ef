import Facts
import PromQL
import SourceText
import TimeSeries

/// The series of one family that stand and fall together: one label set, with the buckets of a histogram.
struct SampledGroup {
    typealias Label = (name: ByteString, value: ByteString)

    /// Without `le` and `quantile`, ascending by name.
    var labels: [Label]
    /// `le` as the sample spells it, with its number; ascending.
    var buckets: [(text: ByteString, bound: Double)] = []
    var quantiles: [(text: ByteString, value: Double)] = []
    var hasSum = false
    var hasCount = false
    /// What the sample shows of a plain series.
    var value = 0.0

    func value(of label: ByteString) -> ByteString? { labels.first { $0.name == label }?.value }

    /// A key for dictionaries.
    var key: [ByteString] { labels.flatMap { [$0.name, $0.value] } }

    /// How many series it comes to.
    func seriesCount(_ kind: MetricKind) -> Int {
        switch kind {
        case .counter, .gauge: 1
        case .histogram: buckets.count + (hasSum ? 1 : 0) + (hasCount ? 1 : 0)
        case .summary: quantiles.count + (hasSum ? 1 : 0) + (hasCount ? 1 : 0)
        }
    }

    /// The groups of a family, in the order of the sample.
    static func all(of family: EmittedFamily, _ kind: MetricKind) -> [SampledGroup] {
        var groups: [SampledGroup] = []
        var indices: [[ByteString]: Int] = [:]
        let special: ByteString? = kind == .histogram ? "le" : kind == .summary ? "quantile" : nil
        for sample in family.samples {
            var labels: [Label] = []
            labels.reserveCapacity(sample.labels.count)
            for label in sample.labels where label.name != special { labels.append((label.name, label.value)) }
            let group = SampledGroup(labels: labels)
            let index =
                indices[group.key]
                ?? {
                    groups.append(group)
                    indices[group.key] = groups.count - 1
                    return groups.count - 1
                }()
            groups[index].add(sample, to: family.name, kind, special: special)
        }
        for index in groups.indices { groups[index].buckets.sort { $0.bound < $1.bound } }
        return groups
    }

    private mutating func add(
        _ sample: ExposedSeries, to family: ByteString, _ kind: MetricKind, special: ByteString?
    ) {
        let bound = special.flatMap { sample.value(ofLabel: $0) }
        switch kind {
        case .counter, .gauge: value = sample.value
        case .histogram, .summary:
            if sample.name == family.appending("_sum") {
                hasSum = true
            } else if sample.name == family.appending("_count") {
                hasCount = true
            } else if let bound, let number = Double(bound.string), !number.isNaN {
                if kind == .histogram, !buckets.contains(where: { $0.bound == number }) {
                    buckets.append((bound, number))
                } else if kind == .summary, !quantiles.contains(where: { $0.text == bound }) {
                    quantiles.append((bound, sample.value))
                }
            }
        }
    }
}
