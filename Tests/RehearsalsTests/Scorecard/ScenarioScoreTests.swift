import Checklists
import Findings
import PromQL
import Simulation
import SourceText
import Testing

@testable import Rehearsals

@Suite struct `The scorecard of a scenario` {
    private static let errors = WatchedAlert(name: "Errors", isPage: true, signals: ["errors", "requests"])

    /// Onset at 3600 s, end at 5400 s, the grace until 6300 s. Each run is one list of episodes.
    static let verdicts:
        [(
            title: String, reads: String, isControl: Bool, runs: [[ObservedEpisode]], word: String, fired: Int,
            misfired: Int
        )] = [
            ("fires in every run", "errors", false, [[ObservedRuns.episode(3700, 5500)]], "fired", 1, 0),
            ("fires at the onset itself", "errors", false, [[ObservedRuns.episode(3600, 5500)]], "fired", 1, 0),
            ("fires at the end of the grace", "errors", false, [[ObservedRuns.episode(6300, 6400)]], "fired", 1, 0),
            ("fires after the grace", "errors", false, [[ObservedRuns.episode(6301, 6400)]], "missed", 0, 0),
            ("never fires", "errors", false, [[]], "missed", 0, 0),
            ("is pending only", "errors", false, [[ObservedRuns.episode(nil, 3700)]], "missed", 0, 0),
            (
                "misses one run of two", "errors", false, [[ObservedRuns.episode(3700, 5500)], []], "missed", 1, 0
            ),
            ("fires already", "errors", false, [[ObservedRuns.episode(3500, 5500)]], "misfired", 0, 1),
            (
                "fires already, and again for another label set", "errors", false,
                [[ObservedRuns.episode(3500, 5500), ObservedRuns.episode(3700, 5500)]], "misfired", 0, 1
            ),
            (
                "fired before and is over at the onset", "errors", false,
                [[ObservedRuns.episode(1000, 1200), ObservedRuns.episode(3700, 5500)]], "misfired", 1, 1
            ),
            ("fires in a control", "errors", true, [[], [ObservedRuns.episode(3700, 5500)]], "misfired", 0, 1),
            ("is silent in a control", "errors", true, [[]], "silent", 0, 0),
            ("reads something else and is silent", "cost", false, [[]], "silent", 0, 0),
            ("reads something else and fires", "cost", false, [[ObservedRuns.episode(3700, 5500)]], "alongside", 1, 0),
            (
                "reads something else and fired before", "cost", false, [[ObservedRuns.episode(3500, nil)]], "misfired",
                0, 1
            ),
        ]

    @Test(arguments: verdicts.map(\.title))
    func `says what an alert did that`(title: String) throws {
        let one = try #require(Self.verdicts.first { $0.title == title })
        let alert = WatchedAlert(name: "A", isPage: true, signals: [one.reads])
        let result = ScenarioScore.score(
            ObservedRuns.scenario(isControl: one.isControl), [alert], one.runs.map { ObservedRuns.run([$0]) })
        #expect(result.alerts[0].verdict.word == one.word)
        #expect(result.alerts[0].firedRuns == one.fired)
        #expect(result.alerts[0].misfiredRuns == one.misfired)
        #expect(result.detectedRuns == (one.reads == "errors" ? one.fired : 0), "only an alert that fits detects")
    }

    @Test func `says nothing of an alert that cannot be rehearsed`() {
        var alert = Self.errors
        alert.unprovable = "it reads `kube_pod_info`, which the rehearsal does not make"
        let run = ObservedRuns.run([[ObservedRuns.episode(3700, 5500)]])
        let result = ScenarioScore.score(ObservedRuns.scenario(), [alert], [run])
        #expect(result.alerts[0].verdict == .unprovable(alert.unprovable ?? ""))
        #expect(result.detectedRuns == 0 && result.detection == nil)
    }

    @Test func `gives the spread of detection and reset, and counts episodes of all label sets together`() throws {
        let runs = [
            [ObservedRuns.episode(3700, 5500)], [ObservedRuns.episode(3900, 5450)],
            // Two label sets at once are one episode; a third one after them is a second.
            [ObservedRuns.episode(3800, 4000), ObservedRuns.episode(3850, 5000), ObservedRuns.episode(5100, nil)],
            [ObservedRuns.episode(3720, 4000)],
        ].map { ObservedRuns.run([$0]) }
        let alert = ScenarioScore.score(ObservedRuns.scenario(), [Self.errors], runs).alerts[0]
        #expect(alert.detection == Spread(best: 100_000, median: 120_000, worst: 300_000))
        #expect(alert.reset == Spread(best: 0, median: 50_000, worst: 5_400_000))
        #expect(alert.episodes == 2 && alert.unresolvedRuns == 1)
        let total = alert.steps.filter { $0.stage != .grouping }.reduce(0) { $0 + $1.milliseconds }
        #expect(total == 300_000, "the steps are those of the slowest run")
    }

