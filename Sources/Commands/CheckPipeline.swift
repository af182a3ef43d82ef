import Checklists
import Facts
package import Findings
import Manifests
import Rehearsals
import Reports
package import SourceText

/// What `preflight check` was asked for, with every outside fact resolved.
package struct CheckRequest: Sendable {
    /// Manifests and folders as named on the command line; empty means the working directory.
    package var paths: [String]
    /// The day verdicts are made for.
    package var asOf: CivilDate
    /// The checklist to judge by; nil for the built-in one.
    package var checklistPath: String?
    /// The JSON report of an earlier run, whose failures are accepted.
    package var baselinePath: String?
    /// The items, requirements, checks or codes whose failure fails the run; empty means all.
    package var failOn: [String] = []
    /// The level that every item has to reach; nil demands only that nothing fails.
    package var requiredLevel: ProofLevel?
    /// The level up to which requirements are judged and reported.
    package var level = ProofLevel.evidenced
    /// What is to be rehearsed before the verdict; nil for nothing.
    package var rehearsal: RehearsalRequest?
    /// Whether no verdict fails the run; reports tell how it ends.
    package var isReportOnly = false
    /// What `--artefact KIND=PATH` puts in the place of the manifest's own.
    package var artefactOverrides: [ArtefactOverride]
    /// The reports to render, in this order.
    package var reports: [ReportRequest]

    package init(
        paths: [String], asOf: CivilDate, checklistPath: String? = nil, artefactOverrides: [ArtefactOverride] = [],
        reports: [ReportRequest]
    ) {
        self.paths = paths
        self.asOf = asOf
        self.checklistPath = checklistPath
        self.artefactOverrides = artefactOverrides
        self.reports = reports
    }
}

/// `--artefact KIND=PATH`: a path or pattern from the working directory, instead of what the manifest names.
package struct ArtefactOverride: Hashable, Sendable {
    package let kind: String
    package let pattern: String

    package init(kind: String, pattern: String) {
        self.kind = kind
        self.pattern = pattern
    }
}

/// What came of a check.
package struct CheckOutcome: Sendable {
    package var status: ExitStatus
    /// One rendered report for each of `CheckRequest.reports`, in the same order; empty where the run could not get
    /// as far as a report, and then `messages` says why.
    package var reports: [[UInt8]]
    /// Texts for standard error.
    package var messages: [String]
    /// What is printed in the place of reports; nil where there are reports.
    package var text: String?

    package init(status: ExitStatus, reports: [[UInt8]], messages: [String] = [], text: String? = nil) {
        self.status = status
        self.reports = reports
        self.messages = messages
        self.text = text
    }
}

/// Manifest and artefacts in, verdicts and reports out; every step is a function of a lower module.
struct CheckPipeline {
    private let request: CheckRequest
    private let files: FileAccess
    private let workers: Workers
    private var sources = SourceSet()
    private var services: [ServiceVerdict] = []
    private var messages: [String] = []
    private var statuses: [ExitStatus] = []
    private var baseline: Baseline?
    private var withheld: Set<FileID> = []
    private var unjudged: [Report.Unjudged] = []
    private let progress: @Sendable (_ done: Int, _ total: Int) -> Void
    private var chosen: [ChosenScenario] = []
    private var rehearsals: [Rehearsal] = []
    private var plans: [String] = []

    /// Carries a request out: messages and progress to standard error, reports to where they are asked for.
    static func perform(_ request: CheckRequest, _ invocation: Invocation) -> ExitStatus {
        let progress = RehearsalProgress(invocation.standardError)
        var pipeline = CheckPipeline(request, invocation) { done, total in progress.add(done, of: total) }
        let outcome = pipeline.run()
        progress.clear()
        for message in outcome.messages { invocation.standardError.write(line: message) }
        if let text = outcome.text {
            let trouble = invocation.print(text)
            return trouble == .ready ? outcome.status : trouble
        }
        let trouble = ReportDelivery.deliver(outcome.reports, as: request.reports, invocation)
        return trouble ?? (request.isReportOnly ? outcome.status.reportOnly : outcome.status)
    }

