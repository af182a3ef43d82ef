import Findings
import Privacy

/// The result of a scan for machines: every place, in the order of files, and what was counted beyond them.
///
/// Lines and columns are one-based, columns in Unicode scalars; offsets and lengths are in bytes of the unpacked file.
package enum ScanJSONReport {
    package static let version = 1

    package static func render(_ report: ScanReport) -> String {
        JSONWriter.write(
            .object([
                ("scanVersion", .integer(version)),
                ("tool", .object([("name", .string(report.tool.name)), ("version", .string(report.tool.version))])),
                ("verdict", .string(report.verdict)),
                ("files", .array(report.files.map(file))),
                ("hits", .array(report.files.flatMap { file in file.result.hits.map { hit($0, file) } })),
            ]))
    }

    private static func file(_ file: ScanReport.File) -> JSONValue {
        let result = file.result
        return .object([
            ("path", .string(file.shownPath)), ("lines", .integer(result.lineCount)),
            ("bytes", .integer(Int(clamping: result.byteCount))), ("encoding", .string(result.encoding.rawValue)),
            ("problem", .optional(file.problem)), ("counts", .array(counts(result))),
            ("fields", .array(result.fields.map(field))), ("fieldsComplete", .bool(!result.hasTooManyFields)),
            ("userText", .array(result.proseFields.map(prose))),
            ("digestsWithoutKey", .array(result.unkeyedDigests.map(digest))),
        ])
    }

    private static func identity(_ detector: Detector) -> [(key: String, value: JSONValue)] {
        [("detector", .string(detector.kind.name)), ("code", .string(detector.kind.code))]
    }

    private static func counts(_ result: ScanResult) -> [JSONValue] {
        DetectorCatalogue.all.compactMap { detector in
            let count = result.count(of: detector.id)
            guard count > 0 else { return nil }
            let listed = result.hits.count { $0.detector == detector.id }
            return .object(identity(detector) + [("count", .integer(count)), ("listed", .integer(listed))])
        }
    }

    private static func field(_ field: FieldCount) -> JSONValue {
        .object(
            identity(field.detector.detector) + [
                ("grade", .string("\(field.grade)")), ("severity", .string(field.severity.word)),
                ("field", .optional(field.field)), ("lines", .integer(field.rowCount)),
                ("matches", .integer(field.matchCount)), ("firstLine", .integer(field.firstLineNumber)),
            ])
    }

    private static func prose(_ prose: ProseField) -> JSONValue {
        .object([
            ("field", .optional(prose.field)), ("values", .integer(prose.valueCount)),
            ("sentences", .integer(prose.proseCount)), ("firstLine", .integer(prose.firstLineNumber)),
        ])
    }

    private static func digest(_ digest: UnkeyedDigest) -> JSONValue {
        .object([
            ("algorithm", .string(digest.algorithm.rawValue)), ("field", .optional(digest.digestField)),
            ("of", .optional(digest.sourceField)), ("lines", .integer(digest.rowCount)),
            ("compared", .integer(digest.comparedCount)),
        ])
    }

    private static func hit(_ hit: Hit, _ file: ScanReport.File) -> JSONValue {
        .object(
            identity(hit.detector.detector) + [
                ("grade", .string("\(hit.grade)")), ("severity", .string(hit.severity.word)),
                ("file", .string(file.shownPath)), ("line", .integer(hit.line)), ("column", .integer(hit.column)),
                ("offset", .integer(Int(clamping: hit.offset))), ("length", .integer(hit.length)),
                ("ordinal", .integer(hit.ordinal)), ("field", .optional(hit.field)),
            ])
    }
}
