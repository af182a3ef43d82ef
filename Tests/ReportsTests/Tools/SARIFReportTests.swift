import Findings
import Foundation
import Reports
import SourceText
import TestKit
import Testing

@Suite("SARIF")
struct SARIFReportTests {
    private func expectValid(_ logs: [String]) throws {
        guard let objections = try PythonReferee.objections(toSARIF: logs) else {
            #expect(!Referee.isRequired, "python's jsonschema and the schema of SARIF are required in CI")
            return
        }
        #expect(objections == "")
    }

    @Test("fits the schema of OASIS")
    func schema() throws {
        let samples = [
            ReportSamples.everything(), ReportSamples.forTools(), ReportSamples.hostile(),
            (ReportSamples.report([]), SourceSet()),
        ]
        try expectValid(samples.flatMap { [ToolFormat.sarif.render($0), ToolFormat.githubSARIF.render($0)] })
    }

    @Test("is refused by that schema when it is broken")
    func refused() throws {
        let text = ToolFormat.sarif.render(ReportSamples.forTools())
        let broken = text.replacing("\"kind\": \"informational\"", with: "\"kind\": \"vacuous\"")
        #expect(broken != text)
        guard let objections = try PythonReferee.objections(toSARIF: [broken]) else { return }
        #expect(objections.contains("vacuous"))
    }

    @Test("is consistent in itself: rules, artifacts, levels, suppressions, flows, relative addresses")
    func consistent() throws {
        let script = """
            import json, sys, urllib.parse
            def locations(node):
                if isinstance(node, dict):
                    if "artifactLocation" in node: yield node
                    node = list(node.values())
                if isinstance(node, list):
                    for child in node: yield from locations(child)
            kinds = set()
            for run in json.load(open(sys.argv[1], encoding="utf-8"))["runs"]:
                rules = run["tool"]["driver"]["rules"]
                assert len({r["id"] for r in rules}) == len(rules)
                for rule in rules:
                    assert rule["help"]["text"] and rule["help"]["markdown"], rule
                    assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
                for result in run["results"]:
                    kinds.add(result["kind"])
                    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
                    assert (result["level"] == "none") == (result["kind"] != "fail"), result
                    assert len(result["locations"]) == 1
                    assert len(result["partialFingerprints"]) == 1
                    for s in result.get("suppressions", []):
                        assert s["status"] == "accepted" and "justification" in s
                for place in locations(run["results"]):
                    at = place["artifactLocation"]
                    assert run["artifacts"][at["index"]]["location"]["uri"] == at["uri"]
                    assert at["uriBaseId"] == "%SRCROOT%" and not at["uri"].startswith("/")
                    assert urllib.parse.quote(urllib.parse.unquote(at["uri"]), safe="/~") == at["uri"]
                    region = place["region"]
                    assert region["startLine"] >= 1 and "snippet" not in region
                    if "endLine" in region:
                        assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])
                for flow in (f for r in run["results"] for f in r.get("codeFlows", [])):
                    files = {l["location"]["physicalLocation"]["artifactLocation"]["uri"]
                             for l in flow["threadFlows"][0]["locations"]}
                    assert len(files) > 1
            print(sorted(kinds))
            """
        try ToolReportTests.expect(
            script, on: ToolFormat.sarif.render(ReportSamples.forTools()),
            prints: "['fail', 'informational', 'notApplicable', 'open', 'pass']\n")
        try ToolReportTests.expect(
            script, on: ToolFormat.sarif.render(ReportSamples.hostile()), prints: "['fail', 'notApplicable', 'open']\n")
        try ToolReportTests.expect(
            script, on: ToolFormat.githubSARIF.render(ReportSamples.hostile()), prints: "['fail']\n")
    }

    @Test("for GitHub holds nothing that passed or was accepted, and no result without a place")
    func github() {
        let text = ToolFormat.githubSARIF.render(ReportSamples.forTools())
        #expect(!text.contains("\"suppressions\""))
        #expect(!text.contains("\"kind\": \"pass\""))
        #expect(!text.contains("a known failure"))
        #expect(text.contains("a remark"))
    }

    @Test("counts columns as its columnKind says, cut out again by python")
    func columns() throws {
        let texts = [
            "é名👍🏽: ⟦x\nyé⟧z\n", "𝔘𝔫𝔦 ⟦𝔠𝔬𝔡𝔢⟧ e\u{301}⟦e\u{301}⟧\n", "a: b\r\nc: ⟦d⟧\r\n⟦e: f\r\ng⟧: h\r\n",
            "a\rb ⟦c⟧\r⟦d⟧", "\u{FEFF}⟦a⟧: ⟦👩‍👩‍👧⟧\n", "\t⟦tab⟧\t⟦⟧x", "last ⟦line\n⟧", "a\u{2028}⟦b⟧\u{85}⟦c⟧\n",
        ]
        var scene = Scene()
        var findings: [Finding] = []
        var expected: [String] = []
        for (position, text) in texts.enumerated() {
            let ranges = scene.add("\(position).yaml", text)
            for range in ranges {
                findings.append(finding(at: Annotation(range)))
                findings[findings.count - 1].subject = "s\(findings.count)"
                let bytes = scene.sources[range.file].bytes[Int(range.start)..<Int(range.end)]
                expected.append(String(decoding: bytes, as: UTF8.self))
            }
        }
        let service = ServiceVerdict(service: "s", items: [], findings: findings)
        let log = SARIFReport.render(ReportSamples.report([service]), sources: scene.sources)
        let script = """
            import json, re, sys
            log, *files = sys.argv[1:]
            run = json.load(open(log, encoding="utf-8"))["runs"][0]
            assert run["columnKind"] == "unicodeCodePoints"
            ends = "|".join(run["newlineSequences"])
            cut = {}
            for result in run["results"]:
                place = result["locations"][0]
                region = place["physicalLocation"]["region"]
                number = int(place["physicalLocation"]["artifactLocation"]["uri"].split(".")[0])
                text = open(files[number], encoding="utf-8-sig", newline="").read()
                starts = [0] + [m.end() for m in re.finditer(ends, text)]
                begin = starts[region["startLine"] - 1] + region["startColumn"] - 1
                end = starts[region["endLine"] - 1] + region["endColumn"] - 1
                cut[int(place["logicalLocations"][0]["name"][1:])] = text[begin:end]
            print(json.dumps([cut[n] for n in sorted(cut)]))
            """
        let files = scene.sources.files.map { String(decoding: $0.bytes, as: UTF8.self) }
        guard let output = try PythonReferee.run(script, on: [log] + files) else { return }
        #expect(output.standardError == "")
        let cut = try JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [String]
        #expect(cut?.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    }

    @Test("tells how the run ended")
    func ending() {
        var (report, sources) = ReportSamples.everything()
        report.ending = Report.Ending(status: 1, meaning: "not ready")
        let failed = SARIFReport.render(report, sources: sources)
        #expect(failed.contains("\"executionSuccessful\": true,\n          \"exitCode\": 1,"))
        report.ending = Report.Ending(status: 2, meaning: "misuse")
        #expect(SARIFReport.render(report, sources: sources).contains("\"executionSuccessful\": false"))
    }

    @Test("gives a service's run a category of its own, whatever the name")
    func category() {
        let service = ServiceVerdict(service: "a/b ü", items: [])
        let text = SARIFReport.render(ReportSamples.report([service]), sources: SourceSet())
        #expect(text.contains("\"id\": \"preflight/a%2Fb%20%C3%BC/\""))
    }
}
