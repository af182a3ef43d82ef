import Documents
import SourceText
import Testing

/// Files that a cost squared in their size would never finish. What reading costs is measured in `Benchmarks`; here the
/// limit of a minute only tells a hang from an answer.
@Suite struct `Large input is read whole` {
    static let shapes: [(title: String, text: String)] = [
        ("one huge mapping", (0..<200_000).map { "key_\($0): é\n" }.joined()),
        ("one huge block of text", "a: |\n" + String(repeating: "  {{ range .Alerts }} é\n", count: 200_000)),
        ("one long line", "a: [" + String(repeating: "é, ", count: 200_000) + "1]"),
        ("one long list", String(repeating: "- {a: b, c: [1, 2]}\n", count: 100_000)),
    ]

    @Test(.timeLimit(.minutes(1)), arguments: shapes.map(\.title))
    func `in YAML`(title: String) throws {
        let text = try #require(Self.shapes.first { $0.title == title }).text
        let reading = DocumentReader.readYAML(file(text))
        #expect(reading.isComplete && reading.documents.count == 1)
    }

    @Test(.timeLimit(.minutes(1)))
    func `in JSON`() {
        let scalars = "{\"a\": \"" + String(repeating: "\\u00e9", count: 200_000) + "\"}"
        #expect(DocumentReader.readJSON(file(scalars)).isComplete)
        let members = "{" + (0..<200_000).map { "\"k\($0)\": [1]" }.joined(separator: ",") + "}"
        #expect(DocumentReader.readJSON(file(members)).isComplete)
    }
}
