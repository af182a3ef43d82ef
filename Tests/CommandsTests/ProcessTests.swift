import Foundation
import TestKit
import Testing

/// What only a real process can show: streams that close, break or fill up, and the status the shell sees.
@Suite("The built program")
struct ProcessTests {
    /// The executable beside the test bundle; `swift test` builds both.
    static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("preflight")

    let folder: TemporaryFolder

    init() throws {
        try #require(
            FileManager.default.isExecutableFile(atPath: Self.program.path),
            "the program is not built: swift build --product preflight")
        folder = try TemporaryFolder()
    }

    /// Runs a line of bash in which `preflight` is the built program; colour variables of the caller are cleared.
    func shell(_ line: String) throws -> Referee.Output {
        let script = """
            unset NO_COLOR FORCE_COLOR; set -o pipefail
            preflight() { "\(Self.program.path)" "$@"; }
            \(line)
            """
        return try Referee.run(URL(fileURLWithPath: "/bin/bash"), ["-c", script], in: folder.url)
    }

    @Test(
        "ends with the documented status",
        arguments: [
            ("preflight --version", 0), ("preflight --help", 0), ("preflight check --help", 0), ("preflight", 2),
            ("preflight chek", 2), ("preflight check --nonsense", 2), ("preflight check .", 3),
            ("preflight check --report-only .", 0),
        ] as [(String, Int32)])
    func status(line: String, expected: Int32) throws { #expect(try shell(line).status == expected) }

    @Test("answers on standard output, complains on standard error")
    func streams() throws {
        let version = try shell("preflight --version")
        #expect(version.standardOutput.hasPrefix("preflight "))
        #expect(version.standardError == "")
        let misuse = try shell("preflight chek")
        #expect(misuse.standardOutput == "")
        #expect(misuse.standardError.hasPrefix("error: there is no command `chek`"))
    }

    @Test("ends quietly when its reader goes away", arguments: ["head -c 1", "true", "head -n 1"])
    func vanishedReader(reader: String) throws {
        let output = try shell("preflight --help | \(reader) >/dev/null; echo \"${PIPESTATUS[0]}\"")
        #expect(output.standardOutput == "0\n")
        #expect(output.standardError == "")
    }

    @Test("says so and fails when its output does not fit")
    func fullDisk() throws {
        let output = try shell("preflight --help >/dev/full")
        #expect(output.status == 4)
        #expect(output.standardError == "error: standard output does not fit: the disk or quota is full\n")
    }

    @Test(
        "runs with streams closed, and never writes a report into the number a closed stream left free",
        arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    func closedStreams(redirection: String) throws {
        let output = try shell("preflight check --output report.txt . \(redirection)")
        #expect(output.status == 3)
        #expect(try shell("preflight --version \(redirection)").status == 0)
    }

    @Test("is not delayed by a standard input that never ends")
    func endlessInput() throws {
        let output = try shell("mkfifo in; preflight --version <>in")
        #expect(output.status == 0)
    }

    @Test("takes an artefact from a pipe, such as bash makes of <(...)")
    func processSubstitution() throws {
        try folder.write("observability.yaml", "preflight: 1\nservice: chat\n")
        let output = try shell("preflight check --format json --artefact prometheus_rules=<(echo 'groups: []') .")
        #expect(output.standardError == "")
        #expect(output.standardOutput.contains("\"reportVersion\": 1"))
        #expect(!output.standardOutput.contains("artefact-unreadable"))
    }

    @Test(
        "reads a log from a pipe, compressed, and in the pieces that rotation leaves",
        arguments: [
            "preflight check --format json --checklist list.yaml --artefact logs=<(cat calls.jsonl) .",
            "gzip calls.jsonl; preflight check --format json --checklist list.yaml --artefact logs=calls.jsonl.gz .",
            "mkfifo pipe; (cat calls.jsonl >pipe &); preflight check --format json --checklist list.yaml --artefact logs=pipe .",
            "head -n 2 calls.jsonl >app.log; tail -n 1 calls.jsonl | gzip >app.log.1.gz; "
                + "preflight check --format json --checklist list.yaml --artefact 'logs=app.log*' .",
        ])
    func logs(line: String) throws {
        try folder.write("observability.yaml", "preflight: 1\nservice: chat\n")
        try folder.write(
            "list.yaml",
            """
            checklist: logs
            version: 1
            items:
              - id: logs
                title: Logs
                layer: api
                why: for this test
                evidenced: [{check: cost-sentinel}]

            """)
        let row = #"{"model":"claude-haiku-4-5","input_tokens":1000,"output_tokens":10,"cost_usd":0.00105}"#
        try folder.write("calls.jsonl", "\(row)\n\(row)\n\(row)\n")
        let output = try shell(line)
        #expect(output.standardError == "")
        #expect(output.status == 0, "\(output.standardOutput)")
        #expect(output.standardOutput.contains("3 rows judged"), "\(output.standardOutput)")
    }

    @Test("finds fault with an artefact this user may not read, and goes on")
    func notPermitted() throws {
        try folder.write(
            "observability.yaml", "preflight: 1\nservice: chat\nartefacts: {prometheus_rules: [rules.yaml]}\n")
        try folder.write("rules.yaml", "groups: []\n")
        // The superuser may read everything, so the test steps down; nobody may reach the build folder, hence the copy.
        let output = try shell(
            """
            chmod 000 rules.yaml; chmod 755 .; cp "\(Self.program.path)" program
            if [ "$(id -u)" -eq 0 ]; then down="setpriv --reuid=65534 --regid=65534 --clear-groups"; fi
            ${down:-} ./program check .
            """)
        #expect(output.status == 1)
        #expect(output.standardOutput.contains("`rules.yaml` may not be accessed by this user"))
    }

    @Test("wraps help at the same width whether or not COLUMNS is set")
    func columns() throws {
        let plain = try shell("preflight check --help")
        #expect(try shell("COLUMNS=40 preflight check --help").standardOutput == plain.standardOutput)
    }
}
