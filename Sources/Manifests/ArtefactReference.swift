package import SourceText

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
        }
    }
}

/// One entry under `artefacts`: which files, and what the manifest says about them.
package struct ArtefactReference: Sendable {
    package var kind: Located<ArtefactKind>
    /// Glob patterns relative to the manifest's folder.
    package var files: [Located<ByteString>]
    /// When a sample was taken.
    package var captured: Located<CivilDate>?
    /// True if the sample shows every family and series the service can emit.
    package var isComplete: Located<Bool>?
    /// Which rows of a log are requests: field and required value.
    package var rowSelector: [(field: Located<ByteString>, value: Located<ByteString>)]
    /// The service's field name for each of the guide's: `tokens_in: input_tokens`.
    package var renames: [(from: Located<ByteString>, to: Located<ByteString>)]

    package init(
        kind: Located<ArtefactKind>, files: [Located<ByteString>], captured: Located<CivilDate>? = nil,
        isComplete: Located<Bool>? = nil, rowSelector: [(field: Located<ByteString>, value: Located<ByteString>)] = [],
        renames: [(from: Located<ByteString>, to: Located<ByteString>)] = []
    ) {
        self.kind = kind
        self.files = files
        self.captured = captured
        self.isComplete = isComplete
        self.rowSelector = rowSelector
        self.renames = renames
    }
}
