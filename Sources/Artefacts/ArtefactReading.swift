package import Facts
package import Findings
package import SourceText

/// What an adapter made of one file: facts, and everything that was wrong with the file. It never judges.
package struct ArtefactReading: Sendable {
    package var file: FileID
    package var path: String
    /// What the file turned out to be, by its content.
    package var shape: ArtefactShape
    package var facts = GatheredFacts()
    package var findings: [Finding] = []
    /// True if nothing in the file can be used, as its own consumer would refuse it whole.
    package var isRefused = false

    package init(file: SourceFile, shape: ArtefactShape) {
        self.file = file.id
        path = file.path
        self.shape = shape
    }
}

/// What a file is, decided by its content and never by its name.
package enum ArtefactShape: String, Sendable {
    case prometheusRules = "Prometheus rules"
    case prometheusTests = "promtool unit tests"
    case exposition = "metrics exposition"
    case grafanaAlerts = "Grafana-managed alerts"
    case grafanaDashboard = "Grafana dashboard"
    case alertmanager = "Alertmanager configuration"
    case log
    case otelCollector = "OpenTelemetry Collector configuration"
    case datadogDashboard = "Datadog dashboard"
    case datadogMonitor = "Datadog monitor"
    case priceTable = "price table"
    case helmTemplate = "Helm template"
    case empty = "empty file"
    case unrecognised = "unrecognised"
}
