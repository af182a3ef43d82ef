import ArgumentParser
import Findings
import Rehearsals
import SourceText

/// `preflight explain`.
struct ExplainCommand: PreflightCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show the page of one check or scenario: what it is about, why, and what to do. Works offline.")

    @Argument(
        help: ArgumentHelp("A code such as PF101, or a name; `preflight list checks` shows all.", valueName: "code"))
    var check: String

    func perform(_ invocation: Invocation) throws(Misuse) -> ExitStatus {
        let pages = CheckPages.explained
        if let scenario = ScenarioList.page(for: check) { return invocation.print(scenario) }
        guard let page = CheckPages.page(for: check, in: pages) else {
            let known = pages.flatMap { [$0.kind.code, $0.kind.name] } + BuiltInScenarios.all.map(\.id.value)
            let hint = NearMiss.closest(to: check, among: known).map { "; did you mean `\($0)`?" } ?? ""
            throw Misuse("no check has the code or name `\(check)`\(hint) (`preflight list checks` shows all)")
        }
        return invocation.print(page.text)
    }
}
