import PromQL
import SourceText
import Testing

/// Why an expression yields nothing: the piece of it, the reason, and by how much.
@Suite struct ExplanationTests {
    struct Pair: Sendable {
        let expression: String
        let series: [String]
        /// In minutes.
        var at: Int64 = 10
        /// For each reason the piece of the expression it points at, then the reason.
        let reasons: [String]
    }

    static let pairs: [Pair] = [
        // Nothing selected.
        Pair(
            expression: "errors > 5", series: ["errors_total 1x20"], reasons: ["errors: no metric `errors`"]),
        Pair(
            expression: #"sum(rate(errors_total{class="529"}[5m]))"#,
            series: [#"errors_total{class="429"} 0+1x20"#, #"errors_total{class="500"} 0+1x20"#],
            reasons: [#"errors_total{class="529"}[5m]: class="529" against 429, 500"#]),
        Pair(
            expression: #"errors{class=~"5..", job="x"}"#,
            series: [#"errors{class="500",job="y"} 1x20"#, #"errors{class="429",job="x"} 1x20"#],
            reasons: [#"errors{class=~"5..", job="x"}: conditions never meet"#]),
        Pair(
            expression: "up == 0", series: ["up 1x3"], at: 10,
            reasons: ["up: newest 3m, window 5m"]),
        Pair(expression: "up == 0", series: ["up _x15 1"], reasons: ["up: newest none, window 5m"]),
        Pair(expression: "up == 0", series: ["up 1x7 stale"], reasons: ["up: ended 8m"]),
        Pair(
            expression: "up offset 5m == 0", series: ["up 1 stale _x8 0"], reasons: ["up offset 5m: ended 1m"]),
        // Too little in the window.
        Pair(
            expression: "rate(errors_total[1m]) > 0", series: ["errors_total 0+1x20"],
            reasons: ["rate(errors_total[1m]): 1 of 2 in 1m"]),
        Pair(
            expression: "increase(errors_total[10m])", series: ["errors_total _x10 5"],
            reasons: ["increase(errors_total[10m]): 1 of 2 in 10m"]),
        // Joins.
        Pair(
            expression: "errors / requests > 0.05", series: ["requests 100x20"], reasons: ["errors: no metric `errors`"]
        ),
        Pair(
            expression: "errors / on (job) requests > 0.05",
            series: [#"errors{job="a"} 1x20"#, #"requests{job="b"} 1x20"#],
            reasons: [
                #"errors / on (job) requests: {__name__="errors", job="a"} meets not {__name__="requests", job="b"}"#
            ]),
        Pair(
            expression: "queue > 10 and on () up == 0", series: ["queue 50x20", "up 1x20"],
            reasons: ["up == 0: 1 == 0 by 1"]),
        Pair(
            expression: "queue unless on () maintenance", series: ["queue 50x20", "maintenance 1x20"],
            reasons: ["queue unless on () maintenance: 1 excluded"]),
        Pair(
            expression: "a > 5 or b > 7", series: ["a 3x20", "b 6x20"],
            reasons: ["a > 5: 3 > 5 by 2", "b > 7: 6 > 7 by 1"]),
        // Below the threshold, and by how much.
        Pair(
            expression: "queue > 100", series: [#"queue{i="1"} 40x20"#, #"queue{i="2"} 90x20"#],
            reasons: ["queue > 100: 90 > 100 by 10 of 2"]),
        Pair(expression: "100 < queue", series: ["queue 99.5x20"], reasons: ["100 < queue: 99.5 > 100 by 0.5"]),
        Pair(expression: "queue > 100", series: ["queue 100x20"], reasons: ["queue > 100: 100 > 100 by 0"]),
        Pair(
            expression: "free / size < 0.1", series: ["free 30x20", "size 120x20"],
            reasons: ["free / size < 0.1: 0.25 < 0.1 by 0.15"]),
        Pair(
            expression: "sum by (job) (rate(errors_total[5m])) > 0.5",
            series: [#"errors_total{job="chat"} 0+6x20"#],
            reasons: ["sum by (job) (rate(errors_total[5m])) > 0.5: 0.1 > 0.5 by 0.4"]),
        // Not a number.
        Pair(
            expression: "errors / requests > 0.05", series: ["errors 0x20", "requests 0x20"],
            reasons: ["errors / requests: 0/0"]),
        Pair(
            expression: "sum(errors) / sum(requests) > 0.05", series: ["errors NaN+0x20", "requests 5x20"],
            reasons: ["errors: sample is NaN"]),
        Pair(
            expression: "histogram_quantile(0.95, sum by (le) (rate(d_bucket[5m]))) > 1",
            series: [#"d_bucket{le="1"} 0x20"#, #"d_bucket{le="+Inf"} 0x20"#],
            reasons: ["histogram_quantile(0.95, sum by (le) (rate(d_bucket[5m]))): becomes NaN"]),
        Pair(
            expression: "histogram_quantile(0.95, rate(d_sum[5m])) > 1", series: ["d_sum 0+1x20"],
            reasons: ["histogram_quantile(0.95, rate(d_sum[5m])): no le"]),
        Pair(
            expression: "errors > scalar(limit)", series: ["errors 5x20"],
            reasons: ["limit: no metric `limit`"]),
        Pair(
            expression: "errors > scalar(limit)",
            series: ["errors 5x20", #"limit{i="1"} 1x20"#, #"limit{i="2"} 1x20"#],
            reasons: ["scalar(limit): scalar of 2"]),
        // What a person would look at first is inside.
        Pair(
            expression: "(queue > bool 100) == 1", series: ["queue 90x20"],
            reasons: ["queue > bool 100: 90 > 100 by 10"]),
        Pair(
            expression: "count(up == 0) > 2", series: [#"up{i="1"} 0x20"#, #"up{i="2"} 1x20"#],
            reasons: ["count(up == 0) > 2: 1 > 2 by 1"]),
        Pair(
            expression: "max_over_time(queue[5m]) > 100", series: ["queue 40 99 20x20"], at: 4,
            reasons: ["max_over_time(queue[5m]) > 100: 99 > 100 by 1"]),
        Pair(expression: "topk(0, queue)", series: ["queue 1x20"], reasons: ["topk(0, queue): parameter 0"]),
        Pair(
            expression: "topk(1, queue) > 100", series: [#"queue{i="1"} 7x20"#, #"queue{i="2"} 9x20"#],
            reasons: ["topk(1, queue) > 100: 9 > 100 by 91"]),
        Pair(
            expression: "queue offset 10m > 0", series: ["queue 1x20"], at: 5,
            reasons: ["queue offset 10m: newest none, window 5m"]),
        Pair(
            expression: "queue @ 60 > 3", series: ["queue 1 2x20"], reasons: ["queue @ 60 > 3: 2 > 3 by 1"]),
        Pair(
            expression: "-queue < -100", series: ["queue 90x20"], reasons: ["-queue < -100: -90 < -100 by 10"]),
        Pair(
            expression: "sum_over_time((queue > 5)[10m:1m])", series: ["queue 1x20"],
            reasons: ["queue > 5: 1 > 5 by 4"]),
        // What cannot be evaluated, and where.
        Pair(
            expression: "queue * on (job) group_left () size > 5",
            series: [#"queue{job="a",i="1"} 1x20"#, #"size{job="a",i="1"} 1x20"#, #"size{job="a",i="2"} 1x20"#],
            reasons: ["queue * on (job) group_left () size: failed: found duplicate series for the match"]),
        Pair(
            expression: #"label_replace(queue, "x", "x", "job", "(") > 0"#, series: ["queue 1x20"],
            reasons: [
                #"label_replace(queue, "x", "x", "job", "("): failed: invalid regular expression in label_"#
            ]),
        Pair(
            expression: "histogram_count(queue) > 0", series: ["queue 1x20"],
            reasons: ["histogram_count(queue): failed: histogram_count needs native histogr"]),
        // Absent.
        Pair(
            expression: "absent(up)", series: [#"up{i="1"} 1x20"#, #"up{i="2"} 1x20"#], reasons: ["absent(up): 2 there"]
        ),
    ]

    @Test(arguments: pairs)
    func `the reason is the one a person would find, at its place`(pair: Pair) throws {
        let expression = try Expression.parse(pair.expression)
        let store = try RuleScene([], series: pair.series).store
        let reasons = Explanation.reasons(
            for: expression, atMilliseconds: pair.at * 60_000, in: store, EvaluationOptions())
        let told = reasons.map { reason in
            let piece = String(decoding: expression.text(of: reason.node), as: UTF8.self)
            return "\(piece): \(Self.words(reason.kind))"
        }
        #expect(told == pair.reasons)
    }

    @Test func `an expression that yields something has no reason`() throws {
        let store = try RuleScene([], series: ["a 1x20"]).store
        let expression = try Expression.parse("a > 0 or b")
        #expect(Explanation.reasons(for: expression, atMilliseconds: 0, in: store, EvaluationOptions()).isEmpty)
    }

    static func words(_ kind: EmptyReason.Kind) -> String {
        switch kind {
        case .noSuchMetric(let name): "no metric `\(name)`"
        case .labelMatchesNothing(let label, let matcher, let present):
            "\(label)\(matcher.operator.text)\"\(matcher.value)\" against \(present.map(\.string).joined(separator: ", "))"
        case .labelsMatchNothing: "conditions never meet"
        case .noSampleInWindow(let newest, let window):
            "newest \(newest.map { "\($0 / 60_000)m" } ?? "none"), window \(window / 60_000)m"
        case .ended(let time): "ended \(time / 60_000)m"
        case .tooFewSamples(let most, let needed, let window): "\(most) of \(needed) in \(window / 60_000)m"
        case .sidesDoNotMatch(let left, let right): "\(left.text) meets not \(right.text)"
        case .notRecorded(let name): "`\(name)` is not recorded"
        case .keepsNone(let parameter): "parameter \(GoNumberText.shortest(parameter))"
        case .notOneElement(let count): "scalar of \(count)"
        case .beganAnew(let since, let remaining): "anew, holds since \(since / 60_000)m, \(remaining / 60_000)m more"
        case .excluded(let count): "\(count) excluded"
        case .present(let count): "\(count) there"
        case .noBuckets: "no le"
        case .yieldsNothing: "yields nothing"
        case .comparison(let comparison):
            "\(GoNumberText.shortest(comparison.value)) \(comparison.operator.text) "
                + "\(GoNumberText.shortest(comparison.threshold)) by \(GoNumberText.shortest(comparison.gap))"
                + (comparison.count > 1 ? " of \(comparison.count)" : "")
        case .zeroByZero: "0/0"
        case .sampleIsNotANumber: "sample is NaN"
        case .becomesNotANumber: "becomes NaN"
        case .pending(let since, let remaining): "pending since \(since / 60_000)m, \(remaining / 60_000)m more"
        case .failed(let error): "failed: \(error.message.prefix(36))"
        case .notEvaluated: "not evaluated"
        }
    }

    // MARK: Of rules in a run

    @Test func `a rule's silence is explained by what it saw, and its state`() throws {
        let run = try RuleScene(
            [
                try .recording("r", "late + 1"), try .recording("late", "a"), try .alert("A", "a > 2", for: 3),
                try .recording("both", "a", labels: [("i", "")]),
            ], series: [#"a{i="1"} 1 2 3 4 5 6 7"#, #"a{i="2"} _ _ _ 1 stale"#], minutes: 8
        ).run()
        func told(_ rule: Int, _ minute: Int64) -> [String] {
            run.explain(RuleID(group: 0, rule: rule), atMilliseconds: minute * 60_000).map { Self.words($0.kind) }
        }
        #expect(told(0, 0) == ["newest none, window 5m"], "what is written later at the same moment was not there yet")
        #expect(told(0, 1) == [])
        #expect(told(2, 1) == ["2 > 2 by 0"])
        #expect(told(2, 3) == ["pending since 2m, 2m more"])
        #expect(told(2, 5) == [])
        #expect(
            told(3, 3) == ["failed: vector contains metrics with the sam"])
        #expect(told(2, -1) == ["not evaluated"])
    }

    @Test func `a rule over what others record is silent for their reasons`() throws {
        let run = try RuleScene(
            [
                try .recording("rate", "rate(errors_total[5m])"), try .recording("ratio", "rate / requests"),
                try .alert("A", "ratio > 0.5"), try .recording("below", "a < 3"), try .alert("B", "below < 5"),
            ], series: ["requests 5x20", "a 1 1 7x20"], minutes: 8
        ).run()
        func told(_ rule: Int) -> [String] {
            run.explain(RuleID(group: 0, rule: rule), atMilliseconds: 480_000).map {
                "\($0.rule.map { "\($0.rule) " } ?? "")\(Self.words($0.kind))"
            }
        }
        #expect(told(2) == ["`ratio` is not recorded", "1 `rate` is not recorded", "0 no metric `errors_total`"])
        #expect(told(4) == ["ended 2m", "3 7 < 3 by 4"])
    }

    @Test func `rules that record each other are asked once`() throws {
        let run = try RuleScene([try .recording("r", "s"), try .recording("s", "r"), try .alert("A", "r > 0")]).run()
        let reasons = run.explain(RuleID(group: 0, rule: 2), atMilliseconds: 60_000)
        #expect(reasons.map(\.rule) == [nil, RuleID(group: 0, rule: 0), RuleID(group: 0, rule: 1)])
    }

    @Test func `an alert that fires on for keep_firing_for is not silent, and one that has ended is`() throws {
        let run = try RuleScene([try .alert("A", "a > 2", keep: 3)], series: ["a 3 1x20"], minutes: 8).run()
        func told(_ minute: Int64) -> [String] {
            run.explain(RuleID(group: 0, rule: 0), atMilliseconds: minute * 60_000).map { Self.words($0.kind) }
        }
        #expect(told(0) == [] && told(3) == [])
        #expect(told(4) == ["1 > 2 by 1"])
    }

    @Test func `an alert whose labels change begins anew, and that is the reason`() throws {
        let run = try RuleScene(
            [try .alert("A", "a > 0", for: 3, labels: [("v", "{{ $value }}")])], series: ["a 0 1+1x20"], minutes: 8
        ).run()
        func told(_ minute: Int64) -> [String] {
            run.explain(RuleID(group: 0, rule: 0), atMilliseconds: minute * 60_000).map { Self.words($0.kind) }
        }
        #expect(told(1) == ["pending since 1m, 3m more"])
        #expect(told(8) == ["anew, holds since 1m, 3m more"])
    }

    @Test func `a failed rule points at the part that fails`() throws {
        let run = try RuleScene(
            [try .alert("A", "1 + (a * on () b) > 5")], series: ["a 1", #"b{i="1"} 1"#, #"b{i="2"} 1"#], minutes: 0
        ).run()
        let id = RuleID(group: 0, rule: 0)
        let pieces = run.explain(id, atMilliseconds: 0).map { run.rules[id].expression.text(of: $0.node) }
        #expect(pieces.map { String(decoding: $0, as: UTF8.self) } == ["a * on () b"])
    }
}
