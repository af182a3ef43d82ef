import Documents
import Findings
import SourceText
import Testing

/// `⟦` and `⟧` mark where the finding must point; they are not part of the text.
private func marked(_ text: String) -> (text: String, range: ByteRange) {
    let bytes = Array(text.utf8)
    let open = Array("⟦".utf8)
    let close = Array("⟧".utf8)
    let start = bytes.indices.first { bytes[$0...].starts(with: open) } ?? 0
    let end = (bytes.indices.first { bytes[$0...].starts(with: close) } ?? start + 3) - open.count
    let plain = text.replacing("⟦", with: "").replacing("⟧", with: "")
    return (plain, ByteRange(start..<max(start, end)))
}

@Suite("A syntax error in YAML")
struct YAMLSyntaxErrorTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let message: String
        let fix: String

        init(_ text: String, _ message: String, _ fix: String) {
            self.text = text
            self.message = message
            self.fix = fix
        }

        var testDescription: String { text.prefix(60).debugDescription }
    }

    static let cases: [Case] = [
        Case("summary: Errors⟦:⟧ high\n", "a key where no key can stand", "in quotes"),
        Case("a: 1\n⟦b⟧\nc: 2\n", "no `:` after its key", "key: value"),
        Case("⟦" + String(repeating: "k", count: 1100) + "⟧: 1\n", "longer than 1,024", "`? `"),
        Case("a: 1\n⟦" + String(repeating: "k", count: 1100) + "⟧: 1\n", "longer than 1,024", "`? `"),
        Case("a:\n⟦\t⟧b: 1\n", "a tab stands where YAML expects spaces", "spaces"),
        Case("a: ⟦@⟧x\n", "cannot begin with `@`", "quotes"),
        Case("a: ⟦%⟧x\n", "cannot begin with `%`", "quotes"),
        Case("a: ⟦`⟧x`\n", "cannot begin with `'`", "quotes"),
        Case("expr: ⟦\"⟧up{job='x'}\nb: 1\n", "never closed", "closing quote"),
        Case("expr: ⟦'⟧up\n", "never closed", "closing quote"),
        Case("expr: \"up{x=~'⟦\\⟧d+'}\"\n", "`\\d` is no escape", "single quotes"),
        Case("a: \"it⟦\\⟧'s\"\n", "`\\'` is no escape of YAML, even if Prometheus", "without the backslash"),
        Case("a: ⟦\"⟧\\\"\n", "never closed", "closing quote"),
        Case("a: [1, 2\nb⟦:⟧ 3\n", "a list in brackets is not closed", "`]`"),
        Case("a: {b: 1\nc⟦:⟧ 3\n", "a mapping in braces is not closed", "`}`"),
        Case("a: [b⟦}⟧\n", "a list in brackets is not closed", "`]`"),
        Case("a: ⟦- 1⟧\n", "a `- ` item cannot begin here", "line after"),
        Case("a: ⟦? 1⟧\n", "a `? ` key cannot begin here", "quotes"),
        Case("a: *⟦.⟧yaml\n", "cannot begin with `*` or `&`", "'*.yaml'"),
        Case("a: |⟦x⟧\n", "text stands after the `|`", "next line"),
        Case("a: |⟦0⟧\n x\n", "cannot be 0", "1 to 9"),
        Case("a: \"\\x⟦Z⟧Z\"\n", "lacks hexadecimal digits", "digits"),
        Case("a: \"\\u⟦d⟧83d\"\n", "names no Unicode character", "character itself"),
        Case("a: ⟦!x!y⟧ 1\n", "handle is not defined", "quotes"),
        Case("a: 1\n  b⟦:⟧ 2\n", "a key where no key can stand", "align"),
        Case("a:\n    b: 1\n  ⟦c⟧: 2\n", "does not continue the mapping", "align"),
        Case("- a\n⟦b⟧: 1\n", "does not continue the list", "align"),
        Case("a: 'x' ⟦y⟧\n", "does not continue the mapping", "inside the quotes"),
        Case("a\nb⟦:⟧ 1\n", "a key where no key can stand", "align"),
        Case("%YAML 3.0\n---\na: 1\n", "version that readers do not know", "1.1"),
        Case("a: [⟦,⟧]\n", "a value is missing", "quotes"),
    ]

    @Test("says what is wrong, where, and what to type instead", arguments: cases)
    func words(_ example: Case) throws {
        let (text, range) = marked(example.text)
        let reading = DocumentReader.readYAML(file(text))
        try #require(reading.findings.count == 1)
        let finding = reading.findings[0]
        #expect(finding.kind == .yamlSyntaxError && !reading.isComplete)
        #expect(finding.message.contains(example.message))
        #expect(finding.fix.contains(example.fix))
        #expect(
            finding.primary?.range.start == UInt64(range.start),
            "\(finding.message) at \(String(describing: finding.primary))")
    }
}

