import Documents
import Findings
import SourceText
import Testing

@Suite("A document inside another file")
struct EmbeddedDocumentTests {
    private static let outer = """
        kind: ConfigMap
        data:
          rules.yaml: |
            groups:
              # é comment
              - name: chat
                rules:
                  - alert: é
                    expr: |
                      sum(x)
                        > 1
                    annotations: {summary: "a\\tb", text: 'it''s'}
          quoted: "a: 1\\nb:\\n  - x\\u00e9y\\n  - \\"q\\\\tz\\"\\n"
          dash.json: '{"title": "it''s \\u00e9", "panels": [1]}'
        """

    private func inner(_ key: String) throws -> Node {
        let data = try #require(try root(Self.outer)["data"]?[bytes: key.utf8])
        let reading =
            key.hasSuffix("json")
            ? DocumentReader.readJSON(data.text, subject: key) : DocumentReader.readYAML(data.text, subject: key)
        #expect(reading.findings.isEmpty)
        return try #require(reading.documents.first).root
    }

    private func spelled(_ range: SourceRange) -> String { source(range, of: Array(Self.outer.utf8)) }

    @Test("has its places in the outer file")
    func places() throws {
        let group = try #require(try inner("rules.yaml")["groups"]?.elements.first)
        #expect(spelled(try #require(group["name"]).range) == "chat")
        let rule = try #require(group["rules"]?.elements.first)
        #expect(spelled(try #require(rule["alert"]).range) == "é")
        let expr = try #require(rule["expr"])
        #expect(expr.string() == "sum(x)\n  > 1\n")
        #expect(spelled(expr.text.sourceRange(of: ByteRange(start: 4, length: 1))) == "x")
        #expect(spelled(expr.text.sourceRange(of: ByteRange(start: 9, length: 3))) == "> 1")
        let notes = try #require(rule["annotations"])
        let summary = try #require(notes["summary"]).text
        #expect(summary.string == "a\tb" && spelled(summary.sourceRange(of: ByteRange(start: 1, length: 1))) == "\\t")
        #expect(spelled(try #require(notes["text"]).text.sourceRange(of: ByteRange(start: 2, length: 1))) == "''")
    }

    @Test("may be spelled with escapes inside escapes")
    func escapes() throws {
        let list = try #require(try inner("quoted")["b"])
        let items = Array(list.elements)
        #expect(items.map { $0.string() } == ["xéy", "q\tz"])
        #expect(spelled(items[0].range) == "x\\u00e9y")
        #expect(spelled(items[0].text.sourceRange(of: ByteRange(start: 3, length: 1))) == "y")
        #expect(spelled(items[1].text.sourceRange(of: ByteRange(start: 1, length: 1))) == "\\\\t")
        #expect(spelled(items[1].text.sourceRange(of: ByteRange(start: 2, length: 1))) == "z")
    }

    @Test("may be JSON in a YAML string")
    func json() throws {
        let title = try #require(try inner("dash.json")["title"])
        #expect(title.string() == "it's é")
        #expect(spelled(title.text.sourceRange(of: ByteRange(start: 2, length: 1))) == "''")
        #expect(spelled(title.text.sourceRange(of: ByteRange(start: 5, length: 2))) == "\\u00e9")
    }

    @Test("has its findings in the outer file, under the name it was given")
    func findings() throws {
        let outer = "data: |\n  a: 1\n  a: 2\nbroken: |\n  x: [1\n"
        let root = try root(outer)
        let duplicate = DocumentReader.readYAML(try #require(root["data"]).text, subject: "ConfigMap key data")
        #expect(duplicate.findings.map(\.subject) == ["ConfigMap key data"])
        let bytes = Array(outer.utf8)
        let finding = try #require(duplicate.findings.first)
        let place = try #require(finding.primary).range
        #expect(place.start == 17 && source(place, of: bytes) == "a")
        let broken = DocumentReader.readYAML(try #require(root["broken"]).text, subject: "x")
        #expect(broken.findings.first?.related.map { source($0.range, of: bytes) } == ["["])
    }

    @Test("that is empty, or a mapping's missing text, has no document")
    func empty() throws {
        let root = try root("a: ''\nb: {}\n")
        #expect(DocumentReader.readYAML(try #require(root["a"]).text, subject: "a").documents.isEmpty)
        #expect(DocumentReader.readYAML(try #require(root["b"]).text, subject: "b").documents.isEmpty)
    }

    @Test("reads as it would in a file of its own, with every place found again", arguments: UInt64(1)...150)
    func metamorphosis(seed: UInt64) throws {
        let inner = YAMLGenerator.text(seed: seed)
        // Only LF is spelled as it is, and the first line must show the indentation of the block.
        let isPlain = !inner.contains("\r") && !inner.contains("\r\n") && inner.first.map { !$0.isWhitespace } == true
        guard isPlain else { return }
        let outer =
            "é: 1\nx:\n  y: |+\n"
            + inner.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined()
        let text = try #require(try root(outer)["x"]?["y"]).text
        #expect(text.string.utf8.elementsEqual(inner.utf8))
        let alone = DocumentReader.readYAML(file(inner)).documents.map(\.root)
        let embedded = DocumentReader.readYAML(text, subject: "y").documents.map(\.root)
        try #require(alone.count == embedded.count)
        for (one, other) in zip(alone, embedded) { compare(one, Array(inner.utf8), other, Array(outer.utf8)) }
    }

    /// The same values, spelled the same way but for the indentation of further lines.
    private func compare(_ one: Node, _ inner: [UInt8], _ other: Node, _ outer: [UInt8]) {
        #expect(one.bytes == other.bytes && one.kind == other.kind && one.isAlias == other.isAlias)
        func lines(_ range: SourceRange, _ bytes: [UInt8]) -> [String] {
            source(range, of: bytes).split(separator: "\n").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
        }
        #expect(lines(one.range, inner) == lines(other.range, outer))
        if one.isScalar, !one.isAlias {
            let (first, second) = (one.text, other.text)
            #expect(first.bytes == second.bytes)
            let inside = first.segments.map { lines(SourceRange(file: first.file, bytes: $0.source), inner).joined() }
            let outside = second.segments.map {
                lines(SourceRange(file: second.file, bytes: $0.source), outer).joined()
            }
            #expect(inside.joined() == outside.joined())
        }
        for (left, right) in zip(one.entries, other.entries) {
            compare(left.key, inner, right.key, outer)
            compare(left.value, inner, right.value, outer)
        }
        for (left, right) in zip(one.elements, other.elements) { compare(left, inner, right, outer) }
    }
}
