import PromQL
import SourceText
import TimeSeries

/// An evaluator that a script can be run with.
protocol PromQLTestEngine {
    /// The results at moments in ascending order, in a store that keeps the labels of the results.
    func evaluate(
        _ expression: Expression, atMilliseconds: [Int64], _ options: EvaluationOptions, in store: inout SeriesStore
    ) throws(EvaluationError) -> [QueryResult]
}

/// The step-by-step evaluator.
struct StepwiseEngine: PromQLTestEngine {
    func evaluate(
        _ expression: Expression, atMilliseconds moments: [Int64], _ options: EvaluationOptions,
        in store: inout SeriesStore
    ) throws(EvaluationError) -> [QueryResult] {
        var evaluator = try StepwiseEvaluator(expression, options, in: &store)
        var results: [QueryResult] = []
        for moment in moments { results.append(try evaluator.evaluate(atMilliseconds: moment, in: &store)) }
        return results
    }
}

/// How one evaluation of a script ended.
enum PromQLTestOutcome: Equatable {
    case passed
    /// It asks for something that is not modelled.
    case unsupported(PromQLSkipReason)
    case failed(String)
}

/// Why an evaluation of a script is not run.
enum PromQLSkipReason: String, CaseIterable {
    /// Native histograms: samples, functions, operators.
    case native
    /// A function, an aggregation or a modifier behind a feature flag.
    case experimental
    /// Samples that say since when they count.
    case startTimestamp = "start-timestamp"
}

/// Runs scripts as upstream does: each instant evaluation once more as the middle of a range query, and again with `@`
/// on its selectors at other moments.
struct PromQLTestRunner<Engine: PromQLTestEngine> {
    let engine: Engine
    let semantics: Semantics

    /// The outcomes of a script's evaluations, in order.
    func run(_ script: PromQLTestScript) throws -> [PromQLTestOutcome] {
        let dialect: SeriesDialect = semantics.allowsQuotedNames ? .prometheus3 : .prometheus2
        var database = PromQLTestDatabase(dialect)
        var outcomes: [PromQLTestOutcome] = []
        for command in script.commands {
            switch command {
            case .clear: database = PromQLTestDatabase(dialect)
            case .load(let load): try database.load(load)
            case .evaluate(let evaluation): outcomes.append(outcome(of: evaluation, database))
            }
        }
        return outcomes
    }

    private func outcome(
        of evaluation: PromQLTestScript.Evaluation, _ database: PromQLTestDatabase
    ) -> PromQLTestOutcome {
        do throws(PromQLTestStop) {
            let expression = try parse(evaluation.expression)
            switch database.taint(of: expression) {
            case .nativeHistogram: throw .unsupported(.native)
            case .startTimestamp: throw .unsupported(.startTimestamp)
            case nil: break
            }
            let judge = try PromQLTestJudge(evaluation, semantics)
            switch evaluation.time {
            case .range(let start, let end, let step):
                try runRange(expression, start, end, step, judge, database)
            case .instant(let moment):
                try runInstant(expression, moment, judge, database)
                guard let pinned = try pinned(expression, at: moment) else { return .passed }
                let others = moment == 0 ? [-1_000, 0, 1_000] : [-10 * moment, 0, moment / 5, moment, 10 * moment]
                for other in others { try runInstant(pinned, other, judge, database) }
            }
            return .passed
        } catch {
            switch error {
            case .unsupported(let reason): return .unsupported(reason)
            case .failed(let text): return .failed(text)
            }
        }
    }

    private func parse(_ text: String) throws(PromQLTestStop) -> Expression {
        do throws(PromQLError) {
            return try Expression.parse(text, semantics)
        } catch {
            switch error.kind {
            case .semantic(.functionNotEnabled), .semantic(.aggregationNotEnabled), .semantic(.fillNotEnabled),
                .semantic(.anchoredNotEnabled), .semantic(.smoothedNotEnabled):
                throw .unsupported(.experimental)
            default: throw .failed("does not parse: \(error.promtoolText)")
            }
        }
    }

    // MARK: Queries

    private func runInstant(
        _ expression: Expression, _ moment: Int64, _ judge: PromQLTestJudge, _ database: PromQLTestDatabase
    ) throws(PromQLTestStop) {
        var store = database.store
        let (results, error) = evaluate(expression, [moment], EvaluationOptions(), in: &store)
        let place = "`\(String(decoding: expression.text, as: UTF8.self))` at \(moment) ms"
        if try judge.settles(error, place) { return }
        guard let result = results.first else { throw .failed("\(place): no result") }
        try judge.judge(result, store, place)
        // What has another value in a range query, or no place there.
        let isBoundToQuery = ["start()", "end()", "step()", "range()"].contains {
            String(decoding: expression.text, as: UTF8.self).contains($0)
        }
        if judge.isInstantOnly || isBoundToQuery { return }
        try runMiddle(expression, moment, judge, database)
    }

