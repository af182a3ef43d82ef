import PromQL
import SourceText
import TimeSeries

/// Compares results with what a script expects.
struct PromQLTestJudge {
    /// A series as a script or a result has it.
    struct Row {
        var labels: [SeriesLabel]
        /// By moment; a gap is absent.
        var values: [Int64: Double]
    }

    private let evaluation: PromQLTestScript.Evaluation
    private let expected: [(labels: [SeriesLabel], values: [SeriesValue])]

    init(_ evaluation: PromQLTestScript.Evaluation, _ semantics: Semantics) throws(PromQLTestStop) {
        self.evaluation = evaluation
        let lines: [String] =
            switch evaluation.expected {
            case .series(let lines), .rangeVector(_, _, _, let lines): lines
            case .scalar, .string: []
            }
        var expected: [(labels: [SeriesLabel], values: [SeriesValue])] = []
        for line in lines {
            do throws(SeriesNotationError) {
                let dialect: SeriesDialect = semantics.allowsQuotedNames ? .prometheus3 : .prometheus2
                let series = try SeriesNotation.parse(Array(line.utf8), dialect)
                expected.append((series.labels.filter { !$0.value.isEmpty }, series.values))
            } catch {
                if error.kind == .nativeHistogram { throw .unsupported(.native) }
                throw .failed("line \(evaluation.line): cannot read `\(line)`: \(error.message)")
            }
        }
        self.expected = expected
    }

    /// True where a range query would be no check: its results have no order, and are neither strings nor ranges.
    var isInstantOnly: Bool {
        if evaluation.isOrdered || evaluation.expectsFailure { return true }
        switch evaluation.expected {
        case .string, .rangeVector: return true
        case .scalar, .series: return false
        }
    }

    // MARK: Errors

    /// Whether an error, or its absence, already decides the matter well.
    func settles(_ error: EvaluationError?, _ place: String) throws(PromQLTestStop) -> Bool {
        guard let error else {
            if evaluation.expectsFailure { throw .failed("\(place): no error, but one is expected") }
            return false
        }
        switch error {
        case .unsupported(.nativeHistogramFunction), .unsupported(.nativeHistogramOperator): throw .unsupported(.native)
        case .unsupported(.experimentalFunction), .unsupported(.experimentalAggregation):
            throw .unsupported(.experimental)
        default: break
        }
        guard evaluation.expectsFailure else { throw .failed("\(place): \(error.message)") }
        switch evaluation.message {
        case nil: break
        case .text(let text):
            if text != error.message { throw .failed("\(place): says `\(error.message)`, not `\(text)`") }
        case .pattern(let pattern):
            guard let regex = try? Regex(Array(pattern.utf8), as: .search),
                regex.hasMatch(in: Array(error.message.utf8))
            else {
                throw .failed("\(place): says `\(error.message)`, which does not match `\(pattern)`")
            }
        }
        return true
    }

    // MARK: Values

    func judge(_ result: QueryResult, _ store: SeriesStore, _ place: String) throws(PromQLTestStop) {
        switch (result, evaluation.expected) {
        case (.scalar(let value), .scalar(let expected)):
            if !Self.isAlmostEqual(value, expected) { throw .failed("\(place): \(value), not \(expected)") }
        case (.string(let text), .string(let expected)):
            guard let wanted = try? Expression.parse(expected), case .string(let bytes) = wanted[wanted.root].kind,
                bytes == text
            else { throw .failed("\(place): \(String(decoding: text, as: UTF8.self)), not \(expected)") }
        case (.vector(let elements), .series):
            let rows = elements.map { Row(labels: Self.labels(of: $0.labels, store), values: [0: $0.value]) }
            let wanted = expected.map { Row(labels: $0.labels, values: Self.values([$0.values.first ?? .gap], 0, 1)) }
            try compare(rows, wanted, place)
            if evaluation.isOrdered { try compareOrder(rows, place) }
        case (.matrix(let series), .rangeVector(let start, _, let step, _)):
            try compare(
                series.map { series in
                    let values = Dictionary(zip(series.milliseconds, series.values), uniquingKeysWith: { $1 })
                    return Row(labels: Self.labels(of: series.labels, store), values: values)
                }, expected.map { Row(labels: $0.labels, values: Self.values($0.values, start, step)) }, place)
        default:
            throw .failed("\(place): \(result) is of another type than the script expects")
        }
    }