    @Test func `takes for a page only what is sent for an alert that fits and was not firing already`() {
        let alerts = [
            Self.errors, WatchedAlert(name: "Cost", isPage: true, signals: ["cost"]),
            WatchedAlert(name: "Old", isPage: true, signals: ["errors"]),
            WatchedAlert(name: "Ticket", isPage: false, signals: ["errors"]),
        ]
        let sent = [
            ObservedRuns.sent(0, from: 3800), ObservedRuns.sent(1, from: 3700), ObservedRuns.sent(2, from: 1000),
            ObservedRuns.sent(3, from: 3650),
        ]
        let notifications = [
            Notification(milliseconds: 1_030_000, receiver: "pager", firing: [2], paging: [2]),
            Notification(milliseconds: 3_680_000, receiver: "pager", firing: [3]),
            Notification(milliseconds: 3_730_000, receiver: "pager", firing: [1], paging: [1]),
            Notification(milliseconds: 3_760_000, receiver: "pager", cause: .repeated, firing: [2], paging: [2]),
            Notification(milliseconds: 3_830_000, receiver: "pager", firing: [0, 3], paging: [0]),
            Notification(milliseconds: 5_600_000, receiver: "pager", cause: .resolved, firing: [], paging: []),
        ]
        let episodes = [
            [ObservedRuns.episode(3800, 5500)], [ObservedRuns.episode(3700, 5500)], [ObservedRuns.episode(1000, nil)],
            [ObservedRuns.episode(3650, 5500)],
        ]
        let run = ObservedRuns.run(episodes, notifications: notifications, sent: sent)
        let result = ScenarioScore.score(ObservedRuns.scenario(), alerts, [run])
        #expect(result.detection?.worst == 50_000, "the ticket fires first")
        #expect(result.pageDetection?.worst == 230_000)
        #expect(result.pagedRuns == 1)
        #expect(result.pages.worst == 4 && result.totalPages == 4, "good news wakes nobody")
        #expect(result.tickets.worst == 1)
        #expect(result.nanoDollarsBeforePage?.worst == 2_300_000_000)
        #expect(result.alerts[0].steps.last == DetectionStep(.grouping, milliseconds: 30_000))
    }

    @Test func `has no page time where one run had none, and counts what was spent to its end`() {
        let paged = ObservedRuns.run(
            [[ObservedRuns.episode(3800, 5500)]],
            notifications: [Notification(milliseconds: 3_830_000, receiver: nil, firing: [0], paging: [0])],
            sent: [ObservedRuns.sent(0, from: 3800)])
        let silent = ObservedRuns.run([[]], routing: .noArtefact(kind: "Alertmanager configuration"))
        let result = ScenarioScore.score(ObservedRuns.scenario(), [Self.errors], [paged, silent])
        #expect(result.pagedRuns == 1 && result.pageDetection == nil && result.detection == nil)
        #expect(result.nanoDollarsBeforePage?.worst == 72_000_000_000)
        #expect(result.routing == .noArtefact(kind: "Alertmanager configuration"))
    }

    @Test func `counts healthy days, and keeps the pipeline of the run that lost most`() {
        var lossy = ObservedRuns.run([[]])
        lossy.pipeline.made = 100
        lossy.pipeline.lost = [.bufferFull: 3, .crash: 4]
        var calm = ObservedRuns.run([[]])
        calm.pipeline.made = 1_000_000
        calm.pipeline.lost = [.crash: 10]
        let result = ScenarioScore.score(
            ObservedRuns.scenario(isControl: true), [Self.errors], [calm, lossy] + Array(repeating: calm, count: 14))
        #expect(result.healthyDays == 2)
        #expect(result.pipeline.made == 100)
        let evidence = RehearsalEvidence(result)
        #expect(evidence.telemetry.lost == 7 && evidence.telemetry.mainCause == "crash")
        #expect(evidence.runs == 16 && evidence.healthyDays == 2)
        #expect(evidence.watchers.map(\.name) == ["Errors"])
    }

    @Test func `knows how long measurements wait in the process while nothing is wrong`() {
        var run = ObservedRuns.run([[]])
        #expect(run.flushMilliseconds(until: .max) == 0, "what is scraped does not wait")
        run.isPulled = false
        run.samples = [(10, 10), (20, 19), (45, 40), (900, 800)].map {
            .init(milliseconds: $0.0 * 1000, newestMilliseconds: $0.1 * 1000)
        }
        #expect(run.flushMilliseconds(until: 60_000) == 21_000)
        #expect(run.flushMilliseconds(until: 5_000) == nil)
    }

    @Test func `tells a checklist which change would have helped`() {
        var result = ScenarioScore.score(ObservedRuns.scenario(), [Self.errors], [ObservedRuns.run([[]])])
        result.alerts[0].counterfactuals = [
            Counterfactual(.shorterHold, words: "no `for` instead of `10m`", detectionMilliseconds: nil),
            Counterfactual(.shorterWindow, words: "`[1m]` instead of `[5m]`", detectionMilliseconds: 90_000),
        ]
        let evidence = RehearsalEvidence(result)
        #expect(evidence.watchers.map(\.fix) == ["`[1m]` instead of `[5m]`: `Errors` then fires after 1m30s"])
        #expect(evidence.byAny == .init(runs: 0) && evidence.byPage == .init(runs: 0))
    }
}
