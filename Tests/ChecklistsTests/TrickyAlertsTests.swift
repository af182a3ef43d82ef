import Checklists
import Facts
import Findings
import SourceText
import Testing

/// Alerts that look wrong and are right. Each of them was found in public rule sets in this shape; none may fail.
@Suite struct `Tricky alerts that are right raise no failure` {
    private static let manifest = """
        preflight: 1
        service: chat
        claude: {streaming: true, prompt_caching: true, sla: {ttft_p95: 3s}, budget: {monthly_usd: 12000, hourly_forecast_usd: 25}}
        traffic: {night_rps: 0.2}
        telemetry:
          convention: guide-prometheus
          scrape_interval: 30s
          prometheus: {external_labels: {cluster: eu1}}
          target_labels: {job: chat, namespace: assist}
          external: ["kube_*", "redis_*"]
        artefacts:
          prometheus_rules: [rules.yaml]
          alertmanager: [alertmanager.yml]
          exposition: [{files: metrics.prom, captured: 2026-11-20}]
        paging: 'severity=~"page|critical"'

        """

    /// No series of failures: counters register with the first event.
    private static let exposition = """
        # TYPE claude_requests_count_total counter
        claude_requests_count_total{model="a",feature="chat",status="ok"} 100
        claude_requests_count_total{model="b",feature="sum",status="ok"} 100
        # TYPE claude_errors_count_total counter
        # TYPE claude_latency_ttft_ms histogram
        claude_latency_ttft_ms_bucket{model="a",le="1000"} 5
        claude_latency_ttft_ms_bucket{model="a",le="20000"} 9
        claude_latency_ttft_ms_bucket{model="a",le="+Inf"} 9
        claude_latency_ttft_ms_sum{model="a"} 9000
        claude_latency_ttft_ms_count{model="a"} 9
        # TYPE claude_tokens_input_total counter
        claude_tokens_input_total{model="a"} 5
        # TYPE claude_tokens_cache_read_total counter
        claude_tokens_cache_read_total{model="a"} 5
        # TYPE claude_tokens_cache_creation_total counter
        claude_tokens_cache_creation_total{model="a"} 5
        # TYPE claude_cost_usd_total counter
        claude_cost_usd_total{model="a"} 5
        claude_cost_usd_total{model="b"} 5

        """

    private static let alertmanager = """
        route:
          receiver: "null"
          routes:
            - matchers: [alertname=~"Watchdog|InfoInhibitor"]
              receiver: "null"
            - match: {namespace: assist}
              receiver: assist
              continue: true
            - matchers: [severity=~"page|critical"]
              receiver: assist
              active_time_intervals: [office]
        receivers:
          - name: "null"
          - name: assist
            slack_configs: [{api_url_file: /etc/alertmanager/slack, channel: '#assist'}]
        inhibit_rules:
          - {source_matchers: [severity="critical"], target_matchers: [severity="page"], equal: [namespace]}
        time_intervals: [{name: office, time_intervals: [{weekdays: ['monday:friday'], times: [{start_time: '08:00', end_time: '18:00'}]}]}]

        """

    private static let errors = "sum(rate(claude_errors_count_total[5m]))"
    private static let requests = "sum(rate(claude_requests_count_total[5m]))"

