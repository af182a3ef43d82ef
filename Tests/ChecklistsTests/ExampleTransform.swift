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
            switch file.path {
            case "rules.yaml", "prices.yaml": (file.path, transform(file.content))
            case "dashboard.json": (file.path, JSONText.transform(file.content, self))
            case "app.jsonl": (file.path, JSONLines.transform(file.content, self))
            default: file
            }
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

/// JSON written differently; marks travel inside the strings.
enum JSONText {
    static func transform(_ text: String, _ transform: ExampleTransform) -> String {
        let file = SourceFile(id: FileID(index: 0), path: "dashboard.json", bytes: Array(text.utf8))
        guard let root = DocumentReader.readJSON(file).documents.first?.root else { return text }
        return switch transform {
        case .asWritten: text
        case .carriageReturns: text.replacing("\n", with: "\r\n")
        // A first key of many bytes moves everything behind it.
        case .multiByteComment: "{\"__comment\": \"Überwachung — 監視 🚨\", " + write(root, indent: nil).dropFirst()
        case .flowStyle: write(root, indent: nil)
        case .reversedKeys: write(root, indent: "", reversed: true)
        }
    }

    static func write(_ node: Node, indent: String?, reversed: Bool = false) -> String {
        let inner = indent.map { $0 + "    " }
        let separator = inner.map { ",\n\($0)" } ?? ","
        let open = inner.map { "\n\($0)" } ?? ""
        let close = indent.map { "\n\($0)" } ?? ""
        switch node.kind {
        case .scalar:
            let spelled = node.scalarStyle == .plain ? node.string() : nil
            return spelled ?? quote(node.string())
        case .sequence:
            let elements = node.elements.map { write($0, indent: inner, reversed: reversed) }
            return elements.isEmpty ? "[]" : "[" + open + elements.joined(separator: separator) + close + "]"
        case .mapping:
            var entries = node.entries.map {
                "\(quote($0.key.string())): \(write($0.value, indent: inner, reversed: reversed))"
            }
            if reversed { entries.reverse() }
            return entries.isEmpty ? "{}" : "{" + open + entries.joined(separator: separator) + close + "}"
        }
    }

    private static func quote(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }
}

/// A log written differently: each object stays on its line, and what is no JSON stays as it is.
enum JSONLines {
    static func transform(_ text: String, _ transform: ExampleTransform) -> String {
        switch transform {
        case .asWritten: text
        case .carriageReturns: text.replacing("\n", with: "\r\n")
        case .multiByteComment:
            // Too short for a sentence, which would be a finding of its own.
            rewrite(text) { "{\"_note\": \"Ü監🚨\", " + JSONText.write($0, indent: nil).dropFirst() }
        case .flowStyle: rewrite(text) { JSONText.write($0, indent: nil) }
        case .reversedKeys: rewrite(text) { JSONText.write($0, indent: nil, reversed: true) }
        }
    }

    /// Marks around a whole line stay around it; those inside a string travel with it.
    private static func rewrite(_ text: String, _ write: (Node) -> String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var object = line
            let isOpened = object.hasPrefix("⟦")
            let isClosed = object.hasSuffix("⟧")
            if isOpened { object = object.dropFirst() }
            if isClosed { object = object.dropLast() }
            let file = SourceFile(id: FileID(index: 0), path: "app.jsonl", bytes: Array(object.utf8))
            let reading = DocumentReader.readJSON(file)
            guard reading.findings.isEmpty, let root = reading.documents.first?.root, !root.entries.isEmpty else {
                return String(line)
            }
            return (isOpened ? "⟦" : "") + write(root) + (isClosed ? "⟧" : "")
        }.joined(separator: "\n")
    }
}
