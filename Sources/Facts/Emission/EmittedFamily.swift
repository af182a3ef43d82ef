package import Findings
package import SourceText
package import TimeSeries

/// One metric family that the service is known to emit, and how it is known.
package struct EmittedFamily: Sendable {
    /// The name without `_bucket`, `_sum` and `_count`; a counter carries its `_total`.
    package var name: ByteString
    /// Nil where neither the sample nor the manifest tells.
    package var kind: MetricKind?
    package var help: [UInt8]
    /// Every label key seen or declared, with the values seen.
    package var labels: [ByteString: LabelDomain]
    /// The finite bucket bounds of a classic histogram, ascending, in the family's own unit; empty for other kinds.
    package var finiteBounds: [Double]
    package var provenance: Provenance
    /// Where the family stands in the sample, or where the manifest declares it.
    package var range: SourceRange
    package var seriesCount: Int
    /// What a histogram or a summary has seen, over all its series; nil for other kinds.
    package var observations: Observations?
    /// The first samples, which show what labels stand together: the reading's own array, so that keeping them costs a
    /// check nothing. `seriesCount` tells how many there were.
    package var samples: [ExposedSeries] = []

    /// More series of one family than a rehearsal would ever carry.
    package static let sampleLimit = 20_000

    /// How much was recorded, and how often.
    package struct Observations: Sendable {
        package var sum: Double
        package var count: Double

        package init(sum: Double, count: Double) {
            self.sum = sum
            self.count = count
        }

        /// In the family's own unit; nil before the first observation.
        package var mean: Double? {
            let mean = sum / count
            return count > 0 && mean.isFinite ? mean : nil
        }
    }

    package init(
        name: ByteString, kind: MetricKind?, help: [UInt8] = [], labels: [ByteString: LabelDomain] = [:],
        finiteBounds: [Double] = [], provenance: Provenance, range: SourceRange, seriesCount: Int = 0
    ) {
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
        self.finiteBounds = finiteBounds
        self.provenance = provenance
        self.range = range
        self.seriesCount = seriesCount
    }
}

/// What is known of the values of one label.
package struct LabelDomain: Sendable {
    package var values: Set<ByteString>
    /// Those among them that the manifest declares and no sample shows.
    package var unseen: Set<ByteString>
    /// True if the manifest says that no other value can occur; only then does an absent value prove anything.
    package var isClosed: Bool
    /// True if some series of the family lacks the label.
    package var isPartial: Bool

    package init(
        values: Set<ByteString>, unseen: Set<ByteString> = [], isClosed: Bool = false, isPartial: Bool = false
    ) {
        self.values = values
        self.unseen = unseen
        self.isClosed = isClosed
        self.isPartial = isPartial
    }

    /// The values that some series of a sample carries.
    package var seen: Set<ByteString> { values.subtracting(unseen) }
}
