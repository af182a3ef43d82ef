import PromQL
import SourceText
import Testing
import TimeSeries

@Suite("The work of columns")
struct ColumnarWorkTests {
    /// `count` series of whole numbers that fall now and then, a sample every 15 s.
    private static func store(series count: Int, ticks: Int, isWhole: Bool = true) -> SeriesStore {
        var store = SeriesStore()
        let clock = store.addClock((0..<ticks).map { Int64($0) * 15_000 })
        for number in 0..<count {
            let labels = store.labels.set([
                (name: "__name__", value: "requests_total"),
                (name: "instance", value: ByteString(Array("\(number)".utf8))),
            ])
            let values = (0..<ticks).map { Double($0 % 500 * (number + 1)) + (isWhole ? 0 : 0.1) }
            store.add(labels, clock, values)
        }
        return store
    }

    private static func work(_ text: String, in store: SeriesStore, steps: Int) throws -> EvaluationWork {
        var evaluator = ColumnarEvaluator(store, EvaluationOptions(), .prometheus3)
        let grid = StepGrid(startMilliseconds: 0, stepMilliseconds: 15_000, count: steps)
        let expression = try Expression.parse(text, .prometheus3)
        let columns = try evaluator.evaluate(expression, over: grid)
        #expect(columns.failures.isEmpty)
        return evaluator.work
    }

    static let linear = [
        "rate(requests_total[5m])", "sum by (instance) (increase(requests_total[1h])) > 10", "requests_total > 3",
        "requests_total / on (instance) requests_total", "max_over_time(rate(requests_total[5m])[10m:15s])",
        "histogram_quantile(0.5, label_replace(requests_total, \"le\", \"$1\", \"instance\", \"(.*)\"))",
        "topk(2, requests_total)", "count_values(\"v\", requests_total >= bool 5)",
        "quantile_over_time(0.5, requests_total[10m])",
    ]

    @Test("grows in proportion to steps and to series:", arguments: linear)
    func isLinear(_ text: String) throws {
        let base = try Self.work(text, in: Self.store(series: 20, ticks: 1_000), steps: 1_000).total
        let moreSteps = try Self.work(text, in: Self.store(series: 20, ticks: 4_000), steps: 4_000).total
        let moreSeries = try Self.work(text, in: Self.store(series: 80, ticks: 1_000), steps: 1_000).total
        #expect(Double(moreSteps) < 4.2 * Double(base), "steps count more than in proportion")
        #expect(Double(moreSeries) < 4.2 * Double(base), "series count more than in proportion")
    }

    struct Windowed: CustomTestStringConvertible {
        let call: String
        var isWhole = true
        let isScanned: Bool
        var testDescription: String { call + (isWhole ? "" : " of fractions") }
    }

    /// The functions that go through every window again are these and no others.
    static let windowed: [Windowed] =
        [
            "rate(%)", "increase(%)", "delta(%)", "irate(%)", "idelta(%)", "resets(%)", "changes(%)",
            "count_over_time(%)", "present_over_time(%)", "absent_over_time(%)", "last_over_time(%)",
            "first_over_time(%)", "min_over_time(%)", "max_over_time(%)", "sum_over_time(%)", "avg_over_time(%)",
        ].map { Windowed(call: $0, isScanned: false) }
        + [
            "stddev_over_time(%)", "stdvar_over_time(%)", "quantile_over_time(0.9, %)", "deriv(%)",
            "predict_linear(%, 60)",
        ].map { Windowed(call: $0, isScanned: true) }
        + ["rate(%)", "increase(%)", "min_over_time(%)", "changes(%)"].map {
            Windowed(call: $0, isWhole: false, isScanned: false)
        }
        + ["sum_over_time(%)", "avg_over_time(%)"].map { Windowed(call: $0, isWhole: false, isScanned: true) }