extension YAMLSyntaxErrorTests {
    @Test("behind an invisible line separator names the separator", arguments: ["\u{2028}", "\u{2029}", "\u{85}"])
    func separators(_ separator: String) throws {
        let reading = DocumentReader.readYAML(file("a:\n  b: x\(separator)y\n  c: 1\n"))
        try #require(reading.findings.count == 1)
        let code = String(try #require(separator.unicodeScalars.first).value, radix: 16, uppercase: true)
        #expect(reading.findings[0].fix.contains("invisible `U+\(code.count < 4 ? "00" : "")\(code)`"))
        #expect(DocumentReader.readYAML(file("a: 'x\(separator)y'\n")).findings.isEmpty)
    }

    @Test("shows both ends of an open quote, list or mapping")
    func related() throws {
        let text = "a: 1\nb: \"x\nc: 2\n"
        let finding = try #require(DocumentReader.readYAML(file(text)).findings.first)
        #expect(finding.primary?.range.start == 8 && finding.related.map(\.range.start) == [16])
        let list = try #require(DocumentReader.readYAML(file("a: [1,\n  2\n")).findings.first)
        #expect(list.related.map(\.range.start) == [3])
    }

    @Test("ends the file, but keeps the documents before it")
    func documentsBefore() {
        let reading = DocumentReader.readYAML(file("a: 1\n---\nb: 2\n---\nc: [\n---\nd: 4\n"))
        #expect(reading.documents.compactMap { $0.root.entries.first?.key.string() } == ["a", "b"])
        #expect(reading.findings.count == 1 && !reading.isComplete)
    }

    @Test("points into characters, not bytes, behind multi-byte text")
    func multiByte() throws {
        let text = "# 日本語 😀\nsummary: é: ü\n"
        let finding = try #require(DocumentReader.readYAML(file(text)).findings.first)
        let place = LineIndex(Array(text.utf8)).place(at: Int(try #require(finding.primary).range.start))
        #expect(place == TextPlace(line: 2, column: 11))
    }

    @Test("anywhere in a truncated file is a finding, never a crash")
    func truncation() {
        let text = Array("groups:\n- name: \"é\"\n  rules:\n  - {alert: 'x', expr: \"a\\u00e9\"}\n  - |\n    日本\n".utf8)
        for length in 0...text.count {
            let reading = DocumentReader.readYAML(file(Array(text.prefix(length))))
            #expect(reading.isComplete || reading.findings.count == 1)
            for finding in reading.findings { #expect(finding.primary?.range.end ?? 0 <= UInt64(length)) }
        }
    }
}

@Suite("A syntax error in JSON")
struct JSONSyntaxErrorTests {
    @Test(
        "says what is wrong, where, and what to type instead",
        arguments: [
            ("{\"a\": 1⟦,⟧}", "before a closing bracket", "remove the comma"),
            ("[1⟦,⟧\n]", "before a closing bracket", "remove"),
            ("{\"a\": ⟦'⟧x'}", "double quotes", "`\"`"), ("{⟦a⟧: 1}", "without quotes", "double quotes"),
            ("[⟦True⟧]", "`True` stands without quotes", "write `true`"),
            ("[⟦None⟧]", "without quotes", "write `null`"),
            ("[⟦NaN⟧]", "without quotes", "`null`"), ("{} ⟦/⟧/ note", "no comments", "remove"),
            ("[⟦01⟧]", "`01` is no number", "leading zeros"), ("[\"a⟦\n⟧\"]", "inside a string", "\\n"),
            ("[\"⟦\\d⟧\"]", "`\\d` is no escape", "double the backslash"), ("[1 ⟦2⟧]", "comma is missing", "comma"),
            ("{\"a\" ⟦1⟧}", "colon", "\"key\": value"), ("⟦[⟧1", "ends before", "closing bracket"),
            ("[1⟦}⟧", "does not match", "order"),
            ("⟦⟧", "empty", "`{}`"), ("{} ⟦{⟧}", "follows the end", "one value"),
            ("[⟦\"⟧abc", "never closed", "closing"),
            ("{\"a\": ⟦}⟧", "value is missing", "value"), ("{⟦1⟧: 2}", "key must be a string", "\"key\""),
            ("[⟦@⟧]", "cannot stand here", "quotes"),
        ])
    func words(_ text: String, _ message: String, _ fix: String) throws {
        let (plain, range) = marked(text)
        let reading = DocumentReader.readJSON(file(plain))
        try #require(reading.findings.count == 1)
        let finding = reading.findings[0]
        #expect(finding.kind == .jsonSyntaxError && reading.documents.isEmpty && !reading.isComplete)
        #expect(finding.message.contains(message) && finding.fix.contains(fix), "\(finding.message): \(finding.fix)")
        #expect(finding.primary?.range.start == UInt64(range.start), "\(finding.message)")
    }
}
