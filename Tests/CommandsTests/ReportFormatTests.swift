import Commands
import Foundation
import TestKit
import Testing

@Suite("Every format of the report")
struct ReportFormatTests {
    private func run(_ arguments: [String], in files: FileAccess) throws -> (
        status: Commands.ExitStatus, output: String
    ) {
        let output = Capture()
        let status = Preflight.run(
            Invocation(
                arguments: arguments, environment: { _ in nil }, files: files,
                standardOutput: output.stream(isTerminal: false), standardError: Capture().stream(isTerminal: false),
                today: try #require(Story.today)))
        return (status, output.text)
    }

    private let repository = FileAccess.system(relativeTo: Referee.repository.path)

    @Test("ends with the same status", arguments: ReportFormat.allCases)
    func status(format: ReportFormat) throws {
        let (status, output) = try run(
            ["check", "--format", format.rawValue, "examples/first-draft"], in: repository)
        #expect(status == .notReady)
        #expect(!output.isEmpty)
        let soft = try run(
            ["check", "--format", format.rawValue, "--report-only", "examples/first-draft"], in: repository)
        #expect(soft.status == .ready)
        let ready = try run(["check", "--format", format.rawValue, "examples/support-chat"], in: repository)
        #expect(ready.status == .ready)
    }

    @Test("can be written in one run, each to its own file, and is the same bytes there")
    func together() throws {
        let folder = try TemporaryFolder()
        try folder.write("observability.yaml", "preflight: 1\nservice: quiet\n")
        let all = ReportFormat.allCases.flatMap { ["--format", $0.rawValue, "--output", "report.\($0.rawValue)"] }
        let together = try run(["check"] + all, in: folder.files)
        #expect(together.output == "")
        for format in ReportFormat.allCases {
            let alone = try run(["check", "--format", format.rawValue], in: folder.files)
            #expect(alone.status == together.status)
            #expect(try folder.text("report.\(format.rawValue)").utf8.elementsEqual(alone.output.utf8), "\(format)")
        }
    }

    @Test("of the example is what its readers expect")
    func parses() throws {
        func report(_ format: ReportFormat) throws -> String {
            try run(
                ["check", "--format", format.rawValue, "examples/first-draft", "examples/support-chat"],
                in: repository
            ).output
        }
        if let objections = try PythonReferee.objections(toSARIF: [try report(.sarif), try report(.githubSARIF)]) {
            #expect(objections == "")
        } else {
            #expect(!Referee.isRequired, "python's jsonschema and the schema of SARIF are required in CI")
        }
        let script = """
            import csv, json, sys, xml.etree.ElementTree as tree
            junit, gitlab, matrix, sarif = sys.argv[1:]
            tree.parse(junit)
            json.load(open(gitlab, encoding="utf-8"))
            print(len(list(csv.reader(open(matrix, newline="", encoding="utf-8"), strict=True))))
            for run in json.load(open(sarif, encoding="utf-8"))["runs"]:
                for rule in run["tool"]["driver"]["rules"]:
                    assert rule["id"].startswith("PF") and rule["shortDescription"]["text"] != rule["name"], rule
                for result in run["results"]:
                    assert "physicalLocation" in result["locations"][0], result
            """
        let documents = [try report(.junit), try report(.gitlab), try report(.csv), try report(.sarif)]
        guard let output = try PythonReferee.run(script, on: documents) else { return }
        #expect(output.standardError == "")
        #expect(output.standardOutput == "3\n")
    }

    @Test("is in the README, with its meaning")
    func documented() throws {
        let readme = String(
            decoding: try Data(contentsOf: Referee.repository.appendingPathComponent("README.md")), as: UTF8.self)
        for format in ReportFormat.allCases {
            #expect(
                readme.contains("| `\(format.rawValue)` | \(format.meaning) |"), "README.md lacks \(format.rawValue)")
        }
    }

    @Test("that describes requirements is refused by `test rules`, JUnit is not")
    func ruleTests() throws {
        let folder = try TemporaryFolder()
        try folder.write("rules.yaml", "groups: [{name: g, rules: [{alert: A, expr: up == 0}]}]\n")
        try folder.write(
            "test.yaml",
            """
            rule_files: [rules.yaml]
            tests:
              - name: "<down>"
                input_series: [{series: up, values: 0 0}]
                alert_rule_test: [{eval_time: 1m, alertname: A, exp_alerts: []}]

            """)
        let sarif = try run(["test", "rules", "--format", "sarif", "test.yaml"], in: folder.files)
        #expect(sarif.status == .misuse)
        #expect(sarif.output == "")
        let junit = try run(["test", "rules", "--format", "junit", "test.yaml"], in: folder.files)
        #expect(junit.status == .notReady)
        #expect(junit.output.contains("tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\""))
        #expect(junit.output.contains("classname=\"test.yaml.&lt;down&gt;\" name=\"alert A at 60s\""))
    }
}
