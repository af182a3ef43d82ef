/// What the examples of the alert checks share: one alert over the guide's metrics.
enum AlertExamples {
    static func rules(_ expression: String, _ rest: String = "", more: String = "") -> String {
        """
        groups:
          - name: claude
            rules:
              - alert: One
                expr: '\(expression)'
                \(rest.isEmpty ? "for: 5m" : rest)
        \(more)
        """
    }

    static let exposition = """
        # TYPE claude_requests_count_total counter
        claude_requests_count_total{model="a",status="ok"} 100
        claude_requests_count_total{model="b",status="error"} 1
        # TYPE claude_errors_count_total counter
        claude_errors_count_total{error_type="api_error"} 1
        # TYPE claude_cache_hit_rate gauge
        claude_cache_hit_rate 0.5

        """

    static let ratio = "sum(rate(claude_errors_count_total[5m])) / sum(rate(claude_requests_count_total[5m]))"

    static func one(
        _ title: String, _ expectation: CheckExample.Expectation, _ expression: String, _ rest: String = "",
        more: String = "", manifest: String = CheckExample.defaultManifest, line: Int = #line
    ) -> CheckExample {
        CheckExample(
            title, expectation, rules: rules(expression, rest, more: more), exposition: exposition, manifest: manifest,
            line: line)
    }
}
