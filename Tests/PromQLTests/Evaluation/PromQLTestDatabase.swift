import PromQL
import SourceText
import TimeSeries

/// The series that a script has loaded, and which of them are not what they seem here.
struct PromQLTestDatabase {
    /// What a series has that is not modelled.
    enum Taint {
        case nativeHistogram
        case startTimestamp
    }

    private(set) var store = SeriesStore()
    private(set) var taints: [SeriesID: Taint] = [:]
    private let dialect: SeriesDialect

    init(_ dialect: SeriesDialect) { self.dialect = dialect }

    mutating func load(_ load: PromQLTestScript.Load) throws {
        for line in load.lines {
            if let metric = Self.metricOfStartTimestamps(line) {
                try add(labels: SeriesNotation.parseMetric(Array(metric.utf8), dialect), [], taint: .startTimestamp)
                continue
            }
            do throws(SeriesNotationError) {
                let series = try SeriesNotation.parse(Array(line.utf8), dialect)
                add(labels: series.labels, Self.samples(of: series, load.stepMilliseconds), taint: nil)
                if load.makesNativeHistograms { addNativeTwin(of: series.labels) }
            } catch {
                guard error.kind == .nativeHistogram else { throw error }
                let metric = line.prefix { !$0.isWhitespace || line.contains("{\"") }
                try addNative(String(metric), line)
            }
        }
    }

    /// The labels of a series with native samples: all before the values.
    private mutating func addNative(_ metric: String, _ line: String) throws {
        // Labels may hold blanks, so cut at the last brace of the labels, or at the first blank if there are none.
        let beforeSamples = line.firstRange(of: "{{").map { line[..<$0.lowerBound] } ?? line[...]
        let end = beforeSamples.lastIndex(of: "}").map { beforeSamples.index(after: $0) }
        let text = end.map { beforeSamples[..<$0] } ?? beforeSamples.prefix { !$0.isWhitespace }
        add(labels: try SeriesNotation.parseMetric(Array(text.utf8), dialect), [], taint: .nativeHistogram)
    }

    /// `load_with_nhcb` makes a native histogram of each classic one: the name without its suffix, the labels without
    /// the bound.
    private mutating func addNativeTwin(of labels: [SeriesLabel]) {
        var twin = labels.filter { $0.name != "le" }
        guard let index = twin.firstIndex(where: { $0.name == "__name__" }) else { return }
        let name = twin[index].value
        for suffix in ["_bucket", "_count", "_sum"] {
            guard let base = name.dropping(suffix: suffix) else { continue }
            twin[index].value = base
            add(labels: twin, [], taint: .nativeHistogram)
        }
    }

    private mutating func add(
        labels: [SeriesLabel], _ samples: [(milliseconds: Int64, state: SampleState)], taint: Taint?
    ) {
        let set = store.labels.set(labels.map { (name: $0.name, value: $0.value) })
        let id = store.add(set, samples: samples)
        if let taint { taints[id] = taint }
    }

    private static func samples(
        of series: SeriesDescription, _ step: Int64
    ) -> [(milliseconds: Int64, state: SampleState)] {
        series.values.enumerated().compactMap { index, value in
            let time = Int64(index) * step
            switch value {
            case .gap: return nil
            case .sample(let number): return (time, .value(number))
            case .staleMarker: return (time, .stale)
            }
        }
    }

    /// The metric of a line `metric@st TIMES`, which says since when a counter has counted.
    private static func metricOfStartTimestamps(_ line: String) -> String? {
        let first = line.prefix { !$0.isWhitespace }
        return first.hasSuffix("@st") ? String(first.dropLast(3)) : nil
    }

    /// What the series that an expression selects have that is not modelled.
    func taint(of expression: Expression) -> Taint? {
        guard !taints.isEmpty else { return nil }
        for id in expression.ids {
            guard case .vectorSelector(let selector) = expression[id].kind else { continue }
            for series in store.select(Self.conditions(of: selector, expression.semantics)) {
                if let taint = taints[series] { return taint }
            }
        }
        return nil
    }

    private static func conditions(of selector: VectorSelector, _ semantics: Semantics) -> [LabelCondition] {
        var conditions: [LabelCondition] = []
        if let name = selector.name { conditions.append(LabelCondition("__name__", .equal(name.bytes))) }
        for matcher in selector.matchers {
            let regex = try? Regex(matcher.value.bytes, as: .matcher, semantics.goDialect)
            switch matcher.operator {
            case .equal: conditions.append(LabelCondition(matcher.name, .equal(matcher.value.bytes)))
            case .notEqual: conditions.append(LabelCondition(matcher.name, .notEqual(matcher.value.bytes)))
            case .matches:
                conditions.append(LabelCondition(matcher.name, .satisfies { regex?.matchesWhole($0) == true }))
            case .matchesNot:
                conditions.append(LabelCondition(matcher.name, .satisfies { regex?.matchesWhole($0) == false }))
            }
        }
        return conditions
    }
}
