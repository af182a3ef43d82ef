import Checklists
import Facts
import Findings
import SourceText
import Testing

/// Set-ups whose signals look missing, doubled or misnamed and are right: no check may fail on them.
@Suite struct `Tricky signals that are right` {
    struct SetUp: Sendable {
        var title: String
        /// Keys of `telemetry`, each line indented by two.
        var telemetry: String
        var sample: String
        var rules: [String] = []
        var recordings: [(name: String, query: String)] = []
        /// Query and unit.
        var panels: [(query: String, unit: String)] = []
        /// What a checklist asks of it beside, in YAML: check and parameters.
        var asked: [(check: String, parameters: String)] = []
        var isComplete = false
        /// Warnings that are in place, by the name of the check.
        var remarks: Set<String> = []
    }

    private static let guide = "  convention: guide-prometheus\n"

    private static func histogram(_ name: String, _ bounds: [String], _ labels: String = "") -> String {
        let comma = labels.isEmpty ? "" : ","
        let own = labels.isEmpty ? "" : "{\(labels)}"
        return "# TYPE \(name) histogram\n"
            + (bounds + ["+Inf"]).map { "\(name)_bucket{\(labels)\(comma)le=\"\($0)\"} 10\n" }.joined()
            + "\(name)_sum\(own) 20\n\(name)_count\(own) 10\n"
    }

    private static func counter(_ name: String, _ labels: String...) -> String {
        "# TYPE \(name) counter\n" + labels.map { "\(name){\($0)} 10\n" }.joined()
    }

    private static let requests =
        counter(
            "claude_requests_count_total", "feature=\"chat\",model=\"claude-sonnet-4-6\",status=\"ok\"",
            "feature=\"sum\",model=\"claude-haiku-4-5\",status=\"ok\"")

    private static let cost = counter(
        "claude_cost_usd_total", "feature=\"chat\",model=\"claude-sonnet-4-6\"",
        "feature=\"sum\",model=\"claude-haiku-4-5\"")

    static let all: [SetUp] = lazyCounters + labels + chains + units + otherNames + both

    private static let lazyCounters: [SetUp] = [
        SetUp(
            title: "counters of failures that register with the first", telemetry: guide, sample: requests,
            rules: ["sum(rate(claude_errors_count_total{error_type=\"overloaded_error\"}[5m])) > 1"],
            panels: [("sum by (error_type) (rate(claude_errors_count_total[5m])) or vector(0)", "reqps")],
            asked: [
                ("signal-not-emitted", "signals: [requests, errors]"),
                ("error-classes-not-kept-apart", "classes: ['429', '529']"),
                ("tag-missing", "signals: [requests, errors]\nrole: model"),
                ("signal-on-dashboard", "signals: errors\nsplit_by: class"),
            ]),
        SetUp(
            title: "failures that are a status of requests, none of them yet", telemetry: guide, sample: requests,
            rules: [
                "sum(rate(claude_requests_count_total{status=~\"error|timeout\"}[5m])) / sum(rate(claude_requests_count_total[5m])) > 0.02"
            ],
            asked: [("signal-not-emitted", "signals: errors")], remarks: ["ratio-empty-when-healthy"]),
        SetUp(
            title: "a family that is declared and has no series", telemetry: guide,
            sample: requests + "# HELP claude_errors_count_total failures\n# TYPE claude_errors_count_total counter\n",
            rules: ["sum(increase(claude_errors_count_total{error_type=\"rate_limit_error\"}[5m])) > 3"],
            asked: [("signal-not-emitted", "signals: errors")]),
    ]

    private static let labels: [SetUp] = [
        SetUp(
            title: "a relabelled job",
            telemetry: guide + "  target_labels: {job: chat-api, namespace: assist, cluster: eu1}\n", sample: requests,
            rules: [
                "sum by (namespace, pod) (rate(claude_requests_count_total{job=\"chat-api\",namespace=\"assist\",pod=~\"chat-.+\"}[5m])) > 90"
            ],
            panels: [
                (
                    "sum by (cluster, instance) (rate(claude_requests_count_total{cluster=\"eu1\"}[$__rate_interval]))",
                    "reqps"
                )
            ]),
        SetUp(
            title: "kube-state metrics joined in", telemetry: guide + "  external: [\"kube_*\"]\n", sample: requests,
            rules: [
                "sum by (pod) (rate(claude_requests_count_total[5m])) * on (pod) group_left (node) kube_pod_info > 90",
                "kube_deployment_status_replicas_available{deployment=\"chat\"} == 0",
            ],
            panels: [("sum(kube_pod_status_ready{namespace=\"assist\"})", "short")]),
        SetUp(
            title: "rules of other services in one repository", telemetry: guide, sample: requests,
            rules: [
                "sum(rate(claude_requests_count_total[5m])) > 90",
                "avg(histogram_quantile(0.9, sum by (le, shop) (rate(checkout_seconds_bucket[5s])))) > 3",
                "rate(sum(orders_total)[5m:]) > 1", "up{job=\"checkout\"} == 0",
            ],
            panels: [("rate(orders_total[1s])", "ms")]),
    ]

