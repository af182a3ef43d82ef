import Findings
import Privacy

/// The result of a scan as a SARIF 2.1.0 log: a result for each place that was listed, a rule for each detector.
package enum ScanSARIFReport {
    package static func render(_ report: ScanReport) -> String {
        let rules = DetectorCatalogue.all.map(rule)
        let results = report.files.flatMap { file in
            file.result.hits.filter { $0.grade > .note }.map { result($0, file) }
        }
        let run = JSONValue.object([
            (
                "tool",
                .object([
                    (
                        "driver",
                        .object([
                            ("name", .string(report.tool.name)), ("version", .string(report.tool.version)),
                            ("semanticVersion", .string(report.tool.version)), ("rules", .array(rules)),
                        ])
                    )
                ])
            ),
            (
                "invocations",
                .array([.object([("executionSuccessful", .bool(!report.files.contains { $0.problem != nil }))])])
            ),
            ("columnKind", .string("unicodeCodePoints")), ("results", .array(results)),
        ])
        return JSONWriter.write(
            .object([
                (
                    "$schema",
                    .string(
                        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
                ),
                ("version", .string("2.1.0")), ("runs", .array([run])),
            ]))
    }

    private static func level(_ severity: Severity) -> String { severity == .info ? "note" : severity.word }

    private static func message(_ text: String) -> JSONValue { .object([("text", .string(text))]) }

    private static func rule(_ detector: Detector) -> JSONValue {
        .object([
            ("id", .string(detector.kind.code)), ("name", .string(detector.kind.name)),
            ("shortDescription", message("a log holds \(detector.title)")),
            ("fullDescription", message("What counts: \(detector.guards).")),
            ("defaultConfiguration", .object([("level", .string(level(detector.severity)))])),
        ])
    }

    private static func result(_ hit: Hit, _ file: ScanReport.File) -> JSONValue {
        let field = hit.field.map { " in the field `\($0)`" } ?? ""
        let location = JSONValue.object([
            (
                "physicalLocation",
                .object([
                    ("artifactLocation", .object([("uri", .string(ReportPath.uri(Redaction.redacted(file.path))))])),
                    (
                        "region",
                        .object([
                            ("startLine", .integer(hit.line)), ("startColumn", .integer(hit.column)),
                            ("byteOffset", .integer(Int(clamping: hit.offset))), ("byteLength", .integer(hit.length)),
                        ])
                    ),
                ])
            )
        ])
        return .object([
            ("ruleId", .string(hit.detector.detector.kind.code)), ("ruleIndex", .integer(Int(hit.detector.rawValue))),
            ("kind", .string("fail")), ("level", .string(level(hit.severity))),
            ("message", message("\(hit.title)\(field), \(hit.length) bytes long")), ("locations", .array([location])),
        ])
    }
}
