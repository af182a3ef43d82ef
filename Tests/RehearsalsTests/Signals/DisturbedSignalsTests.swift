import ClaudeBackend
import Facts
import Manifests
import Rehearsals
import Simulation
import SourceText
import Testing

/// What each incident disturbs is not believed: it is measured against runs of the same traffic without the incident.
struct DisturbedSignalsTests {
    private static let incidents = BuiltInScenarios.all.filter { $0.kind == .incident }
    private static let seeds: [UInt64] = [11, 12, 13]

    /// The signals that leave the control band in most runs of an incident over support-chat.
    private static func disturbed(by scenario: Scenario) throws -> Set<Signal> {
        let rehearser = try ExampleService.supportChat.rehearser(runs: 1)
        guard case .ready(let resolved) = rehearser.resolve(scenario), let incident = scenario.incident else {
            return []
        }
        let names = resolved.input.dependencies.map(\.name)
        var band = ControlBand()
        for seed in Self.seeds + [21, 22, 23, 24, 25] {
            var healthy = resolved.input
            healthy.seed = seed
            healthy.faults = Array(resolved.input.faults.dropFirst(resolved.incidentFaultCount))
            band.widen(
                by: Simulator.run(healthy).rows, from: incident.lowerBound, to: incident.upperBound,
                dependencies: names)
        }
        var counts: [Signal: Int] = [:]
        for seed in Self.seeds {
            var input = resolved.input
            input.seed = seed
            let left = band.left(
                by: Simulator.run(input).rows, from: incident.lowerBound, to: incident.upperBound, dependencies: names)
            for signal in left { counts[signal, default: 0] += 1 }
        }
        return Set(counts.filter { $0.value > Self.seeds.count / 2 }.keys)
    }

    @Test(arguments: incidents.map(\.id.value))
    func `an incident disturbs what it says`(id: String) throws {
        let scenario = try #require(BuiltInScenarios.named(id))
        let derived = try Self.disturbed(by: scenario).map(\.name).sorted()
        let rehearser = try ExampleService.supportChat.rehearser(runs: 1)
        guard case .ready(let resolved) = rehearser.resolve(scenario) else {
            Issue.record("\(id) does not fit support-chat")
            return
        }
        let declared = resolved.signals.map(\.name).sorted()
        #expect(
            declared.allSatisfy(derived.contains),
            "\(id) says that it disturbs \(declared), and only \(derived) leave the band")
        #expect(!declared.isEmpty, "an incident that disturbs nothing can be noticed by nobody")
    }

    @Test func `incidents that disturb the same signals say what tells them apart`() {
        for (index, one) in Self.incidents.enumerated() {
            for other in Self.incidents[..<index]
            where Set(one.signals.map(\.value)) == Set(other.signals.map(\.value)) {
                let isTold =
                    one.sharedSignals.contains { $0.scenario.value == other.id.value }
                    || other.sharedSignals.contains { $0.scenario.value == one.id.value }
                #expect(
                    isTold, "\(one.id.value) and \(other.id.value) disturb the same signals; say why both are there")
            }
        }
    }
}
