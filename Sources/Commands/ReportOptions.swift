import ArgumentParser

/// `--format`, `--output` and `--color`, for every command that ends in a report.
struct ReportOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Form of the report. Repeatable.",
            discussion: """
                Each --output belongs to the --format before it; a format without one goes to standard output.
                \(ReportFormat.allCases.map { "\($0.rawValue): \($0.meaning)" }.joined(separator: "\n"))
                """,
            valueName: "format"))
    var format: [ReportFormat] = []

    @Option(help: ArgumentHelp("Where the report goes; - is standard output. Repeatable.", valueName: "path"))
    var output: [String] = []

    @Option(
        help: ArgumentHelp(
            "Colour the text report. NO_COLOR and FORCE_COLOR are honoured.", valueName: "when"))
    var color: ColourChoice = .auto

    /// The reports to render, in the order in which they were asked for.
    func requests(_ invocation: Invocation) throws(Misuse) -> [ReportRequest] {
        let pairs = try ReportPlan.requests(
            mentions: ReportPlan.mentions(in: invocation.arguments), formats: format, outputs: output)
        return pairs.map { pair in
            let isTerminal = pair.destination == .standardOutput && invocation.standardOutput.isTerminal
            return ReportRequest(
                format: pair.format, destination: pair.destination,
                isColoured: color.isColoured(isTerminal: isTerminal, environment: invocation.environment))
        }
    }
}

extension ReportFormat: ExpressibleByArgument {}
extension ColourChoice: ExpressibleByArgument {}

/// Puts rendered reports where they were asked for.
enum ReportDelivery {
    /// The status of the run if a report did not arrive; nil if all did, or if their reader has gone away.
    static func deliver(
        _ reports: [[UInt8]], as requests: [ReportRequest], _ invocation: Invocation
    ) -> ExitStatus? {
        var status: ExitStatus?
        for (report, request) in zip(reports, requests) {
            switch request.destination {
            case .standardOutput:
                guard case .failed(let problem) = invocation.standardOutput.write(report) else { continue }
                invocation.standardError.write(line: "error: standard output \(problem.sentence)")
                status = .internalFailure
            case .file(let path):
                guard let problem = invocation.files.writeAtomically(path, report) else { continue }
                let trouble = problem == .missing ? "lies in a folder that does not exist" : problem.sentence
                invocation.standardError.write(line: "error: cannot write the report: `\(path)` \(trouble)")
                status = problem.isMisuse && status != .internalFailure ? .misuse : .internalFailure
            }
        }
        return status
    }
}
