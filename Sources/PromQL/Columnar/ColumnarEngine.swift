package import TimeSeries

/// The evaluator of columns, as rules ask for it: one engine for one run.
///
/// Expressions that have parts in common are evaluated once if all are announced. What a rule reads of other rules must
/// be complete when it asks, as the plan of a run sees to.
package struct ColumnarEngine: ColumnEngine {
    private let announced: [Expression]
    private var evaluator: ColumnarEvaluator?

    /// - Parameter announced: the expressions of all rules of the run.
    package init(_ announced: [Expression] = []) { self.announced = announced }

    /// What the engine has done so far.
    package var work: EvaluationWork { evaluator?.work ?? EvaluationWork() }

    package mutating func columns(
        of expression: Expression, atMilliseconds times: [Int64], hiding hidden: [SeriesID],
        in store: inout SeriesStore, _ options: EvaluationOptions
    ) -> ExpressionColumns? {
        guard let grid = StepGrid(milliseconds: times) else { return nil }
        guard expression.type == .vector || expression.type == .scalar else {
            return Self.failing(.resultIsNoVector, at: times)
        }
        var evaluator = self.evaluator.take() ?? prepared(expression, options)
        if evaluator.options != options || evaluator.semantics != expression.semantics {
            evaluator = prepared(expression, options)
        }
        swap(&store, &evaluator.store)
        defer {
            swap(&store, &evaluator.store)
            self.evaluator = evaluator
        }
        do throws(EvaluationError) {
            return try ColumnBlocks.evaluate(expression, over: grid, hiding: Set(hidden), with: &evaluator)
        } catch {
            return Self.failing(.evaluation(error), at: times)
        }
    }

    private func prepared(_ expression: Expression, _ options: EvaluationOptions) -> ColumnarEvaluator {
        var evaluator = ColumnarEvaluator(SeriesStore(), options, expression.semantics)
        evaluator.share(announced)
        return evaluator
    }

    private static func failing(_ error: RuleError, at times: [Int64]) -> ExpressionColumns {
        ExpressionColumns(
            columns: [], failures: times.indices.map { ExpressionColumns.Failure(step: $0, error: error) })
    }
}

extension RuleRun {
    /// Evaluates rules, each expression over all steps at once where the rules' dependencies allow it.
    package static func columnar(
        _ rules: RuleSet, _ store: SeriesStore, _ grid: EvaluationGrid, _ options: EvaluationOptions
    ) -> RuleRun {
        var engine = ColumnarEngine(rules.ids.map { rules[$0].expression.asRule })
        return columnar(rules, store, grid, options, with: &engine)
    }
}
