import Findings
import SourceText

/// What can be wrong in a checklist beyond its types, in words for the person who wrote it.
enum ChecklistFindings {
    private static let unknownCheckKind = FindingKind(code: "PF060", name: "unknown-check")
    private static let repeatedKind = FindingKind(code: "PF061", name: "checklist-item-repeated")
    private static let unknownBaseKind = FindingKind(code: "PF062", name: "unknown-base-checklist")
    private static let nothingToDropKind = FindingKind(code: "PF063", name: "nothing-to-leave-out")

    static func unknownCheck(_ name: Located<String>) -> Finding {
        let near = NearMiss.closest(to: name.value, among: CheckCatalogue.all.map(\.kind.name))
        return Finding(
            unknownCheckKind, .error,
            message: "there is no check `\(name.value)`" + (near.map { ", did you mean `\($0)`?" } ?? ""),
            why: "A requirement without a check would never be judged.",
            fix: "see `preflight list checks` for their names",
            at: Annotation(name.range, near.map { "did you mean `\($0)`?" } ?? "unknown"),
            subject: "check \(name.value)")
    }

    /// `what` is "item" or "requirement".
    static func repeated(_ what: String, _ id: Located<String>, first: Located<String>) -> Finding {
        Finding(
            repeatedKind, .error, message: "the \(what) `\(id.value)` is listed twice",
            why: "A report could not tell the two apart.",
            fix: what == "item" ? "give one of them another id, or merge them" : "give one of them an `id:` of its own",
            at: Annotation(id.range, "again here"), related: [Annotation(first.range, "first here")],
            subject: "\(what) \(id.value)")
    }

    static func unknownBase(_ name: Located<String>, known: [String]) -> Finding {
        let near = NearMiss.closest(to: name.value, among: known)
        return Finding(
            unknownBaseKind, .error,
            message: "there is no checklist `\(name.value)` to extend" + (near.map { ", did you mean `\($0)`?" } ?? ""),
            why: "What the file leaves out would be taken from it.",
            fix: "extend one of \(known.map { "`\($0)`" }.joined(separator: ", ")), or leave `extends` out",
            at: Annotation(name.range, near.map { "did you mean `\($0)`?" } ?? "unknown"),
            subject: "checklist \(name.value)")
    }

    static func nothingToDrop(_ id: Located<String>, known: [String]) -> Finding {
        let near = NearMiss.closest(to: id.value, among: known)
        return Finding(
            nothingToDropKind, .error,
            message: "`without` names the requirement `\(id.value)`, which the extended checklist does not have",
            why: "A requirement that was meant to go would stay, or has gone already.",
            fix: near.map { "write `\($0)`" } ?? "name one of \(known.map { "`\($0)`" }.joined(separator: ", "))",
            at: Annotation(id.range, near.map { "did you mean `\($0)`?" } ?? "no such requirement"),
            subject: "requirement \(id.value)")
    }
}
