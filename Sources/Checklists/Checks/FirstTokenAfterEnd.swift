import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// The first token comes before the last.
    static let firstTokenAfterEnd = Check(
        kind: FindingKind(code: "PF173", name: "first-token-after-end"), scope: .row, severity: .error,
        summary:
            "rows have a time to first token above their whole latency, so one of the two is not what it is called",
        why: "a unit or a clock is wrong, and what is said about the wait for the first word stands on it",
        remedy: "Take both from one monotonic clock, from the moment the request is sent, in one unit.",
        source: "failure catalogue C: units mixed, clocks started at different moments",
        examples: [
            CheckExample(
                "seconds beside milliseconds", .fails,
                log: "⟦\(CheckExample.logRow(without: "latency_ms", more: #""latency_ms": 2.14"#))⟧\n"),
            CheckExample(
                "one row in two hundred", .remarks,
                log: CheckExample.log(200) { CheckExample.logRow($0) }
                    + "⟦\(CheckExample.logRow(99, without: "ttft_ms", more: #""ttft_ms": 99000"#))⟧\n"),
            CheckExample("first before last", .passes, log: CheckExample.log(3) { CheckExample.logRow($0) }),
            CheckExample("no time to first token", .vacuous, log: CheckExample.logRow(without: "ttft_ms") + "\n"),
            CheckExample(
                "no streaming", .notApplicable, log: CheckExample.logRow() + "\n",
                manifest: CheckExample.logManifest.replacing("streaming: true", with: "streaming: false")),
        ],
        judge: judgeOrder)

    private static func judgeOrder(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        if context.manifest.claude.streaming?.value == false {
            result.notApplicable = "the service does not stream"
            return result
        }
        guard let requests = LogJudging.requests(context, "latencies of rows", &result) else { return result }
        var judged = 0
        var wrong = 0
        var place: SourceRange?
        for sample in requests.samples {
            for row in sample.rows {
                guard let first = row.ttftMilliseconds, let all = row.latencyMilliseconds, first > 0, all > 0 else {
                    continue
                }
                judged += 1
                // Two clocks may be a rounding apart.
                if first > all * 1.01 + 1 {
                    wrong += 1
                    place = place ?? sample.place(of: row)
                }
            }
        }
        result.subjectCount = judged
        if let place {
            let isMany = wrong * 100 > judged
            let finding = firstTokenAfterEnd.finding(
                "the first token comes after the end on \(LogJudging.counted(wrong, "row")) of \(SeriesCount.text(judged)), so `ttft_ms` or `latency_ms` is not what it is called",
                fix: "record both in milliseconds, from one monotonic clock that starts when the request is sent",
                at: Annotation(place, "the first such row"), subject: "latencies of log rows",
                severity: isMany ? nil : .warning)
            if isMany { result.failures.append(finding) } else { result.remarks.append(finding) }
        } else if judged > 0 {
            requests.prove(
                "the first token comes before the end on \(LogJudging.counted(judged, "row")) of \(requests.words)",
                &result)
        }
        return result
    }
}