    private static let chains: [SetUp] = [
        SetUp(
            title: "recording rules upon recording rules", telemetry: guide, sample: requests + cost,
            rules: ["claude:cost_usd:increase1d > 1200"],
            recordings: [
                ("claude:cost_usd:increase1h", "sum by (feature) (increase(claude_cost_usd_total[1h]))"),
                ("claude:cost_usd:increase1d", "sum(sum_over_time(claude:cost_usd:increase1h[1d:1h]))"),
                ("claude:cost_usd:increase30d", "sum_over_time(claude:cost_usd:increase1d[30d:1d])"),
            ],
            panels: [
                ("claude:cost_usd:increase30d", "currencyUSD"),
                ("sum by (feature) (claude:cost_usd:increase1h)", "currencyUSD"),
            ],
            asked: [
                ("cost-roll-up-missing", "window: 24h"), ("cost-roll-up-missing", "window: 28d"),
                ("signal-on-dashboard", "signals: cost\nsplit_by: feature"),
            ]),
        SetUp(
            title: "the cost of the time that a person chooses", telemetry: guide, sample: requests + cost,
            panels: [("sum by (feature, model) (increase(claude_cost_usd_total[$__range]))", "currencyUSD")],
            asked: [
                ("cost-roll-up-missing", "window: 28d"), ("signal-on-dashboard", "signals: cost\nsplit_by: model"),
            ]),
        SetUp(
            title: "a share that defaults to nothing", telemetry: guide, sample: requests,
            rules: [
                "(sum(rate(claude_errors_count_total[5m])) or vector(0)) / (sum(rate(claude_requests_count_total[5m])) > 0) > 0.02"
            ],
            panels: [("sum(rate(claude_errors_count_total[5m])) or on() vector(0)", "reqps")]),
    ]

    private static let units: [SetUp] = [
        SetUp(
            title: "seconds, in a manifest that says so",
            telemetry: "  metrics:\n    latency: {name: chat_latency_seconds}\n    ttft: {name: chat_ttft_seconds}\n",
            sample: histogram("chat_latency_seconds", ["1", "3", "8", "20"])
                + histogram("chat_ttft_seconds", ["0.5", "1", "3", "8", "10"]),
            rules: ["histogram_quantile(0.99, sum by (le) (rate(chat_ttft_seconds_bucket[10m]))) > 8"],
            panels: [
                ("histogram_quantile(0.95, sum by (le) (rate(chat_latency_seconds_bucket[5m])))", "s"),
                ("histogram_quantile(0.95, sum by (le) (rate(chat_latency_seconds_bucket[5m]))) * 1000", "ms"),
            ],
            asked: [("buckets-cannot-show", "signal: ttft\nquantity: {at_most: 3s}")],
            remarks: ["ttft-not-apart-from-total"]),
        SetUp(
            title: "milliseconds, shown and compared as seconds", telemetry: guide,
            sample: histogram("claude_latency_ttft_ms", ["500", "1000", "3000", "8000", "20000"], "model=\"a\""),
            rules: ["histogram_quantile(0.95, sum by (le) (rate(claude_latency_ttft_ms_bucket[10m]))) / 1000 > 3"],
            panels: [
                ("histogram_quantile(0.95, sum by (le) (rate(claude_latency_ttft_ms_bucket[10m]))) / 1000", "s"),
                ("sum(rate(claude_latency_ttft_ms_sum[5m])) / sum(rate(claude_latency_ttft_ms_count[5m]))", "ms"),
            ],
            asked: [("buckets-cannot-show", "signal: ttft\nquantity: {at_most: 3s}")]),
    ]

    private static let model = "gen_ai_request_model=\"claude-sonnet-4-6\""
    private static let seconds = ["0.32", "1.28", "2.56", "5.12", "10.24", "20.48", "40.96", "81.92"]