    private init(
        _ request: CheckRequest, _ invocation: Invocation,
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
    ) {
        self.request = request
        files = invocation.files
        workers = invocation.workers
        self.progress = progress
    }

    private mutating func run() -> CheckOutcome {
        guard let checklist = readChecklist(), readBaseline(), knows(request.failOn, checklist), chooseScenarios()
        else {
            return CheckOutcome(status: .misuse, reports: [], messages: messages)
        }
        let paths = request.paths.isEmpty ? ["."] : request.paths
        for (index, path) in paths.enumerated() {
            switch ManifestDiscovery.find(path, in: files) {
            case .manifest(let path): judge(manifestAt: path, against: checklist, isLast: index == paths.count - 1)
            case .nothingIn(let folder):
                let trouble =
                    "no `\(ManifestReader.fileNames[0])` in `\(folder)`, so there is nothing to prove; "
                    + "write one (a `preflight: 1` and a `service:` are enough to begin) or name its path"
                leave(folder, trouble, .nothingProvable)
            case .unreadable(let path, let problem):
                leave(path, "`\(path)` \(problem.sentence)", problem == .missing ? .misuse : .nothingProvable)
            }
        }
        let status = ExitStatus.worst(of: statuses)
        if request.rehearsal?.isPlanOnly == true {
            return CheckOutcome(status: status, reports: [], messages: messages, text: plans.joined(separator: "\n"))
        }
        guard !services.isEmpty else { return CheckOutcome(status: status, reports: [], messages: messages) }
        var report = Report(
            tool: Report.Tool(name: "preflight", version: toolVersion),
            catalogue: "\(checklist.id) \(checklist.version)", asOf: request.asOf, services: services)
        report.unjudged = unjudged
        report.rehearsals = rehearsals
        report.requiredLevel = request.requiredLevel
        let ending = request.isReportOnly ? status.reportOnly : status
        report.ending = Report.Ending(status: Int(ending.rawValue), meaning: ending.meaning)
        if request.reports.contains(where: { $0.format == .sarif || $0.format == .githubSARIF }) {
            report.rules = CheckPages.rules
        }
        return CheckOutcome(status: status, reports: request.reports.map { render(report, as: $0) }, messages: messages)
    }

    /// Notes that a manifest could not be judged, and goes on with the others.
    private mutating func leave(_ path: String, _ trouble: String, _ status: ExitStatus, _ findings: [Finding] = []) {
        messages.append("error: \(trouble)")
        statuses.append(status)
        unjudged.append(Report.Unjudged(path: path, message: trouble, findings: findings))
    }

    /// The checklist to judge by; nil if the user's own cannot be read, and then `messages` says why.
    private mutating func readChecklist() -> Checklist? {
        guard let path = request.checklistPath else { return BuiltInChecklist.production }
        switch files.read(path) {
        case .failure(let problem):
            messages.append("error: the checklist `\(path)` \(problem.sentence)")
            return nil
        case .success(let bytes):
            let file = sources.add(path: path, bytes: bytes)
            let (checklist, findings) = ChecklistReader.read(file, extending: [BuiltInChecklist.production])
            if let checklist, !findings.contains(where: { $0.severity == .error }) { return checklist }
            var renderer = DiagnosticRenderer(sources: sources)
            messages += findings.sortedForOutput().map { renderer.render($0) }
            messages.append("error: `\(path)` is no valid checklist: \(Self.count(findings)); nothing was checked")
            return nil
        }
    }

    /// False if the baseline that was asked for cannot be read, and then `messages` says why.
    private mutating func readBaseline() -> Bool {
        guard let path = request.baselinePath else { return true }
        switch files.read(path) {
        case .failure(let problem):
            messages.append("error: the baseline `\(path)` \(problem.sentence)")
            return false
        case .success(let bytes):
            let (read, findings) = Baseline.read(sources.add(path: path, bytes: bytes))
            baseline = read
            var renderer = DiagnosticRenderer(sources: sources)
            messages += findings.map { renderer.render($0) }
            return read != nil
        }
    }

