import Findings
import Privacy

/// The result of a scan for people: for each file what was met, in which fields, and where first.
package enum ScanTextReport {
    package static func render(_ report: ScanReport, style: TextStyle = TextStyle()) -> String {
        var output = ""
        for file in report.files { output += text(of: file, style) }
        output += tally(report, style)
        return output
    }

    /// Places listed for each kind and field; JSON has them all.
    private static let shownPlaces = 3

    private static func text(of file: ScanReport.File, _ style: TextStyle) -> String {
        let result = file.result
        let incomplete = file.problem.map { "; it \($0)" } ?? ""
        var output = style.painted(file.shownPath, .strong)
        output += ": \(counted(result.lineCount, "line")), \(size(result.byteCount))\(incomplete)\n"
        for field in file.fields.sorted(by: precedes) {
            let detector = field.detector.detector
            let place = field.field.map { " in `\(VisibleText.line($0))`" } ?? ""
            let count = field.matchCount == 1 ? detector.title : "\(number(field.matchCount)) \(detector.plural)"
            let rows = field.rowCount == 1 ? "" : ", on \(counted(field.rowCount, "line"))"
            output += "  \(style.painted(field.severity.word, .severity(field.severity))) \(detector.kind.code): "
            output += "\(count)\(place)\(rows)\n"
            let hits = result.hits.filter {
                $0.detector == field.detector && $0.grade == field.grade && $0.field == field.field
            }
            for hit in hits.prefix(shownPlaces) {
                output += "    \(file.shownPath):\(hit.line):\(hit.column), \(counted(hit.length, "byte"))\n"
            }
            let more = field.matchCount - min(hits.count, shownPlaces)
            if more > 0, !hits.isEmpty { output += "    and \(number(more)) more\n" }
        }
        for prose in result.proseFields {
            let field = prose.field.map { "`\(VisibleText.line($0))`" } ?? "a field"
            output += "  \(style.painted("warning", .severity(.warning))) PF328: \(field) holds people's sentences, "
            output += "\(number(prose.proseCount)) of \(counted(prose.valueCount, "value")); first on line "
            output += "\(prose.firstLineNumber)\n"
        }
        for digest in result.unkeyedDigests {
            let field = digest.digestField.map { "`\(VisibleText.line($0))`" } ?? "a field"
            let source = digest.sourceField.map { "`\(VisibleText.line($0))`" } ?? "another field"
            output +=
                "  \(style.painted("warning", .severity(.warning))) PF329: \(field) is \(digest.algorithm.rawValue) of "
            output +=
                "\(source) without a key, on \(counted(digest.rowCount, "line")): whoever guesses the one has the other\n"
        }
        return output
    }

    private static func precedes(_ left: FieldCount, _ right: FieldCount) -> Bool {
        let one = (right.severity.rawValue, left.detector.rawValue, left.firstLineNumber)
        return one < (left.severity.rawValue, right.detector.rawValue, right.firstLineNumber)
    }

    private static func tally(_ report: ScanReport, _ style: TextStyle) -> String {
        let errors = report.count(.error)
        let warnings = report.count(.warning)
        let over = "\(counted(report.files.count, "file")), \(counted(report.lineCount, "line"))"
        if report.verdict == "empty" { return "\(style.painted("empty", .severity(.warning))): nothing to look at\n" }
        guard errors > 0 else {
            let rest = warnings > 0 ? "; \(counted(warnings, "possible match", "possible matches"))" : ""
            return "\(style.painted("clean", .good)): nothing validated in \(over)\(rest)\n"
        }
        let rest = warnings > 0 ? ", and \(counted(warnings, "possible one"))" : ""
        let worst = report.files.lazy.flatMap(\.fields).first { $0.severity == .error }
        let page = worst.map { "; `preflight explain \($0.detector.detector.kind.code)` says what to do" } ?? ""
        return
            "\(style.painted("found", .severity(.error))): \(counted(errors, "validated match", "validated matches"))\(rest) in \(over)\(page)\n"
    }

    private static func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(number(count)) \(count == 1 ? noun : plural ?? noun + "s")"
    }

    /// 1,234,567
    private static func number(_ value: Int) -> String {
        var digits = String(value)[...]
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = digits.dropLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }

    private static func size(_ bytes: UInt64) -> String {
        bytes < 10_000
            ? counted(Int(bytes), "byte") : bytes < 10_000_000 ? "\(bytes / 1_000) kB" : "\(bytes / 1_000_000) MB"
    }
}
