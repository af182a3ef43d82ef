import Facts
import Findings
import PromQL
import SourceText
import Testing

/// Rules that mean the same must give one condition, however they are written.
@Suite struct `Alert conditions are recognised by meaning` {
    private static let errorRate = AlertCondition(
        subject: .ratio(
            numerator: [.of(.errors, family: "claude_requests_count_total")],
            denominator: [.of(.requests, family: "claude_requests_count_total")]),
        statistic: .rate, comparator: .above, threshold: Quantity(0.02, .ratio), windowMilliseconds: 300_000,
        holdMilliseconds: 0, groupedBy: [])

    @Test(arguments: [
        #"sum(rate(claude_requests_count_total{status="error"}[5m])) / sum(rate(claude_requests_count_total[5m])) > 0.02"#,
        #"0.02 < sum(rate(claude_requests_count_total{status="error"}[5m])) / sum(rate(claude_requests_count_total[5m]))"#,
        #"100 * sum(rate(claude_requests_count_total{status="error"}[5m])) / sum(rate(claude_requests_count_total[5m])) > 2"#,
        #"sum(rate(claude_requests_count_total{status="error"}[5m])) / sum(rate(claude_requests_count_total[5m])) * 100 > 2"#,
        #"1 - sum(rate(claude_requests_count_total{status="ok"}[5m])) / sum(rate(claude_requests_count_total[5m])) > 0.02"#,
        #"sum(rate(claude_requests_count_total{status="ok"}[5m])) / sum(rate(claude_requests_count_total[5m])) < 0.98"#,
        #"sum(rate(claude_requests_count_total{status="error"}[5m])) > 0.02 * sum(rate(claude_requests_count_total[5m]))"#,
        #"sum(increase(claude_requests_count_total{status="error"}[5m])) / sum(increase(claude_requests_count_total[5m])) > 2 / 100"#,
        #"(sum(rate(claude_requests_count_total{status!="ok"}[5m])) or vector(0)) / sum(rate(claude_requests_count_total[5m])) > 0.02"#,
        #"sum(rate(claude_requests_count_total{status=~"err.*|fail.*"}[5m])) / clamp_min(sum(rate(claude_requests_count_total[5m])), 1) > 0.02"#,
        "job:claude_error_ratio:rate5m > 0.02",
        "100 * job:claude_error_ratio:rate5m > 2",
        "1 - job:claude_success_ratio:rate5m > 0.02",
        "(job:claude_error_ratio:rate5m > bool 0.02) == 1",
    ])
    func `an error rate above 2 % over 5 m`(text: String) throws {
        #expect(try conditions(text) == [Self.errorRate], "the rule `\(text)` means an error rate above 2 %")
    }

    @Test(arguments: [
        ("histogram_quantile(0.99, sum by (le) (rate(claude_latency_ttft_ms_bucket[10m]))) > 8000", 8.0),
        ("histogram_quantile(0.99, sum by (le) (rate(claude_latency_ttft_ms_bucket[10m]))) / 1000 > 8", 8.0),
        ("8 < histogram_quantile(0.99, rate(claude_latency_ttft_ms_bucket[10m])) * 0.001", 8.0),
        ("max(histogram_quantile(0.99, sum by (le) (rate(claude_latency_ttft_ms_bucket[10m])))) > 2 * 4e3", 8.0),
    ])
    func `a p99 time to first token in seconds, whatever the unit of the rule`(text: String, seconds: Double) throws {
        let condition = try #require(try conditions(text).first)
        #expect(condition.statistic == .quantile(0.99))
        #expect(condition.subject.selections.map(\.signal) == [.timeToFirstToken])
        #expect(abs(condition.threshold.value - seconds) < 1e-9)
        #expect(condition.threshold.unit == .seconds)
        #expect(condition.windowMilliseconds == 600_000)
    }

    @Test func `growth per hour is growth per second`() throws {
        let hourly = try #require(try conditions("sum(increase(claude_cost_usd_total[1h])) > 27.5").first)
        let rated = try #require(try conditions("sum(rate(claude_cost_usd_total[1h])) * 3600 > 27.5").first)
        #expect(hourly.subject == rated.subject)
        #expect(hourly.statistic == .rate)
        #expect(abs(hourly.threshold.value * 3600 - 27.5) < 1e-4)
        #expect(abs(rated.threshold.value * 3600 - 27.5) < 1e-4)
    }

