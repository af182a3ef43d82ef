import TimeSeries

/// Evaluates an expression over as many steps at a time as memory bears, and puts the blocks together.
///
/// Steps are queries of their own, so that a grid may be cut anywhere.
struct ColumnBlocks {
    /// A grid is not cut into more blocks than this. Windows of a subquery overlap, so that each block does most of their
    /// work again: without an end, a day by the second for each of 5,761 steps would take minutes.
    static let blockLimit = 64

    private let grid: StepGrid
    private let limit: Int
    private var columns: [ExpressionColumns.Column] = []
    private var indexOfLabels: [LabelSetID: Int] = [:]
    private var failures: [ExpressionColumns.Failure] = []

    /// - Throws: what fails whatever the step, and a bound that the smallest block reaches, or all that is put together.
    static func evaluate(
        _ expression: Expression, over grid: StepGrid, hiding hidden: Set<SeriesID>,
        with evaluator: inout ColumnarEvaluator
    ) throws(EvaluationError) -> ExpressionColumns {
        var blocks = ColumnBlocks(grid: grid, limit: evaluator.options.limits.samples)
        // The next block is the last; each holds the number of its first step.
        var waiting = [(first: 0, count: grid.count)]
        while let (first, count) = waiting.popLast() {
            let block = StepGrid(
                startMilliseconds: grid[first], stepMilliseconds: grid.stepMilliseconds, count: count)
            do throws(EvaluationError) {
                let columns = try evaluator.evaluate(expression, over: block, hiding: hidden)
                if count == grid.count { return ExpressionColumns(columns) }
                try blocks.add(columns, at: first)
            } catch {
                guard case .limit(.samples) = error, count > 1, count > grid.count / blockLimit else { throw error }
                waiting.append((first + count / 2, count - count / 2))
                waiting.append((first, count / 2))
            }
        }
        return ExpressionColumns(columns: blocks.columns, failures: blocks.failures)
    }

    private init(grid: StepGrid, limit: Int) {
        self.grid = grid
        self.limit = limit
    }

    private mutating func add(_ block: Columns, at first: Int) throws(EvaluationError) {
        for column in block.columns {
            let index = try index(of: column.labels)
            column.validity.forEachSet { step in
                columns[index].values[first + step] = column.values[step]
                columns[index].presence[first + step] = true
            }
        }
        for failure in block.failures {
            failures.append(ExpressionColumns.Failure(step: first + failure.step, error: .evaluation(failure.error)))
        }
    }

    /// The column of a label set, which is made if there is none.
    private mutating func index(of labels: LabelSetID) throws(EvaluationError) -> Int {
        if let known = indexOfLabels[labels] { return known }
        let (values, overflows) = (columns.count + 1).multipliedReportingOverflow(by: grid.count)
        if overflows || values > limit { throw .limit(.samples(limit: limit)) }
        indexOfLabels[labels] = columns.count
        columns.append(
            ExpressionColumns.Column(
                labels: labels, values: [Double](repeating: 0, count: grid.count), presence: Bitmap(count: grid.count)))
        return columns.count - 1
    }
}

extension ExpressionColumns {
    fileprivate init(_ columns: Columns) {
        self.init(
            columns: columns.columns.map { Column(labels: $0.labels, values: $0.values, presence: $0.validity) },
            failures: columns.failures.map { Failure(step: $0.step, error: .evaluation($0.error)) })
    }
}
