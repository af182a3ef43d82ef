import ArgumentParser
import Facts
import Findings
import Reports

/// `preflight list`.
struct ListCommand: PreflightCommand {
    enum Subject: String, CaseIterable, ExpressibleByArgument {
        case checks
        case conventions
        case detectors
        case scenarios
        case faults
        case wireFaults = "wire-faults"
    }

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what this version knows: \(Subject.allCases.map(\.rawValue).joined(separator: ", ")).")

    @Argument(help: ArgumentHelp("What to list: \(Subject.allCases.map(\.rawValue).joined(separator: ", "))."))
    var subject: Subject

    @Option(help: ArgumentHelp("Form of the list.", valueName: "format"))
    var format: Format = .text

    func perform(_ invocation: Invocation) throws(Misuse) -> ExitStatus {
        switch (subject, format) {
        case (.checks, .text): invocation.print(Self.table(CheckPages.all))
        case (.checks, .json): invocation.print(JSONWriter.write(Self.json(CheckPages.all, as: "checks")))
        case (.conventions, .text): invocation.print(ConventionList.text(Convention.catalogue))
        case (.conventions, .json): invocation.print(JSONWriter.write(ConventionList.json(Convention.catalogue)))
        case (.detectors, .text): invocation.print(Self.table(DetectorPages.all))
        case (.detectors, .json): invocation.print(JSONWriter.write(Self.json(DetectorPages.all, as: "detectors")))
        case (.scenarios, .text): invocation.print(ScenarioList.text)
        case (.scenarios, .json): invocation.print(JSONWriter.write(ScenarioList.json))
        case (.faults, .text): invocation.print(ScenarioList.faults)
        case (.faults, .json): invocation.print(JSONWriter.write(ScenarioList.faultsJSON))
        case (.wireFaults, .text): invocation.print(WireFaultList.text)
        case (.wireFaults, .json): invocation.print(JSONWriter.write(WireFaultList.json))
        }
    }

    /// Code, severity, name and summary in columns; names are ASCII, so bytes are columns.
    private static func table(_ pages: [CheckPage]) -> String {
        func padded(_ text: String, to width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.utf8.count))
        }
        let codeWidth = pages.map(\.kind.code.utf8.count).max() ?? 0
        let nameWidth = pages.map(\.kind.name.utf8.count).max() ?? 0
        return pages.map { page in
            let columns = [
                padded(page.kind.code, to: codeWidth), padded(page.severity.word, to: 7),
                padded(page.kind.name, to: nameWidth), page.summary,
            ]
            return columns.joined(separator: "  ") + "\n"
        }.joined()
    }

    private static func json(_ pages: [CheckPage], as name: String) -> JSONValue {
        .object([
            (
                name,
                .array(
                    pages.map { page in
                        .object([
                            ("code", .string(page.kind.code)), ("name", .string(page.kind.name)),
                            ("severity", .string(page.severity.word)),
                            ("confidence", .string(page.confidence.word)), ("summary", .string(page.summary)),
                        ])
                    })
            )
        ])
    }
}
