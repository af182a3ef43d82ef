package import Facts
package import SourceText

/// `telemetry` in the manifest: how metrics leave the service and what they are called.
package struct Telemetry: Sendable {
    package var conventions: [Located<String>] = []
    package var scrapeIntervalMilliseconds: Located<Int64>?
    package var prometheusVersion: Located<String>?
    package var evaluationIntervalMilliseconds: Located<Int64>?
    package var externalLabels: [(name: Located<ByteString>, value: Located<ByteString>)] = []
    /// Labels that the scrape adds to every series.
    package var targetLabels: [(name: Located<ByteString>, value: Located<ByteString>)] = []
    /// Patterns of families that other jobs emit.
    package var external: [Located<ByteString>] = []
    package var metrics: [MetricDeclaration] = []
    package var pipeline: Pipeline?
    /// Variables of the process that steer its instrumentation: `TRACELOOP_TRACE_CONTENT: "false"`.
    package var environment: [(name: Located<ByteString>, value: Located<ByteString>)] = []

    package init() {}

    /// `telemetry.metrics`: what a signal is called where the convention does not say so already.
    package struct MetricDeclaration: Sendable {
        package var signal: Located<Signal>
        package var name: Located<ByteString>
        package var type: Located<MetricKind>?
        package var unit: Located<Unit>?
        package var labels: [(role: Located<LabelRole>, label: Located<ByteString>)]
        /// Per role: the service's spelling of a canonical value, `throttled: "429"`.
        package var values: [(role: LabelRole, spelling: Located<ByteString>, canonical: Located<ByteString>)]
        /// True for a role if the manifest says its values are all there are.
        package var closedRoles: Set<LabelRole>
        package var buckets: [Located<Double>]
    }

    /// `telemetry.pipeline`: how measurements leave the process, with the knobs of the mode.
    package struct Pipeline: Sendable {
        package var mode: Located<Mode>
        /// The mode's own settings, kept as text until a check or a rehearsal reads them.
        package var settings: [(key: Located<String>, value: Located<ByteString>)]

        package enum Mode: String, CaseIterable, Sendable {
            case pull
            case async
            case sync
            case otelSDK = "otel-sdk"
            case dogstatsd
        }
    }
}
