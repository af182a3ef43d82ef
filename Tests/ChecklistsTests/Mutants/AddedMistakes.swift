import Facts
import SourceText

/// Mistakes that stand in something a team adds, each the kind that one check was written for.
extension MutationOperator {
    static let addedMistakes: [MutationOperator] = rules + panels + samples + joined + vanished + promises + alone

    // MARK: Rules

    private static let ratio =
        "sum by (feature) (rate(claude_requests_count_total{status=\"error\"}[5m])) / sum by (feature) (rate(claude_requests_count_total[5m]))"
    private static let buckets = "rate(claude_latency_total_ms_bucket[5m])"

    private static let rules: [MutationOperator] = [
        rule("alert on a counter as it stands", Alert("claude_errors_count_total > 10")),
        rule("rule that does not parse", Alert("sum(rate(claude_errors_count_total[5m])) >")),
        rule(
            "percentage made twice",
            Alert(
                "100 * \(ratio) > 3 and sum(rate(claude_requests_count_total[5m])) > 1",
                summary: "{{ $value | humanizePercentage }}")),
        rule(
            "words about a label that is added up",
            Alert("sum(rate(claude_cost_usd_total[5m])) > 1", summary: "{{ $labels.model }} is dear")),
        rule(
            "ratio without a floor on traffic",
            Alert(
                "sum(rate(claude_requests_count_total{status=\"error\"}[2m])) / sum(rate(claude_requests_count_total[2m])) > 0.05",
                hold: "0s")),
        rule("rate of a sum", Alert("rate(sum(claude_cost_usd_total)[5m:]) > 1")),
        rule("quantile without bounds", Alert("histogram_quantile(0.95, sum by (feature) (\(buckets))) > 4000")),
        rule("mean of quantiles", Alert("avg(histogram_quantile(0.95, sum by (le, feature) (\(buckets)))) > 4000")),
        rule("hold that outlasts its window", Alert("sum(rate(claude_cost_usd_total[5m])) > 1", hold: "6h")),
        rule("absence that nothing waits for", Alert("absent(claude_requests_count_total)", hold: "0s")),
        rule("share above one", Alert("\(ratio) > 1.5 and sum(rate(claude_requests_count_total[5m])) > 1")),
        rule(
            "one alert twice", Alert("sum(rate(claude_cost_usd_total[5m])) > 1"),
            Alert("sum(rate(claude_cost_usd_total[5m])) > 1")),
        rule(
            "two classes of failures with one runbook",
            Alert("sum(increase(claude_errors_count_total{error_type=\"api_error\"}[10m])) > 5"),
            Alert("sum(increase(claude_errors_count_total{error_type=\"overloaded_error\"}[10m])) > 5")),
    ]

    struct Alert: Sendable {
        var expression: String
        var hold: String
        var summary: String

        init(_ expression: String, hold: String = "5m", summary: String = "added") {
            self.expression = expression
            self.hold = hold
            self.summary = summary
        }
    }

    private static func rule(_ name: String, _ alerts: Alert..., interval: String = "1m") -> MutationOperator {
        let text = ruleFile(alerts, interval: interval)
        return added(name, item: "alerts") { chat in chat.files + [("deploy/rules/added.yaml", text)] }
    }

    static func ruleFile(_ alerts: [Alert], interval: String) -> String {
        let rules = alerts.enumerated().map { index, alert in
            """
                  - alert: Added\(index)
                    expr: '\(alert.expression)'
                    for: \(alert.hold)
                    labels: {severity: page, team: assist}
                    annotations: {summary: '\(alert.summary)', runbook_url: https://runbooks.example.net/claude/added}

            """
        }
        return "groups:\n  - name: added\n    interval: \(interval)\n    rules:\n" + rules.joined()
    }

    // MARK: Panels

    private static let p95 = "histogram_quantile(0.95, sum by (le) (rate(claude_latency_total_ms_bucket[5m])))"

