package import SourceText

/// The two text forms in which a process exposes its metrics.
package enum ExpositionFormat: Hashable, Sendable {
    /// `text/plain; version=0.0.4`: timestamps in milliseconds.
    case prometheusText
    /// `application/openmetrics-text; version=1.0.0`: timestamps in seconds, ends with `# EOF`.
    case openMetrics
}

/// What one scrape of a process showed: the families in order of appearance, and what could not be read.
package struct Exposition: Sendable {
    package var format: ExpositionFormat
    package var families: [MetricFamily]
    /// In the order of the file; at most the first `ExpositionText.problemLimit` of `problemCount`.
    package var problems: [ExpositionProblem]
    /// All problems, also those that `problems` no longer lists.
    package var problemCount: Int
    /// Lines that became a sample.
    package var sampleCount: Int
    /// Lines that were meant to say something and could not be used.
    package var lostLineCount: Int
}

/// The types of metric families in either format.
package enum MetricType: Hashable, CaseIterable, Sendable {
    case counter
    case gauge
    case histogram
    case gaugeHistogram
    case summary
    case info
    case stateSet
    /// Declared `untyped` or `unknown`, or not declared at all.
    case unknown
}

/// The samples that one `# TYPE` line speaks for, or that share a name no such line mentions.
package struct MetricFamily: Sendable {
    /// As declared: without `_total` for an OpenMetrics counter, with it for a Prometheus one. PromQL sees the names
    /// of the samples, not this one.
    package var name: ByteString
    package var type: MetricType
    /// Where the type is declared; nil if it is not.
    package var typeRange: SourceRange?
    /// Unescaped; nil without a `# HELP` line.
    package var help: ByteString?
    /// OpenMetrics only.
    package var unit: ByteString?
    /// The name where it first appears, in metadata or in a sample.
    package var range: SourceRange
    /// In the order of the file. Several samples of one series differ in their timestamps.
    package var series: [ExposedSeries]
}

/// One sample line.
package struct ExposedSeries: Sendable {
    /// As PromQL sees it, with `_bucket`, `_sum`, `_count`, `_total`.
    package let name: ByteString
    /// Ascending by the bytes of the name, without duplicates. A label with an empty value is absent, as in the data
    /// model of Prometheus.
    package let labels: [ExposedLabel]
    package let value: Double
    /// Milliseconds since the epoch, whichever unit the format uses; nil means the time of the scrape.
    package let timestampMilliseconds: Int64?
    package let hasExemplar: Bool
    /// The whole line without its line ending.
    package let range: SourceRange
    let nameStart: UInt32
    let nameLength: UInt32

    /// The name as spelled, without quotes.
    package var nameRange: SourceRange {
        SourceRange(file: range.file, start: range.start + UInt64(nameStart), length: nameLength)
    }

    /// The whole `name="value"` of a label of this line.
    package func range(of label: ExposedLabel) -> SourceRange {
        SourceRange(file: range.file, start: range.start + UInt64(label.start), length: label.length)
    }

    /// The value of a label, nil if the line has none.
    package func value(ofLabel name: ByteString) -> ByteString? {
        labels.first { $0.name == name }?.value
    }

    /// The same line with another value of a label that it has.
    package func with(_ name: ByteString, _ value: ByteString) -> ExposedSeries {
        let changed = labels.map { label in
            label.name == name
                ? ExposedLabel(name: name, value: value, start: label.start, length: label.length) : label
        }
        return ExposedSeries(
            name: self.name, labels: changed, value: self.value, timestampMilliseconds: timestampMilliseconds,
            hasExemplar: hasExemplar, range: range, nameStart: nameStart, nameLength: nameLength)
    }
}

/// One `name="value"` of a sample line, unescaped.
package struct ExposedLabel: Hashable, Sendable {
    package let name: ByteString
    package let value: ByteString
    /// Bytes from the beginning of the line.
    let start: UInt32
    let length: UInt32
}
