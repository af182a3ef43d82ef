import PromQL
import SourceText
import Testing
import TimeSeries

@testable import Rehearsals

/// Three hours of a counter of errors and one of requests, scraped every 30 s; the incident lasts from 3600 s on.
@Suite struct `Counterfactuals of a missed alert` {
    private static let incident: ClosedRange<Int64> = 3_600_000...3_900_000

    /// One request a second; one error a second while the incident lasts.
    private static func store(reason: String = "529", errorsUntil end: Int64 = 3_900) -> SeriesStore {
        var store = SeriesStore()
        let seconds = (0...360).map { Int64($0) * 30 }
        let clock = store.addClock(seconds.map { $0 * 1000 })
        let requests = store.labels.set([(name: "__name__", value: "requests_total")])
        store.add(requests, clock, seconds.map { Double($0) })
        let errors = store.labels.set([
            (name: "__name__", value: "errors_total"), (name: "reason", value: ByteString(reason)),
        ])
        store.add(errors, clock, seconds.map { Double(max(0, min($0, end) - 3_600)) })
        return store
    }

    private static func missed(
        _ expression: String, hold: Int64 = 0, recording: String? = nil, _ store: SeriesStore = store()
    ) throws -> MissedAlert {
        let alert = Rule(
            kind: .alerting(Rule.Alerting(holdMilliseconds: hold * 1000)), name: "A",
            expression: try Expression.parse(expression))
        let others = Rule(kind: .recording, name: "unread", expression: try Expression.parse("vector(1)"))
        var rules = [others, alert]
        if let recording {
            rules.insert(Rule(kind: .recording, name: "job:errors", expression: try Expression.parse(recording)), at: 0)
        }
        let grid = try #require(
            EvaluationGrid(
                startMilliseconds: 0, endMilliseconds: 10_800_000, intervalMilliseconds: 30_000,
                phaseMilliseconds: 5_000))
        return MissedAlert(
            rules: RuleSet(groups: [RuleGroup(name: "g", rules: rules)]),
            rule: RuleID(group: 0, rule: rules.count - 1), grid: grid, options: EvaluationOptions(), store: store,
            incident: incident, scrapeIntervalMilliseconds: 30_000)
    }

    private static let ratio = "sum(rate(errors_total[5m])) / sum(rate(requests_total[5m])) > 0.5"

    @Test func `finds the hold that outlasts the incident, and the half that does not`() throws {
        let found = Counterfactuals.search(try Self.missed(Self.ratio, hold: 600))
        #expect(found.first?.change == .shorterHold)
        #expect(found.first?.words == "no `for` instead of `10m`", "five minutes above a half are not to be had")
        let detection = try #require(found.first?.detectionMilliseconds)
        #expect(detection > 120_000 && detection < 240_000, "half of a window of five minutes, and a scrape")
        let shorter = Counterfactuals.search(try Self.missed("errors_total > 30 and errors_total < 290", hold: 300))
        #expect(shorter.first?.words == "`for: 2m30s` instead of `5m`")
    }

    @Test func `finds the window that dilutes, also behind a recording rule`() throws {
        let long = "sum(rate(errors_total[1h])) / sum(rate(requests_total[1h])) > 0.3"
        let found = Counterfactuals.search(try Self.missed(long))
        #expect(found.first?.words == "`[12m]` instead of `[1h]`")
        #expect(found.first?.change == .shorterWindow && found.first?.detectionMilliseconds != nil)
        let recorded = try Self.missed(
            "job:errors > 0.3", recording: "sum(rate(errors_total[1h] offset 0s)) / sum(rate(requests_total[1h:1m]))")
        #expect(Counterfactuals.search(recorded).first?.words == "`[12m]` instead of `[1h]`")
    }

    @Test func `never asks for a window of less than two scrapes`() throws {
        let found = Counterfactuals.search(try Self.missed("rate(errors_total[1m30s]) > 5"))
        #expect(found.map(\.words) == ["`[1m]` instead of `[1m30s]`"])
        #expect(found.map(\.detectionMilliseconds) == [nil], "what does not help is said too")
        #expect(Counterfactuals.search(try Self.missed("rate(errors_total[1m]) > 5")).isEmpty)
    }

    @Test func `finds the matcher that matches nothing`() throws {
        let found = Counterfactuals.search(
            try Self.missed("sum(rate(errors_total{reason=\"overloaded\", job=\"\"}[1m])) > 0.5"))
        #expect(
            found.map(\.words) == ["drop `reason=\"overloaded\"`, which no series has: it is `529`"])
        #expect(found[0].change == .labelFixed)
        let detection = try #require(found[0].detectionMilliseconds)
        #expect(detection < 120_000)
    }

    @Test func `asks for other samples only where they are offered, and ranks them last`() throws {
        var missed = try Self.missed("errors_total > 250", hold: 60, Self.store(errorsUntil: 3_700))
        missed.perfectPipeline = MissedAlert.Alternative(words: "keep the sink up") { Self.store() }
        missed.finerBuckets = MissedAlert.Alternative(words: "a bucket at 8 s") { Self.store(errorsUntil: 3_700) }
        let found = Counterfactuals.search(missed)
        #expect(found.map(\.change) == [.perfectPipeline, .shorterHold, .finerBuckets], "what works comes first")
        #expect(
            found[0].detectionMilliseconds == 335_000,
            "above 250 in the sample of 3870 s, evaluated at 3875 s, held a minute")
    }

    @Test func `does not take for a help what fires on a healthy day`() throws {
        let found = Counterfactuals.search(
            try Self.missed("requests_total{reason=\"529\"} > 100", Self.store(reason: "500")))
        #expect(found.map(\.change) == [.labelFixed])
        #expect(found[0].detectionMilliseconds == nil)
    }

    static let texts: [(text: String, shorter: String)] = [
        ("rate(a[10m])", "rate(a[5m])"),
        ("rate(a{b=\"[10m]\", c='[', d=`[`}[10m] offset 5m)", "rate(a{b=\"[10m]\", c='[', d=`[`}[5m] offset 5m)"),
        ("max_over_time(rate(a[10m])[1h:30s])", "max_over_time(rate(a[5m])[30m:30s])"),
        ("rate(a # [1m]\n [10m])", "rate(a # [1m]\n [5m])"),
        ("rate(a[1m]) + rate(b[90s])", "rate(a[1m]) + rate(b[1m])"),
        ("a > 3", "a > 3"),
    ]

    @Test(arguments: texts)
    func `shorten ranges and nothing else`(text: String, shorter: String) throws {
        let expression = try Expression.parse(text)
        let found = RangeRewriting.shortened(expression, by: 2, notBelow: 60_000)
        #expect(String(decoding: found.text, as: UTF8.self) == shorter)
        #expect(try Expression.parse(found.text).nodes.count == expression.nodes.count)
    }

    static let matchers: [(text: String, without: String)] = [
        ("errors_total{reason=\"x\"}", "errors_total{}"),
        ("errors_total{reason=\"x\", job=\"\"}", "errors_total{ job=\"\"}"),
        ("errors_total{job=\"\" , reason = \"x\"}", "errors_total{job=\"\" , }"),
        ("errors_total{reason=\"529\"}", "errors_total{reason=\"529\"}"),
        ("nothing_total{reason=\"x\"}", "nothing_total{reason=\"x\"}"),
    ]

    @Test(arguments: matchers)
    func `take out a matcher and leave an expression`(text: String, without: String) throws {
        let found = MatcherRewriting.withoutIdleMatchers(try Expression.parse(text), in: Self.store())
        #expect(String(decoding: found.text, as: UTF8.self) == without)
        _ = try Expression.parse(found.text)
    }
}
