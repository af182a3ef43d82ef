import Findings
import Foundation
import Reports
import SourceText
import TestKit
import Testing

@Suite("Reports for other tools")
struct ToolReportTests {
    @Test("hold all of a report", arguments: ToolFormat.allCases)
    func everything(format: ToolFormat) throws {
        try expectGolden(format.render(ReportSamples.forTools()), "reports/\(format.rawValue)")
    }

    @Test("are the same bytes for the same report", arguments: ToolFormat.allCases)
    func deterministic(format: ToolFormat) {
        #expect(
            format.render(ReportSamples.hostile()).utf8.elementsEqual(format.render(ReportSamples.hostile()).utf8))
    }

    @Test("exist for a report of nothing", arguments: ToolFormat.allCases)
    func empty(format: ToolFormat) throws {
        let text = format.render((ReportSamples.report([]), SourceSet()))
        #expect(text.utf8.last == UInt8(ascii: "\n") || format == .github)
        if format.isJSON { #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(text.utf8)) } }
    }

    @Test("let nothing through that acts on a terminal or hides", arguments: ToolFormat.allCases)
    func safe(format: ToolFormat) {
        for scalar in format.render(ReportSamples.hostile()).unicodeScalars where scalar != "\n" && scalar != "\r" {
            let category = scalar.properties.generalCategory
            let isHidden = [.control, .lineSeparator, .paragraphSeparator].contains(category)
            // The joiner inside an emoji is the only invisible character that is let through.
            let isReordering = category == .format && scalar.value != 0x200D
            if isHidden || isReordering {
                Issue.record("\(format) lets U+\(String(scalar.value, radix: 16)) through")
                return
            }
        }
    }

    @Test("carry nothing of a file's own text", arguments: ToolFormat.allCases)
    func noExcerpts(format: ToolFormat) {
        var scene = Scene()
        let at = scene.add("app.jsonl", "{\"user\": \"⟦someone⟧\"}\n")
        let requirement = RequirementVerdict(
            id: "r", level: .evidenced, outcome: .fail, evidence: [Evidence(.sampled, at: at[0], "one row")],
            findings: [finding(at: Annotation(at[0], "e-mail #1"))])
        let service = ServiceVerdict(
            service: "s", items: [ItemVerdict(id: "i", title: "I", requirements: [requirement])])
        #expect(!format.render((ReportSamples.report([service]), scene.sources)).contains("someone"))
    }

    /// Runs a script over one document and compares what it prints; python is not ours.
    static func expect(
        _ script: String, on document: String, prints expected: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        guard let output = try PythonReferee.run(script, on: [document]) else {
            #expect(!Referee.isRequired, "python is required in CI", sourceLocation: sourceLocation)
            return
        }
        #expect(output.standardError == "", sourceLocation: sourceLocation)
        #expect(output.standardOutput == expected, sourceLocation: sourceLocation)
    }
}

@Suite("Requirement matrix")
struct RequirementMatrixTests {
    @Test("is read back by python's csv, row for row")
    func readBack() throws {
        let script = """
            import csv, sys
            rows = list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8"), strict=True))
            print(len(rows), len(set(map(len, rows))))
            bad = [c for r in rows for c in r if c.lstrip(" ")[:1] in tuple("=+-@\\uff1d\\uff0b\\uff0d\\uff20") and c.strip()]
            print(bad)
            """
        let count = ReportSamples.hostileTexts.count
        try ToolReportTests.expect(
            script, on: ToolFormat.csv.render(ReportSamples.hostile()), prints: "\(1 + 2 * count) 1\n[]\n")
    }

