import Findings
package import SourceText

/// One row for each service, one column for each item and requirement: for people who look after many services.
///
/// RFC 4180, UTF-8, rows ended by CR LF. A cell that a spreadsheet would run as a formula begins with an apostrophe.
package enum RequirementMatrix {
    package static func render(_ report: Report, sources: SourceSet, redactor: Redactor = Redactor()) -> String {
        let columns = columns(of: report.services)
        let words = ["pass", "fail", "unprovable", "vacuous", "waived", "not-applicable"]
        var rows = [["service", "manifest", "verdict", "level"] + words + ["edits to ready"] + columns.map(\.heading)]
        for service in report.services {
            var row = [
                service.service, service.manifest.map { ReportPath.plain(sources[$0].path) } ?? "",
                service.verdictWord, service.level.word,
            ]
            row += service.tally.map { String($0.count) }
            row.append(String(service.reportedFindings().editsToReady))
            row += columns.map { outcome(of: $0, in: service)?.word ?? "" }
            rows.append(row)
        }
        for one in report.unjudged {
            let blanks = [String](repeating: "", count: 1 + words.count + 1 + columns.count)
            rows.append(["", ReportPath.plain(one.path), "not judged"] + blanks)
        }
        return rows.map { row in row.map { cell($0, redactor) }.joined(separator: ",") + "\r\n" }.joined()
    }

    private struct Column {
        var item: String
        /// Nil for the item as a whole.
        var requirement: String?

        var heading: String { requirement.map { "\(item)/\($0)" } ?? item }

        /// Bytes, since `==` on strings takes two spellings of "é" for one.
        var key: [[UInt8]] { [Array(item.utf8), requirement.map { Array($0.utf8) } ?? [0]] }
    }

    /// Every item with its requirements, in the order in which services first have them.
    private static func columns(of services: [ServiceVerdict]) -> [Column] {
        var items: [[UInt8]: Int] = [:]
        var groups: [[Column]] = []
        var seen: Set<[[UInt8]]> = []
        for item in services.flatMap(\.items) {
            let key = Array(item.id.utf8)
            let position = items[key] ?? groups.count
            if position == groups.count {
                items[key] = position
                groups.append([])
            }
            let columns = [Column(item: item.id)] + item.requirements.map { Column(item: item.id, requirement: $0.id) }
            for column in columns where seen.insert(column.key).inserted { groups[position].append(column) }
        }
        return groups.flatMap { $0 }
    }

    private static func outcome(of column: Column, in service: ServiceVerdict) -> Outcome? {
        guard let item = service.items.first(where: { $0.id.utf8.elementsEqual(column.item.utf8) }) else { return nil }
        guard let requirement = column.requirement else { return item.outcome }
        return item.requirements.first { $0.id.utf8.elementsEqual(requirement.utf8) }?.outcome
    }

    /// What spreadsheets take for the beginning of a formula, full-width forms included, is made a text by the
    /// apostrophe that they themselves use for it (OWASP, "CSV Injection").
    private static func cell(_ text: String, _ redactor: Redactor) -> String {
        var visible = redactor.line(text)
        let triggers: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}"]
        let first = visible.unicodeScalars.first { $0 != " " }
        if let first, triggers.contains(first) { visible = "'" + visible }
        let needsQuotes = visible.utf8.contains { byte in "\",\r\n".utf8.contains(byte) }
        let hasOuterBlank = visible.utf8.first == UInt8(ascii: " ") || visible.utf8.last == UInt8(ascii: " ")
        guard needsQuotes || hasOuterBlank else { return visible }
        return "\"" + visible.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
