import Findings
import Privacy

/// What `explain` and `list detectors` show of one detector, made from its own declaration.
enum DetectorPages {
    static let all: [CheckPage] =
        DetectorCatalogue.all.map(page(of:)) + DetectorCatalogue.columnRules.map(page(of:))

    private static func page(of detector: Detector) -> CheckPage {
        var text = """
            \(detector.kind.code) \(detector.kind.name) (\(detector.severity.word), detector)

            \(PageText.paragraph(detector.title, indentation: 0))
            What counts
            \(PageText.paragraph(detector.guards, indentation: 2))
            Looked for at
            \(PageText.paragraph(detector.trigger.words, indentation: 2))
            Shown in reports as
              ‹\(detector.word)›, never the value

            Found (all values are invented)

            """
        for example in detector.matching { text += "  \(example)\n" }
        text += "\nNot found\n"
        for example in detector.ignoring { text += "  \(example)\n" }
        return CheckPage(
            kind: detector.kind, severity: detector.severity, confidence: .high, summary: detector.title, text: text)
    }

    private static func page(of rule: ColumnRule) -> CheckPage {
        CheckPage(
            kind: rule.kind, severity: rule.severity, confidence: .medium, summary: rule.title,
            text: """
                \(rule.kind.code) \(rule.kind.name) (\(rule.severity.word), rule over a field)

                \(PageText.paragraph(rule.title, indentation: 0))
                What counts
                \(PageText.paragraph(rule.guards, indentation: 2))
                """)
    }
}
