package import TimeSeries

/// What an expression yields at every step of a group's grid.
package struct ExpressionColumns: Sendable {
    /// One element of the vector, over all steps.
    package struct Column: Sendable {
        /// With the metric name, where the element has one.
        package var labels: LabelSetID
        /// One for each step; meaningless where `presence` is not set.
        package var values: [Double]
        package var presence: Bitmap

        package init(labels: LabelSetID, values: [Double], presence: Bitmap) {
            self.labels = labels
            self.values = values
            self.presence = presence
        }
    }

    /// A step at which the evaluation fails; no column has an element there.
    package struct Failure: Sendable {
        package var step: Int
        package var error: RuleError

        package init(step: Int, error: RuleError) {
            self.step = step
            self.error = error
        }
    }

    /// Each label set once. A scalar is one column without labels.
    package var columns: [Column]
    /// Ascending by step.
    package var failures: [Failure]

    package init(columns: [Column], failures: [Failure] = []) {
        self.columns = columns
        self.failures = failures
    }
}

/// The seam between rules and whatever evaluates one expression over all steps at once.
package protocol ColumnEngine {
    /// Evaluates as an instant query at each of `times` would, or declines with nil; then the rule is evaluated step by
    /// step.
    ///
    /// - Parameters:
    ///   - times: milliseconds, strictly ascending.
    ///   - hidden: series whose sample or marker at the very time of an evaluation is not yet written then.
    ///   - store: label sets of the result are added to its table.
    mutating func columns(
        of expression: Expression, atMilliseconds times: [Int64], hiding hidden: [SeriesID],
        in store: inout SeriesStore,
        _ options: EvaluationOptions
    ) -> ExpressionColumns?
}
