import ArgumentParser
import Findings

/// `preflight check`.
struct CheckCommand: PreflightCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Verify the checklist against the service's own files.",
        usage: "preflight check [<options>] [<manifest> ...]",
        discussion: """
            Reads each manifest (observability.yaml) and the rules, samples and configurations it names, and says \
            which items of the checklist they prove, which they refute, and which they cannot show either way.
            """)

    @OptionGroup var service: ServiceOptions
    @OptionGroup var reporting: ReportOptions

    @Option(
        help: ArgumentHelp(
            "Fail the run only for this item, requirement, check or code. Repeatable.", valueName: "name"))
    var failOn: [String] = []

    @Option(
        help: ArgumentHelp(
            "Fail the run unless every item that applies reaches this level: declared or evidenced.",
            valueName: "level"),
        transform: { try OptionValues.level($0, of: "check", among: [.declared, .evidenced]) })
    var require: ProofLevel?

    func perform(_ invocation: Invocation) throws(Misuse) -> ExitStatus {
        let reports = try reporting.requests(invocation)
        var request = service.request(invocation, reports)
        request.failOn = failOn
        request.requiredLevel = require
        return CheckPipeline.perform(request, invocation)
    }
}
