import ArgumentParser
import Privacy
import Reports

/// `preflight scan`.
struct ScanCommand: PreflightCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Find personal data and secrets in logs.",
        usage: "preflight scan [<options>] <file> ... | -",
        discussion: """
            Reads any text, JSON lines with the names of their fields, plain or compressed, from files, pipes or \
            standard input (-), in memory that does not grow with them. Says where something stands and what kind it \
            is, never what it is. Exit 1 if something validated is there, such as a vendor's key or a card number.
            """)

    @Argument(help: ArgumentHelp("Files to look at; - is standard input.", valueName: "file"))
    var paths: [String]

    @Option(
        help: ArgumentHelp(
            "List at most this many places of each kind and file; all are counted.", valueName: "count"))
    var places = 10_000

    @Flag(help: "Do not take lines for JSON: no names of fields, and no rules over whole fields.")
    var text = false

    @OptionGroup var reporting: ReportOptions

    func validate() throws {
        guard (0...10_000_000).contains(places) else {
            throw ValidationError("--places takes a number from 0 to 10000000")
        }
    }

    func perform(_ invocation: Invocation) throws(Misuse) -> ExitStatus {
        let requests = try reporting.requests(invocation)
        for request in requests where !Self.formats.contains(request.format) {
            throw Misuse(
                "`scan` has no report in the form `\(request.format.rawValue)`; it has "
                    + Self.formats.map(\.rawValue).joined(separator: ", "))
        }
        var options = ScanOptions()
        options.placesPerDetector = places
        options.mode = text ? .text : .jsonLines
        options.readsColumns = !text
        let outcome = ScanPipeline.run(paths, options, invocation)
        for message in outcome.messages { invocation.standardError.write(line: message) }
        guard !outcome.report.files.isEmpty else { return outcome.status }
        let reports = requests.map { Array(Self.render(outcome.report, $0).utf8) }
        return ReportDelivery.deliver(reports, as: requests, invocation) ?? outcome.status
    }

    private static let formats: [ReportFormat] = [.text, .json, .sarif, .github]

    private static func render(_ report: ScanReport, _ request: ReportRequest) -> String {
        switch request.format {
        case .json: ScanJSONReport.render(report)
        case .sarif: ScanSARIFReport.render(report)
        case .github: ScanGitHubReport.render(report)
        default: ScanTextReport.render(report, style: TextStyle(isColoured: request.isColoured))
        }
    }
}
