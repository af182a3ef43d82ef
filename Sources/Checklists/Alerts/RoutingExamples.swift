/// What the examples of the routing checks share.
enum RoutingExamples {
    static let manifest = """
        preflight: 1
        service: example
        telemetry:
          convention: guide-prometheus
          scrape_interval: 30s
        artefacts:
          prometheus_rules: [rules.yaml]
          alertmanager: [alertmanager.yml]
          exposition: [{files: metrics.prom, captured: 2026-11-20, complete: true}]
        paging: 'severity="page"'

        """

    static let rules = """
        groups:
          - name: claude
            rules:
              - alert: ⟦Errors⟧
                expr: sum(rate(claude_errors_count_total[5m])) > 1
                labels: {severity: page}

        """

    static func files(_ alertmanager: String, rules: String = rules) -> [(path: String, content: String)] {
        [
            ("observability.yaml", manifest), ("rules.yaml", rules), ("alertmanager.yml", alertmanager),
            ("metrics.prom", "# TYPE claude_errors_count_total counter\nclaude_errors_count_total 1\n"),
        ]
    }

    static let good = """
        route:
          receiver: nobody
          routes:
            - matchers: [severity="page"]
              receiver: oncall
        receivers:
          - name: nobody
          - name: oncall
            pagerduty_configs: [{routing_key_file: /etc/alertmanager/pagerduty}]

        """
}
