import Findings
import Testing

@Suite struct VerdictTests {
    private func item(_ id: String, _ outcomes: [(ProofLevel, Outcome)]) -> ItemVerdict {
        let requirements = outcomes.enumerated().map { index, requirement in
            RequirementVerdict(id: "r\(index)", level: requirement.0, outcome: requirement.1)
        }
        return ItemVerdict(id: id, title: id, requirements: requirements)
    }

    static let proofs: [(outcomes: [(ProofLevel, Outcome)], decided: ProofLevel, proof: ProofLevel)] = [
        ([(.evidenced, .pass)], .evidenced, .evidenced),
        ([(.evidenced, .pass), (.evidenced, .fail)], .evidenced, .declared),
        ([(.evidenced, .waived), (.evidenced, .notApplicable)], .evidenced, .evidenced),
        ([(.evidenced, .vacuous)], .evidenced, .declared),
        ([(.evidenced, .unprovable(.sampleAfterForcedErrors))], .evidenced, .declared),
        ([(.evidenced, .pass)], .drilled, .drilled),
        ([(.evidenced, .pass), (.rehearsed, .fail)], .drilled, .evidenced),
        ([(.evidenced, .fail), (.rehearsed, .pass)], .drilled, .declared),
        ([(.declared, .fail), (.rehearsed, .pass)], .drilled, .declared),
        ([(.evidenced, .pass), (.rehearsed, .fail)], .evidenced, .evidenced),
    ]

    @Test(arguments: proofs)
    func `an item is proven up to the first level that a requirement holds back`(
        outcomes: [(ProofLevel, Outcome)], decided: ProofLevel, proof: ProofLevel
    ) {
        #expect(item("i", outcomes).proof(decided: decided) == proof)
    }

    @Test func `a service is ready when something was decided and nothing failed`() {
        func service(_ outcomes: [Outcome]) -> ServiceVerdict {
            ServiceVerdict(service: "chat", items: outcomes.map { item("i", [(.evidenced, $0)]) })
        }
        #expect(service([.pass]).isReady)
        #expect(service([.pass, .unprovable(.sampleAfterForcedErrors)]).isReady)
        #expect(!service([.pass, .fail]).isReady)
        #expect(!service([]).isReady)
        #expect(!service([.notApplicable, .vacuous, .unprovable(.sampleAfterForcedErrors)]).isDecided)
    }

    @Test func `advice keeps its outcome and decides nothing`() {
        let failed = RequirementVerdict(id: "a", level: .rehearsed, isAdvisory: true, outcome: .fail)
        let passed = RequirementVerdict(id: "b", level: .rehearsed, outcome: .pass)
        let both = ItemVerdict(id: "i", title: "i", requirements: [failed, passed])
        #expect(both.outcome == .pass)
        #expect(both.proof(decided: .rehearsed) == .rehearsed)
        #expect(ServiceVerdict(service: "chat", decided: .rehearsed, items: [both]).isReady)
        let alone = ItemVerdict(id: "i", title: "i", requirements: [failed])
        #expect(alone.outcome == .notApplicable, "an item that only advises has nothing to decide")
        #expect(!ServiceVerdict(service: "chat", items: [alone]).isDecided)
    }

    @Test func `the level of a service is that of its least proven item that applies`() {
        let good = item("good", [(.evidenced, .pass)])
        let bad = item("bad", [(.evidenced, .unprovable(.sampleAfterForcedErrors))])
        let none = item("none", [(.evidenced, .notApplicable)])
        #expect(ServiceVerdict(service: "chat", items: [good, none]).level == .evidenced)
        #expect(ServiceVerdict(service: "chat", items: [good, none, bad]).level == .declared)
        #expect(ServiceVerdict(service: "chat", items: []).level == .declared)
    }

    @Test func `the first blocker is the first item with the worst outcome`() {
        let items = [
            item("good", [(.evidenced, .pass)]), item("open", [(.evidenced, .unprovable(.sampleAfterForcedErrors))]),
            item("bad", [(.evidenced, .fail)]), item("worse", [(.evidenced, .fail)]),
        ]
        #expect(ServiceVerdict(service: "chat", items: items).firstBlocker?.id == "bad")
        #expect(ServiceVerdict(service: "chat", items: Array(items.prefix(2))).firstBlocker?.id == "open")
        #expect(ServiceVerdict(service: "chat", items: Array(items.prefix(1))).firstBlocker == nil)
    }

    @Test func `an unprovable requirement explains itself by its reason unless told otherwise`() {
        var verdict = RequirementVerdict(id: "r", level: .evidenced, outcome: .unprovable(.sampleAfterForcedErrors))
        #expect(verdict.explanation == UnprovableReason.sampleAfterForcedErrors.sentence)
        verdict.reason = "no row for 529"
        #expect(verdict.explanation == "no row for 529")
    }
}