    @Test func `a cache hit rate keeps its three-part denominator, and a miss rate turns into it`() throws {
        let total = """
            (sum(rate(claude_tokens_input_total[15m])) + sum(rate(claude_tokens_cache_read_total[15m]))
              + sum(rate(claude_tokens_cache_creation_total[15m])))
            """
        let hit = try #require(try conditions("sum(rate(claude_tokens_cache_read_total[15m])) / \(total) < 0.2").first)
        let miss = try #require(
            try conditions("1 - sum(rate(claude_tokens_cache_read_total[15m])) / \(total) > 0.8").first)
        #expect(hit.comparator == .below)
        #expect(hit.subject == miss.subject)
        #expect(hit.comparator == miss.comparator)
        #expect(abs(hit.threshold.value - miss.threshold.value) < 1e-9)
        guard case .ratio(let numerator, let denominator) = hit.subject else { Issue.record("no ratio"); return }
        #expect(numerator.map(\.signal) == [.tokens(.cacheRead)])
        #expect(denominator.count == 3)
    }

    @Test func `a traffic floor is a second condition`() throws {
        let both = try conditions(
            "job:claude_error_ratio:rate5m > 0.02 and sum(rate(claude_requests_count_total[5m])) > 0.1")
        #expect(both.count == 2)
        #expect(both.first == Self.errorRate)
    }

    @Test func `an error class is recognised by its spelling`() throws {
        let limited = try conditions(#"sum(rate(claude_errors_count_total{error_type=~"rate_limit.*|429"}[1m])) > 0"#)
        #expect(limited.first?.subject.selections.first?.classes == [.rateLimited])
    }

    @Test(arguments: [
        ("sum(rate(claude_requests_count_total[5m]))", Recognition.Reason.noComparison),
        ("rate(claude_cost_usd_total[5m]) ^ 2 > 4", .notLinear),
        ("stddev(rate(claude_cost_usd_total[5m])) > 4", .aggregation("stddev")),
        ("holt:itself > 1", .cyclicRecordingRule("holt:itself")),
        ("twice:recorded > 1", .ambiguousRecordingRule("twice:recorded")),
    ])
    func `what has no such meaning is refused by name`(text: String, reason: Recognition.Reason) throws {
        guard case .unrecognised(let given, _) = reader.conditions(of: try expression(text)) else {
            Issue.record("`\(text)` was given a meaning")
            return
        }
        #expect(given == reason)
    }

    // MARK: Fixtures

    private func conditions(_ text: String) throws -> [AlertCondition] {
        let recognition = reader.conditions(of: try expression(text))
        if case .unrecognised(let reason, _) = recognition { Issue.record("`\(text)`: \(reason.sentence)") }
        return recognition.conditions.map { condition in
            // Thresholds go through divisions; their last bits are not what is tested.
            var condition = condition
            condition.threshold = Quantity((condition.threshold.value * 1e9).rounded() / 1e9, condition.threshold.unit)
            return condition
        }
    }

    private func expression(_ text: String) throws -> Expression { try Expression.parse(Array(text.utf8)) }

    private var reader: ConditionReader {
        let rules = [
            (
                "job:claude_error_ratio:rate5m",
                #"sum(rate(claude_requests_count_total{status="error"}[5m])) / job:claude_requests:rate5m"#
            ),
            (
                "job:claude_success_ratio:rate5m",
                #"sum(rate(claude_requests_count_total{status="ok"}[5m])) / job:claude_requests:rate5m"#
            ),
            ("job:claude_requests:rate5m", "sum(rate(claude_requests_count_total[5m]))"),
            ("holt:itself", "holt:itself + 1"),
            ("twice:recorded", "vector(1)"), ("twice:recorded", "vector(2)"),
        ].map { RuleFact.recorded($0.0, $0.1) }
        return ConditionReader(
            signals: SignalMap(conventions: [.guidePrometheus], declared: [:]), recordings: RecordingIndex(rules))
    }
}

extension SignalSelection {
    static func of(_ signal: Signal, family: ByteString) -> SignalSelection {
        SignalSelection(source: .signal(signal), part: .value, family: family, unit: .count)
    }
}

extension RuleFact {
    /// A recording rule of a test, in a file of its own.
    static func recorded(_ name: String, _ text: String) -> RuleFact {
        let range = SourceRange(file: FileID(index: 0), start: 0, length: UInt32(text.utf8.count))
        guard let expression = try? Expression.parse(Array(text.utf8)) else {
            preconditionFailure("the fixture `\(text)` does not parse")
        }
        return RuleFact(
            kind: .recording, name: Located(ByteString(name), at: range), group: "test",
            text: EmbeddedText(verbatim: Array(text.utf8), at: range), expression: expression, range: range)
    }
}
