import Documents
import Facts
import SourceText

/// `telemetry` in the manifest.
enum TelemetryReader {
    static func telemetry(_ keys: inout MappingReader) -> Telemetry {
        var telemetry = Telemetry()
        let ids = Convention.catalogue.map(\.id)
        telemetry.conventions = keys.optional("convention") { $0.oneOrMore { $0.oneOf(ids) } } ?? []
        telemetry.scrapeIntervalMilliseconds = keys.optional("scrape_interval") { $0.duration(in: 1 ... .max) }
        _ = keys.optional("prometheus") { $0.mapping { prometheus(&$0, into: &telemetry) } }
        telemetry.targetLabels = keys.optional("target_labels", labels) ?? []
        telemetry.external = keys.optional("external") { $0.list { $0.byteString() } } ?? []
        telemetry.metrics = keys.optional("metrics") { $0.metricTable() } ?? []
        telemetry.environment = keys.optional("environment", labels) ?? []
        telemetry.pipeline = keys.optional("pipeline") { $0.mapping(pipeline) } ?? nil
        return telemetry
    }

    private static func prometheus(_ keys: inout MappingReader, into telemetry: inout Telemetry) {
        telemetry.prometheusVersion = keys.optional("version") { value in
            value.parsed(expected: "a version such as \"3.5\"") { bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                return isVersion(text) ? text : nil
            }
        }
        telemetry.evaluationIntervalMilliseconds = keys.optional("evaluation_interval") { $0.duration(in: 1 ... .max) }
        telemetry.externalLabels = keys.optional("external_labels", labels) ?? []
    }

    /// Two or three numbers: `3.5`, `2.42.0`. A bare `2` or `3` counts as well.
    private static func isVersion(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return (1...3).contains(parts.count)
            && parts.allSatisfy {
                !$0.isEmpty && $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            }
            && (parts[0] == "2" || parts[0] == "3")
    }

    private static func labels(_ value: inout ValueReader) -> [(name: Located<ByteString>, value: Located<ByteString>)]?
    {
        value.table { _, value in value.byteString() }?.map { (name: $0.key, value: $0.value) }
    }

    private static let pipelineSettings = [
        "flush_interval", "batch", "capacity", "on_full", "timeout", "retry", "drain_on_shutdown", "export_interval",
        "temporality", "transport", "sampling", "on_error",
    ]

    private static func pipeline(_ keys: inout MappingReader) -> Telemetry.Pipeline? {
        let mode = keys.required("mode", example: "pull") { $0.oneOf(Telemetry.Pipeline.Mode.self) }
        var settings: [(key: Located<String>, value: Located<ByteString>)] = []
        for key in pipelineSettings {
            if let value = keys.optional(key, { $0.byteString() }) {
                settings.append((Located(key, at: value.range), value))
            }
        }
        return mode.map { Telemetry.Pipeline(mode: $0, settings: settings) }
    }
}

extension ValueReader {
    /// `telemetry.metrics`: signals to what the service calls them.
    fileprivate mutating func metricTable() -> [Telemetry.MetricDeclaration]? {
        var declarations: [Telemetry.MetricDeclaration] = []
        let rows = table { key, value -> Telemetry.MetricDeclaration? in
            guard let signal = Signal(name: key.value) else {
                value.reportUnknownSignal(key)
                return nil
            }
            return value.mapping { $0.metricDeclaration(Located(signal, at: key.range)) } ?? nil
        }
        for row in rows ?? [] { declarations.append(row.value) }
        return rows == nil ? nil : declarations
    }
}

extension MappingReader {
    fileprivate mutating func metricDeclaration(_ signal: Located<Signal>) -> Telemetry.MetricDeclaration? {
        let name = required("name", example: "chat_llm_errors_total") { $0.metricName() }
        let type = optional("type") { $0.oneOf(MetricKind.self) }
        let unit = optional("unit") { $0.oneOf(Unit.self) }
        let buckets = optional("buckets") { $0.list { $0.number() } }
        var labels: [(role: Located<LabelRole>, label: Located<ByteString>)] = []
        _ = optional("labels") { value in
            value.mapping { keys in
                for role in LabelRole.allCases {
                    if let label = keys.optional(role.rawValue, { $0.byteString() }) {
                        labels.append((Located(role, at: label.range), label))
                    }
                }
            }
        }
        var values: [(role: LabelRole, spelling: Located<ByteString>, canonical: Located<ByteString>)] = []
        var closed: Set<LabelRole> = []
        _ = optional("values") { value in
            value.mapping { keys in
                for role in LabelRole.allCases {
                    let rows = keys.optional(role.rawValue) { $0.table { _, canonical in canonical.byteString() } }
                    for row in rows ?? [] { values.append((role, row.key, row.value)) }
                }
            }
        }
        _ = optional("closed") { value in
            value.list { $0.oneOf(LabelRole.self) }.map { closed = Set($0.map(\.value)) }
        }
        return name.map {
            Telemetry.MetricDeclaration(
                signal: signal, name: $0, type: type, unit: unit, labels: labels, values: values, closedRoles: closed,
                buckets: buckets ?? [])
        }
    }
}
