package import Findings
package import SourceText

/// Reads a mapping of one of our own files key by key, and gathers everything that is wrong with it.
///
/// Every key that is asked for is thereby allowed; what remains when the reading is done is unknown and becomes a
/// finding. Nothing is thrown: a value that cannot be read is nil, and its finding is among the others.
///
/// ```swift
/// let service = MappingReader.read(root, what: "the manifest", into: &findings) { manifest in
///     Service(name: manifest.required("service", example: "support-chat") { $0.string() },
///             interval: manifest.optional("scrape_interval") { $0.duration() })
/// }
/// ```
package struct MappingReader {
    package let node: Node
    /// The keys that lead here, for messages: `telemetry.metrics`; a phrase such as "the manifest" for the root.
    package let what: String

    /// The prefix of the paths of values below; empty at the root.
    private let path: String
    private let entries: [NodeEntry]
    private let heading: SourceRange
    private var allowed: [String] = []
    private var missing: [(key: String, example: String)] = []
    private(set) var findings: [Finding] = []

    /// Reads a mapping to its end; nil, and a finding, if the node is something else.
    package static func read<Value>(
        _ node: Node, what: String, into findings: inout [Finding], _ body: (inout MappingReader) -> Value
    ) -> Value? {
        var value = ValueReader(node, path: "", what: what, heading: node.range)
        defer { findings += value.findings }
        return value.mapping(body)
    }

    init(_ node: Node, path: String, what: String, heading: SourceRange) {
        self.node = node
        self.path = path
        self.what = what
        entries = node.mergedEntries()
        self.heading = path.isEmpty ? entries.first?.key.range ?? heading : heading
    }

    /// The keys as they are written, without reading them.
    package var keys: [Located<String>] {
        entries.filter { $0.key.isScalar }.map { Located($0.key.string(), at: $0.key.range) }
    }

    /// True if the key is there, even without a value. Does not make the key allowed.
    package func contains(_ key: String) -> Bool { entry(key) != nil }

    /// Reads a key that must be there and have a value; `example` is a value to paste.
    package mutating func required<Value>(
        _ key: String, example: String = "…", _ read: (inout ValueReader) -> Value?
    ) -> Value? {
        allowed.append(key)
        guard let entry = entry(key) else {
            missing.append((key, example))
            return nil
        }
        return self.read(entry, key, read)
    }

    /// Reads a key that may be absent; a key without a value counts as absent.
    package mutating func optional<Value>(_ key: String, _ read: (inout ValueReader) -> Value?) -> Value? {
        allowed.append(key)
        guard let entry = entry(key), !entry.value.isNull else { return nil }
        return self.read(entry, key, read)
    }

    /// Allows a key that is not read.
    package mutating func allow(_ key: String) { allowed.append(key) }

    /// Reports something about this mapping that no single value shows: two keys that exclude each other.
    package mutating func report(_ finding: Finding) { findings.append(finding) }

    // MARK: The end

    /// Reports missing and unknown keys. A missing key for which an unknown one was probably meant is told once.
    mutating func finish() {
        let known = allowed
        var meant: [String] = []
        var unknown: [Finding] = []
        for entry in entries {
            let name = entry.key.string()
            if entry.key.isScalar, known.contains(where: { $0.utf8.elementsEqual(entry.key.bytes) }) { continue }
            let candidates = known.filter { self.entry($0) == nil }
            let near =
                NearMiss.closest(to: name, among: candidates) ?? NearMiss.closest(to: name, among: known)
            if let near { meant.append(near) }
            unknown.append(
                ReaderFindings.unknownKey(
                    entry.key, near: near, allowed: known, what: what, path: child(DocumentFindings.quoted(name.utf8))))
        }
        for (key, example) in missing where !meant.contains(key) {
            findings.append(
                ReaderFindings.missingKey(key, example: example, at: heading, what: what, path: child(key)))
        }
        findings += unknown
    }

    private mutating func read<Value>(
        _ entry: NodeEntry, _ key: String, _ read: (inout ValueReader) -> Value?
    ) -> Value? {
        var value = ValueReader(entry.value, path: child(key), what: "`\(child(key))`", heading: entry.key.range)
        defer { findings += value.findings }
        return read(&value)
    }

    private func entry(_ key: String) -> NodeEntry? {
        entries.last { $0.key.isScalar && $0.key.bytes.elementsEqual(key.utf8) }
    }

    private func child(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
