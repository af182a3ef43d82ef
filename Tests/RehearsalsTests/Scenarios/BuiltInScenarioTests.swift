import Checklists
import Facts
import Findings
import Foundation
import Rehearsals
import Simulation
import SourceText
import TestKit
import Testing

@Suite struct `The scenarios that ship` {
    /// Those that can be read; a broken one is told of by the first test, and not by a trap.
    static let scenarios = BuiltInScenarios.files.compactMap { path, text in
        ScenarioReader.read(SourceFile(id: FileID(index: 0), path: path, bytes: Array(text.utf8))).scenario
    }

    private static func named(_ id: String) -> Scenario? { scenarios.first { $0.id.value == id } }

    @Test(arguments: BuiltInScenarios.files.indices)
    func `read without a finding, and are called as their files are`(index: Int) throws {
        let (path, text) = BuiltInScenarios.files[index]
        let file = SourceFile(id: FileID(index: 0), path: path, bytes: Array(text.utf8))
        let (scenario, findings) = ScenarioReader.read(file)
        #expect(findings.isEmpty, "\(findings.map(\.message))")
        let read = try #require(scenario)
        #expect(path == "scenarios/\(read.id.value).yaml")
        #expect(text.utf8.allSatisfy { $0 < 0x80 }, "people read these in any terminal")
    }

    @Test func `are twelve incidents and four controls`() {
        #expect(Self.scenarios.filter { $0.kind == .incident }.count == 12)
        #expect(Self.scenarios.filter { $0.kind == .control }.count == 4)
        guard Self.scenarios.count == BuiltInScenarios.files.count else { return }
        #expect(BuiltInScenarios.all.map(\.id.value).first == "agent-loop-cost-runaway")
        #expect(BuiltInScenarios.named("overloaded-529")?.kind == .incident)
        #expect(BuiltInScenarios.named("overloaded") == nil)
    }

    @Test func `are all that the checklist asks for, and as it calls them`() throws {
        let path = "checklists/claude-production.yaml"
        let file = SourceFile(
            id: FileID(index: 0), path: path, bytes: Array(try ExampleManifest.text(path).utf8))
        let checklist = try #require(ChecklistReader.read(file).checklist)
        var asked: Set<String> = []
        for requirement in checklist.items.flatMap(\.requirements) {
            switch requirement.demand {
            case .incident(let demand):
                #expect(Self.named(demand.scenario)?.kind == .incident, "there is no incident `\(demand.scenario)`")
                asked.insert(demand.scenario)
            case .control(let demand):
                #expect(Self.named(demand.scenario)?.kind == .control, "there is no control `\(demand.scenario)`")
                asked.insert(demand.scenario)
            case .check, .reconcile: break
            }
        }
        #expect(asked.count == Self.scenarios.count, "a scenario that nothing asks for proves nothing")
    }

    @Test(arguments: scenarios.indices)
    func `begin quietly and leave time to recover`(index: Int) {
        let scenario = Self.scenarios[index]
        guard scenario.kind == .incident, let incident = scenario.incident else {
            #expect(scenario.kind == .control)
            return
        }
        let minute: Int64 = 60_000
        #expect(incident.lowerBound >= 20 * minute, "\(scenario.id.value) has too short a quiet beginning")
        #expect(incident.upperBound - incident.lowerBound >= 20 * minute)
        #expect(scenario.durationMilliseconds - incident.upperBound >= 15 * minute, "no time to recover")
        #expect(!scenario.background.isEmpty, "an alert without tolerance would not show itself")
        #expect(!scenario.expectations.isEmpty)
    }

    /// Two incidents that disturb the same signals are one and the same to alerts, unless a reader is told what differs.
    @Test func `disturb signals of their own, or say what sets them apart`() {
        let incidents = Self.scenarios.filter { $0.kind == .incident }
        for (index, first) in incidents.enumerated() {
            for second in incidents[(index + 1)...]
            where Set(first.signals.map(\.value)) == Set(second.signals.map(\.value)) {
                let isExplained = [(first, second), (second, first)].contains { one, other in
                    one.sharedSignals.contains { $0.scenario.value == other.id.value && !$0.reason.isEmpty }
                }
                #expect(
                    isExplained,
                    "\(first.id.value) and \(second.id.value) disturb the same signals: add `shared_signals_with`")
            }
            for shared in first.sharedSignals {
                let other = Self.named(shared.scenario.value)
                #expect(
                    other.map { Set($0.signals.map(\.value)) == Set(first.signals.map(\.value)) } == true,
                    "\(first.id.value) shares nothing with `\(shared.scenario.value)`")
            }
        }
    }

    @Test func `run over a service that declares nothing`() throws {
        let surroundings = try ExampleManifest.surroundings("preflight: 1\nservice: bare\n")
        for scenario in Self.scenarios {
            switch scenario.resolve(in: surroundings, seed: 1) {
            case .ready(let resolved):
                #expect(!resolved.input.populations.isEmpty)
                #expect(resolved.input.layout.populationCount == resolved.input.populations.count)
                #expect(!resolved.assumptions.isEmpty)
                #expect(ScenarioPlan.text(resolved).contains("taken for granted"))
            case .notApplicable(let reason):
                #expect(scenario.id.value == "dependency-slow", "\(scenario.id.value): \(reason)")
            case .unprovable(let reason): Issue.record("\(scenario.id.value) needs more than nothing: \(reason)")
            case .invalid(let findings): Issue.record("\(scenario.id.value): \(findings.map(\.message))")
            }
        }
    }

    @Test func `run over the example`() throws {
        let surroundings = try ExampleManifest.supportChat()
        for scenario in Self.scenarios {
            guard case .ready(let resolved) = scenario.resolve(in: surroundings, seed: 1) else {
                Issue.record("\(scenario.id.value) cannot run over support-chat")
                continue
            }
            #expect(resolved.signals.count >= scenario.signals.count)
            #expect(resolved.input.faults.count == scenario.faults.count + scenario.background.count)
            #expect(resolved.incidentFaultCount == scenario.faults.count)
        }
    }
}
