import Facts
import Findings
import SourceText

extension Check {
    /// A key in a log belongs to everybody who reads logs.
    static let logHoldsSecret = Check(
        kind: FindingKind(code: "PF185", name: "log-holds-secret"), scope: .row, severity: .error,
        summary: "keys, tokens or passwords stand in the log",
        why:
            "whoever may read logs may then use them: logs are copied to vendors, backups and laptops, and nobody knows "
            + "how far when a key has to be withdrawn",
        remedy:
            "Withdraw the key now: it has been copied already. Then log the name of the key, never its value, and have "
            + "the client library's header logging switched off.",
        source:
            "failure catalogue I05; gitleaks and CredData measure that only vendors' own shapes are certain, so all else "
            + "is a remark (`preflight list detectors`)",
        examples: [
            CheckExample(
                "a key of the API in a header", .fails,
                log: CheckExample.logRow(1) + "\n⟦"
                    + CheckExample.logRow(2, more: #""headers": {"x-api-key": "\#(key)"}"#) + "⟧\n"),
            CheckExample(
                "a key in an error's text, as JSON inside of JSON", .fails,
                log: "⟦"
                    + CheckExample.failedRow(1, more: #""error_message": "{\"sent\": \"\u0073k-ant-\#(body)\"}""#)
                    + "⟧\n"),
            CheckExample(
                "a line that is no request", .fails,
                log: "⟦connecting to postgres://app:q7LmZ2vR@db.internal/chat⟧\n" + CheckExample.logRow(1) + "\n"),
            CheckExample(
                "something under the name of a key", .remarks,
                log: "⟦" + CheckExample.logRow(1, more: #""api_key": "q7LmZ2vRb81xQwT5""#) + "⟧\n"),
            CheckExample(
                "a masked key", .passes,
                log: CheckExample.logRow(1, more: #""api_key": "sk-ant-...abcd", "authorization": "Bearer ***""#) + "\n"
            ),
            CheckExample("metadata only", .passes, log: CheckExample.log(3) { CheckExample.logRow($0) }),
            CheckExample("an empty file", .unprovable, log: ""),
            CheckExample("no log", .unprovable, log: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeSecrets)

    private static let body =
        "api03-q7LmZ2vRb81xQwT5nK3jY6cH9sD0fG4aP8eU1iO2rV7tB5zX3wM6lN9kC4hJ0gS8dF1yE2uQ7oA5pI3_vT6"
    private static let key = "sk-ant-\(body)"

    private static func judgeSecrets(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let samples = LogHitJudging.samples(context, "secrets in the log", &result) else { return result }
        let groups = LogHitJudging.groups(samples) { $0.category == .secret }
        for group in groups {
            let hit = group.hit
            let rows = LogJudging.counted(group.rowCount, "row")
            let place = LogHitJudging.place(hit.field)
            let finding = logHoldsSecret.finding(
                hit.isCertain
                    ? "\(place) holds \(hit.plural) on \(rows), and everybody who reads the log can use them"
                    : "\(place) seems to hold \(hit.plural) on \(rows)",
                fix: hit.isCertain
                    ? "withdraw them now, then take \(place) out of the log (`preflight explain \(hit.code)` says what was looked for)"
                    : "if they open anything, withdraw them and take \(place) out of the log",
                at: Annotation(hit.first, "the first of these rows"),
                subject: "log field \(hit.field ?? "unnamed"): \(hit.code)",
                severity: hit.isCertain ? .error : .warning)
            if hit.isCertain { result.failures.append(finding) } else { result.remarks.append(finding) }
        }
        if groups.isEmpty { LogHitJudging.prove(samples, "no detector finds a secret", &result) }
        return result
    }
}
