import Facts
import Findings
import Foundation
import Manifests
import Rehearsals
import Simulation
import SourceText
import TestKit

/// Scenarios as texts, with ⟦brackets⟧ around the place where a finding must point.
struct ScenarioText {
    let text: String
    /// Where the brackets were, in bytes.
    let marked: Range<Int>?

    init(_ marked: String) {
        var bytes: [UInt8] = []
        var start: Int?
        var end: Int?
        for character in marked {
            switch character {
            case "⟦": start = bytes.count
            case "⟧": end = bytes.count
            default: bytes += Array(String(character).utf8)
            }
        }
        text = String(decoding: bytes, as: UTF8.self)
        self.marked = start.flatMap { start in end.map { start..<$0 } }
    }

    func read() -> (scenario: Scenario?, findings: [Finding]) {
        ScenarioReader.read(
            SourceFile(id: FileID(index: 3), path: "scenarios/ours.yaml", bytes: Array(text.utf8)))
    }

    /// An incident of an hour and a half with what a test adds to it, one key a line.
    static func incident(_ added: String, faults: Bool = true, duration: String = "90m") -> ScenarioText {
        let burst = faults ? "faults: [{id: burst, fault: overloaded, at: 30m, for: 20m}]\n" : ""
        return ScenarioText(
            """
            scenario: ours
            version: 1
            kind: incident
            title: Something is wrong
            story: It goes wrong, and then it is over.
            signals: [errors]
            duration: \(duration)
            \(burst)\(added)

            """)
    }
}

/// A service as texts, read with the sample and without its rules: a scenario never looks at them.
enum ExampleManifest {
    static func surroundings(
        _ manifestText: String, exposition: String? = nil, trace: String? = nil
    ) throws -> ScenarioSurroundings {
        let file = SourceFile(id: FileID(index: 0), path: "observability.yaml", bytes: Array(manifestText.utf8))
        let (manifest, findings) = ManifestReader.read(file)
        guard let manifest else { throw Unreadable(findings: findings.map(\.message)) }
        return surroundings(manifest, exposition: exposition, trace: trace)
    }

    struct Unreadable: Error {
        var findings: [String]
    }

    /// `examples/support-chat` as it is.
    static func supportChat() throws -> ScenarioSurroundings {
        try surroundings(
            try supportChatManifest(), exposition: try text("examples/support-chat/telemetry/metrics.prom"))
    }

    static func supportChatManifest() throws -> String { try text("examples/support-chat/observability.yaml") }

    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: Referee.repository.appendingPathComponent(path)), as: UTF8.self)
    }
}
