import Checklists
import Findings
import SourceText
import Testing

/// What an example's item asks of its check, read from a checklist as users write one.
enum ExampleRequirement {
    static func parameters(of example: CheckExample, for check: Check) throws -> CheckParameters {
        let keys = example.requirement.split(separator: "\n").map { "        \($0)\n" }.joined()
        let text = """
            checklist: example
            version: 1
            items:
              - id: example
                title: example
                layer: api
                why: example
                evidenced:
                  - check: \(check.kind.name)

            """
        let file = SourceFile(id: FileID(index: 99), path: "checklist.yaml", bytes: Array((text + keys).utf8))
        let (checklist, findings) = ChecklistReader.read(file)
        #expect(findings.isEmpty, "the example asks wrongly: \(findings.map(\.message))")
        let requirement = try #require(checklist?.items.first?.requirements.first)
        guard case .check(_, let parameters) = requirement.demand else { return CheckParameters() }
        return parameters
    }
}
