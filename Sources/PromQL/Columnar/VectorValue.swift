import TimeSeries

/// What a node yields at all steps while an evaluation is under way.
struct NodeResult: Sendable {
    enum Value: Sendable {
        case scalar(ScalarColumn)
        case vector(VectorValue)
        case range(RangeOperand)
        /// Which its parent takes from the expression itself.
        case string
    }

    var value: Value
    /// Of the node and all below it.
    var failures: FailureLog

    init(_ value: Value, _ failures: FailureLog) {
        self.value = value
        self.failures = failures
    }
}

/// One number for each step.
enum ScalarColumn: Sendable {
    /// The same at all steps.
    case constant(Double)
    case steps([Double])

    subscript(step: Int) -> Double {
        switch self {
        case .constant(let value): value
        case .steps(let values): values[step]
        }
    }

    func values(steps: Int) -> [Double] {
        switch self {
        case .constant(let value): [Double](repeating: value, count: steps)
        case .steps(let values): values
        }
    }
}

/// An instant vector at all steps.
///
/// Columns may have equal labels, if only at different steps; they stand in the order of the elements that they are made
/// of, but for the exceptions in `order`.
struct VectorValue: Sendable {
    var columns: [Column]
    var order = StepOrder()

    init(_ columns: [Column] = [], _ order: StepOrder = StepOrder()) {
        self.columns = columns
        self.order = order
    }

    var validities: [Bitmap] { columns.map(\.validity) }

    /// The columns valid at a step, in the order of the elements there.
    func elements(at step: Int) -> [Int] {
        guard let exception = order.exception(at: step) else {
            return columns.indices.filter { columns[$0].validity[step] }
        }
        return exception.compactMap { columns[Int($0)].validity[step] ? Int($0) : nil }
    }

    /// Without columns that are valid at no step.
    func withoutEmptyColumns() -> VectorValue {
        let isKept = columns.map { !$0.validity.isEmpty }
        if !isKept.contains(false) { return self }
        var newIndex: [Int32] = []
        var count: Int32 = 0
        for kept in isKept {
            newIndex.append(kept ? count : -1)
            if kept { count += 1 }
        }
        return VectorValue(
            zip(columns, isKept).compactMap { $1 ? $0 : nil },
            order.isThatOfColumns ? order : order.renumbered(newIndex))
    }

    /// The columns of equal labels as one. At steps at which two of them are valid the later stands; such steps have
    /// failed.
    func joiningEqualLabels(keepsOrder: Bool, steps: Int) -> VectorValue {
        var sources: [[Int32]] = []
        var group: [LabelSetID: Int] = [:]
        for (index, column) in columns.enumerated() {
            if let known = group[column.labels] {
                sources[known].append(Int32(index))
            } else {
                group[column.labels] = sources.count
                sources.append([Int32(index)])
            }
        }
        if sources.count == columns.count { return self }
        let joined = sources.map { group in
            var column = columns[Int(group[0])]
            for source in group.dropFirst() {
                let other = columns[Int(source)]
                column.validity.formUnion(other.validity)
                other.validity.visitSet { step in column.values[step] = other.values[step] }
            }
            return column
        }
        return VectorValue(
            joined, keepsOrder ? StepOrder.regrouped(sources, from: validities, order, steps: steps) : StepOrder())
    }
}

extension FailureLog {
    /// When two series that become equal fail a query.
    enum EqualLabelsRule {
        /// If both have a value at one moment: where results are made moment by moment.
        case atOneStep
        /// If both have a value somewhere in the query: where they are made series by series.
        case inOneQuery
    }

    /// Notes columns that became equal.
    mutating func noteEqualLabels(in columns: [Column], _ rule: EqualLabelsRule) {
        var first: [LabelSetID: Int] = [:]
        first.reserveCapacity(columns.count)
        var seen: [LabelSetID: Bitmap] = [:]
        var collisions: Bitmap?
        for (index, column) in columns.enumerated() {
            guard let known = first.updateValue(index, forKey: column.labels) else { continue }
            let before = seen[column.labels] ?? columns[known].validity
            switch rule {
            case .atOneStep:
                let both = before.intersection(column.validity)
                if !both.isEmpty { collisions = collisions?.union(both) ?? both }
            case .inOneQuery: noteEqualLabels(before, column.validity)
            }
            seen[column.labels] = before.union(column.validity)
        }
        if let collisions { note(.duplicateLabelSets, at: collisions) }
    }
}
