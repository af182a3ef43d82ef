package import Findings
package import SourceText

/// The words of everything that can be wrong with the values in our own files.
enum ReaderFindings {
    /// Words in backticks with commas between them.
    static func list(_ words: [String]) -> String { words.map { "`\($0)`" }.joined(separator: ", ") }

    static func unknownKey(
        _ key: Node, near: String?, allowed: [String], what: String, path: String
    ) -> Finding {
        let keys = allowed.isEmpty ? "" : "; keys allowed here: \(list(allowed))"
        guard key.isScalar else {
            return Finding(
                .unknownKey, .error, message: "a key of \(what) is \(describe(key)), not a word",
                why: "Only words can be keys here; braces or brackets that belong to a text need quotes.",
                fix: "put it in quotes or remove it" + keys, at: Annotation(key.range, "used as a key"),
                subject: "key \(path)")
        }
        let name = DocumentFindings.quoted(key.bytes)
        return Finding(
            .unknownKey, .error,
            message: "unknown key `\(name)` in \(what)" + (near.map { ", did you mean `\($0)`?" } ?? ""),
            why: "A key that nobody reads looks like a setting and changes nothing.",
            fix: (near.map { "rename it to `\($0)`" } ?? "remove it") + keys,
            at: Annotation(key.range, near.map { "did you mean `\($0)`?" } ?? "unknown"), subject: "key \(path)")
    }

    static func missingKey(
        _ key: String, example: String, at place: SourceRange, what: String, path: String
    ) -> Finding {
        Finding(
            .missingKey, .error, message: "\(what) lacks the key `\(key)`",
            why: "It has no default that would be right for every service.", fix: "add `\(key): \(example)`",
            at: Annotation(place, "`\(key)` is missing here"), subject: "key \(path)")
    }

    static func wrongType(_ node: Node, expected: String, what: String, path: String, at place: SourceRange) -> Finding
    {
        Finding(
            .wrongType, .error, message: "\(what) must be \(expected), but is \(describe(node))",
            why: "The value is not used, so what it was meant to say stays unsaid.",
            fix: fix(for: node, expected: expected), at: Annotation(place, "expected \(expected)"),
            subject: "key \(path)")
    }

    static func outOfRange(_ node: Node, expected: String, what: String, path: String, at place: SourceRange) -> Finding
    {
        Finding(
            .valueOutOfRange, .error,
            message: "\(what) must be \(expected), but is `\(DocumentFindings.quoted(node.bytes))`",
            why: "The value is not used, so what it was meant to say stays unsaid.",
            fix: "give a value \(expected)", at: Annotation(place, "must be \(expected)"), subject: "key \(path)")
    }

    static func unknownWord(
        _ node: Node, words: [String], what: String, path: String, at place: SourceRange
    ) -> Finding {
        let near = NearMiss.closest(to: node.string(), among: words)
        return Finding(
            .unknownWord, .error,
            message: "\(what) cannot be `\(DocumentFindings.quoted(node.bytes))`"
                + (near.map { ", did you mean `\($0)`?" } ?? ""),
            why: "Only words from a closed list have a meaning here.", fix: "use one of \(list(words))",
            at: Annotation(place, near.map { "did you mean `\($0)`?" } ?? "not in the list"), subject: "key \(path)")
    }

    /// Completes "must be …" for a range of numbers: `between 0% and 100%`, `at least 0`.
    static func between(_ least: Double, _ greatest: Double, unit: String = "") -> String {
        func plain(_ number: Double) -> String {
            let text = "\(number)"
            return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + unit
        }
        switch (least > -Double.greatestFiniteMagnitude, greatest < Double.greatestFiniteMagnitude) {
        case (true, true): return "between \(plain(least)) and \(plain(greatest))"
        case (true, false): return "at least \(plain(least))"
        case (false, true): return "at most \(plain(greatest))"
        case (false, false): return "a finite number"
        }
    }

    /// What a node is, in a sentence.
    static func describe(_ node: Node) -> String {
        switch node.kind {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .scalar: break
        }
        let value = DocumentFindings.quoted(node.bytes)
        switch node.scalarType {
        case .null: return "empty"
        case .bool: return "the boolean `\(value)`"
        case .integer, .number: return "the number `\(value)`"
        case .text: return value.isEmpty ? "an empty text" : "the text `\(value)`"
        }
    }

    private static func fix(for node: Node, expected: String) -> String {
        if node.scalarStyle == .plain, let meant = node.bool(.goYAML2), node.bool() == nil {
            return "write `\(meant)`; in YAML 1.2 `\(DocumentFindings.quoted(node.bytes))` is a text"
        }
        if node.isScalar, node.scalarStyle != .plain, expected.contains("number") || expected.contains("true") {
            return "remove the quotes, or give \(expected)"
        }
        return node.isNull ? "give it a value: \(expected)" : "write \(expected)"
    }
}

extension DocumentReading {
    /// The one document that a file of ours holds, with everything that was found on the way; nil, and a finding, if
    /// there is none or if the rest could not be read. `what` names the file in a sentence: "the manifest".
    package func only(_ what: String, of file: SourceFile, into findings: inout [Finding]) -> Node? {
        findings += self.findings
        guard isComplete else { return nil }
        guard let first = documents.first else {
            findings.append(
                Finding(
                    .notOneDocument, .error, message: "\(what) is empty", why: "There is nothing to check.",
                    fix: "fill it in, or name another file",
                    at: Annotation(SourceRange(file: file.id, start: 0, length: 0)), subject: file.path))
            return nil
        }
        if documents.count > 1 {
            findings.append(
                Finding(
                    .notOneDocument, .error, message: "\(what) holds \(documents.count) documents; only one is read",
                    why: "Everything after the `---` would be ignored.", fix: "give each document a file of its own",
                    at: Annotation(documents[1].range, "second document"),
                    related: [Annotation(first.range, "first document")], subject: file.path))
        }
        return first.root
    }
}
