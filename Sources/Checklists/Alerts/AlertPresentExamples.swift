/// The examples of `alert-present`, in a file of their own for their number.
enum AlertPresentExamples {
    private static let errorRate = """
        ratio: [errors, requests]
        threshold: {at_most: 2%}
        window: {at_most: 5m}
        for: {at_most: 15m}
        """

    private static let firstToken = """
        signal: ttft
        quantile: 0.99
        threshold: {at_most: 8s}
        window: {at_most: 10m}
        """

    private static let dailySpend = """
        signal: cost
        threshold: {at_most: 10% of claude.budget.monthly_usd}
        per: 24h
        window: {at_least: 6h}
        """

    private static let rateLimited = """
        signal: errors
        class: "429"
        threshold: {at_most: 0}
        window: {at_most: 1m}
        """

    private static let hitRate = """
        signal: cache_hit_rate
        threshold: {at_least: 20%}
        """

    private static let manifest = """
        preflight: 1
        service: example
        claude: {streaming: true, prompt_caching: true, budget: {monthly_usd: 12000}}
        telemetry:
          convention: guide-prometheus
          scrape_interval: 30s
        artefacts:
          prometheus_rules: [rules.yaml]
          exposition: [{files: metrics.prom, captured: 2026-11-20, complete: true}]

        """

    private static let exposition = """
        # TYPE claude_requests_count_total counter
        claude_requests_count_total{model="a",status="ok"} 100
        claude_requests_count_total{model="b",status="error"} 1
        # TYPE claude_errors_count_total counter
        claude_errors_count_total{error_type="rate_limit_error"} 1
        claude_errors_count_total{error_type="api_error"} 1
        # TYPE claude_cost_usd_total counter
        claude_cost_usd_total{feature="chat"} 1
        claude_cost_usd_total{feature="sum"} 1

        """

    private static func rules(_ expression: String, hold: String = "2m") -> String {
        """
        groups:
          - name: claude
            rules:
              - alert: One
                expr: '\(expression)'
                for: \(hold)

        """
    }

    private static func example(
        _ title: String, _ expectation: CheckExample.Expectation, _ requirement: String, _ expression: String,
        hold: String = "2m", line: Int = #line
    ) -> CheckExample {
        CheckExample(
            title, expectation, requirement: requirement, rules: rules(expression, hold: hold), exposition: exposition,
            manifest: manifest, line: line)
    }

    private static let page = """
              - alert: Two
                expr: sum(rate(claude_cost_usd_total[5m])) > 1
                labels: {severity: page}

        """

    private static let ratio =
        "sum(rate(claude_errors_count_total[5m])) / sum(rate(claude_requests_count_total[5m]))"

    static let all: [CheckExample] = [
        example("no alert of the kind", .fails, errorRate, "sum(rate(claude_cost_usd_total[5m])) > 1"),
        example("a threshold that lets more pass", .fails, errorRate, "\(ratio) > ⟦0.05⟧"),
        example("a long wait", .fails, errorRate, "\(ratio) > 0.02", hold: "2h"),
        example(
            "a window that thins the failures out", .fails, errorRate,
            "sum(rate(⟦claude_errors_count_total[1h]⟧)) / sum(rate(claude_requests_count_total[1h])) > 0.02"),
        example(
            "one model only", .fails, errorRate,
            "⟦sum(rate(claude_requests_count_total{model=\"b\",status=\"error\"}[5m])) / sum(rate(claude_requests_count_total{model=\"b\"}[5m])) > 0.02⟧"
        ),
        example("as asked", .passes, errorRate, "\(ratio) > 0.02"),
        CheckExample(
            "strict enough, and only a ticket", .fails, requirement: errorRate + "\npages: true",
            rules: rules("\(ratio) > 0.02").replacingAlertName(with: "⟦One⟧") + page, exposition: exposition,
            manifest: manifest + "paging: 'severity=\"page\"'\n"),
        example(
            "stricter, behind a floor on traffic", .passes, errorRate,
            "\(ratio) > 0.01 and sum(rate(claude_requests_count_total[5m])) > 0.1"),
        example(
            "as availability", .passes, errorRate,
            "sum(rate(claude_requests_count_total{status=\"ok\"}[5m])) / sum(rate(claude_requests_count_total[5m])) < 0.98"
        ),
        example(
            "a burn rate over two windows", .unprovable, errorRate,
            "\(ratio) > 0.0144 and sum(rate(claude_errors_count_total[1h])) / sum(rate(claude_requests_count_total[1h])) > 0.0144"
        ),
        example(
            "in milliseconds", .passes, firstToken,
            "histogram_quantile(0.99, sum by (le) (rate(claude_latency_ttft_ms_bucket[10m]))) > 8000"),
        example(
            "a lower quantile", .fails, firstToken,
            "histogram_quantile(0.95, sum by (le) (rate(claude_latency_ttft_ms_bucket[10m]))) > 8000"),
        example(
            "a tenth of the month in a day", .passes, dailySpend, "sum(increase(claude_cost_usd_total[1d])) > 1200"),
        example(
            "a fifth of the month in a day", .fails, dailySpend, "sum(increase(claude_cost_usd_total[1d])) > ⟦2400⟧"),
        example(
            "each feature by itself", .fails, dailySpend,
            "⟦sum by (feature) (increase(claude_cost_usd_total[1d])) > 1200⟧"),
        example(
            "any 429, over four scrapes", .passes, rateLimited,
            "sum(increase(claude_errors_count_total{error_type=\"rate_limit_error\"}[2m])) >= 1"),
        example(
            "only after five", .fails, rateLimited,
            "sum(increase(claude_errors_count_total{error_type=\"rate_limit_error\"}[2m])) > ⟦5⟧"),
        example(
            "read over everything that was sent", .passes, hitRate,
            "sum(rate(claude_tokens_cache_read_total[15m])) / (sum(rate(claude_tokens_input_total[15m])) + sum(rate(claude_tokens_cache_read_total[15m])) + sum(rate(claude_tokens_cache_creation_total[15m]))) < 0.2"
        ),
        example("a lower limit", .fails, hitRate, "avg(claude_cache_hit_rate) < ⟦0.1⟧"),
        CheckExample(
            "no streaming, no first token", .notApplicable, requirement: firstToken, rules: rules("up == 0"),
            manifest: "preflight: 1\nservice: example\nclaude: {streaming: false}\n"),
    ]
}

extension String {
    /// The text with a mark round the alert's name.
    fileprivate func replacingAlertName(with name: String) -> String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasSuffix("alert: One") ? $0.dropLast(3) + name : $0 }.joined(separator: "\n")
    }
}