    private static let otherNames: [SetUp] = [
        SetUp(
            title: "OpenTelemetry's GenAI names through its Prometheus exporter",
            telemetry: "  convention: otel-genai-1.37\n",
            sample: histogram("gen_ai_client_operation_duration_seconds", seconds, model)
                + "# TYPE gen_ai_client_token_usage histogram\n"
                + ["input", "output"].map { kind in
                    """
                    gen_ai_client_token_usage_bucket{\(model),gen_ai_token_type="\(kind)",le="1024"} 5
                    gen_ai_client_token_usage_bucket{\(model),gen_ai_token_type="\(kind)",le="+Inf"} 9
                    gen_ai_client_token_usage_sum{\(model),gen_ai_token_type="\(kind)"} 9000
                    gen_ai_client_token_usage_count{\(model),gen_ai_token_type="\(kind)"} 9

                    """
                }.joined()
                + "# TYPE target_info gauge\ntarget_info{service_name=\"chat\"} 1\n",
            rules: [
                "sum(rate(gen_ai_client_operation_duration_seconds_count{error_type!=\"\"}[5m])) / sum(rate(gen_ai_client_operation_duration_seconds_count[5m])) > 0.02",
                "histogram_quantile(0.95, sum by (le) (rate(gen_ai_client_operation_duration_seconds_bucket[5m]))) > 20",
            ],
            panels: [
                (
                    "sum by (gen_ai_token_type, gen_ai_request_model) (rate(gen_ai_client_token_usage_sum[5m]))",
                    "short"
                ),
                ("sum(rate(gen_ai_client_operation_duration_seconds_count[5m]))", "reqps"),
            ],
            asked: [
                ("signal-not-emitted", "signals: [requests, errors, latency, tokens.input, tokens.output]"),
                ("tag-missing", "signals: [requests, tokens.input, tokens.output]\nrole: model"),
                ("signal-on-dashboard", "signals: [requests, tokens.input, tokens.output]"),
            ]),
        SetUp(
            title: "LiteLLM's proxy", telemetry: "  convention: litellm\n",
            sample: counter("litellm_proxy_total_requests_metric_total", "requested_model=\"claude-sonnet-4-6\"")
                + counter("litellm_spend_metric_total", "requested_model=\"claude-sonnet-4-6\",team=\"a\"")
                + counter("litellm_input_tokens_metric_total", "requested_model=\"claude-sonnet-4-6\"")
                + counter("litellm_output_tokens_metric_total", "requested_model=\"claude-sonnet-4-6\"")
                + counter(
                    "litellm_provider_cache_read_input_tokens_metric_total", "requested_model=\"claude-sonnet-4-6\"")
                + histogram("litellm_request_total_latency_metric", seconds, "requested_model=\"claude-sonnet-4-6\""),
            rules: [
                "sum(increase(litellm_proxy_failed_requests_metric_total{exception_status=\"429\"}[2m])) > 3",
                "sum(rate(litellm_provider_cache_read_input_tokens_metric_total[15m])) / sum(rate(litellm_input_tokens_metric_total[15m])) < 0.2",
            ],
            panels: [
                ("sum by (requested_model) (increase(litellm_spend_metric_total[1d]))", "currencyUSD"),
                (
                    "sum(rate(litellm_input_tokens_metric_total[5m])) + sum(rate(litellm_output_tokens_metric_total[5m]))",
                    "short"
                ),
            ],
            asked: [
                ("signal-not-emitted", "signals: [requests, errors, cost, tokens.input, tokens.output]"),
                ("signal-on-dashboard", "signals: cost\nsplit_by: model"), ("cost-roll-up-missing", "window: 24h"),
            ]),
        SetUp(
            title: "the guide's dotted names, in quotes", telemetry: "  convention: guide\n",
            sample: """
                # TYPE "claude.requests.count" counter
                {"claude.requests.count",model="a",status="ok"} 10
                # TYPE "claude.cost.usd" counter
                {"claude.cost.usd",model="a"} 3

                """,
            rules: ["sum(increase({\"claude.cost.usd\"}[1h])) > 27"],
            asked: [("signal-not-emitted", "signals: [requests, cost]")]),
    ]

