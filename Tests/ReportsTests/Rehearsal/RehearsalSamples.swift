import Findings
import Rehearsals
import Reports
import Simulation
import SourceText

/// Rehearsals that together hold every outcome, spread, loss and kind of text.
enum RehearsalSamples {
    static let minute: Int64 = 60_000
    static let second: Int64 = 1_000

    /// A service with a rehearsal in which everything occurs, one that was not rehearsed, and a rehearsal without a
    /// verdict.
    static func everything() -> (report: Report, sources: SourceSet) {
        var scene = Scene()
        let rules = scene.add(
            "deploy/rules/alerts.yaml",
            "groups:\n- name: chat\n  rules:\n  - alert: ⟦ErrorRateHigh⟧\n  - alert: ⟦CacheHitRateLow⟧\n")
        let item = ItemVerdict(
            id: "alerts", title: "Alerts",
            requirements: [
                RequirementVerdict(id: "incident overloaded-529", level: .rehearsed, outcome: .pass),
                RequirementVerdict(
                    id: "incident cache-collapse", level: .rehearsed, outcome: .fail, reason: "not detected"),
            ])
        var report = ReportSamples.report([
            ServiceVerdict(service: "support-chat", items: [item]), ServiceVerdict(service: "summaries", items: []),
        ])
        var alone = Rehearsal(service: "billing", runCount: 1, scenarios: [control("healthy-day", days: 0.25)])
        alone.seriesCount = 12
        report.rehearsals = [chat(rules), alone]
        return (report, scene.sources)
    }

    private static func chat(_ rules: [SourceRange]) -> Rehearsal {
        Rehearsal(
            service: "support-chat", runCount: 20,
            scenarios: [
                overloaded(rules), cacheCollapse(rules), brownout(), notRun(), unjudged(),
                control("healthy-day", days: 20), control("quiet-night", days: 6.5), launchSpike(),
            ],
            assumptions: [
                Assumption("40 requests a second at the peak", key: "traffic.peak_rps"),
                Assumption("Alertmanager groups by `alertname`"),
            ], seriesCount: 1_312)
    }

    // MARK: Incidents

    /// Told by a page in every run, through all stages.
    private static func overloaded(_ rules: [SourceRange]) -> ScenarioResult {
        var scenario = incident("overloaded-529", "A fifth of all calls is overloaded", ["errors", "latency"])
        var alert = alert("ErrorRateHigh", .fired, isPage: true, at: rules[0])
        alert.firedRuns = 20
        alert.detection = Spread(best: 245_400, median: 330_000, worst: 405_250)
        alert.steps = [
            DetectionStep(.firstBadCompletion, milliseconds: 12_400), DetectionStep(.flush, milliseconds: 0),
            DetectionStep(.scrape, milliseconds: 17_700), DetectionStep(.window, milliseconds: 240_150),
            DetectionStep(.evaluation, milliseconds: 15_000), DetectionStep(.hold, milliseconds: 120_000),
            DetectionStep(.grouping, milliseconds: 30_000),
        ]
        alert.reset = Spread(best: 60_000, median: 240_000, worst: 330_000)
        alert.episodes = 1
        alert.page = PageText(
            receiver: "oncall",
            labels: [.init(name: "alertname", text: "ErrorRateHigh"), .init(name: "severity", text: "page")],
            annotations: [
                .init(name: "summary", text: "21.3% of calls to Claude fail"),
                .init(name: "runbook_url", text: "https://runbooks.example/errors"),
            ])
        var latency = self.alert("LatencyHigh", .alongside, isPage: false)
        latency.firedRuns = 11
        latency.episodes = 4
        latency.detection = Spread(best: 500_000, median: 600_000, worst: 700_000)
        latency.page = PageText(receiver: nil, labels: [.init(name: "alertname", text: "LatencyHigh")], annotations: [])
        scenario.alerts = [
            alert, latency, self.alert("CacheHitRateLow", .silent, isPage: false, at: rules[1]),
            self.alert("CostHigh", .silent, isPage: true),
            self.alert("QueueDeep", .unprovable("it reads `kube_pod_info`, which is not rehearsed"), isPage: true),
        ]
        scenario.detection = alert.detection
        scenario.pageDetection = alert.detection
        scenario.detectedRuns = 20
        scenario.pagedRuns = 20
        scenario.pages = Spread(best: 1, median: 1, worst: 2)
        scenario.tickets = Spread(best: 0, median: 1, worst: 4)
        scenario.nanoDollarsBeforePage = Spread(
            best: 8_400_000_000, median: 10_000_000_000, worst: 12_345_678_901)
        scenario.timeline = timeline(
            bands: [
                .init(.fault, "claude-529", fromMilliseconds: 20 * minute, toMilliseconds: 40 * minute),
                .init(.pending, "ErrorRateHigh", fromMilliseconds: 24 * minute + 45_250, toMilliseconds: 26 * minute),
                .init(.pending, "LatencyHigh", fromMilliseconds: 25 * minute, toMilliseconds: 30 * minute),
                .init(.firing, "ErrorRateHigh", fromMilliseconds: 26 * minute, toMilliseconds: 45 * minute + 1),
                .init(.firing, "LatencyHigh", fromMilliseconds: 30 * minute, toMilliseconds: 60 * minute),
            ])
        scenario.ledger.requests = 144_000
        scenario.ledger.calls = 144_010
        scenario.ledger.attempts = 201_337
        scenario.ledger.outcomes[0] = 120_000
        scenario.ledger.outcomes[CallOutcome.overloaded.rawValue] = 24_010
        scenario.ledger.costNanoDollars = 98_765_432_109
        return scenario
    }

