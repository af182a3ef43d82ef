import Foundation
import Rehearsals
import SourceText
import TestKit
import Testing

/// The services in `examples`, as the rehearsal sees them.
enum ExampleService: String, CaseIterable, CustomTestStringConvertible {
    case supportChat = "support-chat"
    case guide

    var testDescription: String { rawValue }

    /// A day on which the models of both are sold.
    static let asOf = CivilDate("2026-11-23")

    func scene() throws -> SeriesScene {
        let folder = Referee.repository.appendingPathComponent("examples/\(rawValue)")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
            ["yaml", "yml", "prom"].contains { path.hasSuffix(".\($0)") }
        }.sorted()
        return SeriesScene(
            try paths.map { ($0, try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)) })
    }

    func rehearser(runs: Int, seed: UInt64 = 1, keepsFirstRuns: Bool = false) throws -> Rehearser {
        let scene = try scene()
        guard let day = Self.asOf else { preconditionFailure("the day is one of the calendar") }
        var settings = Rehearser.Settings(runCount: runs, firstSeed: seed, asOf: day)
        settings.keepsFirstRuns = keepsFirstRuns
        return Rehearser(scene.facts, scene.manifest, settings)
    }
}
