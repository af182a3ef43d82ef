package import TimeSeries

/// Which elements of two vectors belong together, and what labels their result has: `VectorMatching` on interned labels.
///
/// Source: prometheus/prometheus, `promql/engine.go` (`signatureFunc`, `resultMetric`).
package struct LabelMatching: Sendable {
    package let cardinality: VectorMatching.Cardinality
    private let isOn: Bool
    private let labels: [TextID]
    private let labelsAndName: [TextID]
    private let include: [TextID]
    /// Nil where the result keeps the metric name.
    private let removal: NameRemoval?
    /// `bool` of 2.x takes the name when all else is done, even one that was copied.
    private let removesNameLast: Bool

    package init(
        _ matching: VectorMatching, _ operation: BinaryOperation, _ semantics: Semantics, in table: inout LabelTable
    ) {
        cardinality = matching.cardinality
        isOn = matching.isOn
        labels = matching.labels.map { table.intern($0.name) }
        labelsAndName = labels + [.metricName]
        include = matching.include.map { table.intern($0.name) }
        let drops = operation.operator.dropsName(semantics) || operation.returnsBool
        // With delayed removal, `bool` only marks the element.
        let isDelayed = semantics.delaysNameRemoval && !operation.operator.dropsName(semantics)
        removal = drops && !isDelayed ? NameRemoval(semantics, in: &table) : nil
        removesNameLast = operation.returnsBool && !semantics.keepsIncludedName
    }

    /// What elements must have in common.
    package func signature(of id: LabelSetID, in table: inout LabelTable) -> LabelSetID {
        isOn ? table.keeping(labels, in: id) : table.dropping(labelsAndName, in: id)
    }

    /// The labels that an error names as those of the match group.
    package func group(of id: LabelSetID, in table: inout LabelTable) -> LabelSetID {
        signature(of: id, in: &table)
    }

    /// The labels of a result, from the side that may have many elements and the side that has one; of one to one, the
    /// left is the first.
    package func result(many: LabelSetID, one: LabelSetID, in table: inout LabelTable) -> LabelSetID {
        var result = many
        if let removal, !removesNameLast { result = removal.apply(to: result, in: &table) }
        if cardinality == .oneToOne {
            result = isOn ? table.keeping(labels, in: result) : table.dropping(labels, in: result)
        }
        for name in include {
            result = table.setting(name, to: table.value(of: name, in: one), in: result)
        }
        if let removal, removesNameLast { result = removal.apply(to: result, in: &table) }
        return result
    }
}
