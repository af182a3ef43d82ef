import Checklists
import Findings
import SourceText
import Testing

/// An alert is judged by what it means. What it is called, and how its arithmetic is written, may change no verdict.
@Suite struct `Renaming and rewriting change no verdict` {
    private static let exposition = """
        # TYPE claude_requests_count_total counter
        claude_requests_count_total{model="a",status="ok"} 100
        claude_requests_count_total{model="a",status="error"} 2
        # TYPE claude_latency_ttft_ms histogram
        claude_latency_ttft_ms_bucket{le="1000"} 5
        claude_latency_ttft_ms_bucket{le="5000"} 9
        claude_latency_ttft_ms_bucket{le="+Inf"} 9
        claude_latency_ttft_ms_sum 9000
        claude_latency_ttft_ms_count 9

        """

    /// The same two alerts, one of which can never fire, written in different ways.
    static let spellings: [(title: String, rules: String)] = [
        (
            "as teams write them",
            rules(
                ratio:
                    "sum(rate(claude_requests_count_total{status=\"error\"}[5m])) / sum(rate(claude_requests_count_total[5m])) > 0.02",
                slow: "\(quantile) > 8000")
        ),
        (
            "threshold first",
            rules(
                ratio:
                    "0.02 < sum(rate(claude_requests_count_total{status=\"error\"}[5m])) / sum(rate(claude_requests_count_total[5m]))",
                slow: "8000 < \(quantile)")
        ),
        (
            "in percent and in seconds",
            rules(
                ratio:
                    "100 * sum(rate(claude_requests_count_total{status=\"error\"}[5m])) / sum(rate(claude_requests_count_total[5m])) > 2",
                slow: "\(quantile) / 1000 > 8")
        ),
        (
            "as availability, and shifted",
            rules(
                ratio:
                    "1 - sum(rate(claude_requests_count_total{status=\"ok\"}[5m])) / sum(rate(claude_requests_count_total[5m])) > 0.02",
                slow: "\(quantile) - 3000 > 5000")
        ),
        (
            "under other names",
            rules(
                ratio:
                    "sum(rate(claude_requests_count_total{status=\"error\"}[5m])) / sum(rate(claude_requests_count_total[5m])) > 0.02",
                slow: "\(quantile) > 8000", alert: "Zebra", group: "animals", label: "colour: blue")
        ),
        (
            "behind recording rules",
            rules(ratio: "a:ratio > 0.02", slow: "a:p99 > 8000") + """
                      - record: a:ratio
                        expr: sum(rate(claude_requests_count_total{status="error"}[5m])) / sum(rate(claude_requests_count_total[5m]))
                      - record: a:p99
                        expr: \(quantile)

                """
        ),
        (
            "behind two recording rules",
            rules(ratio: "100 * b:ratio > 2", slow: "b:p99 > 8") + """
                      - record: a:requests
                        expr: sum(rate(claude_requests_count_total[5m]))
                      - record: b:ratio
                        expr: sum(rate(claude_requests_count_total{status="error"}[5m])) / a:requests
                      - record: a:p99
                        expr: \(quantile)
                      - record: b:p99
                        expr: a:p99 / 1000

                """
        ),
    ]

    private static let quantile = "histogram_quantile(0.99, sum by (le) (rate(claude_latency_ttft_ms_bucket[10m])))"

    private static func rules(
        ratio: String, slow: String, alert: String = "Claude", group: String = "claude",
        label: String = "severity: page"
    ) -> String {
        """
        groups:
          - name: \(group)
            rules:
              - alert: \(alert)ErrorRate
                expr: '\(ratio)'
                labels: {\(label)}
              - alert: \(alert)Slow
                expr: '\(slow)'
                labels: {\(label)}

        """
    }

    @Test(arguments: spellings.map(\.title))
    func `each spelling has the same outcome for every check`(title: String) throws {
        let rules = try #require(Self.spellings.first { $0.title == title }).rules
        let verdicts = try Self.verdicts(of: rules)
        let expected = try Self.verdicts(of: Self.spellings[0].rules)
        #expect(verdicts == expected, "written \(title)")
        #expect(verdicts["threshold-above-top-bucket"] == "fail", "a p99 above 8 s over a top bucket of 5 s")
        #expect(verdicts["ratio-empty-when-healthy"] == "pass")
    }

    private static func verdicts(of rules: String) throws -> [String: String] {
        let files = CheckExample("", .passes, rules: rules, exposition: exposition).files
        let service = ExampleService(files)
        let asOf = try #require(CivilDate("2026-11-23"))
        // A check that an item has to ask something of says nothing by itself.
        let askingNothing = CheckCatalogue.all.filter { !$0.parameters.contains(where: \.isRequired) }
        let requirements = askingNothing.map { check in
            Requirement(
                id: check.kind.name, level: .evidenced, demand: .check(check, CheckParameters()),
                range: SourceRange(file: FileID(index: 0), start: 0, length: 0))
        }
        let item = ChecklistItem(id: "alerts", title: "", layer: .api, why: "", requirements: requirements)
        let verdict = Judge.judge(
            Checklist(id: "test", version: 1, items: [item]), service.facts, service.manifest, asOf: asOf)
        return Dictionary(uniqueKeysWithValues: verdict.requirements.map { ($0.id, $0.outcome.word) })
    }
}
