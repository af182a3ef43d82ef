import Facts
import SourceText

/// Mistakes that all but one check cannot see: everything else in the example was changed along with them.
extension MutationOperator {
    static let alone: [MutationOperator] = samples + names + shapes + [monthForgotten]

    private static let sample = "telemetry/metrics.prom"
    private static let board = "deploy/dashboards/claude.json"

    // MARK: Samples that lack something

    private static let samples: [MutationOperator] = [
        added("failures declared, and not created at zero", item: "alerts") { chat in
            chat.declaring(
                "requests: {name: claude_requests_count_total, labels: {status: status, model: model, feature: feature, version: version}, values: {status: {ok: ok, error: error}}, closed: [status]}"
            )
            .lines(of: sample) { !$0.hasPrefix("claude_requests_count_total{") || !$0.contains("status=\"error\"") }
        },
        added("a class of failures declared, and not created at zero", item: "alerts") { chat in
            chat.declaring(
                "errors: {name: claude_errors_count_total, labels: {class: error_type, model: model, feature: feature}, values: {class: {rate_limit_error: '429', overloaded_error: '529', api_error: '500', timeout: timeout, model_context_window_exceeded: context_window, invalid_tool_call: invalid_tool_call, malformed_output: malformed_output}}, closed: [class]}"
            )
            .lines(of: sample) {
                !$0.hasPrefix("claude_errors_count_total{") || !$0.contains("\"rate_limit_error\"")
            }
        },
        added("first token stamped when the stream ends", item: "api-health") { chat in
            let sums = chat.text(of: sample).split(separator: "\n").filter {
                $0.hasPrefix("claude_latency_total_ms_sum{")
            }
            return chat.files.text(of: sample) { text in
                sums.reduce(text) { text, sum in
                    let words = sum.split(separator: " ")
                    let series = words[0].replacing("total_ms", with: "ttft_ms")
                    return text.split(separator: "\n").map { line in
                        line.hasPrefix("\(series) ") ? "\(series) \(words[1])" : String(line)
                    }.joined(separator: "\n") + "\n"
                }
            }
        },
        added("cache writes that nothing counts and nothing reads", item: "token-cost-tags") { chat in
            chat.withoutHitRateFormula.droppingPanels(reading: "claude_tokens_cache_creation_total")
                .lines(of: sample) { !$0.contains("claude_tokens_cache_creation_") }
        },
        added("one kind of tokens without the feature", item: "token-cost-tags") { chat in
            var seen: Set<String> = []
            return chat.files.text(of: board) {
                $0.replacing(
                    "claude_tokens_cache_creation_total{feature=~\\\"$feature\\\", ",
                    with: "claude_tokens_cache_creation_total{")
            }.text(of: sample) { text in
                text.split(separator: "\n").compactMap { line -> String? in
                    guard line.hasPrefix("claude_tokens_cache_creation_total{") else { return String(line) }
                    let bare = String(line).replacing(/feature="[^"]*",/, with: "")
                    return seen.insert(String(bare.prefix { $0 != " " })).inserted ? bare : nil
                }.joined(separator: "\n") + "\n"
            }
        },
        gone("errors of a dependency that nothing emits and nothing reads", ["pinecone_errors_total"]),
        added("time before Claude that the process does not measure", item: "dependency-health") { chat in
            chat.files.text(of: "observability.yaml") {
                $0.replacing("external: [\"kube_*\"]", with: "external: [\"kube_*\", \"pinecone_*\"]")
            }.lines(of: sample) { !$0.contains("pinecone_") && !$0.contains("chat_request_seconds") }
        },
    ]

    // MARK: Other names for the same

    private static let names: [MutationOperator] = [
        added("cached tokens added to input that holds them", item: "cache-tracking") { chat in
            let other = "litellm_input_tokens_metric"
            let files = SupportChat(files: chat.withoutHitRateFormula).droppingPanels(reading: "cache_creation_total")
            let renamed = files.map { file in
                (path: file.path, content: file.content.replacing("claude_tokens_input", with: other))
            }
            let sum = "sum(rate(\(other)_total[5m])) + sum(rate(claude_tokens_cache_read_total[5m]))"
            return SupportChat(files: renamed).declaring(
                "tokens.input: {name: \(other)_total, labels: {model: model, feature: feature}}"
            ) + [addedBoard(sum, unit: "short")]
        }
    ]

    // MARK: Other shapes of the same

