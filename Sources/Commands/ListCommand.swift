import ArgumentParser
import Findings

/// `preflight list`.
struct ListCommand: PreflightCommand {
    enum Subject: String, CaseIterable, ExpressibleByArgument {
        case checks
    }

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what this version knows: \(Subject.allCases.map(\.rawValue).joined()).")

    @Argument(help: ArgumentHelp("What to list: \(Subject.allCases.map(\.rawValue).joined(separator: ", "))."))
    var subject: Subject

    func perform(_ invocation: Invocation) throws(Misuse) -> ExitStatus {
        switch subject {
        case .checks: invocation.print(Self.table(CheckPages.all))
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
}
