import Findings
import Rehearsals
import Reports
import SourceText

/// Finds the scenarios that the command line names.
struct ScenarioChoice {
    private(set) var chosen: [ChosenScenario] = []
    private(set) var messages: [String] = []
    /// False if a name or a file is no scenario: nothing is run then.
    private(set) var isValid = true

    init(_ names: [String], files: FileAccess, sources: inout SourceSet) {
        if names.isEmpty {
            chosen = BuiltInScenarios.all.map { ChosenScenario(scenario: $0, path: nil) }
            return
        }
        for name in names {
            if let scenario = BuiltInScenarios.named(name) {
                chosen.append(ChosenScenario(scenario: scenario, path: nil))
            } else if Self.isPath(name) {
                read(name, files: files, sources: &sources)
            } else {
                refuse(name)
            }
        }
        refuseTwins()
    }

    private static func isPath(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "/")) || text.hasSuffix(".yaml") || text.hasSuffix(".yml")
            || text.hasSuffix(".json")
    }

    private mutating func refuse(_ name: String) {
        let known = BuiltInScenarios.all.map(\.id.value)
        let near = NearMiss.closest(to: name, among: known).map { "did you mean `\($0)`?" }
        let hint = near ?? "`preflight list scenarios` shows them; a file needs its ending, such as `\(name).yaml`"
        messages.append("error: no scenario is called `\(name)`; \(hint)")
        isValid = false
    }

    private mutating func read(_ path: String, files: FileAccess, sources: inout SourceSet) {
        switch files.read(path) {
        case .failure(let problem):
            messages.append("error: the scenario `\(path)` \(problem.sentence)")
            isValid = false
        case .success(let bytes):
            let (scenario, findings) = ScenarioReader.read(sources.add(path: path, bytes: bytes))
            var renderer = DiagnosticRenderer(sources: sources)
            messages += findings.sortedForOutput().map { renderer.render($0) }
            guard let scenario, !findings.contains(where: { $0.severity == .error }) else {
                let errors = findings.count { $0.severity == .error }
                messages.append(
                    "error: `\(path)` is no valid scenario: \(errors == 1 ? "1 error" : "\(errors) errors"); nothing was run"
                )
                isValid = false
                return
            }
            chosen.append(ChosenScenario(scenario: scenario, path: path))
        }
    }

    /// Two scenarios of one name could not be told apart in a report.
    private mutating func refuseTwins() {
        for (index, one) in chosen.enumerated()
        where chosen[..<index].contains(where: { $0.scenario.id.value.utf8.elementsEqual(one.scenario.id.value.utf8) })
        {
            messages.append("error: two scenarios are called `\(one.scenario.id.value)`; give one another name")
            isValid = false
        }
    }
}
