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
        try SchemaReferee.validate([JSONReport.render(ReportSamples.report([]), sources: SourceSet())])
    }

    @Test func `every report fits the published schema`() throws {
        let (report, sources) = ReportSamples.everything()
        try SchemaReferee.validate([JSONReport.render(report, sources: sources)])
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
            try SchemaReferee.validate([document], expecting: 1)
        }
    }

    @Test func `the schema's reasons are those of the code`() {
        for reason in [
            UnprovableReason.noArtefact(kind: ""), .notReadYet(kind: ""), .unreadable(path: ""),
            .sourceNotRendered(path: ""), .sampleAfterForcedErrors, .unsupported(feature: ""), .notDeclared(key: ""),
            .dependsOn(requirement: ""), .notRehearsed(scenario: ""), .rehearsalUndecided(why: ""),
        ] {
            #expect(ReportSchema.text.contains("\"\(reason.word)\""))
        }
    }
}
