package import SourceText
package import TimeSeries

extension RuleRun {
    /// The elements an expression yields over all that was handed in and written; a scalar is one without labels.
    package func query(
        _ expression: Expression, atMilliseconds time: Int64
    ) throws(RuleError) -> [(labels: [RuleLabel], value: Double)] {
        var queries = InstantQueries(store, options)
        let elements = try queries.vector(expression, at: time)
        return elements.map { (Self.labels(of: $0.labels, in: queries.store.labels), $0.value) }
    }

    /// The labels of a set, ascending by name.
    package func labels(of id: LabelSetID) -> [RuleLabel] { Self.labels(of: id, in: store.labels) }

    private static func labels(of id: LabelSetID, in table: LabelTable) -> [RuleLabel] {
        table.labels(of: id).map {
            RuleLabel(name: ByteString(table.bytes(of: $0.name)), value: ByteString(table.bytes(of: $0.value)))
        }
    }

    /// Whether a rule writes series of this name, whether or not it did.
    package func records(_ metric: ByteString) -> Bool {
        rules.ids.contains { id in
            let rule = rules[id]
            if rule.alerting == nil { return rule.name == metric }
            return metric == AlertSeries.alerts || metric == AlertSeries.alertsForState
        }
    }

    /// The names of all series, in no order.
    package var metricNames: [String] {
        var seen: Set<TextID> = []
        for index in 0..<store.seriesCount {
            seen.insert(store.labels.value(of: .metricName, in: store[SeriesID(index: Int32(index))].labels))
        }
        return seen.map { String(decoding: store.labels.bytes(of: $0), as: UTF8.self) }
    }
}
