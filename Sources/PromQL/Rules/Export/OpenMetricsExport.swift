import SourceText
package import TimeSeries

/// Series as OpenMetrics text with timestamps, as `promtool tsdb create-blocks-from openmetrics` reads it.
package struct OpenMetricsExport: Sendable {
    /// Ends with `# EOF`; empty if anything is refused.
    package private(set) var text = ""
    package private(set) var refusals: [Refusal] = []
    /// Markers that end a series, which the format cannot carry: there the series just has no more samples.
    package private(set) var lostStaleMarkerCount = 0

    package enum Refusal: Sendable, Equatable {
        /// The series has no name, or one that the format cannot spell, or a label or value of that kind.
        case series(NamedLabels)
        /// Times before 1970 cannot be backfilled.
        case beforeTheEpoch(NamedLabels)
    }

    /// Writes all series of a store, metric by metric.
    package init(_ store: SeriesStore) {
        var lines: [UInt8] = []
        var lastName: ByteString?
        for (name, id) in Self.byName(store) {
            let labels = NamedLabels(store[id].labels, in: store.labels)
            guard let metric = Self.metric(labels) else {
                refusals.append(.series(labels))
                continue
            }
            if name != lastName { lines += Array("# TYPE \(name.string) unknown\n".utf8) }
            lastName = name
            lostStaleMarkerCount += store[id].stale.setCount
            for (tick, time) in store.ticks(of: store[id].clock).enumerated() where store[id].presence[tick] {
                guard time >= 0 else {
                    refusals.append(.beforeTheEpoch(labels))
                    break
                }
                let value = Self.number(store[id].values[tick])
                lines += Array("\(metric) \(value) \(Self.seconds(time))\n".utf8)
            }
        }
        if refusals.isEmpty { text = String(decoding: lines, as: UTF8.self) + "# EOF\n" }
    }

    /// Samples of one metric must stand together, each series' in the order of time.
    private static func byName(_ store: SeriesStore) -> [(name: ByteString, series: SeriesID)] {
        let named = store.select([]).map { id in
            let name = store.labels.value(of: .metricName, in: store[id].labels)
            return (name: ByteString(store.labels.bytes(of: name)), series: id)
        }
        return named.enumerated().sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }.map(\.element)
    }

    private static func metric(_ labels: NamedLabels) -> String? {
        var name = ""
        var pairs: [String] = []
        for label in labels.labels {
            guard let value = String(validating: label.value.bytes, as: UTF8.self) else { return nil }
            if label.name == "__name__" {
                guard PlainName.isMetricName(label.value.bytes) else { return nil }
                name = value
            } else {
                guard PlainName.isLabelName(label.name.bytes) else { return nil }
                pairs.append("\(label.name.string)=\"\(escaped(value))\"")
            }
        }
        if name.isEmpty { return nil }
        return pairs.isEmpty ? name : "\(name){\(pairs.joined(separator: ","))}"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value.description
    }

    /// Seconds with as many decimals as milliseconds need.
    private static func seconds(_ milliseconds: Int64) -> String {
        let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        if rest == 0 { return "\(whole)" }
        let digits = String(rest)
        return "\(whole)." + String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }
}