    /// False if `--fail-on` names something the checklist does not have: it would then never fail.
    private mutating func knows(_ names: [String], _ checklist: Checklist) -> Bool {
        let known = checklist.items.map(\.id) + checklist.items.flatMap(\.requirements).flatMap(\.names)
        var isKnown = true
        for name in names where !known.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
            let near = NearMiss.closest(to: name, among: known).map { ", did you mean `\($0)`?" } ?? ""
            messages.append(
                "error: `--fail-on \(name)`: the checklist has no item, requirement or check of that name\(near)")
            isKnown = false
        }
        return isKnown
    }

    private func status(of verdict: ServiceVerdict) -> ExitStatus {
        if let level = request.requiredLevel, verdict.isDecided, verdict.level < level { return .notReady }
        if !verdict.isDecided { return .nothingProvable }
        let decisive = verdict.items.flatMap { item in
            item.deciding.filter { requirement in
                request.failOn.isEmpty
                    || request.failOn.contains { [item.id, requirement.id, requirement.check].contains($0) }
                    || request.failOn.contains { code in requirement.findings.contains { $0.kind.code == code } }
            }
        }
        return decisive.contains { $0.outcome == .fail } ? .notReady : .ready
    }

    private mutating func judge(manifestAt path: String, against checklist: Checklist, isLast: Bool) {
        let bytes: [UInt8]
        switch files.read(path) {
        case .failure(let problem):
            leave(path, "`\(path)` \(problem.sentence)", .nothingProvable)
            return
        case .success(let read): bytes = read
        }
        let file = sources.add(path: path, bytes: bytes)
        let (manifest, findings) = ManifestReader.read(file)
        guard let manifest, !findings.contains(where: { $0.severity == .error }) else {
            var renderer = DiagnosticRenderer(sources: sources)
            let sorted = findings.sortedForOutput()
            messages += sorted.map { renderer.render($0) }
            leave(path, "`\(path)` is no valid manifest: \(Self.count(findings)); nothing was checked", .misuse, sorted)
            return
        }
        var reading = ServiceReading(
            manifest, overrides: request.artefactOverrides, files: files, workers: workers, sources: sources)
        let facts = reading.read()
        sources = reading.sources
        withheld.formUnion(reading.withheld)
        if request.rehearsal?.isPlanOnly == true {
            plan(facts, manifest)
            return
        }
        let rehearsed = rehearse(facts, manifest)
        var verdict = Judge.judge(
            checklist, facts, manifest, asOf: request.asOf, level: request.level,
            rehearsals: rehearsed?.evidence ?? [], workers: workers)
        if let expectations = rehearsed?.expectations { verdict.items.append(expectations) }
        verdict.findings += findings + reading.contradictions + (rehearsed?.findings ?? [])
        verdict.manifest = file.id
        verdict = Waivers.apply(manifest.waivers, to: verdict, asOf: request.asOf)
        if let baseline { verdict = baseline.apply(to: verdict) }
        services.append(verdict)
        statuses.append(status(of: verdict))
        if rehearsed?.hasFailed == true { statuses.append(.misuse) }
        // The process is about to end: taking a million small objects apart first was a tenth of checking 10,000 rules.
        // Compilers do the same (clang's `-disable-free`). Only the last service is left, so memory does not grow.
        if isLast { _ = Unmanaged.passRetained(LeftToTheEnd(facts: facts)) }
    }

    /// Holds what nobody needs any more until the process ends.
    private final class LeftToTheEnd {
        private let facts: FactBase

        init(facts: FactBase) { self.facts = facts }
    }

    /// False if a scenario that was asked for does not exist or is not valid, and then `messages` says why.
    private mutating func chooseScenarios() -> Bool {
        guard let rehearsal = request.rehearsal else { return true }
        // Found out now, not after a minute of runs.
        let missing = rehearsal.exports.map(\.folder).filter { !isFolder($0) }
        messages += missing.map { folder in
            "error: there is no folder `\(folder)` to export to; make it first (`mkdir -p '\(folder)'`)"
        }
        if !missing.isEmpty { return false }
        let choice = ScenarioChoice(rehearsal.scenarios, files: files, sources: &sources)
        chosen = choice.chosen
        messages += choice.messages
        return choice.isValid
    }

    private func isFolder(_ path: String) -> Bool {
        guard case .success(let status) = files.status(path) else { return false }
        return status.kind == .folder
    }

    private func step(_ rehearsal: RehearsalRequest) -> RehearsalStep {
        RehearsalStep(request: rehearsal, chosen: chosen, files: files, workers: workers, asOf: request.asOf)
    }

    private mutating func plan(_ facts: FactBase, _ manifest: Manifest) {
        guard let rehearsal = request.rehearsal else { return }
        let (text, findings) = step(rehearsal).plan(facts, manifest)
        plans.append(text)
        var renderer = DiagnosticRenderer(sources: sources)
        messages += findings.map { renderer.render($0) }
        statuses.append(findings.isEmpty ? .ready : .misuse)
    }

    private mutating func rehearse(_ facts: FactBase, _ manifest: Manifest) -> RehearsalStep.Outcome? {
        guard let rehearsal = request.rehearsal else { return nil }
        let outcome = step(rehearsal).run(facts, manifest, progress: progress)
        rehearsals.append(outcome.rehearsal)
        messages += outcome.messages
        if outcome.findings.contains(where: { $0.severity == .error }) { statuses.append(.misuse) }
        return outcome
    }

    private static func count(_ findings: [Finding]) -> String {
        let errors = findings.count { $0.severity == .error }
        return errors == 1 ? "1 error" : "\(errors) errors"
    }

    private func render(_ report: Report, as request: ReportRequest) -> [UInt8] {
        let redactor = Redactor(withholding: withheld)
        let text =
            switch request.format {
            case .text:
                TextReport.render(
                    report, sources: sources, style: TextStyle(isColoured: request.isColoured), redactor: redactor)
            case .json: JSONReport.render(report, sources: sources, redactor: redactor)
            case .html: HTMLReport.render(report, sources: sources, redactor: redactor)
            case .sarif: SARIFReport.render(report, sources: sources, redactor: redactor)
            case .githubSARIF:
                SARIFReport.render(report, sources: sources, redactor: redactor, for: .githubCodeScanning)
            case .junit: JUnitReport.render(report, sources: sources, redactor: redactor)
            case .github: GitHubReport.render(report, sources: sources, redactor: redactor)
            case .githubSummary: MarkdownReport.summary(report, sources: sources, redactor: redactor)
            case .gitlab: CodeQualityReport.render(report, sources: sources, redactor: redactor)
            case .markdown: MarkdownReport.render(report, sources: sources, redactor: redactor)
            case .csv: RequirementMatrix.render(report, sources: sources, redactor: redactor)
            }
        return Array(text.utf8)
    }
}

extension Requirement {
    /// What `--fail-on` may call it.
    fileprivate var names: [String] {
        guard case .check(let check, _) = demand else { return [id] }
        return [id, check.kind.name, check.kind.code]
    }
}

/// The checklist that ships with the tool.
enum BuiltInChecklist {
    static let production: Checklist = {
        guard let embedded = BuiltInChecklists.files.first(where: { $0.path.hasSuffix("claude-production.yaml") })
        else {
            preconditionFailure("the production checklist is embedded")
        }
        let file = SourceFile(id: FileID(index: -1), path: embedded.path, bytes: Array(embedded.text.utf8))
        guard let checklist = ChecklistReader.read(file).checklist else {
            preconditionFailure("the embedded checklist can be read; a test reads it")
        }
        return checklist
    }()
}