    @Test("has a column for each item and requirement that any service has, in the order of the items")
    func columns() {
        func service(_ name: String, _ items: [(String, [(String, Outcome)])]) -> ServiceVerdict {
            ServiceVerdict(
                service: name,
                items: items.map { item, requirements in
                    ItemVerdict(
                        id: item, title: item,
                        requirements: requirements.map {
                            RequirementVerdict(id: $0.0, level: .evidenced, outcome: $0.1)
                        })
                })
        }
        let report = ReportSamples.report([
            service("one", [("a", [("x", .pass)]), ("b", [("x", .fail)])]),
            service("two", [("b", [("y", .vacuous)]), ("a", [("z", .waived)]), ("c", [])]),
        ])
        let rows = RequirementMatrix.render(report, sources: SourceSet()).split(separator: "\r\n")
            .map(String.init)
        #expect(
            rows == [
                "service,manifest,verdict,level,pass,fail,unprovable,vacuous,waived,not-applicable,edits to ready,"
                    + "a,a/x,a/z,b,b/x,b/y,c",
                "one,,not ready,declared,1,1,0,0,0,0,0,pass,pass,,fail,fail,,",
                "two,,ready,declared,0,0,0,1,1,0,0,waived,,waived,vacuous,,vacuous,not-applicable",
            ])
    }
}

@Suite("GitLab code quality")
struct CodeQualityReportTests {
    @Test("has the members that GitLab reads, and each fingerprint once")
    func members() throws {
        let script = """
            import json, sys
            issues = json.load(open(sys.argv[1], encoding="utf-8"))
            assert len(issues) > 10
            assert len({i["fingerprint"] for i in issues}) == len(issues)
            for i in issues:
                assert set(i) == {"description", "check_name", "fingerprint", "severity", "location"}, i
                assert i["severity"] in ("info", "minor", "major", "critical", "blocker"), i
                assert i["location"]["path"] and i["location"]["lines"]["begin"] >= 1, i
                assert "\\n" not in i["description"], i
            print("ok")
            """
        for sample in [ReportSamples.forTools(), ReportSamples.hostile()] {
            let text = ToolFormat.gitlab.render(sample)
            if sample.report.services.count > 10 { try ToolReportTests.expect(script, on: text, prints: "ok\n") }
        }
    }

    @Test("points at the manifest where there is no other place, and leaves out what was accepted")
    func manifest() {
        let text = ToolFormat.gitlab.render(ReportSamples.forTools())
        #expect(text.contains("\"path\": \"services/support-chat/observability.yaml\""))
        #expect(!text.contains("\"description\": \"accepted\""))
        #expect(!text.contains("a known failure"))
    }
}

@Suite("Paths in reports")
struct ReportPathTests {
    @Test(
        "are relative, short, and encoded as URIs",
        arguments: [
            ("./a/b.yaml", "a/b.yaml"), ("a//b/./c.yaml", "a/b/c.yaml"), ("a/../b.yaml", "b.yaml"),
            ("../svc/a b.yaml", "../svc/a%20b.yaml"), ("a/b/../../../c", "../c"), ("x:y.yaml", "x%3Ay.yaml"),
            ("ü/名.yaml", "%C3%BC/%E5%90%8D.yaml"), ("a?b#c%d", "a%3Fb%23c%25d"), ("a~b_c-d.e", "a~b_c-d.e"),
        ])
    func uris(path: String, uri: String) throws {
        let text = try sarif(pointingAt: path)
        #expect(text.contains("\"uri\": \"\(uri)\",\n"), "\(text)")
        #expect(text.contains("\"uriBaseId\": \"%SRCROOT%\""))
    }

    @Test("that begin at a root are file URIs without a base")
    func absolute() throws {
        let text = try sarif(pointingAt: "/srv/a b/../c.yaml")
        #expect(text.contains("\"uri\": \"file:///srv/c.yaml\""))
        #expect(!text.contains("\"uriBaseId\""))
    }

    private func sarif(pointingAt path: String) throws -> String {
        var scene = Scene()
        let at = scene.add(path, "⟦a⟧")
        let service = ServiceVerdict(service: "s", items: [], findings: [finding(at: Annotation(at[0]))])
        return SARIFReport.render(ReportSamples.report([service]), sources: scene.sources)
    }
}
