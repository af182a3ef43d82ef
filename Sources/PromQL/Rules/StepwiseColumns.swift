package import TimeSeries

/// A column engine that asks the step-by-step evaluator: as slow as that, and the measure of any other.
package struct StepwiseColumns: ColumnEngine {
    package init() {}

    package mutating func columns(
        of expression: Expression, atMilliseconds times: [Int64], hiding hidden: [SeriesID],
        in store: inout SeriesStore,
        _ options: EvaluationOptions
    ) -> ExpressionColumns? {
        guard var evaluator = try? StepwiseEvaluator(expression, options, in: &store) else { return nil }
        var result = ExpressionColumns(columns: [])
        var indexOfLabels: [LabelSetID: Int] = [:]
        for (step, time) in times.enumerated() {
            var taken: [(series: SeriesID, tick: Int, state: SampleState)] = []
            for series in hidden {
                if let (tick, state) = store.hide(series, atMilliseconds: time) { taken.append((series, tick, state)) }
            }
            do throws(RuleError) {
                for element in try elements(&evaluator, at: time, in: &store) {
                    let index =
                        indexOfLabels[element.labels]
                        ?? {
                            result.columns.append(
                                ExpressionColumns.Column(
                                    labels: element.labels, values: [Double](repeating: 0, count: times.count),
                                    presence: Bitmap(count: times.count)))
                            return result.columns.count - 1
                        }()
                    indexOfLabels[element.labels] = index
                    result.columns[index].values[step] = element.value
                    result.columns[index].presence[step] = true
                }
            } catch {
                result.failures.append(ExpressionColumns.Failure(step: step, error: error))
            }
            for (series, tick, state) in taken { store.set(state, of: series, atTick: tick) }
        }
        return result
    }

    private func elements(
        _ evaluator: inout StepwiseEvaluator, at time: Int64, in store: inout SeriesStore
    ) throws(RuleError) -> [VectorElement] {
        let result: QueryResult
        do throws(EvaluationError) {
            result = try evaluator.evaluate(atMilliseconds: time, in: &store)
        } catch {
            throw .evaluation(error)
        }
        return try result.elements()
    }
}