    @Test("does not grow with the window, but for functions that are known to:", arguments: windowed)
    func window(_ windowed: Windowed) throws {
        let store = Self.store(series: 3, ticks: 2_000, isWhole: windowed.isWhole)
        let work = try ["5m", "2h"].map { range in
            try Self.work(
                windowed.call.replacing("%", with: "requests_total[\(range)]"), in: store, steps: 2_000)
        }
        if windowed.isScanned {
            #expect(work[1].samplesScannedAgain > 10 * work[0].samplesScannedAgain)
        } else {
            // At most one reset lies in a window of two hours; few are added one by one.
            #expect(work[1].samplesScannedAgain <= 2_000 * 3)
            #expect(work[1].total <= work[0].total + 2_000 * 3)
        }
    }

    @Test("of a saw-tooth counter does not grow with its resets")
    func sawTooth() throws {
        var store = SeriesStore()
        let clock = store.addClock((0..<2_000).map { Int64($0) * 15_000 })
        let labels = store.labels.set([(name: "__name__", value: "saw_total")])
        store.add(labels, clock, (0..<2_000).map { Double($0 % 2 == 0 ? 7 : 3) })
        let work = try Self.work("rate(saw_total[4h])", in: store, steps: 2_000)
        #expect(work.samplesScannedAgain < 2_000 * 8)
    }

    @Test("is done once for what rules have in common")
    func sharing() throws {
        let texts = [
            "sum by (instance) (rate(requests_total[5m])) > 1", "sum by (instance) (rate(requests_total[5m])) > 2",
            "sum(rate(requests_total[5m])) / sum(requests_total)", "sum by (instance) (rate(requests_total[5m]))",
        ]
        let store = Self.store(series: 10, ticks: 200)
        let grid = StepGrid(startMilliseconds: 0, stepMilliseconds: 15_000, count: 200)
        let expressions = try texts.map { try Expression.parse($0, .prometheus3) }
        var alone = ColumnarEvaluator(store, EvaluationOptions(), .prometheus3)
        var together = ColumnarEvaluator(store, EvaluationOptions(), .prometheus3)
        together.share(expressions)
        for expression in expressions {
            let one = try alone.evaluate(expression, over: grid)
            let other = try together.evaluate(expression, over: grid)
            #expect(one.columns.map(\.labels) == other.columns.map(\.labels))
            for (left, right) in zip(one.columns, other.columns) {
                #expect(left.values.elementsEqual(right.values, by: EngineComparison.isSame))
            }
            #expect(one.columns.map(\.validity) == other.columns.map(\.validity))
        }
        #expect(alone.work.ticksRead == 5 * 10 * 200, "four rates and a bare selector")
        #expect(together.work.ticksRead == 2 * 10 * 200, "the rate is read once, the bare selector once")
        #expect(together.resultsKept == 0, "what no rule needs any more is dropped")
    }

    @Test(
        "is refused before it explodes:",
        arguments: [
            ("{__name__=~\".+\"}", "a vector has more than 50 elements"),
            ("requests_total", "a vector has more than 50 elements"),
            ("rate(requests_total{instance=~\"1.\"}[5m])", "the evaluation needs more than 2000 samples"),
            ("requests_total{instance=~\"[0-4]\"} * on () group_left () requests_total{instance=~\"[0-4]\"}", nil),
            ("sum_over_time((vector(1))[1d:1s])", "a subquery has more than 1000 steps"),
        ])
    func limits(_ text: String, _ message: String?) throws {
        var options = EvaluationOptions()
        options.limits.elements = 50
        options.limits.samples = 2_000
        options.limits.subquerySteps = 1_000
        var evaluator = ColumnarEvaluator(Self.store(series: 60, ticks: 300), options, .prometheus3)
        let expression = try Expression.parse(text, .prometheus3)
        let grid = StepGrid(startMilliseconds: 0, stepMilliseconds: 15_000, count: 201)
        do throws(EvaluationError) {
            let columns = try evaluator.evaluate(expression, over: grid)
            #expect(message == nil)
            #expect(columns.failures.count == 201, "every step has two candidates on the one side")
        } catch {
            #expect(error.message == message)
        }
    }
}
