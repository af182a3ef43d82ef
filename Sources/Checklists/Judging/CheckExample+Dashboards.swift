extension CheckExample {
    /// One dashboard, one sample, and rules where they matter.
    package init(
        _ title: String, _ expectation: Expectation, requirement: String = "", dashboard: String,
        exposition: String = CheckExample.claudeExposition, rules: String? = nil,
        manifest: String = CheckExample.dashboardManifest, line: Int = #line
    ) {
        var files: [(path: String, content: String)] = [
            ("observability.yaml", manifest), ("dashboard.json", dashboard), ("metrics.prom", exposition),
        ]
        if let rules { files.append(("rules.yaml", rules)) }
        self.init(title, expectation, requirement: requirement, files: files, line: line)
    }

    /// A dashboard of the classic schema with these panels.
    static func dashboard(_ panels: String..., more: String = "") -> String {
        """
        {"title": "Claude", "schemaVersion": 39, \(more)"panels": [
          \(panels.joined(separator: ",\n  "))
        ]}

        """
    }

    /// A panel of one query; `more` holds further keys.
    static func panel(_ title: String, _ query: String, unit: String? = nil, more: String = "") -> String {
        let field = unit.map { #""fieldConfig": {"defaults": {"unit": "\#($0)"}}, "# } ?? ""
        return #"{"title": "\#(title)", "type": "timeseries", \#(more)\#(field)"#
            + #""datasource": {"type": "prometheus", "uid": "p"}, "targets": [{"refId": "A", "expr": "\#(escaped(query))"}]}"#
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == "\"" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result
    }

    /// Names one dashboard, one rule file and one sample; caching and thinking are on.
    package static let dashboardManifest = """
        preflight: 1
        service: example
        claude: {streaming: true, prompt_caching: true, extended_thinking: true}
        telemetry:
          convention: guide-prometheus
          scrape_interval: 30s
        artefacts:
          prometheus_rules: [rules.yaml]
          grafana_dashboards: [dashboard.json]
          exposition: [{files: metrics.prom, captured: 2026-11-20, complete: true}]

        """

    /// What a small service emits, in the guide's names.
    package static let claudeExposition = """
        # TYPE claude_requests_count_total counter
        claude_requests_count_total{model="a",feature="chat",status="ok"} 10
        claude_requests_count_total{model="a",feature="chat",status="error"} 1
        # TYPE claude_errors_count_total counter
        claude_errors_count_total{model="a",error_type="timeout"} 1
        # TYPE claude_latency_total_ms histogram
        claude_latency_total_ms_bucket{status="ok",le="1000"} 5
        claude_latency_total_ms_bucket{status="ok",le="+Inf"} 9
        claude_latency_total_ms_sum{status="ok"} 9000
        claude_latency_total_ms_count{status="ok"} 9
        claude_latency_total_ms_bucket{status="error",le="1000"} 0
        claude_latency_total_ms_bucket{status="error",le="+Inf"} 1
        claude_latency_total_ms_sum{status="error"} 9000
        claude_latency_total_ms_count{status="error"} 1
        # TYPE claude_tokens_input_total counter
        claude_tokens_input_total{model="a"} 10
        # TYPE claude_tokens_output_total counter
        claude_tokens_output_total{model="a"} 10
        # TYPE claude_tokens_thinking_total counter
        claude_tokens_thinking_total{model="a"} 5
        # TYPE claude_tokens_cache_read_total counter
        claude_tokens_cache_read_total{model="a"} 10
        # TYPE claude_tokens_cache_creation_total counter
        claude_tokens_cache_creation_total{model="a"} 10
        # TYPE claude_cache_hit_rate gauge
        claude_cache_hit_rate{model="a"} 0.5

        """
}
