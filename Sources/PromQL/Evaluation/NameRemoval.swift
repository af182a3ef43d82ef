package import TimeSeries

/// Takes the metric name away, and with it the labels that describe the metric.
package struct NameRemoval: Sendable {
    private let dropped: [TextID]

    package init(_ semantics: Semantics, in table: inout LabelTable) {
        dropped =
            semantics.dropsTypeAndUnitWithName
            ? [.metricName, table.intern("__type__"), table.intern("__unit__")] : [.metricName]
    }

    package func apply(to labels: LabelSetID, in table: inout LabelTable) -> LabelSetID {
        let nameless = table.droppingMetricName(in: labels)
        return dropped.count == 1 ? nameless : table.dropping(dropped, in: nameless)
    }
}
