import PromQL
import SourceText
import Testing
import TimeSeries

/// A few series in promtool's notation, and what an expression makes of them, as a text to compare.
struct Scene {
    private(set) var store = SeriesStore()

    /// - Parameter lines: values stand a minute apart, from time 0.
    init(_ lines: [String]) throws {
        for line in lines {
            let series = try SeriesNotation.parse(Array(line.utf8))
            let labels = store.labels.set(series.labels.map { (name: $0.name, value: $0.value) })
            var samples: [(milliseconds: Int64, state: SampleState)] = []
            for (minute, value) in series.values.enumerated() {
                switch value {
                case .gap: break
                case .sample(let number): samples.append((Int64(minute) * 60_000, .value(number)))
                case .staleMarker: samples.append((Int64(minute) * 60_000, .stale))
                }
            }
            store.add(labels, samples: samples)
        }
    }

    /// Elements as `{a="b"} 1`, one below the other in the order of labels; a scalar as its number; an error as
    /// `error: ...`.
    func answer(
        _ text: String, atMinute minute: Double = 0, _ semantics: Semantics = .prometheus3,
        _ options: EvaluationOptions = EvaluationOptions(), with engine: some PromQLTestEngine = StepwiseEngine()
    ) -> String {
        var store = store
        do throws(PromQLError) {
            let expression = try Expression.parse(text, semantics)
            do throws(EvaluationError) {
                let moment = Int64(minute * 60_000)
                let results = try engine.evaluate(expression, atMilliseconds: [moment], options, in: &store)
                return results.first.map { Self.text($0, store) } ?? "nothing"
            } catch {
                return "error: \(error.message)"
            }
        } catch {
            return "error: \(error.message)"
        }
    }

    private static func text(_ result: QueryResult, _ store: SeriesStore) -> String {
        switch result {
        case .scalar(let value): return GoNumberText.general(value)
        case .string(let text): return String(decoding: text, as: UTF8.self)
        case .vector(let elements):
            let rows = elements.sorted { store.labels.precedes($0.labels, $1.labels) }
            return rows.map { "\(store.labels.text(of: $0.labels)) \(GoNumberText.general($0.value))" }
                .joined(separator: "\n")
        case .matrix(let series):
            return series.map { row in
                let values = zip(row.milliseconds, row.values).map { "\(GoNumberText.general($1))@\($0)" }
                return "\(store.labels.text(of: row.labels)) \(values.joined(separator: " "))"
            }.joined(separator: "\n")
        }
    }
}
