import Findings
import Foundation
import Reports
import SourceText
import TestKit
import Testing

@Suite struct JSONReportTests {
    @Test func `a report of three services`() throws {
        let (report, sources) = ReportSamples.everything()
        let text = JSONReport.render(report, sources: sources)
        try expectGolden(text, "reports/everything.json")
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
    }

    @Test func `the same report is the same bytes`() {
        let (report, sources) = ReportSamples.everything()
        #expect(JSONReport.render(report, sources: sources) == JSONReport.render(report, sources: sources))
    }

    @Test func `columns count Unicode scalars, offsets bytes, and ends are exclusive`() throws {
        var scene = Scene()
        let at = scene.add("a.yaml", "é名👍🏽: ⟦x\nyé⟧z\n")
        let service = ServiceVerdict(service: "s", items: [], findings: [finding(at: Annotation(at[0]))])
        let text = JSONReport.render(ReportSamples.report([service]), sources: scene.sources)
        let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let services = try #require(document["services"] as? [[String: Any]])
        let findings = try #require(services[0]["findings"] as? [[String: Any]])
        let location = try #require(findings[0]["location"] as? [String: Any])
        #expect(location["line"] as? Int == 1)
        #expect(location["column"] as? Int == 7)
        #expect(location["endLine"] as? Int == 2)
        #expect(location["endColumn"] as? Int == 3)
        #expect(location["offset"] as? Int == 15)
    }

    @Test func `an empty report is valid too`() throws {
        try validate([JSONReport.render(ReportSamples.report([]), sources: SourceSet())])
    }

    @Test func `every report fits the published schema`() throws {
        let (report, sources) = ReportSamples.everything()
        try validate([JSONReport.render(report, sources: sources)])
    }

    @Test func `the schema refuses what is no report`() throws {
        let (report, sources) = ReportSamples.everything()
        let text = JSONReport.render(report, sources: sources)
        let broken = [
            text.replacing("\"outcome\": \"vacuous\"", with: "\"outcome\": \"fine\""),
            text.replacing("\"reportVersion\": 1", with: "\"reportVersion\": 2"),
            text.replacing("\"reason\": \"no-artefact\"", with: "\"reason\": null"),
            text.replacing("\"catalogue\"", with: "\"catalog\""),
            text.replacing("\"column\": 12", with: "\"column\": 0"),
        ]
        for document in broken {
            #expect(document != text)
            try validate([document], expecting: 1)
        }
    }

    @Test func `the schema's reasons are those of the code`() {
        for reason in [
            UnprovableReason.noArtefact(kind: ""), .notReadYet(kind: ""), .unreadable(path: ""),
            .sourceNotRendered(path: ""), .sampleAfterForcedErrors, .unsupported(feature: ""), .notDeclared(key: ""),
            .dependsOn(requirement: ""),
        ] {
            #expect(ReportSchema.text.contains("\"\(reason.word)\""))
        }
    }

    /// Judges documents by a validator that is not ours, python's `jsonschema`.
    private func validate(_ documents: [String], expecting status: Int32 = 0) throws {
        guard let python = Self.python else {
            #expect(!Referee.isRequired, "python's jsonschema is required in CI: run `make test`, which installs it")
            return
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let schema = folder.appendingPathComponent("schema.json")
        try Data(ReportSchema.text.utf8).write(to: schema)
        for document in documents {
            let file = folder.appendingPathComponent("report.json")
            try Data(document.utf8).write(to: file)
            let output = try Referee.run(python, ["-c", Self.validator, schema.path, file.path])
            #expect(output.status == status, "\(output.standardError)\(output.standardOutput)")
        }
    }

    /// The first Python that has the validator: the one `make test` installs, or one on the search path.
    private static let python = Referee.python(with: "jsonschema")

    private static let validator = """
        import json, sys, jsonschema
        schema, document = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
        validator = jsonschema.Draft202012Validator
        validator.check_schema(schema)
        errors = [f"{list(e.absolute_path)}: {e.message}" for e in validator(schema).iter_errors(document)]
        print("\\n".join(errors))
        sys.exit(1 if errors else 0)
        """
}
