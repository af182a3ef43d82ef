import Findings
import SourceText
import Testing

@testable import Checklists

@Suite struct `The example a year on` {
    @Test func `fails nothing: what nobody can know yet is unprovable, and old samples are remarks`() throws {
        let asOf = try #require(CivilDate("2027-11-23"))
        let chat = try SupportChat()
        let checklist = try SupportChat.checklist()
        let verdict = Judge.judge(checklist, chat.service.facts, chat.service.manifest, asOf: asOf)
        let failed = verdict.requirements.filter { $0.outcome == .fail }
        #expect(failed.isEmpty, "\(failed.map { "\($0.id): \($0.explanation)" })")
        #expect(verdict.requirements.contains { $0.check == "sample-too-old" && !$0.findings.isEmpty })
    }
}