    private static let panels: [MutationOperator] = [
        panel(
            "panel with the mean of quantiles",
            "avg(histogram_quantile(0.95, sum by (le, model) (rate(claude_latency_total_ms_bucket[5m]))))"),
        panel("panel with the rate of a sum", "rate(sum(claude_requests_count_total)[5m:])", unit: "reqps"),
        panel(
            "panel with a hit rate over uncached input only", item: "cache-tracking",
            "sum(rate(claude_tokens_cache_read_total[5m])) / sum(rate(claude_tokens_input_total[5m]))",
            unit: "percentunit"),
        panel(
            "panel that adds thinking to output", item: "thinking-tracking",
            "sum(rate(claude_tokens_output_total[5m])) + sum(rate(claude_tokens_thinking_total[5m]))"),
        panel("panel with a window of one scrape", "sum(rate(claude_requests_count_total[30s]))", unit: "reqps"),
        panel(
            "panel with a quantile without bounds",
            "histogram_quantile(0.95, sum by (feature) (rate(claude_latency_total_ms_bucket[5m])))"),
        panel("panel that shows milliseconds as seconds", p95, unit: "s"),
        panel(
            "panel whose queries are all hidden", "sum(rate(claude_requests_count_total[5m]))", unit: "reqps",
            isHidden: true),
    ]

    static func panel(
        _ name: String, item: String = "api-health", _ expression: String, unit: String = "ms", isHidden: Bool = false
    ) -> MutationOperator {
        added(name, item: item) { chat in chat.files + [addedBoard(expression, unit: unit, isHidden: isHidden)] }
    }

    /// A dashboard of one panel.
    static func addedBoard(
        _ expression: String, unit: String, isHidden: Bool = false
    ) -> (path: String, content: String) {
        (
            "deploy/dashboards/added.json",
            """
            {"title": "Added", "uid": "added", "schemaVersion": 39,
             "annotations": {"list": [{"name": "Deployments", "enable": true, "datasource": {"type": "prometheus"},
               "expr": "changes(kube_deployment_status_observed_generation[5m]) > 0"}]},
             "panels": [{"id": 1, "type": "timeseries", "title": "Added", "datasource": {"type": "prometheus"},
               "gridPos": {"h": 8, "w": 12, "x": 0, "y": 0},
               "fieldConfig": {"defaults": {"unit": "\(unit)"}},
               "targets": [{"refId": "A", "hide": \(isHidden), "expr": "\(expression)"}]}]}

            """
        )
    }

    // MARK: Samples

    private static let samples: [MutationOperator] = [
        label("request id as a label", "claude_cost_usd_total", "request_id=\"req_011CSHoEeqs5C35K2UUqR7Fy\""),
        label("user's address as a label", "claude_cost_usd_total", "user_email=\"a\""),
        sample(
            "two instrumentations on one client",
            """
            # TYPE gen_ai_client_operation_duration_seconds histogram
            gen_ai_client_operation_duration_seconds_bucket{gen_ai_response_model="claude-haiku-4-5",le="1.0"} 1
            gen_ai_client_operation_duration_seconds_bucket{gen_ai_response_model="claude-haiku-4-5",le="+Inf"} 1
            gen_ai_client_operation_duration_seconds_sum{gen_ai_response_model="claude-haiku-4-5"} 1
            gen_ai_client_operation_duration_seconds_count{gen_ai_response_model="claude-haiku-4-5"} 1
            # TYPE gen_ai_client_token_usage_token histogram
            gen_ai_client_token_usage_token_bucket{gen_ai_token_type="input",le="+Inf"} 1
            gen_ai_client_token_usage_token_sum{gen_ai_token_type="input"} 1
            gen_ai_client_token_usage_token_count{gen_ai_token_type="input"} 1

            """),
        edit(
            "counter declared a gauge", item: "api-health", "telemetry/metrics.prom",
            "# TYPE claude_attempts_count_total counter", "# TYPE claude_attempts_count_total gauge"),
        added("failures not created at zero", item: "alerts") { chat in
            chat.mapping("telemetry/metrics.prom") { line in
                line.hasPrefix("claude_requests_count_total{") && line.contains("status=\"error\"") ? nil : String(line)
            }
        },
        added("a histogram by tenant, for a hundred thousand", item: "token-cost-tags") { chat in
            let files = chat.mapping("telemetry/metrics.prom") {
                String($0).replacing(
                    "claude_latency_total_ms_bucket{", with: "claude_latency_total_ms_bucket{tenant=\"t1\",")
            }
            return files.map {
                $0.path == "observability.yaml"
                    ? ($0.path, $0.content.replacing("tenants: 300", with: "tenants: 100000")) : $0
            }
        },
        added("no mark of a deployment anywhere", item: "api-health") { chat in
            let files = chat.mapping("telemetry/metrics.prom") { line in
                String(line).replacing(/,version="[^"]*"/, with: "")
            }
            return files.map { file in
                guard file.path.hasSuffix(".json") else { return file }
                return (
                    file.path,
                    file.content.replacing("\"enable\": true", with: "\"enable\": false")
                )
            }
        },
        added("only the service's own panels show the dependency, and they are gone", item: "dependency-health") {
            chat in
            let panels = chat.service.facts.ownPanels.filter { own in
                own.queries.contains { $0.query.text.string.contains("pinecone") }
            }
            let files = chat.replacing(panels.map(\.panel.range), with: "{\"id\": 9001, \"type\": \"text\"}")
            return files.map { file in
                guard file.path.hasPrefix("deploy/rules/") else { return file }
                return (file.path, file.content.replacing("pinecone_", with: "redis_"))
            }
        },
    ]

