package import SourceText

/// Recording rules by the name they produce, so that readers of a recorded series can be followed to its source.
package struct RecordingIndex: Sendable {
    private var byName: [ByteString: [RuleFact]] = [:]

    package init(_ rules: [RuleFact]) {
        for rule in rules where rule.kind == .recording { byName[rule.name.value, default: []].append(rule) }
    }

    package var names: Set<ByteString> { Set(byName.keys) }

    /// All rules that produce the name; several where each sets other labels.
    package subscript(name: ByteString) -> [RuleFact] { byName[name] ?? [] }
}
