import SourceText

/// What became of an exposition's samples on the way into a store.
package struct ExpositionLoad: Hashable, Sendable {
    package var seriesCount = 0
    package var sampleCount = 0

    package init() {}
}

extension SeriesStore {
    /// Adds the samples of a text or OpenMetrics exposition, each at its own timestamp, or else at the time of the scrape.
    ///
    /// Series with the same times share a clock, which is what makes evaluating a backfill of many series cheap. Names
    /// and labels enter as PromQL will see them; `le` keeps the exporter's spelling unless `normalisesBounds` asks for
    /// what Prometheus 3 makes of it (`1` becomes `1.0`).
    @discardableResult
    package mutating func add(
        _ exposition: Exposition, scrapedAtMilliseconds scrape: Int64, normalisesBounds: Bool = false
    ) -> ExpositionLoad {
        var load = ExpositionLoad()
        var samples: [LabelSetID: [Int64: Double]] = [:]
        var order: [LabelSetID] = []
        for series in exposition.families.lazy.flatMap(\.series) {
            let set = labelSet(of: series, normalisesBounds: normalisesBounds)
            if samples[set] == nil { order.append(set) }
            let time = series.timestampMilliseconds ?? scrape
            // The reader has already refused a second sample of one series at one time.
            samples[set, default: [:]][time] = series.value
            load.sampleCount += 1
        }
        var clocks: [[Int64]: ClockID] = [:]
        for set in order {
            let times = (samples[set] ?? [:]).keys.sorted()
            let clock = clocks[times] ?? addClock(times)
            clocks[times] = clock
            add(set, clock, times.compactMap { samples[set]?[$0] })
        }
        load.seriesCount = order.count
        return load
    }

    private mutating func labelSet(of series: ExposedSeries, normalisesBounds: Bool) -> LabelSetID {
        var pairs = [LabelPair(name: .metricName, value: labels.intern(series.name))]
        for label in series.labels {
            let isBound = label.name == "le" || label.name == "quantile"
            let value = isBound && normalisesBounds ? Self.normalisedBound(label.value) : label.value
            pairs.append(LabelPair(name: labels.intern(label.name), value: labels.intern(value)))
        }
        return labels.set(pairs)
    }

    /// Whole numbers gain `.0`, everything else stays as it is.
    ///
    /// Source: prometheus/prometheus `docs/migration.md`, "Normalization of le and quantile labels" (3.0).
    private static func normalisedBound(_ value: ByteString) -> ByteString {
        let digits = value.bytes.first == UInt8(ascii: "-") ? value.bytes.dropFirst() : value.bytes[...]
        let isWhole = !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isWhole ? ByteString(value.bytes + Array(".0".utf8)) : value
    }
}
