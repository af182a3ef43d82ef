import ArgumentParser
import Reports

/// `preflight test`, and what can be tested.
struct TestCommand: PreflightCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run unit tests.",
        subcommands: [TestRulesCommand.self])

    /// Help for people, but no success, as without any command.
    func perform(_ invocation: Invocation) -> ExitStatus {
        invocation.standardError.write(line: Self.helpMessage(columns: invocation.standardError.columns))
        return .misuse
    }
}

/// `preflight test rules`.
struct TestRulesCommand: PreflightCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Run promtool's unit tests of rules.",
        usage: "preflight test rules [<options>] <file> ...",
        discussion: """
            Reads promtool's test files as they are and comes to the same verdict, says where and why a test fails, \
            and which tests pass whatever the rules say.
            """)

    @Argument(help: ArgumentHelp("Test files.", valueName: "file"))
    var paths: [String]

    @Option(
        help: ArgumentHelp(
            "Which Prometheus evaluates the rules: 3 is 3.14, 2 is 2.42.", valueName: "version"))
    var profile: TestProfile = .three

    @Flag(help: "Fail tests that can only pass: an alert or a metric that exists nowhere, and nothing expected.")
    var strict = false

    @OptionGroup var reporting: ReportOptions

    func perform(_ invocation: Invocation) throws(Misuse) -> ExitStatus {
        let requests = try reporting.requests(invocation)
        for request in requests where ![.text, .json, .junit].contains(request.format) {
            throw Misuse("`test rules` reports as text, json or junit, not as \(request.format.rawValue)")
        }
        let outcome = TestRulesPipeline.run(
            TestRulesRequest(paths: paths, profile: profile, isStrict: strict), files: invocation.files)
        for message in outcome.messages { invocation.standardError.write(line: message) }
        guard !outcome.report.files.isEmpty else { return outcome.status }
        let reports = requests.map { request in
            switch request.format {
            case .junit: return Array(RuleTestJUnitReport.render(outcome.report, sources: outcome.sources).utf8)
            case .json: return Array(RuleTestJSONReport.render(outcome.report, sources: outcome.sources).utf8)
            default:
                let style = TextStyle(isColoured: request.isColoured)
                return Array(RuleTestTextReport.render(outcome.report, sources: outcome.sources, style: style).utf8)
            }
        }
        return ReportDelivery.deliver(reports, as: requests, invocation) ?? outcome.status
    }
}

extension TestProfile: ExpressibleByArgument {}
