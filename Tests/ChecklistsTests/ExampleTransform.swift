import Checklists
import Documents
import SourceText

/// The same service written differently: a check that is right says the same of all of them.
enum ExampleTransform: String, CaseIterable {
    case asWritten
    case carriageReturns
    case multiByteComment
    case flowStyle
    case reversedKeys

    func apply(to files: [(path: String, content: String)]) -> [(path: String, content: String)] {
        files.map { file in
            guard file.path == "rules.yaml" else { return file }
            return (file.path, transform(file.content))
        }
    }

    private func transform(_ text: String) -> String {
        switch self {
        case .asWritten: text
        case .carriageReturns: text.replacing("\n", with: "\r\n")
        case .multiByteComment: "# Überwachung — 監視 🚨\n" + text
        case .flowStyle: Self.flow(text, reversed: false)
        case .reversedKeys: Self.flow(text, reversed: true)
        }
    }

    /// The whole file as YAML flow style with double-quoted scalars; marks travel inside the scalars.
    private static func flow(_ text: String, reversed: Bool) -> String {
        let file = SourceFile(id: FileID(index: 0), path: "rules.yaml", bytes: Array(text.utf8))
        guard let root = DocumentReader.readYAML(file).documents.first?.root else { return text }
        return write(root, reversed: reversed) + "\n"
    }

    private static func write(_ node: Node, reversed: Bool) -> String {
        switch node.kind {
        case .scalar: return quote(node.string())
        case .sequence: return "[" + node.elements.map { write($0, reversed: reversed) }.joined(separator: ", ") + "]"
        case .mapping:
            var entries = node.entries.map { "\(quote($0.key.string())): \(write($0.value, reversed: reversed))" }
            if reversed { entries.reverse() }
            return "{" + entries.joined(separator: ",\n ") + "}"
        }
    }

    private static func quote(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }
}
