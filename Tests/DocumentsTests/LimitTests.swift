import Documents
import Findings
import SourceText
import Testing

@Suite("A limit")
struct LimitTests {
    private func kinds(_ text: String, _ limits: DocumentLimits = DocumentLimits()) -> [FindingKind] {
        let reading = DocumentReader.readYAML(file(text), limits: limits)
        if !reading.findings.isEmpty { #expect(reading.documents.isEmpty) }
        return reading.findings.map(\.kind)
    }

    private func nested(_ depth: Int, _ opening: String, _ closing: String) -> String {
        String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)
    }

    @Test("of 200 levels holds for every way to nest", arguments: [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")])
    func depth(_ opening: String, _ closing: String) {
        #expect(kinds(nested(200, opening, closing)) == [])
        #expect(kinds(nested(201, opening, closing)) == [.deepNesting])
    }

    @Test(
        "of depth stops 200,000 levels in an instant", .timeLimit(.minutes(1)),
        arguments: [
            "[", "{", "{a: ", "[{a: ", "- ", "? ", "- - ", "[\n", "{\n", "!!seq [", "&a [", "[[],", "{{", "{{ ", "- {{",
        ])
    func hostileDepth(_ opening: String) {
        // libyaml's cost grows with the square of the depth (100,000 levels: 27 s), so it is no longer asked by then.
        let reading = DocumentReader.readYAML(file(String(repeating: opening, count: 200_000)))
        #expect(reading.documents.isEmpty && reading.findings.count == 1)
    }

    @Test("of depth counts what aliases bring in")
    func aliasDepth() {
        var text = "a0: &a0 [x]\n"
        for level in 1..<210 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(kinds(text) == [.deepNesting])
    }

    @Test("of alias expansion refuses a billion laughs and lets real sharing pass")
    func aliases() {
        var text = "a0: &a0 [l, l, l, l, l, l, l, l, l]\n"
        for level in 1..<9 {
            text +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n"
        }
        #expect(kinds(text) == [.aliasBomb])
        let shared = "base: &base {a: 1}\nall:\n" + String(repeating: "  - *base\n", count: 10_000)
        #expect(kinds(shared) == [])
        #expect(DocumentReader.readYAML(file(shared)).documents.first?.root["all"]?.count == 10_000)
    }

    @Test("of alias expansion is exact")
    func aliasBudget() {
        var limits = DocumentLimits()
        limits.aliasedNodes = 9
        #expect(kinds("a: &a [1, 2]\nb: [*a, *a, *a]\n", limits) == [])
        #expect(kinds("a: &a [1, 2]\nb: [*a, *a, *a, *a]\n", limits) == [.aliasBomb])
    }

    @Test("of size names the limit")
    func size() {
        var limits = DocumentLimits()
        limits.bytes = 10
        #expect(kinds("a: 1234567\n", limits) == [.oversizedInput])
        #expect(kinds("a: 123456\n", limits) == [])
        let text = EmbeddedText(verbatim: Array("a: 12345678".utf8), at: file("a: 12345678").range)
        #expect(DocumentReader.readJSON(text, subject: "x", limits: limits).findings.map(\.kind) == [.oversizedInput])
    }

    @Test("of directives holds before libyaml compares each with all others")
    func directives() {
        let directives = (0..<100_000).map { "%TAG !t\($0)! tag:example.org,2000:\($0)\n" }.joined()
        #expect(kinds(directives + "--- 1\n") == [.oversizedInput])
        #expect(kinds("%YAML 1.1\n%TAG !t! tag:example.org,2000:\n---\na: 1\n") == [])
    }

    @Test("of findings keeps a file of duplicates from flooding the report")
    func findings() {
        let text = String(repeating: "a: 1\n", count: 5_000)
        let reading = DocumentReader.readYAML(file(text))
        #expect(reading.findings.count == DocumentLimits().findingsOfAKind + 1)
        #expect(reading.findings.last?.message.contains("4899") == true)
    }
}

@Suite("An alias")
struct AliasTests {
    private func finding(_ text: String) throws -> Finding {
        let reading = DocumentReader.readYAML(file(text))
        try #require(reading.findings.count == 1)
        #expect(reading.findings[0].kind == .unusableAlias && !reading.isComplete)
        return reading.findings[0]
    }

    @Test("to nothing is told, and that a star needs quotes")
    func undefined() throws {
        let finding = try finding("files: [*rules]\n")
        #expect(source(try #require(finding.primary).range, of: Array("files: [*rules]\n".utf8)) == "*rules")
        #expect(finding.fix.contains("quotes"))
        #expect(try self.finding("a: *b\nb: &b 1\n").message.contains("`*b`"))
        #expect(try self.finding("--- &a 1\n--- *a\n").message.contains("`*a`"))
    }

    @Test(
        "inside its own anchor is told with both places",
        arguments: ["&a [*a]\n", "&a {k: {j: *a}}\n", "x: &a\n  - *a\n"])
    func recursive(_ text: String) throws {
        let finding = try finding(text)
        #expect(finding.related.count == 1)
    }

    @Test("leads to the latest anchor of its name")
    func redefinition() throws {
        let root = try root("a: &x 1\nb: *x\nc: &x 2\nd: *x\n")
        #expect(root["b"]?.string() == "1" && root["d"]?.string() == "2")
        let nested = try self.root("- &x 1\n- &y [&x 2, *x]\n- *x\n")
        #expect(nested.elements.map { $0.kind == .scalar ? $0.string() : "[]" } == ["1", "[]", "2"])
    }

    @Test("may be a key, and then counts as a duplicate of its text")
    func key() throws {
        #expect(try root("- &k a\n- {*k : 1}\n").elements.map { $0["a"]?.string() } == [nil, "1"])
        #expect(DocumentReader.readYAML(file("- &k a\n- {*k : 1, a: 2}\n")).findings.map(\.kind) == [.duplicateKey])
    }

    private func root(_ text: String) throws -> Node { try DocumentsTests.root(text) }
}