    private static let both: [SetUp] = [
        SetUp(
            title: "two conventions, of which rules read one",
            telemetry: "  convention: [guide-prometheus, litellm]\n",
            sample: requests + cost
                + counter("litellm_proxy_total_requests_metric_total", "requested_model=\"claude-sonnet-4-6\"")
                + counter("litellm_spend_metric_total", "requested_model=\"claude-sonnet-4-6\""),
            rules: ["sum(increase(claude_cost_usd_total[1h])) > 27"],
            panels: [("sum by (feature) (increase(claude_cost_usd_total[1d]))", "currencyUSD")],
            asked: [
                ("signal-not-emitted", "signals: [requests, cost]"),
                ("tag-missing", "signals: [requests, cost]\nrole: feature"),
                ("signal-on-dashboard", "signals: cost\nsplit_by: feature"),
            ],
            remarks: ["two-instrumentations"]),
        SetUp(
            title: "own words for some signals, a convention for the rest",
            telemetry: guide + "  metrics:\n    cost: {name: chat_spend_usd_total}\n",
            sample: requests + counter("chat_spend_usd_total", "feature=\"chat\",model=\"a\"")
                + counter("chat_spend_usd_created", "feature=\"chat\",model=\"a\""),
            rules: ["sum(increase(chat_spend_usd_total[1h])) > 27"],
            panels: [("sum by (model) (increase(chat_spend_usd_total[1d]))", "currencyUSD")],
            asked: [
                ("signal-not-emitted", "signals: [requests, cost]"), ("tag-missing", "signals: cost\nrole: feature"),
                ("signal-on-dashboard", "signals: cost\nsplit_by: model"), ("cost-roll-up-missing", "window: 24h"),
            ]),
    ]

    /// Checks that ask for something these small services do not claim to have.
    private static let presence: Set<String> = [
        "no-dead-mans-switch", "runbook-missing", "quality-metric-undefined", "dashboard-marks-no-change",
        "paging-selects-nothing", "time-before-claude-invisible", "alert-routed", "signal-on-dashboard",
    ]

    @Test(arguments: all.map(\.title))
    func `fail no check`(title: String) throws {
        let setUp = try #require(Self.all.first { $0.title == title })
        let service = ExampleService(setUp.files)
        let asOf = try #require(CivilDate("2026-11-23"))
        #expect(service.manifestFindings.isEmpty)
        for artefact in service.facts.artefacts { #expect(artefact.findings.isEmpty, "\(artefact.findings)") }
        #expect(setUp.rules.isEmpty || !service.facts.ownAlerts.isEmpty)
        for check in CheckCatalogue.all
        where !check.parameters.contains(where: \.isRequired) && !Self.presence.contains(check.kind.name) {
            let result = check.judge(CheckContext(facts: service.facts, manifest: service.manifest, asOf: asOf))
            #expect(result.failures.isEmpty, "\(check.kind.name): \(result.failures.map(\.message))")
            let warned = result.remarks.contains { $0.severity >= .warning }
            #expect(
                !warned || setUp.remarks.contains(check.kind.name),
                "\(check.kind.name): \(result.remarks.map(\.message))")
        }
        for (name, text) in setUp.asked {
            let check = try #require(CheckCatalogue.check(named: name))
            let example = CheckExample("", .passes, requirement: text, rules: "")
            let parameters = try ExampleRequirement.parameters(of: example, for: check)
            let result = check.judge(
                CheckContext(facts: service.facts, manifest: service.manifest, asOf: asOf, parameters: parameters))
            #expect(result.failures.isEmpty, "\(name), \(text): \(result.failures.map(\.message))")
        }
    }
}

extension `Tricky signals that are right`.SetUp {
    fileprivate var files: [(path: String, content: String)] {
        let manifest = """
            preflight: 1
            service: chat
            owner: team
            claude: {streaming: true, prompt_caching: true, extended_thinking: false, sla: {ttft_p95: 3s, total_p95: 20s}}
            features: [chat, sum]
            traffic: {peak_rps: 40, night_rps: 2, tenants: 10}
            telemetry:
              scrape_interval: 30s
              environment: {OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "false"}
              pipeline: {mode: pull}
            \(telemetry)artefacts:
              prometheus_rules: [rules.yaml]
            \(panels.isEmpty ? "" : "  grafana_dashboards: [dashboard.json]\n")  exposition: [{files: metrics.prom, captured: 2026-11-20, complete: \(isComplete)}]

            """
        let alerts = rules.enumerated().map { index, query in
            "      - alert: A\(index)\n        expr: '\(query)'\n        for: 5m\n        labels: {severity: page}\n"
        }
        let records = recordings.map { "      - record: \($0.name)\n        expr: '\($0.query)'\n" }
        let texts = panels.enumerated().map { index, panel in
            CheckExample.panelText("P\(index)", panel.query.replacing("\"", with: "\\\""), unit: panel.unit)
        }
        let files = [
            (path: "observability.yaml", content: manifest),
            ("rules.yaml", "groups:\n  - name: all\n    rules:\n" + (records + alerts).joined()),
            ("metrics.prom", sample),
        ]
        if panels.isEmpty { return files }
        let board =
            #"{"title": "D", "annotations": {"list": [{"name": "Deploys", "enable": true}]}, "panels": [\#(texts.joined(separator: ", "))]}"#
        return files + [("dashboard.json", board)]
    }
}
