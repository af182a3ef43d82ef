import Facts
import Findings
import SourceText

extension Check {
    /// A field called hash proves nothing; its values do.
    static let promptHashIsText = Check(
        kind: FindingKind(code: "PF178", name: "prompt-hash-is-text"), scope: .row, severity: .error,
        summary: "what is called a hash of the prompt is no digest, so the log may hold the prompt itself",
        why: "reviews look at names: a field called hash is let through, with whatever stands in it",
        remedy: "Log a keyed digest, HMAC-SHA-256 with a key of the service, as 64 hexadecimal digits.",
        source: "failure catalogue I08; 64 bits keep two of a million prompts apart with a chance of 1 in 37 million",
        examples: [
            CheckExample(
                "the prompt under the name of its hash", .fails,
                log: CheckExample.logRow(1) + "\n⟦" + hashed(2, CheckExample.sentence) + "⟧\n"),
            CheckExample("48 bits", .remarks, log: "⟦" + hashed(1, "9f86d081884c") + "⟧\n"),
            CheckExample("SHA-256", .passes, log: CheckExample.log(2) { CheckExample.logRow($0) }),
            CheckExample(
                "no hash", .unprovable, log: CheckExample.logRow(1, without: "prompt_hash") + "\n"),
            CheckExample("no log", .unprovable, log: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeHash)

    private static func hashed(_ number: Int, _ value: String) -> String {
        CheckExample.logRow(number, without: "prompt_hash", more: #""prompt_hash": "\#(value)""#)
    }

    /// 64 bits as hexadecimal digits.
    private static let shortestDigest = 16

    private static func judgeHash(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let requests = LogJudging.requests(context, "`prompt_hash`", &result) else { return result }
        let paths = requests.paths.filter { $0.field == .promptHash && $0.filledCount > 0 }
        if paths.isEmpty {
            result.undecided.append(
                CheckResult.Undecided(
                    .dependsOn(requirement: "log-field-missing with prompt_hash"), subject: "`prompt_hash`"))
        }
        for path in paths {
            let name = requests.shown(path)
            let others = max(0, path.textCount - path.digestCount)
            let over = LogJudging.counted(requests.rowCount, "request")
            // A digest too short to be recognised as one is a weakness, not a prompt.
            let isShort = others > 0 && path.longestTextBytes < shortestDigest && path.proseCount == 0
            if isShort {
                result.remarks.append(
                    promptHashIsText.finding(
                        "\(name) has \(path.longestTextBytes) characters at most on \(over), fewer than 64 bits need: different prompts will look alike",
                        fix: "keep at least 16 hexadecimal digits of an HMAC-SHA-256", at: Annotation(path.first),
                        subject: "log field prompt_hash", severity: .warning))
            } else if others > 0 {
                result.failures.append(
                    promptHashIsText.finding(
                        "\(name) is no digest on \(SeriesCount.text(others)) of \(over), so the log may hold what was asked",
                        fix:
                            "log `prompt_hash` as HMAC-SHA-256 of the prompt with a key of the service, in hexadecimal",
                        at: Annotation(path.firstProse ?? path.first, "the values of \(name) are no digests"),
                        subject: "log field prompt_hash"))
            } else {
                requests.prove(
                    "\(name) is a digest on \(SeriesCount.text(path.filledCount)) of \(requests.words)", &result)
            }
        }
        return result
    }
}
