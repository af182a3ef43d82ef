import Commands
import Testing

@Suite("The reports of a run")
struct ReportPlanTests {
    /// Plans as the command does: each option's values in their own order, and the arguments as they were written.
    private func plan(_ line: String) throws -> [String] {
        let words = line.split(separator: " ").map(String.init)
        var formats: [ReportFormat] = []
        var outputs: [String] = []
        for (word, value) in zip(words, words.dropFirst()) {
            if word == "--format" { formats.append(try #require(ReportFormat(rawValue: value))) }
            if word == "--output" { outputs.append(value) }
        }
        let requests = try ReportPlan.requests(
            mentions: ReportPlan.mentions(in: words), formats: formats, outputs: outputs)
        return requests.map { request in
            switch request.destination {
            case .standardOutput: "\(request.format)"
            case .file(let path): "\(request.format)>\(path)"
            }
        }
    }

    @Test(
        "pair each output with the format before it",
        arguments: [
            ("", ["text"]),
            ("--format json", ["json"]),
            ("--output a", ["text>a"]),
            ("--output a --format json", ["text>a", "json"]),
            ("--format json --output a", ["json>a"]),
            ("--format text --format json --output a", ["text", "json>a"]),
            ("--format text --output - --format json --output a", ["text", "json>a"]),
            ("--format json --output a --output b", ["json>a", "json>b"]),
            ("--output a --output b", ["text>a", "text>b"]),
            ("check m.yaml --format json --as-of 2026-01-01 --output a", ["json>a"]),
        ])
    func pairs(line: String, expected: [String]) throws { #expect(try plan(line) == expected) }

    @Test(
        "never share a place",
        arguments: [
            "--format text --format json", "--output -  --format json", "--output a --output a",
            "--format text --output - --format json --output -",
        ])
    func clash(line: String) { #expect(throws: Misuse.self) { try plan(line) } }

    @Test("may go to files whose names only look alike")
    func lookAlikes() throws {
        #expect(try plan("--output e\u{301} --output \u{e9}").count == 2)
    }

    @Test("are found in every spelling of the options, up to the terminator")
    func spellings() {
        let words = ["check", "--format=json", "--output=--format", "--formats", "x--format", "--", "--format", "text"]
        #expect(ReportPlan.mentions(in: words) == [.format, .output])
    }
}

@Suite("Colour")
struct ColourChoiceTests {
    @Test(
        "is decided by flag, then NO_COLOR, then FORCE_COLOR, then the terminal",
        arguments: [
            (ColourChoice.auto, true, [:], true), (.auto, false, [:], false), (.always, false, ["NO_COLOR": "1"], true),
            (.never, true, ["FORCE_COLOR": "1"], false), (.auto, true, ["NO_COLOR": "1"], false),
            (.auto, true, ["NO_COLOR": ""], true), (.auto, false, ["FORCE_COLOR": "1"], true),
            (.auto, true, ["FORCE_COLOR": "0"], false), (.auto, true, ["NO_COLOR": "1", "FORCE_COLOR": "1"], false),
            (.auto, true, ["TERM": "dumb"], false), (.auto, true, ["TERM": "xterm"], true),
        ] as [(ColourChoice, Bool, [String: String], Bool)])
    func decision(choice: ColourChoice, isTerminal: Bool, environment: [String: String], expected: Bool) {
        #expect(choice.isColoured(isTerminal: isTerminal) { environment[$0] } == expected)
    }
}
