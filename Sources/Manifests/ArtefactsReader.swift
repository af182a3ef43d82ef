import Documents
import Facts
import SourceText

/// `artefacts` in the manifest: for each kind a pattern, a list of patterns, or entries that say more.
enum ArtefactsReader {
    static func artefacts(_ keys: inout MappingReader) -> [ArtefactReference] {
        var result: [ArtefactReference] = []
        let places = keys.keys
        for kind in ArtefactKind.allCases where kind != .prices {
            let place = places.first { $0.value.utf8.elementsEqual(kind.rawValue.utf8) }
            let references = keys.optional(kind.rawValue) { value in
                value.oneOrMore { entry(&$0, kind: Located(kind, at: place?.range ?? entryRange($0))) }
            }
            result += references ?? []
        }
        return result
    }

    private static func entryRange(_ value: ValueReader) -> SourceRange { value.node.range }

    /// A pattern, or `{files, captured, complete, where, rename}`.
    private static func entry(_ value: inout ValueReader, kind: Located<ArtefactKind>) -> ArtefactReference? {
        if value.node.isScalar { return value.pattern().map { ArtefactReference(kind: kind, files: [$0]) } }
        return value.mapping { keys in
            let files = keys.required("files", example: "build/metrics.prom") { $0.oneOrMore { $0.pattern() } }
            let captured = keys.optional("captured") { $0.date() }
            let complete = keys.optional("complete") { $0.bool() }
            let rows = keys.optional("where") { $0.table { _, value in value.byteString() } }
            let renames = keys.optional("rename") { value in
                // A name nobody reads would look like a setting and change nothing.
                value.table { _, value in value.oneOf(LogField.self).map { $0.map { ByteString($0.rawValue) } } }
            }
            return ArtefactReference(
                kind: kind, files: files ?? [], captured: captured, isComplete: complete,
                rowSelector: (rows ?? []).map { (field: $0.key, value: $0.value) },
                renames: (renames ?? []).map { (from: $0.key, to: $0.value) })
        }
    }
}
