import Facts
import Findings
import SourceText

extension Check {
    /// Two producers under one name that count differently.
    static let inputConventionMixed = Check(
        kind: FindingKind(code: "PF172", name: "input-convention-mixed"), scope: .row, severity: .warning,
        confidence: .medium,
        summary: "one feature's input tokens hold cached tokens and another's do not",
        why: "sums over both count the cache twice for one of them, and a hit rate over both is no rate",
        remedy: "Record `input_tokens` everywhere as the API returns it, without cached tokens.",
        source:
            "failure catalogue A03: the Messages API reports disjoint counts, OpenTelemetry and most gateways inclusive totals",
        examples: [
            CheckExample(
                "two features, two conventions", .remarks,
                log: CheckExample.log(60) { CheckExample.logRow($0) }
                    + "⟦\(inclusiveRow(61))⟧\n" + CheckExample.log(59) { inclusiveRow($0 + 61) }),
            CheckExample(
                "one convention", .passes,
                log: CheckExample.log(60) { CheckExample.logRow($0) }
                    + CheckExample.log(60) { CheckExample.logRow($0, without: "feature", more: #""feature": "rank""#) }),
            CheckExample(
                "no cache in the sample", .vacuous, log: CheckExample.logRow(without: "cache_read_tokens") + "\n"),
            CheckExample("no log", .unprovable, log: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeConvention)

    private static func inclusiveRow(_ number: Int) -> String {
        CheckExample.logRow(
            number, without: "feature", "input_tokens", more: #""feature": "rank", "input_tokens": 2860"#)
    }

    /// What a feature's rows with cache reads show.
    private struct Reading {
        var rows = 0
        /// Rows whose input is smaller than what was read: it cannot hold it.
        var exclusive = 0
        var first: SourceRange
    }

    /// So many rows that all could hold the cache are taken to hold it.
    private static let enoughRows = 50

    private static func judgeConvention(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let requests = LogJudging.requests(context, "input tokens of rows", &result) else { return result }
        var readings: [ByteString: Reading] = [:]
        for sample in requests.samples {
            for row in sample.rows {
                guard let input = row.inputTokens, let read = row.cacheReadTokens, read > 0 else { continue }
                let feature = sample.word(row.feature) ?? ""
                var reading = readings[feature] ?? Reading(first: sample.place(of: row))
                reading.rows += 1
                if read > input { reading.exclusive += 1 }
                readings[feature] = reading
            }
        }
        result.subjectCount = readings.values.reduce(0) { $0 + $1.rows }
        let inclusive = readings.values.filter { $0.exclusive == 0 && $0.rows >= enoughRows }.sorted {
            $0.first < $1.first
        }
        let exclusive = readings.values.filter { $0.exclusive * 2 > $0.rows && $0.rows >= enoughRows }
            .sorted { $0.first < $1.first }
        if let one = inclusive.first, let other = exclusive.first {
            result.remarks.append(
                inputConventionMixed.finding(
                    "`input_tokens` seems to hold cached tokens for one feature and leaves them out for another, so sums over both count the cache twice",
                    fix: "record `usage.input_tokens` as the API returns it for every feature",
                    at: Annotation(
                        one.first, "never less than the cache reads, on \(LogJudging.counted(one.rows, "row"))"),
                    related: [Annotation(other.first, "less than the cache reads")], subject: "input tokens of log rows"
                ))
        } else if result.subjectCount > 0 {
            requests.prove(
                "\(LogJudging.counted(result.subjectCount, "row")) with cache reads of \(requests.words) count input alike",
                &result)
        }
        return result
    }
}
