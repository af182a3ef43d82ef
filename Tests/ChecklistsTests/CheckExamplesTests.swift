import Checklists
import Findings
import SourceText
import Testing

@Suite struct `Every check proves itself on its own examples` {
    struct Case: CustomTestStringConvertible {
        var check: Check
        var example: CheckExample
        var transform: ExampleTransform

        var testDescription: String {
            "\(check.kind.code) \(example.title) (\(transform.rawValue), example at line \(example.sourceLine))"
        }
    }

    static let cases = CheckCatalogue.all.flatMap { check in
        check.examples.flatMap { example in
            ExampleTransform.allCases.map { Case(check: check, example: example, transform: $0) }
        }
    }

    @Test(arguments: cases)
    func `an example comes out as declared, however it is written`(one: Case) throws {
        let service = ExampleService(one.transform.apply(to: one.example.files))
        let asOf = try #require(CivilDate("2026-11-23"))
        let parameters = try ExampleRequirement.parameters(of: one.example, for: one.check)
        let result = one.check.judge(
            CheckContext(facts: service.facts, manifest: service.manifest, asOf: asOf, parameters: parameters))
        let all = result.failures + result.remarks
        #expect(result.failures.allSatisfy { $0.severity == .error }, "a requirement fails for errors only")
        #expect(result.remarks.allSatisfy { $0.severity < .error }, "an error fails its requirement")
        switch one.example.expectation {
        case .fails: #expect(!result.failures.isEmpty, "the check should fail here")
        case .remarks:
            #expect(result.failures.isEmpty, "\(result.failures.map(\.message))")
            #expect(!result.remarks.isEmpty, "the check should remark on this")
        case .passes:
            #expect(all.isEmpty, "\(all.map(\.message))")
            #expect(result.undecided.isEmpty, "\(result.undecided.map { $0.reason.sentence })")
            #expect(result.subjectCount > 0, "the check had nothing to judge")
        case .unprovable:
            #expect(all.isEmpty, "\(all.map(\.message))")
            #expect(!result.undecided.isEmpty, "the check should not be able to decide")
        case .vacuous:
            #expect(all.isEmpty && result.undecided.isEmpty && result.subjectCount == 0)
        case .notApplicable:
            #expect(result.notApplicable != nil, "the check should say why it does not concern this service")
        }
        try expectPlace(all, one, service)
    }

    /// The marked text is what the finding underlines, to the byte; escapes aside, which flow style adds.
    private func expectPlace(_ findings: [Finding], _ one: Case, _ service: ExampleService) throws {
        guard let marked = service.marked, let finding = findings.first else { return }
        let place = try #require(finding.primary?.range, "the finding has no place")
        #expect(service.path(of: place) == marked.path)
        let shown = service.text(at: place).replacing("\\\"", with: "\"").replacing("\r\n", with: "\n")
        let wanted = marked.text.replacing("\\\"", with: "\"")
        // Flow style puts scalars into quotes, which belong to their place.
        #expect(shown == wanted || shown == "\"\(wanted)\"", "the caret stands under `\(shown)`")
    }

    @Test(arguments: CheckCatalogue.all.map(\.kind.code))
    func `a check shows a good and a bad case, and explains itself`(code: String) throws {
        let check = try #require(CheckCatalogue.check(named: code))
        let expectations = check.examples.map(\.expectation)
        #expect(expectations.contains { $0 == .fails || $0 == .remarks }, "add an example that the check objects to")
        #expect(expectations.contains(.passes), "add an example that the check has nothing to say to")
        for text in [check.summary, check.why, check.remedy, check.source] { #expect(!text.isEmpty) }
    }

    @Test func `codes and names are unique and sorted`() {
        let codes = CheckCatalogue.all.map(\.kind.code)
        #expect(codes == codes.sorted(), "list the checks in the order of their codes")
        #expect(Set(codes).count == codes.count)
        #expect(Set(CheckCatalogue.all.map(\.kind.name)).count == codes.count)
    }
}
