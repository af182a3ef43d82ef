import Facts
import Findings
import SourceText

extension Check {
    /// A refused request comes back inside its own error.
    static let errorTextHoldsContent = Check(
        kind: FindingKind(code: "PF181", name: "error-text-holds-content"), scope: .row, severity: .warning,
        confidence: .medium,
        summary: "error texts are long sentences, as they are when the request is quoted in them",
        why:
            "a validation error repeats what it could not accept: text that no other field holds gets into the log with "
            + "the failures, the rows that most people read",
        remedy: "Log the error's type and the first words of its own message; leave out the body it quotes.",
        source:
            "failure catalogue I04: a body of a 400 repeated in error logs; opinion: 200 bytes hold what an error has "
            + "to say",
        examples: [
            CheckExample(
                "the request comes back in the error", .remarks,
                log: CheckExample.logRow(1) + "\n⟦" + failure(2, long) + "⟧\n"),
            CheckExample(
                "the vendor's own words", .passes,
                log: CheckExample.logRow(1) + "\n" + failure(2, "the service is overloaded, please try again") + "\n"),
            CheckExample(
                "the class alone", .passes, log: CheckExample.logRow(1) + "\n" + CheckExample.failedRow(2) + "\n"),
            CheckExample("no failure to look at", .unprovable, log: CheckExample.logRow(1) + "\n"),
            CheckExample("no log", .unprovable, log: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeErrorText)

    private static let long =
        "messages: the text is too long: " + Array(repeating: CheckExample.sentence, count: 3).joined(separator: ", ")

    private static func failure(_ number: Int, _ text: String) -> String {
        CheckExample.failedRow(number, more: #""error_message": "\#(text)""#)
    }

    private static let longestMessage = 200

    private static func judgeErrorText(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let requests = LogJudging.requests(context, "texts of failed requests", &result) else { return result }
        result.subjectCount = requests.errorCount
        if requests.errorCount == 0 {
            result.undecided.append(
                CheckResult.Undecided(
                    .sampleAfterForcedErrors, subject: "texts of failed requests",
                    evidence: Evidence(.sampled, at: requests.samples.first?.range, "none of \(requests.words) failed"))
            )
            return result
        }
        let failed = LogJudging.counted(requests.errorCount, "failed request")
        for path in requests.paths where path.field == .errorMessage || path.field == .errorType {
            guard path.proseCount > 0, path.longestTextBytes > longestMessage else { continue }
            let name = requests.shown(path)
            result.remarks.append(
                errorTextHoldsContent.finding(
                    "\(name) has sentences of up to \(SeriesCount.text(path.longestTextBytes)) bytes on \(failed), so what a person wrote may be quoted in them",
                    fix:
                        "log `error_type` and at most \(longestMessage) bytes of the error's own message, without the body it quotes",
                    at: Annotation(path.firstProse ?? path.first, "\(name) reads like sentences"),
                    subject: "log field \(LogFieldNames.isPrintable(path.name) ? path.name.string : name)"))
        }
        if result.remarks.isEmpty {
            requests.prove("error texts are short, on \(failed) among \(requests.words)", &result)
        }
        return result
    }
}
