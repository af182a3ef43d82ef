import Checklists
import Facts
import Findings
import SourceText
import Testing

@Suite struct `A user's checklist` {
    private static let base = """
        checklist: base
        version: 1
        items:
          - id: alerts
            title: Alerts
            layer: api
            why: because
            evidenced:
              - check: reads-metric-nothing-emits
              - check: counter-compared-raw
            rehearsed:
              - incident: overloaded-529
                detected_within: 10m
              - control: healthy-day
                pages_at_most: 0
            drilled:
              - reconcile: errors
                tolerance: 0

        """

    private func read(_ text: String, extending known: [Checklist] = []) -> (Checklist?, [Finding]) {
        let file = SourceFile(id: FileID(index: 7), path: "ours.yaml", bytes: Array(text.utf8))
        return ChecklistReader.read(file, extending: known)
    }

    private func baseChecklist() throws -> Checklist {
        let file = SourceFile(id: FileID(index: -1), path: "base.yaml", bytes: Array(Self.base.utf8))
        return try #require(ChecklistReader.read(file).checklist)
    }

    @Test func `holds what each of the three levels asks`() throws {
        let item = try #require(try baseChecklist().items.first)
        #expect(
            item.requirements.map(\.id) == [
                "reads-metric-nothing-emits", "counter-compared-raw", "overloaded-529", "healthy-day",
                "reconcile errors",
            ])
        guard case .incident(let demand) = item.requirements[2].demand else {
            Issue.record("the third requirement is an incident")
            return
        }
        #expect(demand == IncidentDemand(scenario: "overloaded-529", detectedWithinMilliseconds: 600_000))
    }

    @Test func `says who must notice, what telemetry may cost, and what is advice`() throws {
        let (checklist, findings) = read(
            """
            checklist: ours
            version: 1
            items:
              - id: alerts
                title: T
                layer: api
                why: W
                rehearsed:
                  - incident: overloaded-529
                    by: page
                  - id: loss
                    incident: sink-down
                    loss_at_most: 5%
                    added_latency_at_most: 0s
                    flushed_within: 10s
                    advisory: true
                  - control: healthy-day
                    pages_at_most: 1
                    advisory: true

            """)
        #expect(findings.isEmpty, "\(findings.map(\.message))")
        let requirements = try #require(checklist?.items.first?.requirements)
        #expect(requirements.map(\.demand.isAdvisory) == [false, true, true])
        #expect(requirements.map(\.demand.scenario) == ["overloaded-529", "sink-down", "healthy-day"])
        guard case .incident(let first) = requirements[0].demand, case .incident(let second) = requirements[1].demand
        else {
            Issue.record("the first two requirements are incidents")
            return
        }
        #expect(first == IncidentDemand(scenario: "overloaded-529", by: .page))
        #expect(first.asksForDetection)
        #expect(
            second
                == IncidentDemand(
                    scenario: "sink-down", lossAtMost: 0.05, addedLatencyAtMostMilliseconds: 0,
                    flushedWithinMilliseconds: 10_000, isAdvisory: true))
        #expect(!second.asksForDetection, "a sink that is down alone need wake nobody")
    }

    @Test func `that extends another inherits what it leaves out, and drops what it names`() throws {
        let (checklist, findings) = read(
            """
            checklist: ours
            version: 2
            extends: base
            items:
              - id: alerts
                title: Our alerts
                without: [counter-compared-raw]
              - id: extra
                title: Extra
                layer: quality
                why: ours
                evidenced: [{check: artefact-refused}]

            """, extending: [try baseChecklist()])
        #expect(findings.isEmpty, "\(findings.map(\.message))")
        let items = try #require(checklist?.items)
        #expect(items.map(\.id) == ["alerts", "extra"])
        #expect(items[0].title == "Our alerts")
        #expect(items[0].why == "because")
        #expect(
            items[0].requirements.map(\.id) == [
                "reads-metric-nothing-emits", "overloaded-529", "healthy-day", "reconcile errors",
            ])
    }

    static let mistakes: [(title: String, text: String, message: String)] = [
        (
            "an unknown check", "    evidenced: [{check: reads-metric-nothing-emit}]",
            "did you mean `reads-metric-nothing-emits`"
        ),
        ("an unknown parameter", "    evidenced: [{check: artefact-refused, treshold: 3}]", "unknown key `treshold`"),
        (
            "a requirement listed twice", "    evidenced: [{check: artefact-refused}, {check: artefact-refused}]",
            "the requirement `artefact-refused` is listed twice"
        ),
        ("a control without a limit", "    rehearsed: [{control: healthy-day}]", "pages_at_most"),
        ("a detector that is none", "    rehearsed: [{incident: a, by: pager}]", "by"),
        ("a share above one", "    rehearsed: [{incident: a, loss_at_most: 150%}]", "loss_at_most"),
    ]

    @Test(arguments: mistakes.map(\.title))
    func `says what is wrong with it`(title: String) throws {
        let mistake = try #require(Self.mistakes.first { $0.title == title })
        let (_, findings) = read(
            "checklist: ours\nversion: 1\nitems:\n  - id: alerts\n    title: T\n    layer: api\n    why: W\n\(mistake.text)\n"
        )
        #expect(findings.contains { $0.message.contains(mistake.message) }, "\(findings.map(\.message))")
    }

    @Test func `cannot extend what does not exist, nor drop it`() throws {
        let (none, findings) = read(
            "checklist: a\nversion: 1\nextends: bas\nitems: [{id: x}]\n", extending: [try baseChecklist()])
        #expect(none == nil)
        #expect(findings.map(\.message) == ["there is no checklist `bas` to extend, did you mean `base`?"])
        let (_, others) = read(
            "checklist: a\nversion: 1\nextends: base\nitems: [{id: alerts, without: [counter-compared]}]\n",
            extending: [try baseChecklist()])
        #expect(others.count == 1 && others[0].fix == "write `counter-compared-raw`", "\(others.map(\.message))")
    }
}

@Suite struct `An amount in a checklist` {
    @Test(arguments: [
        ("2%", 0.02), ("8s", 8), ("500ms", 0.5), ("5m", 300), ("0.2", 0.2), ("25usd", 25), ("-1", -1),
    ])
    func `is a number with its unit`(text: String, value: Double) throws {
        let amount = try #require(Amount(text))
        #expect(abs(try #require(amount.quantity).value - value) < 1e-12)
        #expect(amount.key == nil)
    }

    @Test func `may stand on the manifest`() throws {
        let share = try #require(Amount("110% of claude.budget.hourly_forecast_usd"))
        #expect(share.key == .hourlyForecastUSD)
        #expect(abs(share.factor - 1.1) < 1e-12)
        let fallback = try #require(Amount("claude.sla.ttft_p95 or 3s"))
        #expect(fallback.key == .ttftP95)
        #expect(fallback.quantity?.value == 3)
    }

    @Test(arguments: ["", "abc", "2 %", "5 of claude.sla.ttft_p95", "110% of claude.sla.tfft", "inf", "nan%", "1e999"])
    func `is nothing else`(text: String) { #expect(Amount(text) == nil) }
}
