package import SourceText

/// The shape in which a metric is exposed.
package enum MetricKind: String, Hashable, CaseIterable, Sendable {
    case counter
    case gauge
    case histogram
    case summary
}

/// How one naming scheme spells one signal as a Prometheus family.
package struct MetricSpelling: Hashable, Sendable {
    /// The name as queries read it, without `_bucket`, `_sum` and `_count`; a counter carries its `_total`.
    package var family: ByteString
    package var kind: MetricKind
    package var unit: Unit
    /// What the scheme calls each label; a role that is missing cannot be expressed on this metric.
    package var labels: [LabelRole: ByteString]
    /// A matcher that singles the signal out where the family holds several: `type="input"`.
    package var selector: [SelectedValue]
    /// True if only the signal's part of a histogram counts: a request counter read off a latency histogram.
    package var usesHistogramCount: Bool

    package struct SelectedValue: Hashable, Sendable {
        package var label: ByteString
        /// The accepted values, any of them; empty means "present and not empty".
        package var values: [ByteString]

        package init(label: ByteString, values: [ByteString]) {
            self.label = label
            self.values = values
        }
    }

    package init(
        family: ByteString, kind: MetricKind, unit: Unit, labels: [LabelRole: ByteString] = [:],
        selector: [SelectedValue] = [], usesHistogramCount: Bool = false
    ) {
        self.family = family
        self.kind = kind
        self.unit = unit
        self.labels = labels
        self.selector = selector
        self.usesHistogramCount = usesHistogramCount
    }

    /// The series names that a query may read from the family.
    package var seriesNames: [ByteString] {
        switch kind {
        case .counter, .gauge: [family]
        case .histogram:
            usesHistogramCount ? [family.appending("_count")] : MetricSpelling.histogramSuffixes.map(family.appending)
        case .summary: [family, family.appending("_sum"), family.appending("_count")]
        }
    }

    package static let histogramSuffixes = ["_bucket", "_sum", "_count"]
}
