/// The kinds of artefact a manifest can name, by their keys.
package enum ArtefactKind: String, CaseIterable, Hashable, Sendable {
    case prometheusRules = "prometheus_rules"
    case exposition
    case grafanaDashboards = "grafana_dashboards"
    case grafanaAlerts = "grafana_alerts"
    case alertmanager
    case logs
    case datadogMonitors = "datadog_monitors"
    case datadogDashboards = "datadog_dashboards"
    case otelCollector = "otel_collector"
    case logSchemas = "log_schemas"
    case langfuse
    case helicone
    /// Named by `claude.prices.file`, not under `artefacts`.
    case prices

    /// What a person calls it.
    package var title: String {
        switch self {
        case .prometheusRules: "Prometheus rules"
        case .exposition: "metrics exposition sample"
        case .grafanaDashboards: "Grafana dashboards"
        case .grafanaAlerts: "Grafana-managed alerts"
        case .alertmanager: "Alertmanager configuration"
        case .logs: "log sample"
        case .datadogMonitors: "Datadog monitors"
        case .datadogDashboards: "Datadog dashboards"
        case .otelCollector: "OpenTelemetry Collector configuration"
        case .logSchemas: "log-store schema"
        case .langfuse: "Langfuse export"
        case .helicone: "Helicone export"
        case .prices: "price table"
        }
    }
}
