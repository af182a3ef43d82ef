package import TimeSeries

/// What one set of labels has at each step of a grid.
package struct Column: Sendable {
    package var labels: LabelSetID
    /// One for each step; meaningless where `validity` is not set.
    package var values: [Double]
    /// The steps that have a value. NaN is a value like any other.
    package var validity: Bitmap
    /// With delayed name removal: the metric name is to go when the query is done.
    var dropsName = false

    package init(labels: LabelSetID, values: [Double], validity: Bitmap) {
        self.labels = labels
        self.values = values
        self.validity = validity
    }

    init(labels: LabelSetID, _ filled: FilledColumn, dropsName: Bool = false) {
        self.init(labels: labels, values: filled.values, validity: filled.validity)
        self.dropsName = dropsName
    }
}

/// What an expression yields at each step of a grid: as many instant queries, answered at once.
package struct Columns: Sendable {
    package let grid: StepGrid
    /// Whether the expression is a scalar, which is one column without labels that is valid at every step.
    package let isScalar: Bool
    /// Each label set once, in an order that is the same in every run; none is empty at all steps. At failed steps
    /// nothing is valid.
    package var columns: [Column]
    /// The steps at which the instant query fails, ascending, with what it says. A rule keeps its state there and
    /// writes nothing.
    package var failures: [StepFailure]
    /// For `sort`, `topk` and what follows from them: the columns valid at a step in the order of Prometheus's answer.
    /// Steps that are missing have the order of the columns.
    package var orders: [Int: [Int]] = [:]

    /// The order of the elements at a step, as indices of columns.
    package func elements(at step: Int) -> [Int] {
        orders[step] ?? columns.indices.filter { columns[$0].validity[step] }
    }
}

/// An instant query that fails.
package struct StepFailure: Sendable, Equatable {
    package let step: Int
    package let error: EvaluationError
}
