import Findings
import Manifests
import SourceText

/// What can be wrong with a waiver. All warnings: a waiver that does not hold leaves the failure it was meant for.
enum WaiverFindings {
    private static let expiredKind = FindingKind(code: "PF064", name: "waiver-expired")
    private static let unmatchedKind = FindingKind(code: "PF065", name: "waiver-matches-nothing")
    private static let incompleteKind = FindingKind(code: "PF066", name: "waiver-incomplete")
    private static let broadKind = FindingKind(code: "PF067", name: "waiver-too-broad")

    static func expired(_ waiver: Manifest.Waiver, _ expires: Located<CivilDate>, asOf: CivilDate) -> Finding {
        finding(
            expiredKind, waiver,
            "the waiver for \(words(waiver)) ended on \(expires.value), so it covers nothing any more",
            why: "a waiver is a decision with an end; what it covered counts again",
            fix: "repair what was waived, or decide again and write a day after \(asOf)",
            at: Annotation(expires.range, "before \(asOf)"))
    }

    static func unmatched(_ waiver: Manifest.Waiver, _ verdict: ServiceVerdict) -> Finding {
        let items = verdict.items.map(\.id)
        if !items.contains(where: { $0.utf8.elementsEqual(waiver.item.value.utf8) }) {
            let near = NearMiss.closest(to: waiver.item.value, among: items)
            return finding(
                unmatchedKind, waiver,
                "the waiver names the item `\(waiver.item.value)`, which the checklist does not have",
                why: "it covers nothing, and whoever wrote it believes that it does",
                fix: near.map { "write `\($0)`" } ?? "name one of \(items.map { "`\($0)`" }.joined(separator: ", "))",
                at: Annotation(waiver.item.range, near.map { "did you mean `\($0)`?" } ?? "no such item"))
        }
        return finding(
            unmatchedKind, waiver, "the waiver for \(words(waiver)) matches nothing that fails, so it can go",
            why: "a waiver that is left behind hides the next failure of its kind",
            fix: "take it out of the manifest", at: Annotation(waiver.range, "nothing to accept"))
    }

    static func incomplete(_ waiver: Manifest.Waiver) -> Finding {
        let missing = [
            waiver.reason == nil ? "reason" : nil, waiver.owner == nil ? "owner" : nil,
            waiver.expires == nil ? "expires" : nil,
        ].compactMap { $0 }
        return finding(
            incompleteKind, waiver,
            "the waiver for \(words(waiver)) has no \(missing.map { "`\($0)`" }.joined(separator: " and no ")), so it is not honoured",
            why: "without a reason, an owner and a last day nobody has decided anything",
            fix: "add \(missing.map { "`\($0): \(example($0))`" }.joined(separator: ", "))",
            at: Annotation(waiver.range, "incomplete"))
    }

    static func tooBroad(_ waiver: Manifest.Waiver) -> Finding {
        finding(
            broadKind, waiver,
            "the waiver for `\(waiver.item.value)` names no check, so it also hides whatever fails there next",
            why: "a decision about one failure should not speak for failures nobody has seen yet",
            fix: "add `check:` with the name of the check in the report",
            at: Annotation(waiver.range, "covers the item"))
    }

    private static func example(_ key: String) -> String {
        switch key {
        case "reason": "why the failure may stay"
        case "owner": "who answers for it"
        default: "2027-01-31"
        }
    }

    private static func words(_ waiver: Manifest.Waiver) -> String {
        let check = waiver.check.map { ", check `\($0.value)`" } ?? ""
        let subject = waiver.subject.map { $0.value.utf8.elementsEqual("*".utf8) ? "" : ", `\($0.value)`" } ?? ""
        return "`\(waiver.item.value)`\(check)\(subject)"
    }

    private static func finding(
        _ kind: FindingKind, _ waiver: Manifest.Waiver, _ message: String, why: String, fix: String,
        at place: Annotation
    ) -> Finding {
        Finding(
            kind, .warning, message: message, why: why, fix: fix, at: place, subject: "waiver \(waiver.item.value)",
            discriminator: "\(waiver.check?.value ?? "") \(waiver.subject?.value ?? "")")
    }
}
