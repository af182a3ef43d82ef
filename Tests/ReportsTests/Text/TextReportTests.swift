import Findings
import Reports
import SourceText
import Testing

@Suite struct TextReportTests {
    @Test func `a report of three services`() throws {
        let (report, sources) = ReportSamples.everything()
        try expectGolden(TextReport.render(report, sources: sources), "reports/everything.txt")
    }

    @Test func `colour adds nothing but colour`() throws {
        let (report, sources) = ReportSamples.everything()
        let coloured = TextReport.render(report, sources: sources, style: TextStyle(isColoured: true))
        #expect(coloured.contains("\u{1B}[1;31m"))
        #expect(
            coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == TextReport.render(report, sources: sources))
    }

    static let verdicts: [(outcomes: [Outcome], sentence: String)] = [
        ([.pass, .waived, .notApplicable], "ready: every item that applies is evidenced"),
        ([.pass, .fail, .fail], "not ready: `i` fails (2 requirements); level reached: declared"),
        (
            [.pass, .unprovable(.sampleAfterForcedErrors)],
            "ready: no requirement failed; level reached: declared, since `i` is unprovable (1 requirement)"
        ),
        ([.vacuous], "nothing provable: `i` is vacuous (1 requirement)"),
        ([.notApplicable], "nothing provable: no item applies"), ([], "nothing provable: no item applies"),
    ]

    @Test(arguments: verdicts)
    func `the verdict names the first blocker`(outcomes: [Outcome], sentence: String) {
        let requirements = outcomes.map { RequirementVerdict(id: "r", level: .evidenced, outcome: $0) }
        let item = ItemVerdict(id: "i", title: "I", requirements: requirements)
        #expect(VerdictSentence.sentence(ServiceVerdict(service: "s", items: [item])) == sentence)
    }

    @Test func `a finding that two requirements report is shown once, with the worse outcome`() throws {
        let twice = finding(at: nil)
        let requirements = [
            RequirementVerdict(id: "a", level: .evidenced, outcome: .waived, findings: [twice]),
            RequirementVerdict(id: "b", level: .evidenced, outcome: .fail, findings: [twice]),
        ]
        let service = ServiceVerdict(
            service: "s", items: [ItemVerdict(id: "i", title: "I", requirements: requirements)], findings: [twice])
        #expect(service.reportedFindings().map(\.outcome) == [.fail])
    }
}
