import Facts
import Findings
import SourceText

extension Check {
    /// Usage comes in two events of a stream, and both are needed.
    static let usageHalfRead = Check(
        kind: FindingKind(code: "PF170", name: "usage-half-read"), scope: .row, severity: .error,
        summary: "answered requests have output and no input, or no output, which no request has",
        why:
            "a stream reports input and cache in its first event and the final output in its last; who reads one of them "
            + "records half of the bill",
        remedy:
            "Take input and cache from `message_start` and replace what `message_delta` repeats; take output from the last.",
        source:
            "failure catalogue A06 and A08; platform.claude.com, Streaming messages: usage in `message_delta` is cumulative",
        examples: [
            CheckExample(
                "streams without input", .fails,
                log:
                    "⟦\(CheckExample.logRow(without: "input_tokens", "cache_read_tokens", more: #""input_tokens": 0"#))⟧\n"
            ),
            CheckExample(
                "answers without output", .fails,
                log: "⟦\(CheckExample.logRow(without: "output_tokens", more: #""output_tokens": 0"#))⟧\n"),
            CheckExample(
                "cache reads on calls that do not stream, and on none that do", .remarks,
                log: CheckExample.log(30) {
                    CheckExample.logRow(
                        $0, without: "cache_read_tokens", more: #""streaming": true, "cache_read_tokens": 0"#)
                } + "⟦\(CheckExample.logRow(31, more: #""streaming": false"#))⟧\n"
                    + CheckExample.log(29) { CheckExample.logRow($0 + 31, more: #""streaming": false"#) }),
            CheckExample("both", .passes, log: CheckExample.log(3) { CheckExample.logRow($0) }),
            CheckExample(
                "rows without tokens", .unprovable,
                log: CheckExample.logRow(without: "input_tokens", "output_tokens") + "\n"),
        ],
        judge: judgeUsage)

    /// Cache reads by way of answering.
    private struct Reads {
        var rows = 0
        var withReads = 0
        var first: SourceRange?

        /// Counts a row, with its place if it has reads.
        mutating func count(_ place: SourceRange?) {
            rows += 1
            guard let place else { return }
            withReads += 1
            first = first ?? place
        }
    }

    private static let enoughRows = 30

    private static func judgeUsage(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let requests = LogJudging.requests(context, "usage of rows", &result) else { return result }
        var judged = 0
        var without = (input: 0, output: 0)
        var places: (input: SourceRange?, output: SourceRange?)
        var streamed = Reads()
        var whole = Reads()
        for sample in requests.samples {
            for row in sample.rows where !row.isError {
                guard let input = row.inputTokens, let output = row.outputTokens else { continue }
                judged += 1
                let read = row.cacheReadTokens ?? 0
                let allInput = input + read + (row.cacheCreationTokens ?? 0)
                if output > 0, allInput == 0 {
                    without.input += 1
                    places.input = places.input ?? sample.place(of: row)
                }
                if output == 0, allInput > 0, row.stopReason != nil {
                    without.output += 1
                    places.output = places.output ?? sample.place(of: row)
                }
                if let isStreaming = row.isStreaming {
                    let place = read > 0 ? sample.place(of: row) : nil
                    if isStreaming { streamed.count(place) } else { whole.count(place) }
                }
            }
        }
        result.subjectCount = judged
        guard judged > 0 else {
            result.undecided.append(
                CheckResult.Undecided(
                    .dependsOn(requirement: "log-field-missing with input_tokens and output_tokens"),
                    subject: "usage of rows"))
            return result
        }
        report(
            without.input, judged, places.input, "input", "read `message_start.message.usage` of a stream as well",
            &result)
        report(
            without.output, judged, places.output, "output", "read `usage` of the stream's last `message_delta`",
            &result)
        if result.failures.isEmpty, streamed.rows >= enoughRows, streamed.withReads == 0,
            whole.rows >= enoughRows, whole.withReads > 0, let place = whole.first
        {
            result.remarks.append(
                usageHalfRead.finding(
                    "none of \(LogJudging.counted(streamed.rows, "streamed row")) has cache reads, and \(SeriesCount.text(whole.withReads)) of \(SeriesCount.text(whole.rows)) others have",
                    fix: "keep what `message_start` says of the cache where a later event leaves it out",
                    at: Annotation(place, "reads, on a call that did not stream"), subject: "usage of log rows",
                    discriminator: "cache", severity: .warning))
        }
        if result.failures.isEmpty, result.remarks.isEmpty {
            requests.prove(
                "\(LogJudging.counted(judged, "answer")) of \(requests.words) have input and output", &result)
        }
        return result
    }

    private static func report(
        _ count: Int, _ judged: Int, _ place: SourceRange?, _ kind: String, _ fix: String, _ result: inout CheckResult
    ) {
        guard count > 0, let place else { return }
        let isMany = count * 100 > judged
        let finding = usageHalfRead.finding(
            "\(LogJudging.counted(count, "answered row")) of \(SeriesCount.text(judged)) \(count == 1 ? "has" : "have") no \(kind) tokens, which no answer has, so their cost is half told",
            fix: fix, at: Annotation(place, "the first such row"), subject: "usage of log rows", discriminator: kind,
            severity: isMany ? nil : .warning)
        if isMany { result.failures.append(finding) } else { result.remarks.append(finding) }
    }
}
