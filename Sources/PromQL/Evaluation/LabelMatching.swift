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

    /// The error about two elements in one match group, on the side that may have one.
    package func manyToMany(
        _ element: LabelSetID, _ other: LabelSetID, _ semantics: Semantics, in table: LabelTable
    ) -> EvaluationError {
        let names = isOn ? labels : labelsAndName
        let group = table.labels(of: element).filter { names.contains($0.name) == isOn }
        var (first, second) = (NamedLabels(element, in: table), NamedLabels(other, in: table))
        if semantics.ordersDuplicatesInErrors && second.text.utf8.lexicographicallyPrecedes(first.text.utf8) {
            swap(&first, &second)
        }
        return .manyToMany(
            group: NamedLabels(group, in: table), side: cardinality == .oneToMany ? .left : .right, first, second)
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
