import Facts
import Findings
import SourceText

extension Check {
    /// Numbers that contradict each other within one row.
    static let tokensImpossible = Check(
        kind: FindingKind(code: "PF171", name: "tokens-impossible"), scope: .row, severity: .error,
        summary: "rows have token counts that no response has: below zero, or a part larger than its whole",
        why: "a count that cannot be is a subtraction or a sum gone wrong, and every roll-up carries it on",
        remedy: "Record the numbers of the response's `usage` as they come, without adding or subtracting.",
        source:
            "Messages API reference: thinking is part of `output_tokens`, one-hour writes are part of `cache_creation_input_tokens`; failure catalogue A03 and A10",
        examples: [
            CheckExample(
                "more thinking than output", .fails,
                log: "⟦\(CheckExample.logRow(more: #""thinking_tokens": 900"#))⟧\n"),
            CheckExample(
                "less than nothing", .fails,
                log: "⟦\(CheckExample.logRow(without: "input_tokens", more: #""input_tokens": -1236"#))⟧\n"),
            CheckExample(
                "more hour writes than writes", .fails,
                log: "⟦\(CheckExample.logRow(more: #""cache_creation_1h_tokens": 2048"#))⟧\n"),
            CheckExample("parts and wholes", .passes, log: CheckExample.logRow(more: #""thinking_tokens": 90"#) + "\n"),
            CheckExample(
                "rows without tokens", .unprovable,
                log: CheckExample.logRow(
                    without: "input_tokens", "output_tokens", "cache_read_tokens", "cache_creation_tokens") + "\n"),
        ],
        judge: judgePossibility)

    /// What can be wrong, with its words.
    private enum Impossible: String, CaseIterable {
        case negative = "a count below zero"
        case thinking = "more thinking tokens than output tokens"
        case hourWrites = "more one-hour writes than cache writes"

        var fix: String {
            switch self {
            case .negative: "do not subtract cached tokens from `input_tokens`: it leaves them out already"
            case .thinking: "record `output_tokens` as it comes: thinking is part of it"
            case .hourWrites: "record `cache_creation_input_tokens` as the sum of five-minute and one-hour writes"
            }
        }
    }

    private static func judgePossibility(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let requests = LogJudging.requests(context, "tokens of rows", &result) else { return result }
        var judged = 0
        var counts: [Impossible: Int] = [:]
        var places: [Impossible: SourceRange] = [:]
        for sample in requests.samples {
            for row in sample.rows {
                let numbers = [
                    row.inputTokens, row.outputTokens, row.cacheReadTokens, row.cacheCreationTokens, row.thinkingTokens,
                    row.cacheCreationHourTokens,
                ]
                guard numbers.contains(where: { $0 != nil }) else { continue }
                judged += 1
                guard let wrong = impossible(row, numbers) else { continue }
                counts[wrong, default: 0] += 1
                places[wrong] = places[wrong] ?? sample.place(of: row)
            }
        }
        result.subjectCount = judged
        guard judged > 0 else {
            result.undecided.append(
                CheckResult.Undecided(
                    .dependsOn(requirement: "log-field-missing with input_tokens"), subject: "tokens of rows"))
            return result
        }
        for wrong in Impossible.allCases {
            guard let count = counts[wrong], let place = places[wrong] else { continue }
            result.failures.append(
                tokensImpossible.finding(
                    "\(LogJudging.counted(count, "row")) of \(SeriesCount.text(judged)) \(count == 1 ? "has" : "have") \(wrong.rawValue), so what is added up from them is wrong",
                    fix: wrong.fix, at: Annotation(place, "the first such row"), subject: "tokens of log rows",
                    discriminator: wrong.rawValue))
        }
        if result.failures.isEmpty {
            requests.prove("the tokens of \(LogJudging.counted(judged, "row")) of \(requests.words) can be", &result)
        }
        return result
    }

    private static func impossible(_ row: LogRow, _ numbers: [Int64?]) -> Impossible? {
        if numbers.contains(where: { ($0 ?? 0) < 0 }) { return .negative }
        if let thinking = row.thinkingTokens, let output = row.outputTokens, thinking > output { return .thinking }
        if let hour = row.cacheCreationHourTokens, let all = row.cacheCreationTokens, hour > all { return .hourWrites }
        return nil
    }
}
