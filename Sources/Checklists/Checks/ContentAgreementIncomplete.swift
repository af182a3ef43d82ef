import Findings
import Manifests
import SourceText

extension Check {
    /// An exception that nobody owns and that does not end is the rule.
    static let contentAgreementIncomplete = Check(
        kind: FindingKind(code: "PF177", name: "content-agreement-incomplete"), scope: .service, severity: .error,
        summary: "text is kept under an agreement that has ended, or that names no owner or no end",
        why: "nobody renews what nobody owns; text goes on being kept without a ground",
        remedy: "Name the agreement, who owns it and the day it ends; renew it before that day, or stop keeping text.",
        source: "the production guide: prompts in logs only under an explicit agreement",
        examples: [
            CheckExample(
                "ended last winter", .fails, log: nil,
                manifest: agreement("agreement: DPA-7, owner: privacy, expires: ⟦2026-01-31⟧")),
            CheckExample(
                "nobody owns it", .remarks, log: nil,
                manifest: agreement("agreement: ⟦DPA-7⟧, expires: 2027-01-31")),
            CheckExample(
                "it never ends", .remarks, log: nil, manifest: agreement("agreement: ⟦DPA-7⟧, owner: privacy")),
            CheckExample(
                "complete, on its last day", .passes, log: nil,
                manifest: agreement("agreement: DPA-7, owner: privacy, expires: 2026-11-23")),
            CheckExample(
                "no text is kept", .notApplicable, log: nil,
                manifest: "preflight: 1\nservice: example\ncontent_logging: none\n"),
            CheckExample("nothing said", .notApplicable, log: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeAgreement)

    private static func agreement(_ keys: String) -> String {
        "preflight: 1\nservice: example\ncontent_logging: {\(keys)}\n"
    }

    private static func judgeAgreement(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let content = context.manifest.contentLogging
        guard let agreement = content.agreement else {
            result.notApplicable = "no text is kept under an agreement"
            return result
        }
        result.subjectCount = 1
        if let expires = content.expires, context.asOf.days(since: expires.value) > 0 {
            result.failures.append(
                contentAgreementIncomplete.finding(
                    "`\(agreement.value)` ended on \(expires.value), so text is kept without an agreement on \(context.asOf)",
                    fix:
                        "renew the agreement and correct `expires`, or write `content_logging: none` and stop keeping text",
                    at: Annotation(expires.range, "has passed"), subject: "agreement \(agreement.value)"))
            return result
        }
        let missing = [("owner", content.owner == nil), ("expires", content.expires == nil)].filter(\.1).map(\.0)
        if missing.isEmpty {
            result.prove(Evidence(.declared, at: content.range ?? agreement.range, "owned, and ends on a day"))
        } else {
            let keys = missing.map { "`\($0)`" }.joined(separator: " and ")
            result.remarks.append(
                contentAgreementIncomplete.finding(
                    "`\(agreement.value)` has no \(keys), so nobody renews it and nothing ends it",
                    fix:
                        "content_logging: {agreement: \(agreement.value), owner: privacy@example.net, expires: 2027-01-31}",
                    at: Annotation(agreement.range), subject: "agreement \(agreement.value)", severity: .warning))
        }
        return result
    }
}
