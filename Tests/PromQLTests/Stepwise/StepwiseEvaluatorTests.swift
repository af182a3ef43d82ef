import PromQL
import SourceText
import Testing
import TimeSeries

@Suite("The step-by-step evaluator")
struct StepwiseEvaluatorTests {
    // MARK: Values and labels

    @Test(
        "says what it cannot model by name",
        arguments: [
            (
                "histogram_count(x)",
                "error: histogram_count needs native histograms, which this evaluator does not model"
            ),
            ("x </ 5", "error: \"</\" needs native histograms, which this evaluator does not model"),
            ("sum(mad_over_time(x[5m]))", "error: function \"mad_over_time\" is not enabled"),
        ])
    func refused(_ expression: String, _ answer: String) throws {
        #expect(try Scene(["x 1"]).answer(expression) == answer)
    }

    @Test("refuses experimental functions and aggregations even where they are enabled")
    func experimental() throws {
        var semantics = Semantics.prometheus3
        semantics.acceptsExperimentalFunctions = true
        let scene = try Scene(["x 1"])
        #expect(
            scene.answer("mad_over_time(x[5m])", semantics)
                == "error: mad_over_time is experimental, and this evaluator does not model it")
        #expect(
            scene.answer("limitk(1, x)", semantics)
                == "error: limitk is experimental, and this evaluator does not model it")
    }

    @Test("yields scalars, texts and ranges at the top level")
    func types() throws {
        let scene = try Scene(["x 1 2 3"])
        #expect(scene.answer("1 + time()", atMinute: 1) == "61")
        #expect(scene.answer("\"text\"") == "text")
        #expect(scene.answer("x[2m]", atMinute: 2) == "{__name__=\"x\"} 2@60000 3@120000")
        #expect(scene.answer("x[2m:30s]", atMinute: 2) == "{__name__=\"x\"} 1@30000 2@60000 2@90000 3@120000")
    }

    @Test("looks back as far as told, and no further than a stale marker")
    func lookback() throws {
        let scene = try Scene(["x 1 _x9", "y 1 stale _x9", "z 1 2 stale 4"])
        #expect(scene.answer("x", atMinute: 4.9) == "{__name__=\"x\"} 1")
        #expect(scene.answer("x", atMinute: 5) == "")
        #expect(scene.answer("y", atMinute: 0.5) == "{__name__=\"y\"} 1")
        #expect(scene.answer("y", atMinute: 1) == "")
        #expect(scene.answer("z", atMinute: 2) == "")
        #expect(scene.answer("sum_over_time(z[5m])", atMinute: 3) == "{} 7")
        var options = EvaluationOptions()
        options.lookbackMilliseconds = 60_000
        #expect(scene.answer("x", atMinute: 1, .prometheus3, options) == "")
        #expect(scene.answer("x", atMinute: 0.9, .prometheus3, options) == "{__name__=\"x\"} 1")
    }

    @Test("holds two series of one window function apart through a whole subquery")
    func claims() throws {
        let scene = try Scene(["a 1 2 stale", "b _ _ _ 1 2"])
        let duplicates = "error: vector cannot contain metrics with the same labelset"
        #expect(scene.answer("rate({__name__=~\"a|b\"}[2m])", atMinute: 4) == "{} 0.016666666666666666")
        #expect(scene.answer("count_over_time(rate({__name__=~\"a|b\"}[2m])[5m:1m])", atMinute: 4) == duplicates)
    }

    @Test("knows the time of samples only directly under timestamp, and half forgets an offset beside @")
    func timestamps() throws {
        let scene = try Scene(["x 1 2 3 4 5 6 7 8 9"])
        #expect(scene.answer("timestamp(x)", atMinute: 3.5) == "{} 180")
        #expect(scene.answer("timestamp((x))", atMinute: 3.5) == "{} 180")
        #expect(scene.answer("timestamp(+x)", atMinute: 3.5) == "{} 210")
        #expect(scene.answer("timestamp(x offset 1m)", atMinute: 3.5) == "{} 120")
        #expect(scene.answer("timestamp(x @ 400 offset -2m)", atMinute: 3) == "{} 360")
        #expect(scene.answer("timestamp(x @ 400 offset 6m)", atMinute: 3) == "")
    }

    // MARK: The catalogue

    @Test("evaluates the example of every function it does not refuse")
    func examples() throws {
        let scene = try Scene([
            "requests_total 1+1x10", "queue_depth 1 2 4 3 1", "latency_seconds_bucket{le=\"1\"} 1+1x5",
            "latency_seconds_bucket{le=\"+Inf\"} 2+2x5",
        ])
        for function in FunctionCatalogue.all {
            let semantics: Semantics = function.exists(in: .prometheus3) ? .prometheus3 : .prometheus2
            let answer = scene.answer(function.example, atMinute: 4, semantics)
            if case .refused = function.implementation {
                #expect(answer.hasPrefix("error: "), "\(function.name) is refused")
                #expect(function.standing != .stable, "\(function.name) is stable and has no implementation")
            } else {
                #expect(!answer.hasPrefix("error: "), "\(function.example): \(answer)")
            }
        }
    }

    // MARK: Many moments, one store

    @Test("sees series that come while it evaluates")
    func growing() throws {
        var store = SeriesStore()
        let clock = store.addClock([0, 60_000])
        var evaluator = try StepwiseEvaluator(try Expression.parse("sum(x)"), in: &store)
        #expect(try evaluator.evaluate(atMilliseconds: 0, in: &store) == .vector([]))
        let labels = store.labels.set([(name: "__name__", value: "x")])
        let id = store.add(labels, clock, [0, 0], presence: Bitmap(count: 2), stale: Bitmap(count: 2))
        store.set(.value(5), of: id, atTick: 1)
        #expect(
            try evaluator.evaluate(atMilliseconds: 60_000, in: &store)
                == .vector([VectorElement(labels: .empty, value: 5)]))
    }

    // MARK: Bounds

    @Test("adds 100,000 terms without running out of stack")
    func longSum() throws {
        let text = "x" + String(repeating: " + x", count: 99_999)
        #expect(try Scene(["x 1"]).answer(text) == "{} 100000")
    }

    @Test("nests as deep as the parser allows")
    func deep() throws {
        let scene = try Scene(["x -1"])
        #expect(
            scene.answer(String(repeating: "abs(", count: 999) + "x" + String(repeating: ")", count: 999)) == "{} 1")
        let subqueries =
            String(repeating: "last_over_time(", count: 300) + "x" + String(repeating: "[1m:1m])", count: 300)
        #expect(scene.answer(subqueries) == "{__name__=\"x\"} -1")
    }

    @Test("stops at its limits, and names them")
    func limits() throws {
        let scene = try Scene((0..<50).map { "x{i=\"\($0)\"} 1x10" })
        var options = EvaluationOptions()
        options.limits.samples = 1_000
        options.limits.elements = 40
        options.limits.subquerySteps = 100
        options.limits.labelValueBytes = 10
        func answer(_ text: String) -> String { scene.answer(text, atMinute: 10, .prometheus3, options) }
        #expect(answer("x") == "error: a vector has more than 40 elements")
        #expect(answer("{__name__=~\".+\"}") == "error: a vector has more than 40 elements")
        #expect(answer("sum_over_time(x[10m])") == "error: a vector has more than 40 elements")
        #expect(
            answer("max_over_time(vector(1)[1d:1s])") == "error: a subquery has more than 100 steps")
        #expect(
            answer("max_over_time((max_over_time(vector(1)[90s:1s]))[90s:1s])")
                == "error: the evaluation needs more than 1000 samples")
        #expect(
            answer("label_replace(x{i=\"1\"}, \"a\", \"long long long\", \"i\", \".*\")")
                == "error: a label value is longer than 10 bytes")
    }

    @Test("does not fall over at the ends of time")
    func endsOfTime() throws {
        let scene = try Scene(["x 1 2 3"])
        var store = scene.store
        let texts = [
            "x", "x offset 290y", "x offset -290y", "rate(x[290y])", "rate(x[290y] offset -290y)", "x @ 9e15",
            "sum_over_time(x[1h:1m] @ -9e15)", "timestamp(x @ 9e15 offset -290y)", "day_of_month()",
            "count_over_time(x[5m:290y])",
        ]
        for text in texts {
            let expression = try Expression.parse(text)
            for moment in [Int64.min, .min + 1, -1, 0, .max - 1, .max] {
                var evaluator = try StepwiseEvaluator(expression, in: &store)
                _ = try? evaluator.evaluate(atMilliseconds: moment, in: &store)
            }
        }
    }
}