    static let cases: [(title: String, rules: String)] = [
        ("a lazy counter without error series", one("\(errors) / \(requests) > 0.02")),
        ("a ratio defaulted with `or vector(0)`", one("(\(errors) or vector(0)) / \(requests) > 0.02")),
        ("a floor on traffic on the left", one("\(requests) > 0.1 and \(errors) / \(requests) > 0.01")),
        (
            "a burn rate over two windows",
            one(
                "(\(errors) / \(requests) > 14.4 * 0.001) and (sum(rate(claude_errors_count_total[1h])) / sum(rate(claude_requests_count_total[1h])) > 14.4 * 0.001)"
            )
        ),
        (
            "a chain of recording rules",
            one("chat:ratio > 0.02")
                + recorded("chat:errors", errors) + recorded("chat:requests", requests)
                + recorded("chat:ratio", "chat:errors / chat:requests")
        ),
        (
            "a recorded quantile, the worst model of it",
            one("max(model:ttft:p99) / 1000 > 8")
                + recorded(
                    "model:ttft:p99",
                    "histogram_quantile(0.99, sum by (le, model) (rate(claude_latency_ttft_ms_bucket[10m])))")
        ),
        (
            "a kept label in the text",
            one(
                "sum by (model) (rate(claude_errors_count_total[5m])) / sum by (model) (rate(claude_requests_count_total[5m])) > 0.02",
                "annotations: {summary: \"{{ $labels.model }}: {{ $value | humanizePercentage }}\"}")
        ),
        (
            "a label brought by group_left",
            one(
                "sum by (pod) (rate(claude_errors_count_total[5m])) * on (pod) group_left (node) kube_pod_info > 1",
                "annotations: {summary: \"on {{ $labels.node }}\"}")
        ),
        (
            "labels of the target in the text",
            one(
                "rate(claude_errors_count_total[5m]) > 1",
                "annotations: {summary: \"{{ $labels.namespace }}/{{ $labels.pod }}\"}")
        ),
        ("a relabelled job", one("sum(rate(claude_errors_count_total{job=\"chat\"}[5m])) > 1")),
        (
            "kube-state metrics",
            one("\(errors) > 1")
                + alert("Restarts", "increase(kube_pod_container_status_restarts_total{namespace=\"assist\"}[15m]) > 3")
        ),
        (
            "another service's rules, wrong as they may be",
            one("\(errors) > 1")
                + alert("Theirs", "avg(histogram_quantile(0.9, sum(rate(billing_seconds_bucket[5m])))) > 3")
        ),
        ("the platform's dead man's switch", one("\(errors) > 1") + alert("Watchdog", "vector(1)")),
        ("the mean over time of a gauge", one("avg_over_time(claude_cache_hit_rate[30m]) < 0.2")),
        ("a rate over a maximum of rates", one("max_over_time(sum(rate(claude_errors_count_total[5m]))[30m:1m]) > 1")),
        (
            "a percentage printed as one",
            one("100 * \(errors) / \(requests) > 2", "annotations: {summary: \"{{ $value | printf \\\"%.1f\\\" }}%\"}")
        ),
        (
            "a count of quantiles",
            one(
                "count(histogram_quantile(0.99, sum by (le, model) (rate(claude_latency_ttft_ms_bucket[10m]))) > 8000) > 1"
            )
        ),
    ]

    private static func one(_ expression: String, _ rest: String = "") -> String {
        "groups:\n  - name: chat\n    rules:\n" + alert("One", expression, rest)
    }

    private static func alert(_ name: String, _ expression: String, _ rest: String = "") -> String {
        "      - alert: \(name)\n        expr: '\(expression)'\n        for: 5m\n        labels: {severity: page, namespace: assist}\n"
            + (rest.isEmpty ? "" : "        \(rest)\n")
    }

    private static func recorded(_ name: String, _ expression: String) -> String {
        "      - record: \(name)\n        expr: '\(expression)'\n"
    }

    @Test(arguments: cases.map(\.title))
    func `to any check over rules and routes`(title: String) throws {
        let rules = try #require(Self.cases.first { $0.title == title }).rules
        let service = ExampleService([
            ("observability.yaml", Self.manifest), ("rules.yaml", rules), ("alertmanager.yml", Self.alertmanager),
            ("metrics.prom", Self.exposition),
        ])
        #expect(service.facts.ownAlerts.count == 1, "one alert is this service's")
        let asOf = try #require(CivilDate("2026-11-23"))
        // The checks over alerts and routes; those that ask for something that is not there have their own tests.
        for check in CheckCatalogue.all where ("PF100"..."PF129").contains(check.kind.code) {
            guard !check.parameters.contains(where: \.isRequired) else { continue }
            let result = check.judge(CheckContext(facts: service.facts, manifest: service.manifest, asOf: asOf))
            #expect(result.failures.isEmpty, "\(check.kind.name): \(result.failures.map(\.message))")
        }
    }

    @Test func `and what is right in another spelling counts as present`() throws {
        let requirement = "ratio: [errors, requests]\nthreshold: {at_most: 2%}\nwindow: {at_most: 5m}"
        let example = CheckExample("", .passes, requirement: requirement, rules: "")
        let check = try #require(CheckCatalogue.check(named: "alert-present"))
        let parameters = try ExampleRequirement.parameters(of: example, for: check)
        let asOf = try #require(CivilDate("2026-11-23"))
        let present = [
            "a lazy counter without error series", "a ratio defaulted with `or vector(0)`",
            "a floor on traffic on the left", "a chain of recording rules", "a kept label in the text",
            "a percentage printed as one",
        ]
        for (title, rules) in Self.cases {
            let service = ExampleService([
                ("observability.yaml", Self.manifest), ("rules.yaml", rules), ("alertmanager.yml", Self.alertmanager),
                ("metrics.prom", Self.exposition),
            ])
            let result = check.judge(
                CheckContext(facts: service.facts, manifest: service.manifest, asOf: asOf, parameters: parameters))
            if present.contains(title) { #expect(result.failures.isEmpty && result.undecided.isEmpty, "\(title)") }
            if title == "a burn rate over two windows" {
                #expect(result.failures.isEmpty && !result.undecided.isEmpty, "left to the rehearsal")
            }
        }
    }
}
