import Findings
import Rehearsals
import Simulation
import Testing

@testable import Reports

@Suite struct RehearsalWordsTests {
    static let durations: [(milliseconds: Int64, text: String)] = [
        (0, "0s"), (1, "1ms"), (999, "999ms"), (1_000, "1s"), (1_499, "1s"), (1_500, "2s"), (435_000, "7m15s"),
        (270_000, "4m30s"), (90_061_000, "1d1h1m1s"),
    ]

    @Test(arguments: durations)
    func `durations are whole seconds from one second on`(milliseconds: Int64, text: String) {
        #expect(RehearsalWords.duration(milliseconds) == text)
    }

    @Test func `shown steps add up to the shown sum`() {
        let steps = [400, 400, 400, 400, 1_400, 59_700, 300].map { DetectionStep(.window, milliseconds: $0) }
        #expect(RehearsalWords.durations(steps) == ["0s", "1s", "0s", "1s", "1s", "1m", "0s"])
        #expect(RehearsalWords.duration(steps.reduce(0) { $0 + $1.milliseconds }) == "1m3s")
    }

    @Test func `the detection budget is one line`() {
        let steps = [
            DetectionStep(.firstBadCompletion, milliseconds: 12_000), DetectionStep(.flush, milliseconds: 0),
            DetectionStep(.scrape, milliseconds: 18_000), DetectionStep(.window, milliseconds: 240_000),
            DetectionStep(.evaluation, milliseconds: 15_000), DetectionStep(.hold, milliseconds: 120_000),
            DetectionStep(.grouping, milliseconds: 30_000),
        ]
        #expect(
            RehearsalWords.budget(steps)
                == "onset → +12s first bad completion → +18s scrape → +4m window → +15s evaluation → +2m for → "
                + "+30s grouping = 7m15s")
    }

    static let counts: [(number: Int64, text: String)] = [
        (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"),
        (Int64.min, "-9,223,372,036,854,775,808"),
    ]

    @Test(arguments: counts)
    func `counts have commas`(number: Int64, text: String) {
        #expect(RehearsalWords.count(number) == text)
    }

    @Test func `sparklines begin at zero, show the worst of each stretch, and leave gaps`() {
        let errors = Timeline.Column(.errors, [0, 1, nil, 0.5, .infinity, 0.25, 0, 0])
        #expect(TimelineSampling.sparkline(errors, width: 8) == "▁█ ▅ ▃▁▁")
        #expect(TimelineSampling.sparkline(errors, width: 4) == "█▅▃▁")
        let hits = Timeline.Column(.cacheHitRate, [0.8, 0.8, 0.8, 0.1])
        #expect(TimelineSampling.worst(hits, count: 2) == [0.8, 0.1])
        #expect(TimelineSampling.sparkline(Timeline.Column(.loss, [0, 0]), width: 8) == "▁▁")
        #expect(TimelineSampling.sparkline(Timeline.Column(.loss, []), width: 8) == "")
    }

    @Test func `an incident is undecided only where what might have fired cannot be judged`() {
        var scenario = RehearsalSamples.incident("i", "I", ["errors"])
        #expect(ScenarioStanding(scenario, runCount: 2) == .bad)
        scenario.alerts = [RehearsalSamples.alert("a", .unprovable("why"), isPage: true)]
        #expect(ScenarioStanding(scenario, runCount: 2) == .undecided)
        scenario.detectedRuns = 1
        #expect(ScenarioStanding(scenario, runCount: 2) == .bad)
        scenario.detectedRuns = 2
        #expect(ScenarioStanding(scenario, runCount: 2) == .good)
        scenario.unprovable = "not run"
        #expect(ScenarioStanding(scenario, runCount: 2) == .undecided)
    }

    @Test func `tickets wake nobody`() {
        var control = RehearsalSamples.control("c", days: 1)
        control.tickets = Spread(best: 1, median: 1, worst: 1)
        #expect(ScenarioStanding(control, runCount: 1) == .good)
        control.pages = Spread(best: 0, median: 0, worst: 1)
        #expect(ScenarioStanding(control, runCount: 1) == .bad)
    }

    @Test func `rehearsals belong to services by name, the second of a name to the second`() {
        var report = ReportSamples.report(["a", "b", "a"].map { ServiceVerdict(service: $0, items: []) })
        report.rehearsals = [("a", 1), ("c", 2), ("a", 3), ("a", 4)].map { Rehearsal(service: $0.0, runCount: $0.1) }
        #expect(report.services.indices.map { report.rehearsal(ofServiceAt: $0)?.runCount } == [1, nil, 3])
        #expect(report.rehearsalsWithoutVerdict.map(\.runCount) == [2, 4])
    }

    @Test func `two rules of one name keep their own rows`() {
        let names = ["A", "A", "B"]
        let scenarios = (0..<2).map { index in
            var scenario = RehearsalSamples.incident("i\(index)", "I", [])
            scenario.alerts = names.enumerated().map { place, name in
                RehearsalSamples.alert(name, place == index ? .fired : .silent, isPage: true)
            }
            return scenario
        }
        let matrix = AlertMatrix(Rehearsal(service: "s", runCount: 1, scenarios: scenarios))
        #expect(matrix.alerts.map(\.name) == names)
        #expect(matrix.alerts.map(\.cells) == [[.fired, .silent], [.silent, .fired], [.silent, .silent]])
    }
}
