import Checklists
import Findings
import SourceText
import Testing

@Suite struct `What somebody accepted` {
    private static let kind = FindingKind(code: "PF101", name: "reads-metric-nothing-emits")

    private func finding(_ subject: String, _ severity: Severity = .error) -> Finding {
        Finding(Self.kind, severity, message: "m", why: "w", fix: "f", at: nil, subject: subject)
    }

    private func failed(_ findings: [Finding]) -> RequirementVerdict {
        RequirementVerdict(id: "r", check: Self.kind.name, level: .evidenced, outcome: .fail, findings: findings)
    }

    @Test func `decides nothing, and is no pass either`() {
        let verdict = failed([finding("alert A"), finding("alert A", .warning)]).accepting { _ in .baseline }
        #expect(verdict.outcome == .waived)
        #expect(verdict.accepted.map(\.finding.subject) == ["alert A"])
        #expect(verdict.findings.map(\.severity) == [.warning], "a warning decides nothing, so nobody need accept it")
    }

    @Test func `leaves the rest of the failures standing`() {
        let verdict = failed([finding("alert A"), finding("alert B")]).accepting {
            $0.subject == "alert A" ? .baseline : nil
        }
        #expect(verdict.outcome == .fail)
        #expect(verdict.findings.map(\.subject) == ["alert B"])
    }

    @Test func `is told from a baseline by identity, and an entry that is gone is said`() throws {
        let gone = finding("alert Gone")
        let kept = finding("alert A")
        let entries = [kept, gone].map { one in
            """
            {"fingerprint": "\(one.fingerprint(service: "chat"))", "outcome": "fail", "severity": "error",
             "message": "about \(one.subject)"}
            """
        }
        let text =
            "{\"reportVersion\": 1, \"services\": [{\"service\": \"chat\", \"findings\": [\(entries.joined(separator: ","))]}]}"
        let file = SourceFile(id: FileID(index: 0), path: "base.json", bytes: Array(text.utf8))
        let baseline = try #require(Baseline.read(file).baseline)
        let item = ItemVerdict(id: "alerts", title: "", requirements: [failed([kept, finding("alert New")])])
        let verdict = baseline.apply(to: ServiceVerdict(service: "chat", items: [item]))
        #expect(verdict.requirements[0].findings.map(\.subject) == ["alert New"])
        #expect(verdict.requirements[0].accepted.map(\.acceptance) == [.baseline])
        #expect(
            verdict.findings.map(\.message) == ["the baseline still holds a failure that is gone: about alert Gone"])
        let other = baseline.apply(to: ServiceVerdict(service: "search", items: [item]))
        #expect(other.requirements[0].outcome == .fail, "another service's baseline accepts nothing here")
    }

    @Test(arguments: ["", "{}", "[]", "{\"reportVersion\": 1}", "{\"reportVersion\": 1, \"services\": 3", "\u{0}"])
    func `is not read from a file that is no report`(text: String) {
        let file = SourceFile(id: FileID(index: 0), path: "base.json", bytes: Array(text.utf8))
        let (baseline, findings) = Baseline.read(file)
        #expect(baseline == nil)
        #expect(findings.contains { $0.kind.code == "PF068" })
    }
}
