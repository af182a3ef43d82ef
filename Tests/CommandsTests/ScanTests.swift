import Commands
import Foundation
import SourceText
import TestKit
import Testing

@Suite struct `A scan` {
    private func run(_ arguments: [String], in folder: TemporaryFolder) throws -> (
        status: Commands.ExitStatus, text: String
    ) {
        let output = Capture()
        let today = try #require(CivilDate("2026-11-23"))
        let status = Preflight.run(
            Invocation(
                arguments: arguments, environment: { _ in nil }, files: folder.files,
                standardOutput: output.stream(isTerminal: false), standardError: Capture().stream(isTerminal: false),
                today: today))
        return (status, output.text)
    }

    @Test func `gives SARIF that the standard's schema accepts`() throws {
        let folder = try TemporaryFolder()
        try folder.write("a b.jsonl", #"{"contact":"anna.k@firma-nord.de","note":"é 😀 bob@firma-nord.de"}"# + "\n")
        let (status, text) = try run(["scan", "--format", "sarif", "a b.jsonl"], in: folder)
        #expect(status == .notReady)
        #expect(text.contains(#""uri": "a%20b.jsonl""#))
        let objections = try PythonReferee.objections(toSARIF: [text])
        if objections == nil { #expect(!Referee.isRequired, "jsonschema and the schema are needed in CI") }
        #expect((objections ?? "").isEmpty, "\(objections ?? "")")
    }

    @Test func `of a compressed file is the scan of what is in it`() throws {
        let folder = try TemporaryFolder()
        let row = #"{"contact":"anna.k@firma-nord.de","n":1}"# + "\n"
        try folder.write("app.jsonl", String(repeating: row, count: 50))
        let gzip = try Referee.run(URL(fileURLWithPath: "/bin/gzip"), ["-k", folder.path("app.jsonl")])
        try #require(gzip.status == 0)
        let plain = try run(["scan", "--format", "json", "app.jsonl"], in: folder).text
        let packed = try run(["scan", "--format", "json", "app.jsonl.gz"], in: folder).text
        #expect(packed.replacingOccurrences(of: "app.jsonl.gz", with: "app.jsonl") == plain)
    }

    @Test func `counts what it does not list`() throws {
        let folder = try TemporaryFolder()
        try folder.write("app.jsonl", String(repeating: "mail anna.k@firma-nord.de\n", count: 500))
        let text = try run(["scan", "--places", "3", "--format", "json", "app.jsonl"], in: folder).text
        #expect(text.contains(#""count": 500"#) && text.contains(#""listed": 3"#))
    }

    @Test func `of several files goes on where one cannot be read`() throws {
        let folder = try TemporaryFolder()
        try folder.write("app.jsonl", "mail anna.k@firma-nord.de\n")
        let (status, text) = try run(["scan", "gone.jsonl", "app.jsonl"], in: folder)
        #expect(status == .misuse, "a file that was named and is not there may have held anything")
        #expect(text.contains("app.jsonl:1:6"))
    }

    @Test func `of nothing proves nothing`() throws {
        let folder = try TemporaryFolder()
        try folder.write("empty.jsonl", "")
        try folder.write("clean.jsonl", "INFO started\n")
        #expect(try run(["scan", "empty.jsonl"], in: folder).status == .nothingProvable)
        #expect(try run(["scan", "empty.jsonl", "clean.jsonl"], in: folder).status == .ready)
    }
}
