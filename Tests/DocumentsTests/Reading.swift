import Documents
import Findings
import SourceText
import Testing

/// Helpers that say what a test wants to see of a document.
func file(_ text: String) -> SourceFile { file(Array(text.utf8)) }

func file(_ bytes: [UInt8]) -> SourceFile { SourceFile(id: FileID(index: 0), path: "rules.yaml", bytes: bytes) }

/// The root of the only document, which must be read without findings.
func root(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Node {
    let reading = DocumentReader.readYAML(file(text))
    #expect(reading.findings.map(\.message) == [], sourceLocation: sourceLocation)
    return try #require(reading.documents.first, sourceLocation: sourceLocation).root
}

/// The bytes of a file that a range spells.
func source(_ range: SourceRange, of bytes: [UInt8]) -> String {
    String(decoding: bytes[range.bytes.range], as: UTF8.self)
}

func source(_ node: Node, of text: String) -> String { source(node.range, of: Array(text.utf8)) }
