import ArgumentParser
import Facts
import Findings
import SourceText

/// What `rehearse` and `gate` have in common: which service, on which day, by which checklist.
struct ServiceOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Manifests, or folders that hold one. [default: .]", valueName: "manifest"))
    var paths: [String] = []

    @Option(
        help: ArgumentHelp(
            "Judge as on this day (YYYY-MM-DD) instead of today: the same files then give the same report.",
            valueName: "date"),
        transform: OptionValues.date)
    var asOf: CivilDate?

    @Option(
        name: .customLong("artefact"),
        help: ArgumentHelp(
            "Read this file or pattern for KIND instead of what the manifest names. Repeatable.",
            valueName: "kind=path"),
        transform: OptionValues.artefactOverride)
    var artefactOverrides: [ArtefactOverride] = []

    @Option(
        help: ArgumentHelp(
            "Judge by this checklist instead of the built-in one, which it may extend.", valueName: "file"))
    var checklist: String?

    @Option(
        help: ArgumentHelp(
            "Accept what failed in this earlier JSON report, and fail only on what is new.", valueName: "report"))
    var baseline: String?

    @Flag(help: "Report as usual, but let no verdict fail the run: exit 0 unless the run itself went wrong.")
    var reportOnly = false

    /// The request that these options make.
    func request(_ invocation: Invocation, _ reports: [ReportRequest]) -> CheckRequest {
        var request = CheckRequest(
            paths: paths, asOf: asOf ?? invocation.today, checklistPath: checklist,
            artefactOverrides: artefactOverrides, reports: reports)
        request.baselinePath = baseline
        request.isReportOnly = reportOnly
        return request
    }
}

/// How scenarios are run, for `rehearse` and `gate`.
struct RunOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Runs of each scenario: each has its own seed and its own phase of scrapes and evaluations.",
            valueName: "count"))
    var runs = 20

    @Option(help: ArgumentHelp("The first seed; the same seed gives the same report.", valueName: "number"))
    var seed: UInt64 = 1

    func validate() throws {
        guard (1...1_000).contains(runs) else { throw ValidationError("--runs takes a number from 1 to 1000") }
    }
}

/// `preflight rehearse`.
struct RehearseCommand: PreflightCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Run incidents in virtual time against the service's own alerts and telemetry.",
        usage: "preflight rehearse [<options>] [<manifest> ...]",
        discussion: """
            Simulates the service's traffic, Claude, and the way of its metrics to Prometheus, disturbs them as in each \
            scenario, and evaluates the service's own alert rules over the series that come of it: which alert fires, \
            how soon, who is told, and what stays silent on a healthy day. Needs a sample of the metrics and the rules.
            """)

    @OptionGroup var service: ServiceOptions
    @OptionGroup var running: RunOptions
    @OptionGroup var reporting: ReportOptions

    @Option(
        help: ArgumentHelp(
            "Run this scenario: a name of `preflight list scenarios`, or a file. Repeatable. [default: all shipped]",
            valueName: "name|file"))
    var scenario: [String] = []

    @Flag(help: "Print what would happen when, and run nothing.")
    var plan = false

    @Option(
        help: ArgumentHelp(
            "Write the first run of each scenario into this existing folder, for promtool or as OpenMetrics. Repeatable.",
            valueName: "form=folder"),
        transform: OptionValues.export)
    var export: [SeriesExport] = []

    func perform(_ invocation: Invocation) throws(Misuse) -> ExitStatus {
        let reports = try reporting.requests(invocation)
        var request = service.request(invocation, reports)
        request.level = .rehearsed
        request.rehearsal = RehearsalRequest(
            scenarios: scenario, runCount: running.runs, seed: running.seed, isPlanOnly: plan, exports: export)
        return CheckPipeline.perform(request, invocation)
    }
}

/// `preflight gate`.
struct GateCommand: PreflightCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate",
        abstract: "All that the required level needs, one verdict, one exit status.",
        usage: "preflight gate [<options>] [<manifest> ...]",
        discussion: """
            Passes only if every item of the checklist that applies reaches the level: what is unprovable does not pass \
            either. `evidenced` needs what `check` does, `rehearsed` a rehearsal of the shipped scenarios as well.
            """)

    @OptionGroup var service: ServiceOptions
    @OptionGroup var running: RunOptions
    @OptionGroup var reporting: ReportOptions

    @Option(
        help: ArgumentHelp(
            "The level that every item has to reach: evidenced or rehearsed. [default: rehearsed]", valueName: "level"),
        transform: { try OptionValues.level($0, of: "gate", among: [.evidenced, .rehearsed]) })
    var require: ProofLevel = .rehearsed

    func perform(_ invocation: Invocation) throws(Misuse) -> ExitStatus {
        let reports = try reporting.requests(invocation)
        var request = service.request(invocation, reports)
        request.requiredLevel = require
        request.level = require
        if require >= .rehearsed {
            request.rehearsal = RehearsalRequest(scenarios: [], runCount: running.runs, seed: running.seed)
        }
        return CheckPipeline.perform(request, invocation)
    }
}
