import Documents
import Findings
import SourceText
import Testing

@Suite("A duplicate key")
struct DuplicateKeyTests {
    private func duplicates(_ text: String) -> [(first: String, second: String)] {
        let bytes = Array(text.utf8)
        return DocumentReader.readYAML(file(bytes)).findings.map { finding in
            #expect(finding.kind == .duplicateKey)
            let first = finding.related.first.map { source($0.range, of: bytes) + "@\($0.range.start)" } ?? ""
            let second = finding.primary.map { source($0.range, of: bytes) + "@\($0.range.start)" } ?? ""
            return (first, second)
        }
    }

    @Test(
        "is shown in both places",
        arguments: [
            ("a: 1\na: 2\n", "a@0", "a@5"), ("{a: 1, 'a': 2}", "a@1", "'a'@7"),
            ("x:\n  k: 1\n  \"k\": 2\n", "k@5", "\"k\"@12"),
            ("é: 1\né: 2\n", "é@0", "é@6"), ("? a\n: 1\n? a\n: 2\n", "a@2", "a@10"),
            ("1: a\n\"1\": b\n", "1@0", "\"1\"@5"),
        ])
    func places(_ text: String, _ first: String, _ second: String) {
        let found = duplicates(text)
        #expect(found.map(\.first) == [first] && found.map(\.second) == [second])
    }

    @Test("is told for each further occurrence, in small mappings and in large ones", arguments: [2, 40])
    func repetition(_ others: Int) {
        let filler = (0..<others).map { "k\($0): 0\n" }.joined()
        #expect(duplicates("a: 1\n" + filler + "a: 2\na: 3\n").count == 2)
    }

    @Test("is a matter of bytes: NFC and NFD twins are two keys")
    func normalisation() throws {
        let text = "e\u{301}: 1\n\u{E9}: 2\n"
        #expect(duplicates(text).isEmpty)
        let root = try root(text)
        #expect(root[bytes: "e\u{301}".utf8]?.string() == "1")
        #expect(root[bytes: "\u{E9}".utf8]?.string() == "2")
    }

    @Test("is none in different mappings, and none for keys that are no scalars")
    func none() {
        #expect(duplicates("- a: 1\n- a: 2\n").isEmpty)
        #expect(duplicates("? [a]\n: 1\n? [a]\n: 2\n").isEmpty)
        #expect(duplicates("a: {a: {a: 1}}\n").isEmpty)
    }

    @Test("does not keep the document from being read; the last value counts")
    func reading() {
        let reading = DocumentReader.readYAML(file("a: 1\na: 2\n"))
        #expect(reading.isComplete && reading.documents.first?.root["a"]?.string() == "2")
        #expect(reading.documents.first?.root.count == 2)
    }

    @Test("says in which rule of which group it stands")
    func subject() {
        let text =
            "groups:\n  - name: g\n    rules:\n      - alert: a\n      - alert: b\n        expr: x\n        expr: y\n"
        #expect(DocumentReader.readYAML(file(text)).findings.map(\.subject) == ["rules.yaml groups[0].rules[1]"])
    }

    @Test("in JSON is a warning, because readers let it pass")
    func json() {
        let reading = DocumentReader.readJSON(file("{\"a\": 1, \"b\": {\"c\": 1, \"\\u0063\": 2}, \"a\": 3}"))
        #expect(reading.findings.map(\.severity) == [.warning, .warning])
        #expect(reading.documents.first?.root["a"]?.string() == "3")
    }
}