    /// Missed in most runs; telemetry is lost on the way.
    private static func cacheCollapse(_ rules: [SourceRange]) -> ScenarioResult {
        var scenario = incident(
            "cache-collapse", "The cached prefix changes on every call", ["cache_hit_rate", "cost"])
        var cache = alert("CacheHitRateLow", .missed, isPage: false, at: rules[1])
        cache.firedRuns = 3
        cache.detection = Spread(best: 900_000, median: 960_000, worst: 1_020_000)
        cache.counterfactuals = [
            Counterfactual(.shorterHold, words: "`for: 10m` instead of `15m`", detectionMilliseconds: nil),
            Counterfactual(.shorterWindow, words: "`for: 1m` instead of `15m`", detectionMilliseconds: 270_000),
            Counterfactual(.perfectPipeline, words: "nothing lost on the way", detectionMilliseconds: 800_000),
        ]
        var cost = alert("CostHigh", .missed, isPage: true)
        cost.counterfactuals = [
            Counterfactual(.shorterHold, words: "`for: 1m`", detectionMilliseconds: nil),
            Counterfactual(.labelFixed, words: "`model` instead of `model_name`", detectionMilliseconds: nil),
        ]
        scenario.alerts = [
            alert("ErrorRateHigh", .silent, isPage: true, at: rules[0]), alert("LatencyHigh", .silent, isPage: false),
            cache, cost,
        ]
        scenario.detectedRuns = 3
        scenario.nanoDollarsBeforePage = Spread(best: 1, median: 2_000_000_000, worst: 4_321_000_000_000)
        scenario.tickets = Spread(best: 0, median: 0, worst: 1)
        scenario.pipeline.made = 3_600_000
        scenario.pipeline.arrived = 3_556_700
        scenario.pipeline.underWay = 100
        scenario.pipeline.lost = [.crash: 13_200, .bufferFull: 30_000, .exportTimeout: 0]
        scenario.pipeline.peakBufferItems = 2_048
        scenario.pipeline.peakBufferBytes = 1_048_576
        scenario.pipeline.stalestMilliseconds = 90_000
        scenario.pipeline.drainMilliseconds = 45_000
        scenario.pipeline.addedMeanMilliseconds = 0.125
        scenario.pipeline.addedMaximumMilliseconds = 2_000
        scenario.timeline = timeline(bands: [
            .init(.fault, "new-prefix", fromMilliseconds: 20 * minute, toMilliseconds: 60 * minute)
        ])
        return scenario
    }

