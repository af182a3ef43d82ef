import Documents
import Facts
package import Findings
import Simulation
package import SourceText

/// A scenario file to a scenario whose parts fit each other. One run shows every problem; an unknown key is an error,
/// since a key that nobody reads looks like a setting and changes nothing.
package enum ScenarioReader {
    /// Nil if anything is wrong with it; findings then tell what.
    package static func read(_ file: SourceFile) -> (scenario: Scenario?, findings: [Finding]) {
        var findings: [Finding] = []
        guard let root = DocumentReader.readYAML(file).only("the scenario", of: file, into: &findings) else {
            return (nil, findings)
        }
        let scenario = MappingReader.read(root, what: "the scenario", into: &findings) { keys in Self.scenario(&keys) }
        return (findings.isEmpty ? scenario ?? nil : nil, findings)
    }

    /// The longest time that a run, or a moment in it, is accepted with: sums of a few cannot overflow.
    static let longestMilliseconds: Int64 = 366 * 86_400_000

    private static func scenario(_ keys: inout MappingReader) -> Scenario? {
        let id = keys.required("scenario", example: "overloaded-529") { $0.name() }
        let version = keys.required("version", example: "1") { $0.integer(in: 1...Int.max) }
        let kind = keys.required("kind", example: "incident") { $0.oneOf(Scenario.Kind.self) }
        let title = keys.required("title", example: "Claude answers 529 for half an hour") { $0.string() }
        let story = keys.required("story", example: "what happens, in two sentences") { $0.string() }
        let signals = keys.optional("signals") { $0.oneOrMore { $0.scenarioSignal() } } ?? []
        let shared = keys.optional("shared_signals_with") { value in
            value.table { key, reason in
                reason.string().map {
                    Scenario.SharedSignals(scenario: key.map(\.string), reason: $0.value)
                }
            }
        }
        let needs = keys.optional("needs") { $0.oneOrMore { $0.oneOf(Scenario.Need.self) } } ?? []
        let duration = keys.required("duration", example: "90m") { $0.runLength() }
        let start = keys.optional("start") { $0.mapping(Self.start) }
        let run = duration?.value
        let traffic = keys.optional("traffic") { $0.mapping { ScenarioTrafficReader.read(&$0, run: run) } }
        let clients = keys.optional("clients") { ScenarioClientReader.clients(&$0) }
        let policy = keys.optional("client_policy") { ScenarioPolicyReader.read(&$0) }
        let backend = keys.optional("backend") { $0.mapping(ScenarioBackendReader.backend) }
        let dependencies = keys.optional("dependencies") { ScenarioBackendReader.dependencies(&$0) }
        let faults = keys.optional("faults") { ScenarioFaultReader.faults(&$0, run: run, isBackground: false) } ?? []
        let background =
            keys.optional("background") { ScenarioFaultReader.faults(&$0, run: run, isBackground: true) } ?? []
        let pipeline = keys.optional("pipeline") { $0.mapping(ScenarioPipelineReader.read) }
        let expectations = keys.optional("expect") { value in
            value.list { $0.mapping(ScenarioExpectationReader.read) ?? nil }
        }
        guard let id, let version, let kind, let title, let story, let duration else { return nil }
        let scenario = Scenario(
            id: id, version: Int64(version.value), kind: kind.value, title: title.value, story: story.value,
            signals: signals, sharedSignals: (shared ?? []).map(\.value), needs: needs,
            durationMilliseconds: duration.value, start: start ?? Scenario.Start(day: .wednesday, minuteOfDay: 13 * 60),
            traffic: traffic ?? ScenarioTraffic(), clients: clients ?? [], policy: policy ?? nil,
            backend: backend ?? ScenarioBackend(), dependencies: dependencies ?? [], faults: faults,
            background: background, pipeline: pipeline, expectations: expectations ?? [])
        let hasFaults = keys.node["faults"].map { $0.count > 0 } ?? false
        ScenarioContradictions.report(scenario, hasFaults: hasFaults, &keys)
        return scenario
    }

    private static func start(_ keys: inout MappingReader) -> Scenario.Start {
        let day = keys.optional("day") { $0.oneOf(Scenario.Start.Day.self) }
        let time = keys.optional("time") { $0.timeOfDay() }
        return Scenario.Start(day: day?.value ?? .wednesday, minuteOfDay: time?.value ?? 13 * 60)
    }
}

/// What no single value shows: ids given twice, names that nothing has, an incident in which nothing happens.
enum ScenarioContradictions {
    static func report(_ scenario: Scenario, hasFaults: Bool, _ keys: inout MappingReader) {
        if scenario.kind == .incident {
            if !hasFaults { keys.report(ScenarioFindings.nothingGoesWrong(scenario.id)) }
            if !keys.contains("signals") { keys.report(ScenarioFindings.nothingDisturbed(scenario.id)) }
        }
        repeats("fault", (scenario.faults + scenario.background).map(\.id), &keys)
        repeats("client", scenario.clients.map(\.id), &keys)
        for expectation in scenario.expectations {
            let known = scenario.faults.map(\.id.value)
            guard let name = expectation.faultName, !known.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else {
                continue
            }
            keys.report(
                ScenarioFindings.unknown(
                    ScenarioFindings.unknownReference, "fault", Located(name, at: expectation.range), known: known,
                    why: "The expectation would be measured from a moment that never comes."))
        }
        guard !scenario.clients.isEmpty else { return }
        for fault in scenario.faults + scenario.background {
            for target in fault.targets where target.kind == .population {
                let known = scenario.clients.map(\.id.value)
                if known.contains(where: { $0.utf8.elementsEqual(target.name.value.utf8) }) { continue }
                keys.report(ScenarioFindings.unknownTarget(target, known: known))
            }
        }
    }

    private static func repeats(_ what: String, _ ids: [Located<String>], _ keys: inout MappingReader) {
        for (index, id) in ids.enumerated() {
            guard let first = ids[..<index].first(where: { $0.value.utf8.elementsEqual(id.value.utf8) }) else {
                continue
            }
            keys.report(ScenarioFindings.twice(what, id, first: first))
        }
    }
}

extension ScenarioExpectation {
    /// The fault that it is measured from.
    var faultName: String? {
        switch subject {
        case .fires(_, let during, _): during
        case .resolves(_, let after, _): after
        case .silent, .silentOutsideIncidents, .metric: nil
        }
    }
}