    private static func label(_ name: String, _ family: String, _ label: String) -> MutationOperator {
        added(name, item: "token-cost-tags") { chat in
            chat.mapping("telemetry/metrics.prom") { line in
                String(line).replacing("\(family){", with: "\(family){\(label),")
            }
        }
    }

    private static func sample(_ name: String, _ text: String) -> MutationOperator {
        added(name, item: "api-health") { chat in
            chat.files.map { $0.path == "telemetry/metrics.prom" ? ($0.path, $0.content + text) : $0 }
        }
    }

    /// Mistakes that need more than one file to go wrong.
    private static let joined: [MutationOperator] = [
        added("latency alert on successes only", item: "alerts") { chat in
            let files = chat.mapping("telemetry/metrics.prom") {
                String($0).replacing(
                    "claude_latency_total_ms_bucket{", with: "claude_latency_total_ms_bucket{status=\"ok\","
                )
                .replacing("claude_latency_total_ms_sum{", with: "claude_latency_total_ms_sum{status=\"ok\",")
                .replacing("claude_latency_total_ms_count{", with: "claude_latency_total_ms_count{status=\"ok\",")
            }
            let slow =
                "histogram_quantile(0.95, sum by (le) (rate(claude_latency_total_ms_bucket{status=\"ok\"}[5m]))) > 9000"
            return files + [("deploy/rules/added.yaml", ruleFile([Alert(slow)], interval: "1m"))]
        },
        added("recording rule slower than the lookback", item: "alerts") { chat in
            let recording = """
                groups:
                  - name: slow
                    interval: 10m
                    rules:
                      - {record: "slow:cost_usd:rate1h", expr: "sum(rate(claude_cost_usd_total[1h]))"}

                """
            let alert = ruleFile([Alert("slow:cost_usd:rate1h > 1")], interval: "1m")
            return chat.files + [("deploy/rules/added.yaml", alert), ("deploy/rules/slow.yaml", recording)]
        },
    ]

    // MARK: Signals that are gone with everything that reads them