    /// A ticket tells first, a page later.
    private static func brownout() -> ScenarioResult {
        var scenario = incident("ttft-brownout", "The first token takes eight seconds", ["ttft"])
        var ticket = alert("FirstTokenSlow", .fired, isPage: false)
        ticket.firedRuns = 20
        ticket.detection = Spread(best: 400, median: 700, worst: 950)
        ticket.steps = [DetectionStep(.firstBadCompletion, milliseconds: 950)]
        var page = alert("FirstTokenVerySlow", .fired, isPage: true)
        page.firedRuns = 20
        page.detection = Spread(best: 500_000, median: 600_000, worst: 640_000)
        scenario.alerts = [ticket, page]
        scenario.detection = ticket.detection
        scenario.pageDetection = page.detection
        scenario.detectedRuns = 20
        scenario.pagedRuns = 20
        scenario.pipeline.made = 10
        scenario.pipeline.arrived = 10
        return scenario
    }

    private static func notRun() -> ScenarioResult {
        var scenario = incident("sink-down", "The sink is down during an incident", [])
        scenario.unprovable = "hand in an exposition sample: `artefacts.exposition`"
        return scenario
    }

    /// Nothing fires, and what might cannot be judged.
    private static func unjudged() -> ScenarioResult {
        var scenario = incident("vector-store-slow", "The vector store answers late", ["dependency.latency"])
        var alert = alert(
            "VectorStoreSlow", .unprovable("a sample after forced errors shows its buckets"), isPage: true)
        alert.signals = ["dependency.latency"]
        scenario.alerts = [alert]
        return scenario
    }

    private static func launchSpike() -> ScenarioResult {
        var scenario = control("launch-spike", days: 20)
        var alert = alert("LatencyHigh", .misfired, isPage: true)
        alert.misfiredRuns = 7
        alert.episodes = 2
        scenario.alerts = [alert]
        scenario.pages = Spread(best: 0, median: 0, worst: 2)
        scenario.tickets = Spread(best: 0, median: 0, worst: 1)
        scenario.pagedRuns = 7
        return scenario
    }

    // MARK: Pieces

    static func incident(_ id: String, _ title: String, _ signals: [String]) -> ScenarioResult {
        ScenarioResult(
            id: id, title: title, isControl: false, story: "\(title), for twenty minutes; `\(id)` is its name.",
            durationMilliseconds: 60 * minute, incident: 20 * minute...40 * minute, signals: signals,
            timeline: timeline(bands: []))
    }

    static func control(_ id: String, days: Double) -> ScenarioResult {
        var scenario = ScenarioResult(
            id: id, title: "Nothing is wrong", isControl: true, story: "An ordinary day.",
            durationMilliseconds: 24 * 60 * minute, incident: nil, signals: [],
            timeline: Timeline(seed: 1, stepMilliseconds: 12 * minute))
        scenario.healthyDays = days
        return scenario
    }

    static func alert(
        _ name: String, _ verdict: AlertResult.Verdict, isPage: Bool, at place: SourceRange? = nil
    ) -> AlertResult {
        AlertResult(name: name, place: place, isPage: isPage, signals: ["errors"], verdict: verdict)
    }

    /// An hour in `count` steps, with a gap, a spike of one step and values of every size.
    static func timeline(bands: [Timeline.Band], count: Int = 120) -> Timeline {
        let steps = Array(0..<count)
        func isBad(_ step: Int) -> Bool { step * 3 >= count && step * 3 < count * 2 }
        func column(_ quantity: Timeline.Quantity, _ good: Double, _ bad: Double) -> Timeline.Column {
            Timeline.Column(
                quantity,
                steps.map { step in
                    if quantity == .firstToken, step * 10 < count { return nil }
                    if step == count / 2 { return bad * 1.5 }
                    return (isBad(step) ? bad : good) * (1 + Double(step % 7) / 100)
                })
        }
        return Timeline(
            seed: UInt64.max, stepMilliseconds: 60 * minute / Int64(count),
            columns: [
                column(.traffic, 40, 38.5), column(.errors, 0.0012345, 0.213), column(.firstToken, 820, 4_300),
                column(.latency, 6_200, 12_000), column(.cost, 12.5, 31.25), column(.cacheHitRate, 0.8, 0.05),
                column(.loss, 0, 1_200),
            ], bands: bands)
    }

