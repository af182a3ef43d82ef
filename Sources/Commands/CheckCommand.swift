import ArgumentParser
import Facts
import Findings
import SourceText

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

    @Argument(help: ArgumentHelp("Manifests, or folders that hold one. [default: .]", valueName: "manifest"))
    var paths: [String] = []

    @OptionGroup var reporting: ReportOptions

    @Option(
        help: ArgumentHelp(
            "Judge as on this day (YYYY-MM-DD) instead of today: the same files then give the same report.",
            valueName: "date"),
        transform: Self.date)
    var asOf: CivilDate?

    @Option(
        name: .customLong("artefact"),
        help: ArgumentHelp(
            "Read this file or pattern for KIND instead of what the manifest names. Repeatable.",
            valueName: "kind=path"),
        transform: Self.artefactOverride)
    var artefactOverrides: [ArtefactOverride] = []

    @Option(
        help: ArgumentHelp(
            "Judge by this checklist instead of the built-in one, which it may extend.", valueName: "file"))
    var checklist: String?

    @Option(
        help: ArgumentHelp(
            "Accept what failed in this earlier JSON report, and fail only on what is new.", valueName: "report"))
    var baseline: String?

    @Option(
        help: ArgumentHelp(
            "Fail the run only for this item, requirement, check or code. Repeatable.", valueName: "name"))
    var failOn: [String] = []

    @Option(
        help: ArgumentHelp(
            "Fail the run unless every item that applies reaches this level: declared or evidenced.",
            valueName: "level"),
        transform: Self.level)
    var require: ProofLevel?

    @Flag(help: "Report as usual, but let no verdict fail the run: exit 0 unless the run itself went wrong.")
    var reportOnly = false

    func perform(_ invocation: Invocation) throws(Misuse) -> ExitStatus {
        let reports = try reporting.requests(invocation)
        var request = CheckRequest(
            paths: paths, asOf: asOf ?? invocation.today, checklistPath: checklist,
            artefactOverrides: artefactOverrides, reports: reports)
        request.baselinePath = baseline
        request.failOn = failOn
        request.requiredLevel = require
        request.isReportOnly = reportOnly
        let result = CheckPipeline.run(request, files: invocation.files, workers: invocation.workers)
        for message in result.messages { invocation.standardError.write(line: message) }
        let trouble = ReportDelivery.deliver(result.reports, as: reports, invocation)
        return trouble ?? (reportOnly ? result.status.reportOnly : result.status)
    }

    private static func date(_ text: String) throws -> CivilDate {
        guard let date = CivilDate(text) else {
            throw ValidationError("no day of the calendar; write YYYY-MM-DD, such as 2026-11-20")
        }
        return date
    }

    private static func level(_ text: String) throws -> ProofLevel {
        let decided = [ProofLevel.declared, .evidenced]
        guard let level = decided.first(where: { $0.word.utf8.elementsEqual(text.utf8) }) else {
            throw ValidationError("`check` decides \(decided.map { "`\($0.word)`" }.joined(separator: " and "))")
        }
        return level
    }

    private static func artefactOverride(_ text: String) throws -> ArtefactOverride {
        let parts = text.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = String(parts[0]), let pattern = String(parts[1]), !kind.isEmpty,
            !pattern.isEmpty
        else {
            throw ValidationError("a kind and a path are needed, such as prometheus_rules=deploy/rules.yaml")
        }
        let kinds = ArtefactKind.allCases.map(\.rawValue)
        guard kinds.contains(where: { $0.utf8.elementsEqual(kind.utf8) }) else {
            let hint = NearMiss.closest(to: kind, among: kinds).map { "did you mean `\($0)`?" }
            throw ValidationError(
                "no artefact is called `\(kind)`; \(hint ?? "the kinds are \(kinds.joined(separator: ", "))")")
        }
        return ArtefactOverride(kind: kind, pattern: pattern)
    }
}