    /// The moment as the middle of a range query.
    private func runMiddle(
        _ expression: Expression, _ moment: Int64, _ judge: PromQLTestJudge, _ database: PromQLTestDatabase
    ) throws(PromQLTestStop) {
        var store = database.store
        var options = EvaluationOptions()
        options.queryRange = QueryRange(
            startMilliseconds: moment - 60_000, endMilliseconds: moment + 60_000, stepMilliseconds: 60_000)
        let moments = [moment - 60_000, moment, moment + 60_000]
        let (results, error) = evaluate(expression, moments, options, in: &store)
        let place = "`\(String(decoding: expression.text, as: UTF8.self))` in a range around \(moment) ms"
        if let error { throw .failed("\(place): \(error.message)") }
        guard results.count == 3 else { throw .failed("\(place): \(results.count) results") }
        try judge.judge(results[1], store, place)
    }

    private func runRange(
        _ expression: Expression, _ start: Int64, _ end: Int64, _ step: Int64, _ judge: PromQLTestJudge,
        _ database: PromQLTestDatabase
    ) throws(PromQLTestStop) {
        var store = database.store
        var options = EvaluationOptions()
        options.queryRange = QueryRange(startMilliseconds: start, endMilliseconds: end, stepMilliseconds: step)
        let moments = Array(stride(from: start, through: end, by: Int64.Stride(step)))
        let (results, error) = evaluate(expression, moments, options, in: &store)
        let place = "`\(String(decoding: expression.text, as: UTF8.self))` from \(start) to \(end) ms"
        if try judge.settles(error, place) { return }
        try judge.judge(Array(zip(moments, results)), store, place)
    }

    private func evaluate(
        _ expression: Expression, _ moments: [Int64], _ options: EvaluationOptions, in store: inout SeriesStore
    ) -> ([QueryResult], EvaluationError?) {
        do throws(EvaluationError) {
            return (try engine.evaluate(expression, atMilliseconds: moments, options, in: &store), nil)
        } catch {
            return ([], error)
        }
    }

    // MARK: The same at another moment

    /// The expression with `@` on each outermost selector or subquery without one; nil if it asks for the time itself.
    private func pinned(_ expression: Expression, at moment: Int64) throws(PromQLTestStop) -> Expression? {
        var isCovered = [Bool](repeating: false, count: expression.nodes.count)
        var places: [Int] = []
        for id in expression.ids.reversed() {
            if case .call(let call) = expression[id].kind, Self.asksForTime.contains(call.function.name) { return nil }
            if !isCovered[Int(id.index)], let modifiers = modifiers(of: id, expression) {
                if modifiers.at == nil { places.append(expression[id].range.end) }
                isCovered[Int(id.index)] = true
            }
            for child in expression.children(of: id) where isCovered[Int(id.index)] {
                isCovered[Int(child.index)] = true
            }
        }
        var text = expression.text
        let pin = Array(" @ \(GoNumberText.fixed(Double(moment) / 1_000, decimals: 3))".utf8)
        for place in places.sorted(by: >) { text.insert(contentsOf: pin, at: place) }
        return try parse(String(decoding: text, as: UTF8.self))
    }

    private func modifiers(of id: NodeID, _ expression: Expression) -> TimeModifiers? {
        switch expression[id].kind {
        case .vectorSelector(let selector): return selector.modifiers
        case .subquery(let subquery): return subquery.modifiers
        case .matrixSelector(let matrix):
            guard case .vectorSelector(let selector) = expression[matrix.vector].kind else { return nil }
            return selector.modifiers
        default: return nil
        }
    }

    /// Source: prometheus/prometheus, `promql/functions.go` (`AtModifierUnsafeFunctions`).
    private static var asksForTime: Set<String> {
        [
            "days_in_month", "day_of_month", "day_of_week", "day_of_year", "end", "hour", "minute", "month", "year",
            "predict_linear", "range", "start", "step", "time", "timestamp",
        ]
    }
}

/// Why a run stops before it has passed.
enum PromQLTestStop: Error {
    case unsupported(PromQLSkipReason)
    case failed(String)
}
