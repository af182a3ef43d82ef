import ArgumentParser
import SourceText

/// A command that sees the world only through an `Invocation`.
protocol PreflightCommand: ParsableCommand {
    func perform(_ invocation: Invocation) throws(Misuse) -> ExitStatus
}

/// `preflight`, and the list of its commands.
struct RootCommand: PreflightCommand {
    static let configuration = CommandConfiguration(
        commandName: "preflight",
        abstract: "If something goes wrong with this Claude-powered service, will you know?",
        discussion: """
            Exit status, the same in every output format:
            \(ExitStatus.allCases.map { "  \($0.rawValue)  \($0.meaning)" }.joined(separator: "\n"))
            """,
        version: "preflight \(toolVersion)",
        subcommands: [
            CheckCommand.self, RehearseCommand.self, ServeCommand.self, GateCommand.self, TestCommand.self,
            ScanCommand.self, ExplainCommand.self, ListCommand.self, SchemaCommand.self,
        ])

    static var _errorPrefix: String { "error: " }

    /// Help for people, but no success: in a pipeline a forgotten command must not pass for a verdict.
    func perform(_ invocation: Invocation) -> ExitStatus {
        invocation.standardError.write(line: Self.helpMessage(columns: invocation.standardError.columns))
        return .misuse
    }
}

/// The version of this tool, as in `CHANGELOG.md`.
package let toolVersion = "0.1.0"

/// The whole program, from an invocation to an exit status.
package enum Preflight {
    package static func run(_ invocation: Invocation) -> ExitStatus {
        var invocation = invocation
        invocation.files = invocation.files.protectingWhatIsRead()
        invocation.standardError = invocation.standardError.redacting()
        do {
            try refuseUnknownCommand(invocation.arguments)
            var command = try RootCommand.parseAsRoot(invocation.arguments)
            if let command = command as? any PreflightCommand { return try command.perform(invocation) }
            // What is left is the parser's own `help` command, which answers by throwing its text.
            try command.run()
            return .ready
        } catch let misuse as Misuse {
            invocation.standardError.write(line: "error: \(misuse.message)")
            return .misuse
        } catch {
            return answer(error, invocation)
        }
    }

    /// Prints what the option parser has to say: help and version to standard output, misuse to standard error.
    private static func answer(_ error: any Error, _ invocation: Invocation) -> ExitStatus {
        switch RootCommand.exitCode(for: error) {
        case .success:
            return invocation.print(
                RootCommand.fullMessage(for: error, columns: invocation.standardOutput.columns))
        case .validationFailure:
            invocation.standardError.write(
                line: RootCommand.fullMessage(for: error, columns: invocation.standardError.columns))
            return .misuse
        default:
            invocation.standardError.write(
                line: "error: \(RootCommand.message(for: error)) (this is a defect of preflight)")
            return .internalFailure
        }
    }

    /// The parser would call a misspelt command an unexpected argument, and guess nothing.
    private static func refuseUnknownCommand(_ arguments: [String]) throws(Misuse) {
        guard let first = arguments.first, !first.isEmpty, first.utf8.first != UInt8(ascii: "-") else { return }
        let names = RootCommand.configuration.subcommands.map { $0._commandName } + ["help"]
        guard !names.contains(where: { $0.utf8.elementsEqual(first.utf8) }) else { return }
        let hint =
            NearMiss.closest(to: first, among: names).map { "did you mean `preflight \($0)`?" }
            ?? "the commands are \(names.map { "`\($0)`" }.joined(separator: ", "))"
        throw Misuse("there is no command `\(first)`; \(hint)")
    }
}

extension Invocation {
    /// Prints an answer to standard output. A reader that went away is content; a full disk is not.
    func print(_ text: String) -> ExitStatus {
        guard case .failed(let problem) = standardOutput.write(line: text) else { return .ready }
        standardError.write(line: "error: standard output \(problem.sentence)")
        return .internalFailure
    }
}
