import Checklists
import Facts
import Findings
import Manifests
import PromQL
import Rehearsals
import Reports
import SourceText

/// Rehearses one service and gathers what the report and the checklist need of it.
struct RehearsalStep {
    let request: RehearsalRequest
    let chosen: [ChosenScenario]
    let files: FileAccess
    let workers: Workers
    let asOf: CivilDate

    /// What came of it.
    struct Outcome {
        var rehearsal: Rehearsal
        var evidence: [RehearsalEvidence]
        /// A requirement for every expectation of the scenarios.
        var expectations: ItemVerdict?
        var findings: [Finding] = []
        var messages: [String] = []
        /// An export could not be written.
        var hasFailed = false
    }

    /// The timelines of all chosen scenarios as text.
    func plan(_ facts: FactBase, _ manifest: Manifest) -> (text: String, findings: [Finding]) {
        let rehearser = rehearser(facts, manifest) { _, _ in }
        var texts: [String] = []
        var findings: [Finding] = []
        for one in chosen {
            let name = one.scenario.id.value
            switch rehearser.resolve(one.scenario) {
            case .ready(let resolved): texts.append(ScenarioPlan.text(resolved))
            case .notApplicable(let reason): texts.append("\(name): not applicable: \(reason)\n")
            case .unprovable(let reason): texts.append("\(name): unprovable: \(reason)\n")
            case .invalid(let problems):
                texts.append("\(name): does not fit the service\n")
                findings += problems
            }
        }
        return (texts.joined(separator: "\n"), findings)
    }

    func run(
        _ facts: FactBase, _ manifest: Manifest, progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
    ) -> Outcome {
        let rehearser = rehearser(facts, manifest, progress)
        let rehearsed = rehearser.rehearse(chosen.map(\.scenario), workers: workers)
        var rehearsal = Rehearsal(service: manifest.service.value, runCount: request.runCount)
        rehearsal.firstSeed = request.seed
        rehearsal.scenarios = rehearsed.map(\.result).filter { $0.notApplicable == nil }
        rehearsal.notApplicable = rehearsed.map(\.result).compactMap { result in
            result.notApplicable.map { NotApplicable(scenario: result.id, reason: $0) }
        }
        rehearsal.seriesCount = rehearsed.map(\.seriesCount).max() ?? 0
        for assumption in rehearsed.flatMap(\.assumptions) where !rehearsal.assumptions.contains(assumption) {
            rehearsal.assumptions.append(assumption)
        }
        var outcome = Outcome(rehearsal: rehearsal, evidence: rehearsed.map { RehearsalEvidence($0.result) })
        outcome.findings = rehearsed.flatMap(\.findings)
        outcome.expectations = Self.expectations(chosen, rehearsed)
        for export in request.exports { write(export, rehearsed, &outcome) }
        return outcome
    }

    private func rehearser(
        _ facts: FactBase, _ manifest: Manifest, _ progress: @escaping @Sendable (Int, Int) -> Void
    ) -> Rehearser {
        var settings = Rehearser.Settings(
            runCount: request.runCount, firstSeed: request.seed, asOf: asOf)
        settings.keepsFirstRuns = !request.exports.isEmpty
        settings.progress = progress
        let paths = chosen.compactMap { one in one.path.map { (id: one.scenario.id.value, path: $0) } }
        settings.trace = { [files] scenario, path in
            // Relative to the scenario that names it, as everything a file names.
            let own = paths.first { $0.id.utf8.elementsEqual(scenario.id.value.utf8) }?.path ?? ""
            let folder = ManifestDiscovery.folder(of: own)
            let full = folder.isEmpty || path.string.hasPrefix("/") ? path.string : folder + "/" + path.string
            guard case .success(let bytes) = files.read(full) else { return nil }
            return SourceFile(id: FileID(index: -1), path: full, bytes: bytes)
        }
        return Rehearser(facts, manifest, settings)
    }

    /// What shipped scenarios expect is told; what decides for them is the checklist. A scenario of one's own decides by
    /// what it expects.
    private static func expectations(_ chosen: [ChosenScenario], _ rehearsed: [RehearsedScenario]) -> ItemVerdict? {
        var requirements: [RequirementVerdict] = []
        for (one, scenario) in zip(chosen, rehearsed) where one.path != nil {
            let name = scenario.result.id
            for (index, expectation) in scenario.result.expectations.enumerated() {
                var verdict = RequirementVerdict(
                    id: "\(name)/\(index + 1)", check: "expectation", level: .rehearsed, outcome: expectation.outcome,
                    reason: expectation.reason.isEmpty
                        ? expectation.words : "\(expectation.words): \(expectation.reason)")
                if expectation.outcome == .fail {
                    verdict.findings = [
                        RehearsalRule.expectationFailed(
                            expectation.words, expectation.reason, scenario: name, at: expectation.place)
                    ]
                }
                requirements.append(verdict)
            }
        }
        if requirements.isEmpty { return nil }
        return ItemVerdict(id: "scenarios", title: "What the scenarios expect", requirements: requirements)
    }

    // MARK: Exports

    private func write(_ export: SeriesExport, _ rehearsed: [RehearsedScenario], _ outcome: inout Outcome) {
        for scenario in rehearsed {
            guard let kept = scenario.firstRun else { continue }
            switch export.form {
            case .promtool: writePromtool(kept, scenario.result.id, export.folder, &outcome)
            case .openmetrics: writeOpenMetrics(kept, scenario.result.id, export.folder, &outcome)
            }
        }
    }

    private func writePromtool(_ kept: KeptRun, _ name: String, _ folder: String, _ outcome: inout Outcome) {
        let header = ["\(name), seed \(request.seed), by preflight \(toolVersion)", "promtool test rules FILE"]
        let files = PromtoolExport(kept.run, input: kept.input, name: name, header: header)
        for refusal in files.refusals {
            let why = refusal.message { "`\(kept.run.rules[$0].name.string)`" }
            outcome.messages.append("warning: `\(name)` is not written for promtool: \(why)")
        }
        for file in files.files { write(file.text, to: "\(folder)/\(file.name)", &outcome) }
    }

    private func writeOpenMetrics(_ kept: KeptRun, _ name: String, _ folder: String, _ outcome: inout Outcome) {
        let export = OpenMetricsExport(kept.input)
        guard export.refusals.isEmpty else {
            outcome.messages.append(
                "warning: `\(name)` is not written as OpenMetrics: \(export.refusals.count) series cannot be spelt there"
            )
            return
        }
        write(export.text, to: "\(folder)/\(name).om", &outcome)
    }

    private func write(_ text: String, to path: String, _ outcome: inout Outcome) {
        guard let problem = files.writeAtomically(path, Array(text.utf8)) else { return }
        let trouble = problem == .missing ? "lies in a folder that does not exist" : problem.sentence
        outcome.messages.append("error: cannot write the export: `\(path)` \(trouble)")
        outcome.hasFailed = true
    }
}