    private static let vanished: [MutationOperator] = [
        gone("signal that nothing emits and nothing reads", ["claude_tokens_output_total"]),
        gone("attempts that nothing emits and nothing reads", ["claude_attempts_count_total"]),
        gone("dependency that nothing emits and nothing reads", ["pinecone_query_seconds", "pinecone_errors_total"]),
        added("time to first token taken for the whole", item: "api-health") { chat in
            chat.mapping("observability.yaml") {
                $0.contains("quality.schema: {name") ? "    ttft: {name: claude_latency_total_ms}\n\($0)" : String($0)
            }
        },
        added("one failure class not told apart", item: "api-health") { chat in
            chat.mapping("telemetry/metrics.prom") { $0.contains("overloaded_error") ? nil : String($0) }
        },
        added("name of a person as a label", item: "api-health") { chat in
            chat.mapping("telemetry/metrics.prom") {
                String($0).replacing(
                    "claude_attempts_count_total{", with: "claude_attempts_count_total{user_name=\"a\",")
            }
        },
        added("latency of successes only, on every panel", item: "api-health") { chat in
            chat.files.map { file in
                switch file.path {
                case "telemetry/metrics.prom":
                    let text = file.content.replacing(/claude_latency_total_ms_(bucket|sum|count){/) {
                        "\($0.output.0)status=\"ok\","
                    }
                    return (file.path, text)
                case let path where path.hasSuffix(".json"):
                    return (
                        path,
                        file.content.replacing(
                            "claude_latency_total_ms_bucket{",
                            with: "claude_latency_total_ms_bucket{status=\\\"ok\\\", ")
                    )
                default: return file
                }
            }
        },
    ]

    static func gone(_ name: String, _ families: [String]) -> MutationOperator {
        added(name, item: "dependency-health") { chat in
            let facts = chat.service.facts
            func reads(_ text: String) -> Bool { families.contains { text.contains($0) } }
            let panels = facts.ownPanels.filter { $0.queries.contains { reads($0.query.text.string) } }
            let alerts = facts.ownRules.filter { reads($0.text.string) }
            let files = chat.replacing(panels.map(\.panel.range), with: "{\"id\": 9001, \"type\": \"text\"}")
            return files.map { file in
                if file.path == "telemetry/metrics.prom" {
                    let lines = file.content.split(separator: "\n", omittingEmptySubsequences: false)
                    return (file.path, lines.filter { !reads(String($0)) }.joined(separator: "\n"))
                }
                guard file.path.hasPrefix("deploy/rules/") else { return file }
                let names = alerts.map(\.name.value.string)
                return (file.path, names.reduce(file.content) { $0.withoutRule($1) })
            }
        }
    }

    // MARK: What the manifest promises

    private static let promises: [MutationOperator] = [
        manifest("sample a year old", item: "api-health", "captured: 2026-11-20", "captured: 2025-11-20"),
        manifest("paging that selects no alert", item: "alerts", "severity=\"page\"", "severity=\"wake\""),
        manifest(
            "quality nobody defined", item: "quality", "correct: answer parses against schema v3, ", ""),
        pipeline("measurements sent inside the call", "{mode: sync, on_error: ignore}"),
        pipeline(
            "flushed once a minute",
            "{mode: async, flush_interval: 60s, capacity: 2048, on_full: drop, drain_on_shutdown: true, on_error: ignore}"
        ),
        pipeline(
            "buffer without end",
            "{mode: async, flush_interval: 5s, capacity: 0, on_full: drop, drain_on_shutdown: true, on_error: ignore}"),
        pipeline(
            "buffer not drained",
            "{mode: async, flush_interval: 5s, capacity: 2048, on_full: drop, drain_on_shutdown: false, on_error: ignore}"
        ),
        pipeline(
            "sink that raises",
            "{mode: async, flush_interval: 5s, capacity: 2048, on_full: drop, drain_on_shutdown: true, on_error: raise}"
        ),
        manifest(
            "prompts captured", item: "private-logs", "CAPTURE_MESSAGE_CONTENT: \"false\"",
            "CAPTURE_MESSAGE_CONTENT: \"true\""),
    ]

    private static func pipeline(_ name: String, _ settings: String) -> MutationOperator {
        manifest(name, item: "telemetry-pipeline", "{mode: pull}", settings)
    }

    // MARK: Kinds of edits

    static func edit(
        _ name: String, item: String, _ path: String, _ from: String, _ to: String
    ) -> MutationOperator {
        added(name, item: item) { chat in
            guard chat.files.contains(where: { $0.path == path && $0.content.contains(from) }) else {
                preconditionFailure("`\(from)` no longer stands in \(path); correct the mutation")
            }
            return chat.files.map { $0.path == path ? ($0.path, $0.content.replacing(from, with: to)) : $0 }
        }
    }

    static func added(
        _ name: String, item: String, _ change: @escaping @Sendable (SupportChat) -> [(path: String, content: String)]
    ) -> MutationOperator {
        // Where a team looks first is one item; a mistake may show in others just as well.
        MutationOperator(name: name, items: [item, "api-health", "alerts", "token-cost-tags", "private-logs"]) { chat in
            [Mutant(name, change(chat))]
        }
    }
}

extension String {
    /// The rule file without one rule in block style.
    func withoutRule(_ name: String) -> String {
        var result: [Substring] = []
        var isInside = false
        for line in split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("      - ") || !line.hasPrefix("      ") {
                isInside = line.hasSuffix(": \(name)")
            }
            if !isInside { result.append(line) }
        }
        return result.joined(separator: "\n")
    }
}
