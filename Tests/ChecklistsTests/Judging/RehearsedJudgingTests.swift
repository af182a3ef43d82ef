import Facts
import Findings
import Manifests
import SourceText
import Testing

@testable import Checklists

@Suite struct `What a rehearsal showed` {
    /// Twenty runs of an incident; one alert that fired in some of them.
    private static func shown(
        _ change: (inout RehearsalEvidence) -> Void = { _ in }
    ) -> RehearsalEvidence {
        var evidence = RehearsalEvidence(scenario: "overloaded-529", runs: 20, signals: ["errors"])
        evidence.byAny = .init(runs: 20, worstMilliseconds: 192_000)
        evidence.byPage = .init(runs: 20, worstMilliseconds: 222_000)
        evidence.watchers = [
            .init(
                name: "Errors", place: SourceRange(file: FileID(index: 3), start: 10, length: 6), isPage: true,
                firedRuns: 20, fix: "no `for` instead of `10m`: `Errors` then fires after 2m")
        ]
        evidence.telemetry = .init(
            made: 1000, lost: 20, mainCause: "buffer-full", addedMilliseconds: 3, flushMilliseconds: 5_000)
        change(&evidence)
        return evidence
    }

    private static func judged(_ demand: IncidentDemand, _ evidence: [RehearsalEvidence]) throws -> RequirementVerdict {
        let requirement = Requirement(
            id: "r", level: .rehearsed, demand: .incident(demand),
            range: SourceRange(file: FileID(index: -1), start: 0, length: 0))
        return try #require(RehearsedJudging.judge(requirement, evidence))
    }

    private static func judged(pagesAtMost: Int64, _ evidence: RehearsalEvidence) throws -> RequirementVerdict {
        let requirement = Requirement(
            id: "r", level: .rehearsed,
            demand: .control(ControlDemand(scenario: "healthy-day", pagesAtMost: pagesAtMost)),
            range: SourceRange(file: FileID(index: -1), start: 0, length: 0))
        return try #require(RehearsedJudging.judge(requirement, [evidence]))
    }

    private static let routing = UnprovableReason.noArtefact(kind: "Alertmanager configuration")

    static let incidents:
        [(
            title: String, demand: IncidentDemand, change: @Sendable (inout RehearsalEvidence) -> Void, word: String,
            code: String?
        )] = [
            ("in time", .init(scenario: "overloaded-529", detectedWithinMilliseconds: 192_000), { _ in }, "pass", nil),
            ("late", .init(scenario: "overloaded-529", detectedWithinMilliseconds: 191_999), { _ in }, "fail", "PF501"),
            ("without a limit", .init(scenario: "overloaded-529"), { _ in }, "pass", nil),
            (
                "paged in time", .init(scenario: "overloaded-529", detectedWithinMilliseconds: 222_000, by: .page),
                { _ in },
                "pass", nil
            ),
            (
                "paged late", .init(scenario: "overloaded-529", detectedWithinMilliseconds: 200_000, by: .page),
                { _ in },
                "fail", "PF501"
            ),
            (
                "unnoticed in a run", .init(scenario: "overloaded-529"),
                {
                    $0.byAny = .init(runs: 19); $0.byPage = .init(runs: 19)
                }, "fail", "PF500"
            ),
            (
                "unnoticed in a run, and an alert that cannot be told", .init(scenario: "overloaded-529"),
                {
                    $0.byAny = .init(runs: 19); $0.watchers[0].unprovable = "why"
                }, "unprovable", nil
            ),
            (
                "not paged, and a ticket that cannot be told", .init(scenario: "overloaded-529", by: .page),
                {
                    $0.byPage = .init()
                    $0.watchers.append(.init(name: "Ticket", isPage: false, unprovable: "why"))
                }, "fail", "PF502"
            ),
            ("a ticket only", .init(scenario: "overloaded-529", by: .page), { $0.byPage = .init() }, "fail", "PF502"),
            (
                "watched by nobody", .init(scenario: "overloaded-529"),
                {
                    $0.byAny = .init(); $0.watchers = []
                }, "fail",
                "PF500"
            ),
            (
                "paged, as far as is known", .init(scenario: "overloaded-529", by: .page), { $0.routing = routing },
                "unprovable", nil
            ),
            ("noticed, whoever is told", .init(scenario: "overloaded-529"), { $0.routing = routing }, "pass", nil),
            (
                "paged late, whoever is told",
                .init(scenario: "overloaded-529", detectedWithinMilliseconds: 1000, by: .page),
                { $0.routing = routing },
                "fail", "PF501"
            ),
            (
                "of no concern", .init(scenario: "overloaded-529"),
                {
                    $0.notApplicable = "the service does not stream"; $0.byAny = .init()
                }, "not-applicable", nil
            ),
            (
                "not to be run", .init(scenario: "overloaded-529"), { $0.unprovable = "no exposition" }, "unprovable",
                nil
            ),
            ("not run", .init(scenario: "other"), { _ in }, "unprovable", nil),
            ("with little loss", .init(scenario: "overloaded-529", lossAtMost: 0.02), { _ in }, "pass", nil),
            ("with much loss", .init(scenario: "overloaded-529", lossAtMost: 0.019), { _ in }, "fail", "PF504"),
            (
                "with nothing measured", .init(scenario: "overloaded-529", lossAtMost: 0.5), { $0.telemetry.made = 0 },
                "unprovable", nil
            ),
            (
                "slowing calls", .init(scenario: "overloaded-529", addedLatencyAtMostMilliseconds: 0), { _ in }, "fail",
                "PF505"
            ),
            (
                "not slowing calls", .init(scenario: "overloaded-529", addedLatencyAtMostMilliseconds: 3), { _ in },
                "pass",
                nil
            ),
            (
                "flushed in time", .init(scenario: "overloaded-529", flushedWithinMilliseconds: 5_000), { _ in },
                "pass", nil
            ),
            (
                "flushed late", .init(scenario: "overloaded-529", flushedWithinMilliseconds: 4_999), { _ in }, "fail",
                "PF506"
            ),
            (
                "never flushed", .init(scenario: "overloaded-529", flushedWithinMilliseconds: 4_999),
                { $0.telemetry.flushMilliseconds = nil }, "unprovable", nil
            ),
            (
                "unwatched, of which only telemetry is asked",
                .init(scenario: "overloaded-529", addedLatencyAtMostMilliseconds: 3),
                {
                    $0.byAny = .init(); $0.watchers = []
                }, "pass", nil
            ),
        ]

