import Findings
import Reports

/// A line of a table of findings that no check declares: the finding itself names the place and the fix, the row says
/// what its code is about.
struct PageRow {
    var code: String
    var name: String
    var severity = Severity.error
    var summary: String
    var remedy: String

    var rule: Report.Rule {
        Report.Rule(
            kind: FindingKind(code: code, name: name), severity: severity, summary: summary, remedy: remedy)
    }

    var page: CheckPage {
        CheckPage(
            kind: FindingKind(code: code, name: name), severity: severity, confidence: .high, summary: summary,
            text: """
                \(code) \(name) (\(severity.word))

                \(PageText.paragraph(summary, indentation: 0))
                What to do
                \(PageText.paragraph(remedy, indentation: 2))
                """)
    }
}
