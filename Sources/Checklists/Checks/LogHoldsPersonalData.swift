import Facts
import Findings
import SourceText

extension Check {
    /// Who wrote is nobody's business who looks at latencies.
    static let logHoldsPersonalData = Check(
        kind: FindingKind(code: "PF186", name: "log-holds-personal-data"), scope: .row, severity: .error,
        summary: "e-mail addresses, card or account numbers or other personal data stand in the log",
        why:
            "logs are kept for months and copied to vendors; somebody who asks to be forgotten cannot be taken out of them",
        remedy:
            "Log an opaque id or a keyed digest (HMAC-SHA-256) of what identifies a person, and take free text out.",
        source:
            "failure catalogue I06; detectors with checksums reach a precision and recall near 1, names and addresses do "
            + "not, so those are not looked for (microsoft/presidio-research, notebook 4)",
        examples: [
            CheckExample(
                "an e-mail address as user id", .fails,
                log: "⟦" + CheckExample.logRow(1, without: "user_id", more: #""user_id": "anna@firma.de""#) + "⟧\n"
                    + CheckExample.logRow(2) + "\n"),
            CheckExample(
                "an address written as an escape, in a text", .fails,
                log: CheckExample.logRow(1) + "\n⟦"
                    + CheckExample.logRow(2, more: #""note": "refund for anna\u0040firma.de""#) + "⟧\n"),
            CheckExample(
                "a card number", .fails,
                log: "⟦" + CheckExample.logRow(1, more: #""note": "card 4539 1488 0343 6467""#) + "⟧\n"),
            CheckExample(
                "a bank account and a phone number", .fails,
                log: "⟦" + CheckExample.logRow(1, more: #""iban": "DE72370400440532019999", "tel": "+49 30 23456780""#)
                    + "⟧\n"),
            CheckExample(
                "where clients come from", .remarks,
                log: "⟦" + CheckExample.logRow(1, more: #""client_ip": "91.198.174.192""#) + "⟧\n"),
            CheckExample(
                "ids that pass for cards by chance", .passes,
                log: CheckExample.log(9) { CheckExample.logRow($0, more: #""batch_id": 453914880343646\#($0)"#) }),
            CheckExample(
                "versions, private addresses and times", .passes,
                log: CheckExample.logRow(
                    1,
                    more:
                        #""peer": "10.1.2.3", "sdk": "1.2.3.4", "at_ns": 1763632800123456789, "owner": "a@example.com""#
                )
                    + "\n"),
            CheckExample("metadata only", .passes, log: CheckExample.log(3) { CheckExample.logRow($0) }),
            CheckExample("an empty file", .unprovable, log: ""),
            CheckExample("no log", .unprovable, log: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgePersonalData)

    private static func judgePersonalData(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let samples = LogHitJudging.samples(context, "personal data in the log", &result) else { return result }
        let groups = LogHitJudging.groups(samples) { $0.category != .secret }
        for group in groups {
            let hit = group.hit
            let rows = LogJudging.counted(group.rowCount, "row")
            let place = LogHitJudging.place(hit.field)
            let isFailure = hit.isCertain && hit.category == .person
            let finding = logHoldsPersonalData.finding(
                isFailure
                    ? "\(place) holds \(hit.plural) on \(rows), and they stay as long as the log does"
                    : "\(place) seems to hold \(hit.plural) on \(rows)",
                fix: isFailure
                    ? "log an opaque id in place of it, or a keyed digest (HMAC-SHA-256); `preflight explain \(hit.code)` says what was looked for"
                    : "cut or leave out what can be tied to a person",
                at: Annotation(hit.first, "the first of these rows"),
                subject: "log field \(hit.field ?? "unnamed"): \(hit.code)",
                severity: isFailure ? .error : .warning)
            if isFailure { result.failures.append(finding) } else { result.remarks.append(finding) }
        }
        if groups.isEmpty { LogHitJudging.prove(samples, "no detector finds personal data", &result) }
        return result
    }
}
