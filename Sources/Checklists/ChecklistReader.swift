import Documents
package import Findings
package import SourceText

/// A checklist file to items whose requirements name checks that exist.
package enum ChecklistReader {
    private static let unknownCheck = FindingKind(code: "PF060", name: "unknown-check")
    private static let repeatedItem = FindingKind(code: "PF061", name: "checklist-item-repeated")

    /// Nil if nothing useful can be read; findings tell everything that is wrong in either case.
    package static func read(_ file: SourceFile) -> (checklist: Checklist?, findings: [Finding]) {
        var findings: [Finding] = []
        guard let root = DocumentReader.readYAML(file).only("the checklist", of: file, into: &findings) else {
            return (nil, findings)
        }
        let checklist = MappingReader.read(root, what: "the checklist", into: &findings) { keys -> Checklist? in
            let id = keys.required("checklist", example: "claude-production") { $0.string() }
            let version = keys.required("version", example: "1") { $0.integer(in: 1...Int.max) }
            let items = keys.required("items", example: "[]") { $0.list { $0.mapping(item) ?? nil } } ?? []
            reportRepeats(items, &keys)
            guard let id, let version else { return nil }
            return Checklist(id: id.value, version: Int64(version.value), items: items.map(\.item))
        }
        return (checklist ?? nil, findings)
    }

    private struct PlacedItem {
        var item: ChecklistItem
        var id: Located<String>
    }

    private static func item(_ keys: inout MappingReader) -> PlacedItem? {
        let id = keys.required("id", example: "alerts") { $0.string() }
        let title = keys.required("title", example: "Alerts that can fire") { $0.string() }
        let layer = keys.required("layer", example: "api") { $0.oneOf(ChecklistItem.Layer.self) }
        let why = keys.required("why", example: "what it costs not to have it") { $0.string() }
        var requirements: [Requirement] = []
        // `evidenced` is what checks decide; the words of the higher levels belong to rehearsal and drill.
        requirements +=
            keys.required("evidenced", example: "[{check: reads-metric-nothing-emits}]") { value in
                value.list { $0.mapping { requirement(&$0, level: .evidenced) } ?? nil }
            } ?? []
        guard let id, let title, let layer, let why else { return nil }
        return PlacedItem(
            item: ChecklistItem(
                id: id.value, title: title.value, layer: layer.value, why: why.value, requirements: requirements),
            id: id)
    }

    private static func requirement(_ keys: inout MappingReader, level: ProofLevel) -> Requirement? {
        let name = keys.required("check", example: "reads-metric-nothing-emits") { $0.string() }
        guard let name else { return nil }
        guard let check = CheckCatalogue.check(named: name.value) else {
            keys.report(unknown(name))
            return nil
        }
        return Requirement(id: check.kind.name, level: level, check: check, range: name.range)
    }

    private static func unknown(_ name: Located<String>) -> Finding {
        let known = CheckCatalogue.all.map(\.kind.name)
        let near = NearMiss.closest(to: name.value, among: known)
        return Finding(
            unknownCheck, .error,
            message: "there is no check `\(name.value)`" + (near.map { ", did you mean `\($0)`?" } ?? ""),
            why: "A requirement without a check would never be judged.",
            fix: "see `preflight list checks` for their names",
            at: Annotation(name.range, near.map { "did you mean `\($0)`?" } ?? "unknown"),
            subject: "check \(name.value)")
    }

    private static func reportRepeats(_ items: [PlacedItem], _ keys: inout MappingReader) {
        for (index, item) in items.enumerated() {
            guard let first = items[..<index].first(where: { $0.id.value.utf8.elementsEqual(item.id.value.utf8) })
            else {
                continue
            }
            keys.report(
                Finding(
                    repeatedItem, .error, message: "the item `\(item.id.value)` is listed twice",
                    why: "A report could not tell the two apart.", fix: "give one of them another id, or merge them",
                    at: Annotation(item.id.range, "again here"), related: [Annotation(first.id.range, "first here")],
                    subject: "item \(item.id.value)"))
        }
    }
}
