import ArgumentParser
import Rehearsals
import Reports

/// `preflight schema`.
struct SchemaCommand: PreflightCommand {
    enum Subject: String, CaseIterable, ExpressibleByArgument {
        case report
        case scenario
    }

    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print a JSON Schema (draft 2020-12): \(Subject.allCases.map(\.rawValue).joined(separator: ", ")).")

    @Argument(help: ArgumentHelp("What to describe: \(Subject.allCases.map(\.rawValue).joined(separator: ", "))."))
    var subject: Subject

    func perform(_ invocation: Invocation) throws(Misuse) -> ExitStatus {
        switch subject {
        case .report: invocation.print(ReportSchema.text)
        case .scenario: invocation.print(ScenarioSchema.text)
        }
    }
}
