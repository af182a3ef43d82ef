import Checklists
import Facts
import Findings
import SourceText
import Testing

/// Dashboards that look odd and are right: no check may fail on them.
@Suite struct `Tricky dashboards that are right` {
    static let panels: [(title: String, panel: String)] = [
        ("a default of zero", CheckExample.panelText("E", "sum(rate(claude_errors_count_total[5m])) or vector(0)")),
        ("another team's panel", CheckExample.panelText("R", "rate(redis_commands_total[1s])")),
        (
            "pods beside requests",
            CheckExample.panelText(
                "P",
                "sum(rate(claude_requests_count_total[5m])) / on() sum(kube_pod_status_ready{namespace=\\\"assist\\\"})"
            )
        ),
        (
            "labels that the scrape adds",
            CheckExample.panelText(
                "S",
                "sum by (pod, namespace) (rate(claude_requests_count_total{job=\\\"example\\\"}[$__rate_interval]))")
        ),
        (
            "a label joined in from elsewhere",
            CheckExample.panelText(
                "J",
                "sum by (image) (rate(claude_requests_count_total[5m]) * on (pod) group_left (image) kube_pod_container_info)"
            )
        ),
        (
            "a label made on the way",
            CheckExample.panelText(
                "L",
                "sum by (family) (label_replace(rate(claude_requests_count_total[5m]), \\\"family\\\", \\\"$1\\\", \\\"model\\\", \\\"(.*)-.*\\\"))"
            )
        ),
        (
            "the worst of all models' p99",
            CheckExample.panelText(
                "W", "max(histogram_quantile(0.99, sum by (le, status) (rate(claude_latency_total_ms_bucket[5m]))))",
                unit: "ms")
        ),
        (
            "a heat map of buckets",
            CheckExample.panelText(
                "H", "sum by (le) (increase(claude_latency_total_ms_bucket[$__interval_placeholder]))"
            )
            .replacing("$__interval_placeholder", with: "$__rate_interval")
        ),
        (
            "burn rate over two windows",
            CheckExample.panelText(
                "B",
                "(sum(rate(claude_requests_count_total{status=\\\"error\\\"}[1h])) / sum(rate(claude_requests_count_total[1h]))) / 0.02"
            )
        ),
        (
            "successes beside all",
            CheckExample.panelText("G", "sum by (status) (rate(claude_requests_count_total[5m]))") + ", "
                + CheckExample.panelText("G2", "sum(rate(claude_requests_count_total{status=\\\"ok\\\"}[5m]))")
        ),
        (
            "tokens per request",
            CheckExample.panelText(
                "T", "sum(rate(claude_tokens_output_total[5m])) / sum(rate(claude_requests_count_total[5m]))",
                unit: "short")
        ),
        (
            "percent by hand",
            CheckExample.panelText(
                "%",
                "100 - 100 * sum(rate(claude_requests_count_total{status=\\\"error\\\"}[5m])) / sum(rate(claude_requests_count_total[5m]))",
                unit: "percent")
        ),
        ("growth of a gauge", CheckExample.panelText("D", "deriv(sum(claude_cache_hit_rate)[10m:1m])")),
        (
            "a metric name from a variable",
            CheckExample.panelText("V", "sum(rate(claude_tokens_${kind}_total[5m]))")
        ),
        (
            "a filter that people type",
            CheckExample.panelText("F", "sum(rate(claude_requests_count_total{model!=\\\"$skip\\\"}[5m]))")
        ),
    ]

    @Test(arguments: panels.map(\.title))
    func `fail no check`(title: String) throws {
        let panel = try #require(Self.panels.first { $0.title == title }).panel
        let dashboard =
            #"{"title": "D", "templating": {"list": [{"name": "kind", "type": "custom", "query": "input,output", "current": {"value": "input"}}, {"name": "skip", "type": "textbox", "query": ""}]}, "annotations": {"list": [{"name": "Deploys", "enable": true}]}, "panels": [\#(panel)]}"#
        let manifest = CheckExample.dashboardManifest.replacing(
            "  scrape_interval: 30s",
            with: "  scrape_interval: 30s\n  target_labels: {job: example}\n  external: [\"kube_*\"]")
        let service = ExampleService(CheckExample("", .passes, dashboard: dashboard, manifest: manifest).files)
        #expect(service.facts.dashboards.first?.panels.isEmpty == false)
        let asOf = try #require(CivilDate("2026-11-23"))
        for check in CheckCatalogue.all where (130..<160).contains(Int(check.kind.code.dropFirst(2)) ?? 0) {
            if check.kind.name == "signal-on-dashboard" { continue }
            let result = check.judge(CheckContext(facts: service.facts, manifest: service.manifest, asOf: asOf))
            #expect(result.failures.isEmpty, "\(result.failures.map(\.message))")
            #expect(result.remarks.isEmpty, "\(result.remarks.map(\.message))")
        }
    }
}

extension CheckExample {
    /// A panel whose query is written as JSON has it.
    static func panelText(_ title: String, _ query: String, unit: String? = nil) -> String {
        let field = unit.map { #""fieldConfig": {"defaults": {"unit": "\#($0)"}}, "# } ?? ""
        return #"{"title": "\#(title)", "type": "timeseries", \#(field)"#
            + #""datasource": {"type": "prometheus"}, "targets": [{"refId": "A", "expr": "\#(query)"}]}"#
    }
}
