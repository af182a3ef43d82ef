import Checklists
package import Findings
import Reports

/// What `explain` and `list checks` show of one check; made from the check's own declaration.
package struct CheckPage: Sendable {
    package let kind: FindingKind
    package let severity: Severity
    package let confidence: Confidence
    /// One line for lists.
    package let summary: String
    /// The whole page: what is wrong, why, what to do, examples.
    package let text: String

    package init(kind: FindingKind, severity: Severity, confidence: Confidence, summary: String, text: String) {
        self.kind = kind
        self.severity = severity
        self.confidence = confidence
        self.summary = summary
        self.text = text
    }

    init(_ check: Check) {
        self.init(
            kind: check.kind, severity: check.severity, confidence: check.confidence, summary: check.summary,
            text: Self.page(of: check))
    }

    private static func page(of check: Check) -> String {
        var text = """
            \(check.kind.code) \(check.kind.name) (\(check.severity.word), confidence \(check.confidence.word))

            \(PageText.paragraph(check.summary, indentation: 0))
            Why
            \(PageText.paragraph(check.why, indentation: 2))
            What to do
            \(PageText.paragraph(check.remedy, indentation: 2))
            Source
            \(PageText.paragraph(check.source, indentation: 2))
            """
        if !check.parameters.isEmpty {
            text += "\nWhat an item of a checklist may ask\n"
            for parameter in check.parameters {
                let isRequired = parameter.isRequired ? " (required)" : ""
                text += "  \(parameter.name): \(parameter.example)\(isRequired)\n      \(parameter.summary)\n"
            }
        }
        for example in check.examples {
            text += "\nExample: \(example.title) → \(words(for: example.expectation))\n"
            for file in example.files where file.path != "observability.yaml" {
                text += "  --- \(file.path)\n" + indented(file.content)
            }
        }
        return text
    }

    /// The marks show where the finding points; they stay, since a page has no caret line.
    private static func indented(_ content: String) -> String {
        content.split(separator: "\n").map { "  \($0)\n" }.joined()
    }

    private static func words(for expectation: CheckExample.Expectation) -> String {
        switch expectation {
        case .fails: "fails, at ⟦the marked place⟧"
        case .remarks: "is remarked on, at ⟦the marked place⟧"
        case .passes: "passes"
        case .unprovable: "unprovable"
        case .vacuous: "nothing to judge"
        case .notApplicable: "not applicable"
        }
    }
}

/// Prose on pages, broken as in reports.
enum PageText {
    /// Ends in an empty line.
    static func paragraph(_ text: String, indentation: Int) -> String {
        let blanks = String(repeating: " ", count: indentation)
        return TextWrapping.wrap(text, width: StandardStream.usualColumns - indentation).map { "\(blanks)\($0)\n" }
            .joined()
    }
}

/// The pages of all checks, in the order of their codes.
enum CheckPages {
    static let all: [CheckPage] = CheckCatalogue.all.map(CheckPage.init)

    /// The checks, and the findings that come from reading files and running tests.
    static let explained: [CheckPage] = ReadingPages.all + TestPages.all + all + DetectorPages.all + RehearsalPages.all

    /// The same in the form in which reports describe their rules. Only `test rules` reports what its own pages explain.
    static var rules: [Report.Rule] {
        ReadingPages.rules
            + CheckCatalogue.all.map { check in
                Report.Rule(
                    kind: check.kind, severity: check.severity, confidence: check.confidence, summary: check.summary,
                    why: check.why, remedy: check.remedy, source: check.source)
            } + RehearsalPages.rules
    }

    /// By code, in either case, or by name.
    static func page(for text: String, in pages: [CheckPage]) -> CheckPage? {
        pages.first { page in
            page.kind.code.lowercased().utf8.elementsEqual(text.lowercased().utf8)
                || page.kind.name.utf8.elementsEqual(text.utf8)
        }
    }
}