    @Test(arguments: incidents.map(\.title))
    func `of an incident`(title: String) throws {
        let one = try #require(Self.incidents.first { $0.title == title })
        let verdict = try Self.judged(one.demand, [Self.shown(one.change)])
        #expect(verdict.outcome.word == one.word, "\(verdict.reason)")
        #expect(verdict.findings.map(\.kind.code) == [one.code].compactMap(\.self))
        #expect(verdict.findings.allSatisfy { $0.severity == .error })
        #expect(!verdict.explanation.isEmpty)
        var advice = one.demand
        advice.isAdvisory = true
        let advised = try Self.judged(advice, [Self.shown(one.change)])
        #expect(advised.outcome == verdict.outcome && advised.isAdvisory, "advice keeps its outcome")
        #expect(advised.findings.allSatisfy { $0.severity == .warning })
    }

    @Test func `points at the alert that is nearest to noticing, with the change that makes it fire`() throws {
        let evidence = Self.shown {
            $0.byAny = .init(runs: 3)
            $0.byPage = .init(runs: 0)
            $0.watchers[0].firedRuns = 3
            $0.watchers.insert(.init(name: "Deaf", isPage: true, firedRuns: 0, fix: "something else"), at: 0)
        }
        let verdict = try Self.judged(IncidentDemand(scenario: "overloaded-529"), [evidence])
        let finding = try #require(verdict.findings.first)
        #expect(
            finding.message
                == "`overloaded-529` goes unnoticed in 17 of 20 runs: of the alerts that read `errors` not one fires in time"
        )
        #expect(finding.fix == "no `for` instead of `10m`: `Errors` then fires after 2m")
        #expect(finding.primary?.range.start == 10 && finding.primary?.label == "fires in 3 of 20 runs")
    }

    static let controls:
        [(title: String, pagesAtMost: Int64, change: @Sendable (inout RehearsalEvidence) -> Void, word: String)] = [
            ("silent", 0, { _ in }, "pass"),
            ("silent, whoever is told", 0, { $0.routing = routing }, "pass"),
            (
                "paging", 0,
                {
                    $0.pages = 1; $0.totalPages = 1; $0.watchers[0].misfiredRuns = 1
                }, "fail"
            ),
            (
                "paging, whoever is told", 0,
                {
                    $0.pages = 1; $0.routing = routing
                }, "fail"
            ),
            (
                "paging as often as it may", 2,
                {
                    $0.pages = 2; $0.totalPages = 9
                }, "pass"
            ),
            (
                "paging as often as it may, as far as is known", 2,
                {
                    $0.pages = 2; $0.routing = routing
                }, "unprovable"
            ),
            (
                "paging more often, as far as is known", 2,
                {
                    $0.pages = 3; $0.routing = routing
                }, "unprovable"
            ),
            ("without a pager", 0, { $0.watchers[0].isPage = false }, "vacuous"),
            ("with no pager that can be told", 0, { $0.watchers[0].unprovable = "why" }, "unprovable"),
            (
                "with one that cannot be told", 0,
                { $0.watchers.append(.init(name: "X", isPage: true, unprovable: "why")) }, "pass"
            ),
        ]

    @Test(arguments: controls.map(\.title))
    func `of a control`(title: String) throws {
        let one = try #require(Self.controls.first { $0.title == title })
        let evidence = Self.shown {
            $0.scenario = "healthy-day"
            $0.healthyDays = 20
            one.change(&$0)
        }
        let verdict = try Self.judged(pagesAtMost: one.pagesAtMost, evidence)
        #expect(verdict.outcome.word == one.word, "\(verdict.reason)")
        #expect(verdict.findings.map(\.kind.code) == (one.word == "fail" ? ["PF503"] : []))
    }

    @Test func `of healthy days is said with the rate that it excludes`() {
        #expect(HealthyRate(pages: 0, days: 20).words == "0 pages in 20 healthy days: at most 0.15 a day (95%)")
        #expect(HealthyRate(pages: 0, days: 1).words == "0 pages in 1 healthy day: at most 3 a day (95%)")
        #expect(HealthyRate(pages: 3, days: 20).words == "3 pages in 20 healthy days: 0.15 a day")
        #expect(HealthyRate(pages: 0, days: 0).words == "no healthy day was rehearsed")
        #expect(HealthyRate(pages: 1, days: 20).upperBound == nil)
    }

    @Test(arguments: [
        (20.0, "0.15"), (3.0, "1"), (0.25, "12"), (40.0, "0.075"), (7.0, "0.43"), (1_000.0, "0.003"), (2.9, "1.1"),
    ])
    func `of none in N days is bounded, to two digits and never down`(days: Double, bound: String) {
        #expect(HealthyRate(pages: 0, days: days).words.hasSuffix(": at most \(bound) a day (95%)"), "\(days)")
    }

    @Test func `is declared once for findings, pages and reports`() {
        let rules = RehearsalRule.all
        #expect(Set(rules.map(\.kind.code)).count == rules.count && Set(rules.map(\.kind.name)).count == rules.count)
        #expect(rules.map(\.kind.code) == rules.map(\.kind.code).sorted())
        for rule in rules { #expect(CheckCatalogue.check(named: rule.kind.code) == nil, "codes are never shared") }
    }

    @Test func `decides the level above the artefacts, and only if it is asked for`() throws {
        let checklist = try SupportChat.checklist()
        let chat = try SupportChat()
        let asOf = try #require(SupportChat.asOf)
        let below = Judge.judge(checklist, chat.service.facts, chat.service.manifest, asOf: asOf)
        #expect(below.requirements.allSatisfy { $0.level == .evidenced })
        let without = Judge.judge(
            checklist, chat.service.facts, chat.service.manifest, asOf: asOf, level: .rehearsed)
        let rehearsed = without.requirements.filter { $0.level == .rehearsed }
        #expect(!rehearsed.isEmpty)
        #expect(rehearsed.allSatisfy { $0.outcome.word == "unprovable" }, "what was not run proves nothing")
        #expect(
            without.requirements.filter { $0.level == .evidenced } == below.requirements,
            "the level below is judged as before")
        let scenarios = Set(checklist.items.flatMap(\.requirements).compactMap(\.demand.scenario))
        let evidence = scenarios.sorted().map { scenario in
            var shown = Self.shown { $0.scenario = scenario }
            shown.telemetry = .init(made: 1, flushMilliseconds: 0)
            shown.healthyDays = 1
            return shown
        }
        let with = Judge.judge(
            checklist, chat.service.facts, chat.service.manifest, asOf: asOf, level: .rehearsed, rehearsals: evidence)
        #expect(with.requirements.filter { $0.level == .rehearsed }.allSatisfy { $0.outcome == .pass })
        let alerts = try #require(with.items.first { $0.id == "alerts" })
        #expect(alerts.requirements.contains { $0.level == .rehearsed && !$0.isAdvisory })
    }
}
