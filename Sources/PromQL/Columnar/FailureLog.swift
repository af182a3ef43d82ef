import TimeSeries

/// What fails instant queries, in the order in which Prometheus would come upon it.
///
/// Columns are computed for all steps at once, so a failure is noted and the work goes on; what is computed at failed
/// steps is thrown away at the end. Within a subquery it matters which steps one query covers: all that fall into its
/// window, and what stands in two series with equal labels fails the query even at different steps of it.
struct FailureLog: Sendable {
    private enum Entry: Sendable {
        /// Ascending by step.
        case at([StepFailure])
        /// Two series with equal labels: fails a query that covers a step of each.
        case together(Bitmap, Bitmap)
        /// The failures of a subquery, and for each step of the outer grid the inner steps it covers.
        indirect case within(lower: [Int32], upper: [Int32], FailureLog)
    }

    private var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    // MARK: Noting

    /// - Precondition: ascending by step.
    mutating func note(_ failures: [StepFailure]) {
        if !failures.isEmpty { entries.append(.at(failures)) }
    }

    /// The same at each of the steps.
    mutating func note(_ error: EvaluationError, at steps: Bitmap) {
        var failures: [StepFailure] = []
        steps.forEachSet { failures.append(StepFailure(step: $0, error: error)) }
        note(failures)
    }

    /// Two series that became equal, and must not occur in one query, whatever the step.
    mutating func noteEqualLabels(_ left: Bitmap, _ right: Bitmap) {
        if !left.isEmpty && !right.isEmpty { entries.append(.together(left, right)) }
    }

    mutating func note(_ other: FailureLog) { entries.append(contentsOf: other.entries) }

    /// The failures of a subquery, of which step `k` outside covers the steps from `lower[k]` up to `upper[k]`.
    mutating func note(_ inner: FailureLog, lower: [Int32], upper: [Int32]) {
        if !inner.isEmpty { entries.append(.within(lower: lower, upper: upper, inner)) }
    }

    // MARK: Asking

    /// The first failure of each step, where a query is one step.
    func failures(steps: Int) -> [StepFailure] {
        if entries.isEmpty { return [] }
        var result: [StepFailure] = []
        for step in 0..<steps {
            if let error = first(in: step..<step + 1) { result.append(StepFailure(step: step, error: error)) }
        }
        return result
    }

    /// What a query that covers these steps fails with.
    func first(in steps: Range<Int>) -> EvaluationError? {
        if steps.isEmpty { return nil }
        for entry in entries {
            switch entry {
            case .at(let failures):
                let index = Self.firstIndex(in: failures, from: steps.lowerBound)
                if index < failures.count, failures[index].step < steps.upperBound { return failures[index].error }
            case .together(let left, let right):
                if Self.meets(left, steps) && Self.meets(right, steps) { return .duplicateLabelSets }
            case .within(let lower, let upper, let inner):
                // One query evaluates its subquery once over the whole stretch, gaps between windows included.
                let stretch =
                    Int(
                        lower[steps.lowerBound])..<max(
                        Int(lower[steps.lowerBound]), Int(upper[steps.upperBound - 1]))
                if let error = inner.first(in: stretch) { return error }
            }
        }
        return nil
    }

    private static func meets(_ bits: Bitmap, _ steps: Range<Int>) -> Bool {
        bits.firstSet(atOrAfter: steps.lowerBound).map { $0 < steps.upperBound } ?? false
    }

    private static func firstIndex(in failures: [StepFailure], from step: Int) -> Int {
        var low = 0
        var high = failures.count
        while low < high {
            let middle = (low + high) / 2
            if failures[middle].step < step { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
