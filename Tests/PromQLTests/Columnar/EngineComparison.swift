import PromQL
import SourceText
import TimeSeries

/// Holds the evaluator of columns to the one that goes step by step: the same bits at every step, and the same failures.
struct EngineComparison {
    let options: EvaluationOptions
    /// How results of the columns are changed before they are judged, to prove that the judge sees it.
    var sabotage: (inout Columns) -> Void = { _ in }

    init(_ options: EvaluationOptions = EvaluationOptions()) { self.options = options }

    /// What both agree on.
    struct Agreement {
        /// Elements over all steps.
        var elements = 0
        var failures = 0
    }

    /// Why two results are not the same.
    struct Difference: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter semantics: of the columns, where they are not to be those of the expression.
    /// - Parameter hiding: series whose sample at the moment of a query is written after it.
    func compare(
        _ expression: Expression, over grid: StepGrid, in store: SeriesStore, semantics: Semantics? = nil,
        hiding: [SeriesID] = []
    ) throws -> Agreement {
        let text = String(decoding: expression.text, as: UTF8.self)
        var store = store
        var stepwise: StepwiseEvaluator?
        var refusal: EvaluationError?
        do throws(EvaluationError) {
            stepwise = try StepwiseEvaluator(expression, options, in: &store)
        } catch {
            refusal = error
        }
        var evaluator = ColumnarEvaluator(store, options, semantics ?? expression.semantics)
        var columns: Columns
        do throws(EvaluationError) {
            columns = try evaluator.evaluate(expression, over: grid, hiding: Set(hiding), keepsOrder: true)
        } catch {
            if refusal == error { return Agreement() }
            throw Difference(
                description:
                    "`\(text)`: columns refuse it with \(error), steps with \(refusal.map { "\($0)" } ?? "nothing")")
        }
        guard var stepwise else {
            throw Difference(
                description: "`\(text)`: steps refuse it with \(refusal.map { "\($0)" } ?? ""), columns do not")
        }
        sabotage(&columns)
        store = evaluator.store
        var agreement = Agreement()
        for step in 0..<grid.count {
            var result: QueryResult?
            var failure: EvaluationError?
            let taken = Self.hide(hiding, at: grid[step], in: &store)
            do throws(EvaluationError) {
                result = try stepwise.evaluate(atMilliseconds: grid[step], in: &store)
            } catch {
                failure = error
            }
            for (id, tick, state) in taken { store.set(state, of: id, atTick: tick) }
            let place = "`\(text)` at \(grid[step]) ms"
            let ours = columns.failures.first { $0.step == step }?.error
            // NaN in an error is not equal to itself, but reads the same.
            if ours != failure && ours?.message != failure?.message {
                throw Difference(
                    description: "\(place): columns fail with \(ours?.message ?? "nothing"), "
                        + "steps with \(failure?.message ?? "nothing")")
            }
            agreement.failures += failure == nil ? 0 : 1
            if let result { agreement.elements += try judge(columns, step, result, store, place) }
        }
        try judgeShape(columns, text)
        return agreement
    }

    /// Takes away what series say at a moment.
    private static func hide(
        _ series: [SeriesID], at milliseconds: Int64, in store: inout SeriesStore
    ) -> [(id: SeriesID, tick: Int, state: SampleState)] {
        var taken: [(id: SeriesID, tick: Int, state: SampleState)] = []
        for id in series {
            let one = store[id]
            guard let tick = store.ticks(of: one.clock).firstIndex(of: milliseconds) else { continue }
            guard one.presence[tick] || one.stale[tick] else { continue }
            taken.append((id, tick, one.presence[tick] ? .value(one.values[tick]) : .stale))
            store.set(nil, of: id, atTick: tick)
        }
        return taken
    }

    /// The number of elements, if they are the same in the same order.
    private func judge(
        _ columns: Columns, _ step: Int, _ result: QueryResult, _ store: SeriesStore, _ place: String
    ) throws -> Int {
        let expected: [VectorElement]
        switch result {
        case .scalar(let value): expected = [VectorElement(labels: .empty, value: value)]
        case .vector(let elements): expected = elements
        case .matrix, .string: throw Difference(description: "\(place): no result of a rule")
        }
        let elements = columns.elements(at: step).map { index in
            VectorElement(labels: columns.columns[index].labels, value: columns.columns[index].values[step])
        }
        let isSame = elements.elementsEqual(expected) { left, right in
            left.labels == right.labels && Self.isSame(left.value, right.value)
        }
        if isSame { return elements.count }
        throw Difference(
            description: "\(place):\n  columns \(Self.text(elements, store))\n  steps   \(Self.text(expected, store))")
    }

    /// What `Columns` promises besides its values.
    private func judgeShape(_ columns: Columns, _ text: String) throws {
        if Set(columns.columns.map(\.labels)).count != columns.columns.count {
            throw Difference(description: "`\(text)`: two columns have the same labels")
        }
        if columns.columns.contains(where: \.validity.isEmpty) {
            throw Difference(description: "`\(text)`: a column is empty at all steps")
        }
    }

    /// NaN is NaN, whatever its payload; otherwise every bit counts.
    static func isSame(_ left: Double, _ right: Double) -> Bool {
        left.isNaN ? right.isNaN : left.bitPattern == right.bitPattern
    }

    private static func text(_ elements: [VectorElement], _ store: SeriesStore) -> String {
        elements.map { "\(store.labels.seriesText(of: $0.labels)) \($0.value)" }.joined(separator: "; ")
    }
}

/// The evaluator of columns as an engine for upstream's scripts. Strings and range vectors, which have no columns, go to
/// the other one.
struct ColumnarTestEngine: PromQLTestEngine {
    func evaluate(
        _ expression: Expression, atMilliseconds moments: [Int64], _ options: EvaluationOptions,
        in store: inout SeriesStore
    ) throws(EvaluationError) -> [QueryResult] {
        guard expression.type == .scalar || expression.type == .vector else {
            return try StepwiseEngine().evaluate(expression, atMilliseconds: moments, options, in: &store)
        }
        var evaluator = ColumnarEvaluator(store, options, expression.semantics)
        let columns = try evaluator.evaluate(expression, over: Self.grid(moments), keepsOrder: true)
        store = evaluator.store
        if let failure = columns.failures.first { throw failure.error }
        return moments.indices.map { step in
            let elements = columns.elements(at: step).map { index in
                VectorElement(labels: columns.columns[index].labels, value: columns.columns[index].values[step])
            }
            return columns.isScalar ? .scalar(elements[0].value) : .vector(elements)
        }
    }

    /// - Precondition: evenly spaced.
    static func grid(_ moments: [Int64]) -> StepGrid {
        guard moments.count > 1 else { return StepGrid(atMilliseconds: moments.first ?? 0) }
        return StepGrid(
            startMilliseconds: moments[0], stepMilliseconds: moments[1] - moments[0], count: moments.count)
    }
}
