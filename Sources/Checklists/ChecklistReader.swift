import Documents
package import Findings
package import SourceText

/// A checklist file to items whose requirements name checks that exist.
package enum ChecklistReader {
    /// Nil if nothing useful can be read; findings tell everything that is wrong in either case.
    ///
    /// A file with `extends:` is laid over the checklist of that name out of `known`.
    package static func read(
        _ file: SourceFile, extending known: [Checklist] = []
    ) -> (checklist: Checklist?, findings: [Finding]) {
        var findings: [Finding] = []
        guard let root = DocumentReader.readYAML(file).only("the checklist", of: file, into: &findings) else {
            return (nil, findings)
        }
        let checklist = MappingReader.read(root, what: "the checklist", into: &findings) { keys -> Checklist? in
            let id = keys.required("checklist", example: "claude-production") { $0.string() }
            let version = keys.required("version", example: "1") { $0.integer(in: 1...Int.max) }
            let base = keys.optional("extends") { Self.base(&$0, known) }
            let isExtension = keys.contains("extends")
            let items: [PlacedItem] =
                keys.required("items", example: "[]") { value in
                    value.list { item in
                        item.mapping { ChecklistItemReader.read(&$0, base: base, isExtension: isExtension) } ?? nil
                    }
                } ?? []
            reportRepeats(items, &keys)
            guard let id, let version, base != nil || !isExtension else { return nil }
            return Checklist(
                id: id.value, version: Int64(version.value), items: laid(items.map(\.item), over: base?.items ?? []))
        }
        return (checklist ?? nil, findings)
    }

    private static func base(_ value: inout ValueReader, _ known: [Checklist]) -> Checklist? {
        guard let name = value.string() else { return nil }
        if let found = known.first(where: { $0.id.utf8.elementsEqual(name.value.utf8) }) { return found }
        value.report(ChecklistFindings.unknownBase(name, known: known.map(\.id)))
        return nil
    }

    /// Items keep their place in the base; new ones stand behind it; those with nothing left are dropped.
    private static func laid(_ items: [ChecklistItem], over base: [ChecklistItem]) -> [ChecklistItem] {
        var result = base
        for item in items {
            if let index = result.firstIndex(where: { $0.id.utf8.elementsEqual(item.id.utf8) }) {
                result[index] = item
            } else {
                result.append(item)
            }
        }
        return result.filter { !$0.requirements.isEmpty }
    }

    private static func reportRepeats(_ items: [PlacedItem], _ keys: inout MappingReader) {
        for (index, item) in items.enumerated() {
            let isSame = { (other: PlacedItem) in other.id.value.utf8.elementsEqual(item.id.value.utf8) }
            guard let first = items[..<index].first(where: isSame) else { continue }
            keys.report(ChecklistFindings.repeated("item", item.id, first: first.id))
        }
    }
}

/// An item with the place of its id.
struct PlacedItem {
    var item: ChecklistItem
    var id: Located<String>
}