    /// The results of a range query.
    func judge(
        _ results: [(milliseconds: Int64, result: QueryResult)], _ store: SeriesStore, _ place: String
    ) throws(PromQLTestStop) {
        guard case .range(let start, _, let step) = evaluation.time else { return }
        var rows: [[SeriesLabel]: Row] = [:]
        for (moment, result) in results {
            switch result {
            case .scalar(let value): rows[[], default: Row(labels: [], values: [:])].values[moment] = value
            case .vector(let elements):
                for element in elements {
                    let labels = Self.labels(of: element.labels, store)
                    rows[labels, default: Row(labels: labels, values: [:])].values[moment] = element.value
                }
            case .matrix, .string: throw .failed("\(place): a range query has vectors or scalars")
            }
        }
        let wanted = expected.map { Row(labels: $0.labels, values: Self.values($0.values, start, step)) }
        try compare(Array(rows.values), wanted.filter { !$0.values.isEmpty }, place)
    }

    private func compare(_ rows: [Row], _ wanted: [Row], _ place: String) throws(PromQLTestStop) {
        let found = Dictionary(rows.map { ($0.labels, $0.values) }, uniquingKeysWith: { $1 })
        if found.count != rows.count { throw .failed("\(place): one series twice in \(Self.text(rows))") }
        let isSame =
            found.count == wanted.count
            && wanted.allSatisfy { row in
                guard let values = found[row.labels], values.count == row.values.count else { return false }
                return row.values.allSatisfy { moment, value in
                    values[moment].map { Self.isAlmostEqual($0, value) } == true
                }
            }
        if !isSame { throw .failed("\(place): \(Self.text(rows)), not \(Self.text(wanted))") }
    }

    private func compareOrder(_ rows: [Row], _ place: String) throws(PromQLTestStop) {
        if rows.map(\.labels) != expected.map(\.labels) {
            throw .failed("\(place): in the order \(Self.text(rows))")
        }
    }

    private static func values(_ values: [SeriesValue], _ start: Int64, _ step: Int64) -> [Int64: Double] {
        var result: [Int64: Double] = [:]
        for (index, value) in values.enumerated() {
            if case .sample(let number) = value { result[start + Int64(index) * step] = number }
        }
        return result
    }

    private static func labels(of id: LabelSetID, _ store: SeriesStore) -> [SeriesLabel] {
        NamedLabels(id, in: store.labels).labels.map { SeriesLabel(name: $0.name, value: $0.value) }
    }

    private static func text(_ rows: [Row]) -> String {
        let texts = rows.map { row in
            let labels = row.labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ", ")
            let values = row.values.keys.sorted().map { "\(row.values[$0] ?? 0)@\($0)" }.joined(separator: " ")
            return "{\(labels)} \(values)"
        }
        return "[\(texts.sorted().joined(separator: "; "))]"
    }

    /// Source: prometheus/prometheus, `util/almost/almost.go`, with the tolerance of `promql/promqltest/test.go`.
    static func isAlmostEqual(_ left: Double, _ right: Double) -> Bool {
        if left.isNaN && right.isNaN || left == right { return true }
        let sum = left.magnitude + right.magnitude
        let difference = (left - right).magnitude
        if left == 0 || right == 0 || sum < .leastNormalMagnitude {
            return difference < 1e-6 * .leastNormalMagnitude
        }
        return difference / min(sum, .greatestFiniteMagnitude) < 1e-6
    }
}
