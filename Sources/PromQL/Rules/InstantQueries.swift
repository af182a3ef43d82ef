import SourceText
import TimeSeries

/// Instant queries over a store that grows between them.
struct InstantQueries: Sendable {
    var store: SeriesStore
    let options: EvaluationOptions

    init(_ store: SeriesStore, _ options: EvaluationOptions) {
        self.store = store
        self.options = options
    }

    /// The vector an expression yields; a scalar counts as one element without labels, as to a rule.
    mutating func vector(_ expression: Expression, at time: Int64) throws(RuleError) -> [VectorElement] {
        let result: QueryResult
        do throws(EvaluationError) {
            result = try evaluate(expression, at: time)
        } catch {
            throw .evaluation(error)
        }
        return try result.elements()
    }

    /// Whatever an expression yields.
    mutating func evaluate(_ expression: Expression, at time: Int64) throws(EvaluationError) -> QueryResult {
        var evaluator = try StepwiseEvaluator(expression, options, in: &store)
        return try evaluator.evaluate(atMilliseconds: time, in: &store)
    }
}

extension QueryResult {
    /// What a rule makes of the result: a scalar is one element without labels.
    func elements() throws(RuleError) -> [VectorElement] {
        switch self {
        case .vector(let elements): return elements
        case .scalar(let value): return [VectorElement(labels: .empty, value: value)]
        case .matrix, .string: throw .resultIsNoVector
        }
    }
}
