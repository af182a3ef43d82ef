import Findings
import Privacy

/// The result of a scan as GitHub's workflow commands: one for each kind and field, at its first place.
package enum ScanGitHubReport {
    package static func render(_ report: ScanReport) -> String {
        var lines: [String] = []
        for severity in [Severity.error, .warning] {
            for file in report.files {
                for field in file.fields where field.severity == severity {
                    let detector = field.detector.detector
                    let place = field.field.map { " in `\($0)`" } ?? ""
                    let count = field.matchCount == 1 ? detector.title : "\(field.matchCount) \(detector.plural)"
                    lines.append(
                        WorkflowCommand(
                            name: severity.word,
                            properties: [
                                ("file", file.shownPath), ("line", String(field.firstLineNumber)),
                                ("title", "\(detector.kind.code) \(detector.kind.name)"),
                            ], message: "\(count)\(place), first on line \(field.firstLineNumber)"
                        ).line)
                }
            }
        }
        let count = report.count(.error)
        lines.append(
            WorkflowCommand.harmless(
                "\(report.tool.name): \(count == 0 ? "nothing validated" : "\(count) validated") in \(report.lineCount) lines"
            ))
        return lines.map { $0 + "\n" }.joined()
    }
}