    private static let shapes: [MutationOperator] = [
        added("latency as a summary", item: "api-health") { chat in
            chat.declaring(
                "latency: {name: claude_latency_total_ms, type: summary, unit: milliseconds, labels: {model: model, feature: feature}}"
            ).text(of: board) {
                $0.replacing(
                    /histogram_quantile\(([0-9.]+), sum by \(le\) \(rate\(claude_latency_total_ms_bucket\{([^}]*)\}\[[^\]]*\]\)\)\)/
                ) { match in
                    "max(claude_latency_total_ms{\(match.output.2), quantile=\\\"\(match.output.1)\\\"})"
                }
            }.histogram("claude_latency_total_ms", of: sample, type: "summary") { name, labels, _ in
                ["0.5", "0.95", "0.99"].map { "\(name){\(labels),quantile=\"\($0)\"} 4000.0" }
            }
        },
        added("latency in its client library's buckets", item: "api-health") { chat in
            let seconds = "claude_latency_total_seconds"
            let bounds = [
                "0.005", "0.01", "0.025", "0.05", "0.075", "0.1", "0.25", "0.5", "0.75", "1.0", "2.5", "5.0", "7.5",
                "10.0",
            ]
            let renamed = chat.declaring(
                "latency: {name: \(seconds), type: histogram, unit: seconds, labels: {model: model, feature: feature}}"
            ).map { file in
                (path: file.path, content: file.content.replacing("claude_latency_total_ms", with: seconds))
            }
            return renamed.text(of: "observability.yaml") {
                $0.replacing("total_p95: 20s", with: "total_p95: 5s")
            }.text(of: board) {
                $0.replacing(/"title": "Total latency"(?s:.*?)"unit": "ms"/) { match in
                    match.output.replacing("\"unit\": \"ms\"", with: "\"unit\": \"s\"")
                }
            }.histogram(seconds, of: sample, type: "histogram") { name, labels, count in
                bounds.map { "\(name)_bucket{\(labels),le=\"\($0)\"} \(count)" }
                    + ["\(name)_bucket{\(labels),le=\"+Inf\"} \(count)"]
            }
        },
    ]

    private static let monthForgotten = edit(
        "half a day recorded for a month", item: "token-cost-tags", "deploy/rules/recordings.yaml", "[30d]",
        "[12h]")
}

extension SupportChat {
    fileprivate func text(of path: String) -> String { files.first { $0.path == path }?.content ?? "" }

    /// The same service whose manifest says what one more signal is called.
    fileprivate func declaring(_ metric: String) -> [(path: String, content: String)] {
        mapping("observability.yaml") {
            $0.contains("quality.schema: {name") ? "    \(metric)\n\($0)" : String($0)
        }
    }

    /// The same service with an alert on the gauge of the hit rate instead of the one that computes it.
    fileprivate var withoutHitRateFormula: [(path: String, content: String)] {
        let alert = """
            groups:
              - name: added
                rules:
                  - alert: ClaudeCacheHitRateLow
                    expr: avg(claude_cache_hit_rate) < 0.2
                    for: 15m
                    labels: {severity: ticket, team: assist}
                    annotations: {summary: low, runbook_url: https://runbooks.example.net/claude/cache}

            """
        return files.text(of: "deploy/rules/alerts.yaml") { $0.withoutRule("ClaudeCacheHitRateLow") }
            + [("deploy/rules/added.yaml", alert)]
    }

    /// The same service without the panels whose queries hold a text.
    fileprivate func droppingPanels(reading text: String) -> [(path: String, content: String)] {
        let panels = service.facts.ownPanels.filter { own in
            own.queries.contains { $0.query.text.string.contains(text) }
        }
        return replacing(panels.map(\.panel.range), with: "{\"id\": 9001, \"type\": \"text\"}")
    }
}

extension [(path: String, content: String)] {
    fileprivate func text(of path: String, _ change: (String) -> String) -> Self {
        map { $0.path == path ? ($0.path, change($0.content)) : $0 }
    }

    fileprivate func lines(of path: String, _ isKept: (Substring) -> Bool) -> Self {
        text(of: path) {
            $0.split(separator: "\n", omittingEmptySubsequences: false).filter(isKept).joined(separator: "\n")
        }
    }

    fileprivate func droppingPanels(reading text: String) -> Self {
        SupportChat(files: self).droppingPanels(reading: text)
    }

    /// The sample with the buckets of a histogram replaced: for each of its series those lines that `series` makes.
    fileprivate func histogram(
        _ name: String, of path: String, type: String, _ series: (String, String, String) -> [String]
    ) -> Self {
        text(of: path) { text in
            text.split(separator: "\n").flatMap { line -> [String] in
                if line.hasPrefix("\(name)_bucket{") { return [] }
                if line == "# TYPE \(name) histogram" { return ["# TYPE \(name) \(type)"] }
                guard line.hasPrefix("\(name)_count{"), let open = line.firstIndex(of: "{"),
                    let close = line.lastIndex(of: "}")
                else { return [String(line)] }
                let labels = String(line[line.index(after: open)..<close])
                let count = String(line[close...].dropFirst(2))
                return series(name, labels, count) + [String(line)]
            }.joined(separator: "\n") + "\n"
        }
    }
}
