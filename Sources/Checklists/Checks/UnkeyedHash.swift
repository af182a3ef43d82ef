import Facts
import Findings
import SourceText

extension Check {
    /// A hash without a key is a name in other letters.
    static let unkeyedHash = Check(
        kind: FindingKind(code: "PF187", name: "unkeyed-hash"), scope: .row, severity: .warning,
        summary: "a digest in the log is a plain hash, which anybody can compute from what it stands for",
        why:
            "user ids, addresses and phone numbers can be tried out: all IPv4 addresses take one core a quarter of an "
            + "hour, ids in a row seconds; and the same digest joins this log with every other",
        remedy: "Use HMAC-SHA-256 with a secret key of the service, one key for each purpose.",
        source: "failure catalogue I07; FTC, No, hashing still doesn't make your data anonymous (2024)",
        examples: [
            CheckExample(
                "SHA-256 of the user's id beside it", .remarks,
                log: CheckExample.logRow(1) + "\n⟦"
                    + CheckExample.logRow(
                        2,
                        more: #""user_hash": "76fec40f08f6f43a574d7f64c7c488d605f1ddb3e25902ecc2f3e9882de21097""#)
                    + "⟧\n"),
            CheckExample(
                "the begin of an MD5", .remarks,
                log: "⟦"
                    + CheckExample.logRow(
                        1, more: #""customer": {"name": "acme", "digest": "53bce4f1dfa0fe8e7ca1"}"#) + "⟧\n"),
            CheckExample(
                "a digest of nothing in its row", .passes, log: CheckExample.log(2) { CheckExample.logRow($0) }),
            CheckExample("an empty file", .unprovable, log: ""),
            CheckExample("no log", .unprovable, log: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeDigests)

    private static func judgeDigests(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let samples = LogHitJudging.samples(context, "digests in the log", &result) else { return result }
        let digests = samples.flatMap(\.unkeyedDigests)
        for digest in digests {
            let field = digest.digestField.map { "`\($0)`" } ?? "a field"
            let source = digest.sourceField.map { "`\($0)`" } ?? "another field"
            result.remarks.append(
                unkeyedHash.finding(
                    "\(field) is \(digest.algorithm) of \(source) in \(SeriesCount.text(digest.rowCount)) of \(LogJudging.counted(digest.comparedCount, "row")) that were computed again, so whoever has a list of candidates has the values",
                    fix:
                        "compute \(field) as HMAC-SHA-256 with a secret key, and leave \(source) out if it says who it was",
                    at: Annotation(digest.first, "computed again from the same row"),
                    subject: "log field \(digest.digestField ?? "unnamed")", severity: .warning))
        }
        if digests.isEmpty {
            LogHitJudging.prove(samples, "no digest is a plain hash of another field of its row", &result)
        }
        return result
    }
}
