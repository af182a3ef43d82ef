import SourceText
import TestKit
import TimeSeries

/// Series as services expose them and as they break: gauges, counters with resets, classic histograms and an info metric,
/// with gaps, NaN, infinities and stale markers.
///
/// Sorted by labels, and each begins one interval after the one before: so promtool, which keeps series in the order of
/// their first samples, has them in our order.
struct RandomSeries {
    static let intervalMilliseconds: Int64 = 15_000
    /// Half an hour.
    static let tickCount = 120

    let series: [(labels: [SeriesLabel], values: [SeriesValue])]

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var series: [(labels: [SeriesLabel], values: [SeriesValue])] = []
        let metrics = Self.metrics.sorted { $0.labels.lexicographicallyPrecedes($1.labels) }
        for (index, metric) in metrics.enumerated() {
            let values = Self.values(metric.kind, count: Self.tickCount - index, &random)
            series.append((metric.labels, [SeriesValue](repeating: .gap, count: index) + values))
        }
        self.series = series
    }

    /// For promtool.
    var lines: [(metric: String, values: String)] {
        series.map { labels, values in
            let texts = labels.map { "\($0.name.string)=\"\($0.value.string)\"" }
            return ("{\(texts.joined(separator: ","))}", values.map(Self.text).joined(separator: " "))
        }
    }

    /// For us.
    var store: SeriesStore {
        var store = SeriesStore()
        for (labels, values) in series {
            let set = store.labels.set(labels.map { (name: $0.name, value: $0.value) })
            var samples: [(milliseconds: Int64, state: SampleState)] = []
            for (tick, value) in values.enumerated() {
                switch value {
                case .gap: break
                case .sample(let number): samples.append((Int64(tick) * Self.intervalMilliseconds, .value(number)))
                case .staleMarker: samples.append((Int64(tick) * Self.intervalMilliseconds, .stale))
                }
            }
            store.add(set, samples: samples)
        }
        return store
    }

    private static func text(_ value: SeriesValue) -> String {
        switch value {
        case .gap: "_"
        case .staleMarker: "stale"
        case .sample(let number): number.isNaN ? "NaN" : number.isInfinite ? (number < 0 ? "-Inf" : "Inf") : "\(number)"
        }
    }

    // MARK: What there is

    private enum Kind {
        case gauge
        case counter
        case bucket(share: Double)
        case one
    }

    private static let metrics: [(labels: [SeriesLabel], kind: Kind)] = {
        var metrics: [(labels: [SeriesLabel], kind: Kind)] = []
        func add(_ name: String, _ labels: [(String, String)], _ kind: Kind) {
            let all = [("__name__", name)] + labels
            metrics.append(
                (all.map { SeriesLabel(name: ByteString($0.0), value: ByteString($0.1)) }.sorted(), kind))
        }
        for job in ["x", "y"] {
            for instance in ["0", "1", "2"] {
                add("temp", [("job", job), ("inst", instance)], .gauge)
                if job + instance != "y2" { add("load", [("job", job), ("inst", instance)], .gauge) }
            }
            for code in ["200", "500"] { add("req_total", [("job", job), ("code", code)], .counter) }
            add("err_total", [("job", job), ("code", "500")], .counter)
            add("info", [("job", job), ("version", job == "x" ? "1.2" : "1.3")], .one)
            for (bound, share) in [("0.1", 0.3), ("0.5", 0.7), ("1", 0.9), ("+Inf", 1.0)] {
                add("lat_bucket", [("job", job), ("le", bound)], .bucket(share: share))
            }
        }
        return metrics
    }()

    // MARK: Values

    private static func values(_ kind: Kind, count: Int, _ random: inout SeededGenerator) -> [SeriesValue] {
        var values: [SeriesValue] = []
        var counter = Double(random.below(5))
        let step = random.pick([1.0, 1.0, 0.7, 3.25])
        let isLively = random.chance(1, in: 4)
        while values.count < count {
            // The first is a sample, which fixes the order of the series.
            let fate = values.isEmpty ? 99 : random.below(isLively ? 30 : 100)
            switch fate {
            case 0: values.append(.staleMarker)
            case 1...3: values.append(.gap)
            case 4 where random.chance(1, in: 2):
                // Longer than the lookback now and then; counters begin anew, as after a restart.
                counter = 0
                let length = 2 + random.below(26)
                values.append(contentsOf: repeatElement(.gap, count: min(length, count - values.count)))
            default: values.append(.sample(value(kind, step, &counter, &random)))
            }
        }
        return values
    }

    private static func value(
        _ kind: Kind, _ step: Double, _ counter: inout Double, _ random: inout SeededGenerator
    ) -> Double {
        switch kind {
        case .one: return 1
        case .gauge:
            switch random.below(60) {
            case 0: return .nan
            case 1: return .infinity
            case 2: return -.infinity
            case 3...10: return Double(random.below(400)) / 10 - 8
            case 11...13: return 0
            default: return Double(random.below(24) - 6)
            }
        case .counter:
            if random.chance(1, in: 25) { counter = 0 }
            counter += Double(random.below(6)) * step
            return random.chance(1, in: 200) ? .nan : counter
        case .bucket(let share):
            if random.chance(1, in: 60) { counter = 0 }
            counter += Double(random.below(6))
            return (counter * share).rounded()
        }
    }
}
