import Facts
import Findings
import SourceText

extension Check {
    /// Two rows with usage for one request are two requests to whoever adds them up.
    static let requestLoggedTwice = Check(
        kind: FindingKind(code: "PF183", name: "request-logged-twice"), scope: .row, severity: .error,
        summary: "one request stands on several rows with usage, so its tokens and cost are counted several times",
        why:
            "rows per streamed block, per retry of the logger or per layer repeat the same usage; sums come out too high "
            + "by a factor that differs from request to request",
        remedy: "Log one event a request, at its end. Where rows must repeat, leave usage off all but the last.",
        source: "failure catalogue A09: usage repeated for each streamed block",
        examples: [
            CheckExample(
                "a row for each streamed block", .fails,
                log: CheckExample.logRow(1) + "\n⟦\(CheckExample.logRow(1, more: #""block": 2"#))⟧\n"),
            CheckExample(
                "one in a hundred", .remarks,
                log: CheckExample.log(120) { CheckExample.logRow($0) } + "⟦\(CheckExample.logRow(7))⟧\n"),
            CheckExample("one event a request", .passes, log: CheckExample.log(3) { CheckExample.logRow($0) }),
            CheckExample(
                "a row at the beginning, without usage", .passes,
                log: CheckExample.logRow(1, without: "input_tokens", "output_tokens") + "\n" + CheckExample.logRow(1)
                    + "\n"),
            CheckExample(
                "several calls under the id of one request of the service", .passes,
                log: CheckExample.logRow(1, more: #""message_id": "msg_01AbCdEfGhJk""#) + "\n"
                    + CheckExample.logRow(1, more: #""message_id": "msg_01MnPqRsTuVw""#) + "\n"),
            CheckExample(
                "rows without an id", .unprovable, log: CheckExample.logRow(1, without: "request_id") + "\n"),
            CheckExample("no log", .unprovable, log: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeRepetition)

    /// What makes two rows the same call. The request's id may be the service's own, for several calls: it counts only
    /// with the same input.
    ///
    /// One number, since a log may hold millions of them; it is as good as the digests are.
    private struct Call: Hashable {
        var digest: UInt64

        init?(_ row: LogRow) {
            guard row.inputTokens != nil || row.outputTokens != nil else { return nil }
            if let message = row.messageDigest {
                digest = message
            } else if let request = row.requestDigest {
                let tokens = UInt64(bitPattern: row.inputTokens ?? -1)
                digest = request ^ (tokens &+ 1) &* 0x9e37_79b9_7f4a_7c15
            } else {
                return nil
            }
        }
    }

    private static func judgeRepetition(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let requests = LogJudging.requests(context, "rows with usage", &result) else { return result }
        var first: [Call: (sample: Int32, row: Int32)] = [:]
        first.reserveCapacity(requests.rowCount)
        var repeated: Set<Call> = []
        var extra = 0
        var calls = 0
        var places: (first: SourceRange, second: SourceRange)?
        for (number, sample) in requests.samples.enumerated() {
            for (index, row) in sample.rows.enumerated() {
                guard let call = Call(row) else { continue }
                calls += 1
                let place = (sample: Int32(clamping: number), row: Int32(clamping: index))
                guard let before = first.updateValue(place, forKey: call) else { continue }
                extra += 1
                repeated.insert(call)
                if places == nil {
                    let other = requests.samples[Int(before.sample)]
                    places = (other.place(of: other.rows[Int(before.row)]), sample.place(of: row))
                }
            }
        }
        guard calls > 0 else {
            result.undecided.append(
                CheckResult.Undecided(
                    .dependsOn(requirement: "log-field-missing with request_id and input_tokens"),
                    subject: "rows with usage"))
            return result
        }
        guard let places else {
            requests.prove(
                "\(SeriesCount.text(calls)) of \(requests.words) have usage and an id, each once", &result)
            return result
        }
        let isMany = extra * 100 > calls
        let finding = requestLoggedTwice.finding(
            "\(LogJudging.counted(repeated.count, "request")) \(repeated.count == 1 ? "stands" : "stand") on more than one of \(SeriesCount.text(calls)) rows with usage, so what \(LogJudging.counted(extra, "row")) \(extra == 1 ? "says" : "say") is counted again",
            fix:
                "log one event a request, when its response has ended; when adding up, keep the last row of each `message_id`",
            at: Annotation(places.second, "the same request again"),
            related: [Annotation(places.first, "stands here first")], subject: "log rows with usage",
            severity: isMany ? nil : .warning)
        if isMany { result.failures.append(finding) } else { result.remarks.append(finding) }
        return result
    }
}