    // MARK: Hostile and large

    /// A rehearsal of which every text is the given one.
    static func saying(_ text: String, service: String? = nil, at place: SourceRange? = nil) -> Rehearsal {
        var scenario = incident("i \(text)", text, [text])
        scenario.story = text
        var fired = alert(text, .fired, isPage: true, at: place)
        fired.firedRuns = 2
        fired.detection = Spread(best: 1, median: 2, worst: 3)
        fired.episodes = 2
        fired.steps = [DetectionStep(.scrape, milliseconds: 61_000)]
        fired.page = PageText(
            receiver: text, labels: [.init(name: text, text: text)], annotations: [.init(name: text, text: text)])
        var missed = alert(text, .missed, isPage: false, at: place)
        missed.counterfactuals = [Counterfactual(.shorterHold, words: text, detectionMilliseconds: 5)]
        scenario.alerts = [
            fired, missed, alert("\(text) ", .unprovable(text), isPage: true),
            alert("x \(text)", .misfired, isPage: true),
        ]
        scenario.detectedRuns = 1
        scenario.timeline = timeline(
            bands: [
                .init(.fault, text, fromMilliseconds: 0, toMilliseconds: 60 * minute),
                .init(.firing, text, fromMilliseconds: 2 * minute, toMilliseconds: 2 * minute + 1),
            ], count: 6)
        scenario.pipeline.made = 10
        scenario.pipeline.lost = [.crash: 10]
        var unrun = incident("no \(text)", text, [])
        unrun.unprovable = text
        return Rehearsal(
            service: service ?? text, runCount: 2, scenarios: [scenario, unrun],
            assumptions: [Assumption(text, key: text), Assumption("and \(text)")], seriesCount: 1)
    }

    /// Every text that no format may fall for, and one that is very long.
    static func hostile() -> (report: Report, sources: SourceSet) {
        var (report, sources) = ReportSamples.hostile()
        let long = String(repeating: "Very", count: 60) + String(repeating: "名", count: 60)
        // A name of nothing is no text of a link; every manifest has one.
        let texts = ReportSamples.hostileTexts.filter { $0.utf8.contains { $0 != UInt8(ascii: " ") } }
        report.services = texts.map { ServiceVerdict(service: $0, items: []) }
        report.rehearsals = (texts + [HostilePage.markup, HostilePage.hidden, long]).map { saying($0) }
        return (report, sources)
    }

    /// The shipped set over a service with many alerts.
    static func large() -> (report: Report, sources: SourceSet) {
        let scenarios = (0..<16).map { index in
            var scenario = incident("incident-number-\(index)", "Incident \(index)", ["errors"])
            scenario.alerts = (0..<60).map { (number: Int) -> AlertResult in
                let other: AlertResult.Verdict = number % 9 == 0 ? .missed : .silent
                var one = alert(
                    "AnAlertOfSomeLength\(number)", number == index ? .fired : other, isPage: number % 2 == 0)
                one.counterfactuals = [Counterfactual(.shorterHold, words: "`for: 1m`", detectionMilliseconds: 1)]
                return one
            }
            var bands: [Timeline.Band] = []
            for number in 0..<8 {
                for time: Int64 in 0..<6 {
                    let start = time * 10 * minute
                    bands.append(
                        Timeline.Band(
                            time % 2 == 0 ? .pending : .firing, "AnAlertOfSomeLength\(number)",
                            fromMilliseconds: start, toMilliseconds: start + 9 * minute))
                }
            }
            scenario.timeline = timeline(bands: bands, count: 1_440)
            return scenario
        }
        var report = ReportSamples.report([ServiceVerdict(service: "large", items: [])])
        report.rehearsals = [Rehearsal(service: "large", runCount: 20, scenarios: scenarios)]
        return (report, SourceSet())
    }
}
