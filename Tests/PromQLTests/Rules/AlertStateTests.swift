import PromQL
import SourceText
import Testing

/// The states of alerts, evaluation by evaluation; what promtool says of the same is in `TestRulesRefereeTests`.
@Suite struct AlertStateTests {
    static let first = RuleID(group: 0, rule: 0)

    static let boundaries: [(hold: Int64, keep: Int64, values: String, timeline: [String])] = [
        (0, 0, "0 1 1 0", [#"{alertname="A"} 1>1>3"#]),
        (1, 0, "0 1 0", [#"{alertname="A"} 1>->2"#]),
        (1, 0, "0 1 1 0", [#"{alertname="A"} 1>2>3"#]),
        (2, 3, "0 1x6 0x15", [#"{alertname="A"} 1>3>11"#]),
        (2, 0, "0 1 1 0 1 1 1 0", [#"{alertname="A"} 1>->3 4>6>7"#]),
        (0, 1, "1 0 0 0", [#"{alertname="A"} 0>0>2"#]),
        (0, 2, "1 0 1 0 0 0", [#"{alertname="A"} 0>0>5"#]),
        (3, 5, "1 1 0 0", [#"{alertname="A"} 0>->2"#]),
        (0, 0, "1 stale 1", [#"{alertname="A"} 0>0>1 2>2>7"#]),
        (5, 0, "1x20", [#"{alertname="A"} 0>5>"#]),
    ]

    @Test(arguments: boundaries)
    func `for and keep_firing_for count from the evaluation, ends included`(
        hold: Int64, keep: Int64, values: String, timeline: [String]
    ) throws {
        let end = values.split(separator: " ").count > 20 ? 20 : 15
        let scene = RuleScene(
            [try .alert("A", "a == 1", for: hold, keep: keep)], series: ["a \(values)"], minutes: end)
        let run = try scene.run()
        // The last value stays visible for five minutes.
        #expect(run.timeline(Self.first) == timeline)
    }

    @Test func `a state is written under its own labels, and the old one ends at once`() throws {
        let run = try RuleScene(
            [try .alert("A", "a == 1", for: 1, labels: [("severity", "page")])], series: ["a 0 1 1 1 0"], minutes: 5
        ).run()
        #expect(
            run.text(of: "ALERTS") == [
                #"ALERTS{alertname="A", alertstate="firing", severity="page"} 2:1 3:1 4:stale"#,
                #"ALERTS{alertname="A", alertstate="pending", severity="page"} 1:1 2:stale"#,
            ])
        #expect(
            run.text(of: "ALERTS_FOR_STATE") == [
                #"ALERTS_FOR_STATE{alertname="A", severity="page"} 1:60 2:60 3:60 4:stale"#
            ])
    }

    @Test func `a label that changes with the value begins a new alert each time, so none ever fires`() throws {
        let run = try RuleScene(
            [try .alert("A", "a > 0", for: 2, labels: [("level", "{{ $value }}")])], series: ["a 1+1x9"], minutes: 9
        ).run()
        let episodes = run.alerts[Self.first]?.flatMap(\.episodes) ?? []
        #expect(episodes.count == 10)
        #expect(episodes.allSatisfy { $0.firingFromMilliseconds == nil })
    }

    @Test func `the labels of an alert are the element's, the rule's over them, and no metric name`() throws {
        let run = try RuleScene(
            [
                try .alert(
                    "A", "a > 0",
                    labels: [("job", ""), ("team", "{{ $labels.instance }}"), ("z", "{{ .Labels.none }}")])
            ], series: [#"a{job="x",instance="i"} 1"#], minutes: 0
        ).run()
        #expect(run.timeline(Self.first) == [#"{alertname="A", instance="i", team="i"} 0>0>"#])
        // Prometheus begins these with the labels as written, so one whose template came out empty shows it.
        #expect(
            run.text(of: "ALERTS") == [
                #"ALERTS{alertname="A", alertstate="firing", instance="i", team="i", z="{{ .Labels.none }}"} 0:1"#
            ])
    }

    @Test func `two elements that become one alert fail the evaluation and leave everything as it was`() throws {
        let run = try RuleScene(
            [try .alert("A", "a > 0", labels: [("i", "same")])],
            series: [#"a{i="1"} 1 1 1 1"#, #"a{i="2"} _ 1 stale"#], minutes: 3
        ).run()
        #expect(run.timeline(Self.first) == [#"{alertname="A", i="same"} 0>0>"#])
        #expect(run.failures.map(\.error) == [.duplicateAlertLabels])
        #expect(run.text(of: "ALERTS") == [#"ALERTS{alertname="A", alertstate="firing", i="same"} 0:1 2:1 3:1"#])
    }

    @Test func `more alerts than the limit fail the evaluation and are all forgotten`() throws {
        let run = try RuleScene(
            [try .alert("A", "a > 0", for: 1)],
            series: [#"a{i="1"} 1 1 1 1 1"#, #"a{i="2"} _ _ 1 stale"#], minutes: 4, limit: 1
        ).run()
        #expect(run.failures.map(\.error) == [.tooManyAlerts(limit: 1, count: 2)])
        #expect(
            run.timeline(Self.first) == [
                #"{alertname="A", i="1"} 0>1>2 3>4>"#, #"{alertname="A", i="2"} 2>->2"#,
            ])
        #expect(run.alerts[Self.first]?[0].episodes[0].end == .forgotten)
    }

    @Test func `annotations are those of the last evaluation at which the condition held`() throws {
        let run = try RuleScene(
            [
                try .alert(
                    "A", "a > 0", keep: 5,
                    annotations: [("n", "{{ query \"count(a)\" | first | value }}"), ("v", "{{ $value }}")])
            ], series: ["a 3 7 0 0"], minutes: 3
        ).run()
        let timeline = try #require(run.alerts[Self.first]?.first)
        for (minute, value) in [(0, "3"), (1, "7"), (2, "7"), (3, "7")] {
            let annotations = try run.annotations(of: Self.first, timeline, atMilliseconds: Int64(minute) * 60_000)
            #expect(annotations?.map(\.value.string) == ["1", value])
        }
    }

    @Test func `the state at a moment is that of the evaluation before it`() throws {
        let run = try RuleScene([try .alert("A", "a == 1", for: 1)], series: ["a 0 1 1 0"], minutes: 4).run()
        let timeline = try #require(run.alerts[Self.first]?.first)
        let states = [59_999, 60_000, 119_999, 120_000, 179_999, 180_000].map { timeline.state(atMilliseconds: $0) }
        #expect(states == [nil, .pending, .pending, .firing, .firing, nil])
    }
}
