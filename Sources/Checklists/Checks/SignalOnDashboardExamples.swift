/// Examples of `signal-on-dashboard`.
enum SignalOnDashboardExamples {
    static let all: [CheckExample] = [
        CheckExample(
            "errors are only alerted on", .fails, requirement: "signals: [requests, errors]",
            dashboard: requests.replacing("\"Claude\"", with: "\"⟦Claude⟧\"")),
        CheckExample(
            "the p99 is missing beside the others", .fails,
            requirement: "signals: latency\nquantiles: [p50, p99]",
            dashboard: CheckExample.dashboard(
                CheckExample.panel(
                    "Latency",
                    "histogram_quantile(0.5, sum by (le) (rate(claude_latency_total_ms_bucket[$__rate_interval])))"))),
        CheckExample(
            "the only panel of errors is switched off", .fails, requirement: "signals: errors",
            dashboard: CheckExample.dashboard(
                CheckExample.panel("Requests", "sum(rate(claude_requests_count_total[5m]))"),
                CheckExample.panel("Errors", "sum(rate(claude_errors_count_total[5m]))")
                    .replacing("\"refId\": \"A\"", with: "\"refId\": \"A\", \"hide\": true"))),
        CheckExample(
            "errors of all classes in one line", .fails, requirement: "signals: errors\nsplit_by: class",
            dashboard: CheckExample.dashboard(
                CheckExample.panel("Errors", "sum(rate(claude_errors_count_total[5m]))"))),
        CheckExample(
            "through a recording rule, and behind `or vector(0)`", .passes,
            requirement: "signals: [requests, errors]",
            dashboard: CheckExample.dashboard(
                CheckExample.panel("Requests", "job:claude_requests:rate5m"),
                CheckExample.panel("Errors", "sum(rate(claude_errors_count_total[5m])) or vector(0)")),
            rules: """
                groups:
                  - name: claude
                    rules:
                      - record: job:claude_requests:rate5m
                        expr: sum(rate(claude_requests_count_total[5m]))

                """),
        CheckExample(
            "one query for all quantiles, chosen by a variable", .passes,
            requirement: "signals: latency\nquantiles: [p50, p95, p99]",
            dashboard: CheckExample.dashboard(
                CheckExample.panel(
                    "Latency",
                    "histogram_quantile($quantile, sum by (le) (rate(claude_latency_total_ms_bucket[$__rate_interval])))"
                ),
                more: #""templating": {"list": [{"name": "quantile", "type": "custom", "query": "0.5,0.95,0.99", "#
                    + #""current": {"value": "0.95"}}]}, "#)),
        CheckExample(
            "a line for each outcome, and a count of latencies", .passes, requirement: "signals: [requests, errors]",
            dashboard: CheckExample.dashboard(
                CheckExample.panel("Outcomes", "sum by (status) (rate(claude_requests_count_total[5m]))"),
                CheckExample.panel("Requests", "sum(rate(claude_latency_total_ms_count[5m]))"))),
        CheckExample(
            "a manifest that does not say whether it thinks", .unprovable, requirement: "signals: thinking_activation",
            dashboard: requests,
            exposition: "# TYPE claude_requests_count_total counter\nclaude_requests_count_total{status=\"ok\"} 1\n",
            manifest: CheckExample.dashboardManifest.replacing(", extended_thinking: true", with: "")),
        CheckExample(
            "time to first token without streaming", .notApplicable, requirement: "signals: ttft", dashboard: requests,
            manifest: CheckExample.dashboardManifest.replacing("streaming: true", with: "streaming: false")),
        CheckExample(
            "cost by model, of a service with one", .notApplicable, requirement: "signals: cost\nsplit_by: model",
            dashboard: requests,
            manifest: CheckExample.dashboardManifest.replacing(
                "claude: {", with: "claude: {models: [claude-sonnet-4-6], ")),
        CheckExample(
            "a library panel says that it shows errors", .unprovable, requirement: "signals: errors",
            dashboard: CheckExample.dashboard(
                CheckExample.panel("Requests", "sum(rate(claude_requests_count_total[5m]))"),
                #"{"title": "Error overview", "libraryPanel": {"uid": "x", "name": "errors"}}"#)),
        CheckExample(
            "no dashboard handed in", .unprovable, requirement: "signals: errors", dashboard: requests,
            manifest: CheckExample.dashboardManifest.replacing("  grafana_dashboards: [dashboard.json]\n", with: "")),
    ]

    private static let requests = CheckExample.dashboard(
        CheckExample.panel("Requests", "sum(rate(claude_requests_count_total[5m]))"))
}
