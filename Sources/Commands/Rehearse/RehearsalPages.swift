import Checklists
import Facts
import Findings
import Rehearsals
import Reports
import Simulation
import SourceText

/// What `explain` says of findings about scenarios and rehearsals, made from their own declarations.
enum RehearsalPages {
    static let all: [CheckPage] = ScenarioFindings.explanations.map(page(of:)) + RehearsalRule.all.map(page(of:))

    /// The same in the form in which reports describe their rules.
    static var rules: [Report.Rule] {
        ScenarioFindings.explanations.map { one in
            Report.Rule(kind: one.kind, severity: .error, summary: one.summary, remedy: one.remedy)
        }
            + RehearsalRule.all.map { rule in
                Report.Rule(
                    kind: rule.kind, severity: rule.severity, confidence: rule.confidence, summary: rule.summary,
                    why: rule.why, remedy: rule.remedy, source: rule.source)
            }
    }

    private static func page(of one: ScenarioFindings.Explanation) -> CheckPage {
        CheckPage(
            kind: one.kind, severity: .error, confidence: .high, summary: one.summary,
            text: """
                \(one.kind.code) \(one.kind.name) (error, about a scenario file)

                \(PageText.paragraph(one.summary, indentation: 0))
                What to do
                \(PageText.paragraph(one.remedy, indentation: 2))
                """)
    }

    private static func page(of rule: RehearsalRule) -> CheckPage {
        CheckPage(
            kind: rule.kind, severity: rule.severity, confidence: rule.confidence, summary: rule.summary,
            text: """
                \(rule.kind.code) \(rule.kind.name) (\(rule.severity.word), found by a rehearsal)

                \(PageText.paragraph(rule.summary, indentation: 0))
                Why
                \(PageText.paragraph(rule.why, indentation: 2))
                What to do
                \(PageText.paragraph(rule.remedy, indentation: 2))
                Source
                \(PageText.paragraph(rule.source, indentation: 2))
                """)
    }
}

/// What `list` and `explain` say of the scenarios that ship and of the faults they are made of.
enum ScenarioList {
    static var text: String {
        columns(BuiltInScenarios.all.map { [$0.id.value, $0.kind.rawValue, $0.title] })
    }

    static var json: JSONValue {
        .object([
            (
                "scenarios",
                .array(
                    BuiltInScenarios.all.map { scenario in
                        .object([
                            ("id", .string(scenario.id.value)), ("kind", .string(scenario.kind.rawValue)),
                            ("title", .string(scenario.title)), ("story", .string(scenario.story)),
                            ("signals", .array(scenario.signals.map { .string($0.value.name) })),
                            ("duration_ms", .integer(Int(scenario.durationMilliseconds))),
                        ])
                    })
            )
        ])
    }

    static var faults: String {
        columns(
            FaultKind.catalogue.map { kind in
                [kind.name, kind.parameters.map(\.name).joined(separator: ", "), kind.summary]
            })
    }

    static var faultsJSON: JSONValue {
        .object([
            (
                "faults",
                .array(
                    FaultKind.catalogue.map { kind in
                        .object([
                            ("name", .string(kind.name)), ("summary", .string(kind.summary)),
                            (
                                "parameters",
                                .array(
                                    kind.parameters.map { parameter in
                                        .object([
                                            ("name", .string(parameter.name)), ("what", .string(parameter.what)),
                                            ("required", .bool(parameter.usual == nil)),
                                        ])
                                    })
                            ),
                        ])
                    })
            )
        ])
    }

    /// The file of a shipped scenario with what it is about; nil if none has the name.
    static func page(for name: String) -> String? {
        guard let scenario = BuiltInScenarios.named(name),
            let file = BuiltInScenarios.files.first(where: { $0.path.hasSuffix("/\(scenario.id.value).yaml") })
        else { return nil }
        return """
            \(scenario.id.value) (\(scenario.kind.rawValue)): \(scenario.title)

            \(PageText.paragraph(scenario.story, indentation: 0))
            The file, to copy and change

            \(file.text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n"))
            """
    }

    /// Names are ASCII, so bytes are columns.
    private static func columns(_ rows: [[String]]) -> String {
        let count = rows.first?.count ?? 0
        let widths = (0..<count).map { column in rows.map { $0[column].utf8.count }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, text in
                column == count - 1 ? text : text + String(repeating: " ", count: widths[column] - text.utf8.count)
            }.joined(separator: "  ") + "\n"
        }.joined()
    }
}
