import Artefacts
import Facts
import Findings
import Foundation
import SourceText
import TestKit
import Testing

/// Random trees and label sets, put to `amtool config routes test` and to our walk.
@Suite struct `Routes resolve as Alertmanager resolves them` {
    @Test(.enabled(if: Referee.amtool != nil || Referee.isRequired))
    func `for random trees and label sets`() throws {
        let amtool = try #require(Referee.amtool, "run `.ci/install amtool`")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("routes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var count = 0
        for seed in 1...UInt64(90) {
            var random = SeededGenerator(seed: seed)
            let text = RandomRoutes.configuration(&random)
            let path = folder.appendingPathComponent("\(seed).yml")
            try Data(text.utf8).write(to: path)
            let reading = ArtefactReader.readAlertmanager(
                SourceFile(id: FileID(index: 0), path: "alertmanager.yml", bytes: Array(text.utf8)))
            let check = try Referee.run(amtool, ["check-config", path.path])
            #expect(
                (check.status == 0) == !reading.isRefused,
                "seed \(seed): amtool \(check.status) \(check.standardError)\nwe \(reading.findings.map(\.message))\n\(text)"
            )
            guard check.status == 0, let routing = reading.facts.routings.first else { continue }
            for _ in 0..<4 {
                let labels = RandomRoutes.labels(&random)
                let output = try Referee.run(
                    amtool, ["config", "routes", "test", "--config.file", path.path] + labels.map { "\($0)=\($1)" })
                let known = Dictionary(labels.map { (ByteString($0), ByteString($1)) }, uniquingKeysWith: { $1 })
                let resolution = RouteResolution(of: AlertLabels(known: known), in: routing)
                let ours = resolution.certain.map { routing.routes[$0].receiver.value.string }.joined(separator: ",")
                let theirs = output.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
                #expect(ours == theirs, "seed \(seed), \(labels)\n\(text)")
                #expect(resolution.possible.isEmpty && resolution.openLabels.isEmpty)
                count += 1
            }
        }
        #expect(count > 250, "only \(count) comparisons were made")
    }

    /// Leaving a label open must never contradict what any of its values would give.
    @Test func `an open label gives what holds for each of its values, and what holds for some`() throws {
        for seed in 1...UInt64(300) {
            var random = SeededGenerator(seed: seed)
            let text = RandomRoutes.configuration(&random)
            let file = SourceFile(id: FileID(index: 0), path: "alertmanager.yml", bytes: Array(text.utf8))
            guard let routing = ArtefactReader.readAlertmanager(file).facts.routings.first else { continue }
            var known = Dictionary(
                RandomRoutes.labels(&random).map { (ByteString($0), ByteString($1)) }, uniquingKeysWith: { $1 })
            known["severity"] = nil
            let open = RouteResolution(of: AlertLabels(known: known, open: ["severity"]), in: routing)
            for value in RandomRoutes.values + [""] {
                known["severity"] = ByteString(value)
                let closed = Set(RouteResolution(of: AlertLabels(known: known), in: routing).certain)
                #expect(closed.isSuperset(of: open.certain), "seed \(seed), severity=\(value)\n\(text)")
                #expect(closed.isSubset(of: open.certain + open.possible), "seed \(seed), severity=\(value)\n\(text)")
            }
        }
    }
}

/// Configurations with trees of up to four levels, in the old and the new spelling of matchers.
enum RandomRoutes {
    static let names = ["alertname", "severity", "team", "cluster"]
    static let values = ["page", "ticket", "a", "b", "a-b", "x y", "é"]

    static func labels(_ random: inout SeededGenerator) -> [(String, String)] {
        names.filter { _ in random.chance(3, in: 4) }.map { ($0, random.pick(values)) }
    }

    static func configuration(_ random: inout SeededGenerator) -> String {
        var text = "route:\n  receiver: r0\n"
        // The root takes everything, or Alertmanager refuses it.
        if random.chance(1, in: 20) { text += "  matchers: ['severity=\"page\"']\n" }
        text += routes(&random, depth: 1)
        text += "receivers:\n"
        for index in 0..<5 { text += "  - name: r\(index)\n" }
        return text
    }

    private static func routes(_ random: inout SeededGenerator, depth: Int) -> String {
        guard depth < 5, random.chance(4, in: 4 + depth) else { return "" }
        let lead = String(repeating: "    ", count: depth)
        var text = "\(lead.dropLast(2))routes:\n"
        for _ in 0..<(1 + random.below(3)) {
            text += "\(lead)- group_wait: \(random.pick(["1s", "0s", "1m30s", "~"]))\n"
            for key in ["group_interval", "repeat_interval"] where random.chance(1, in: 4) {
                let length = random.chance(1, in: 60) ? random.pick(badDurations) : random.pick(["1s", "5m", "1d12h"])
                text += "\(lead)  \(key): \(length)\n"
            }
            if random.chance(1, in: 4) {
                let isBad = random.chance(1, in: 60)
                text += "\(lead)  group_by: \(random.pick(isBad ? badGroups : groups))\n"
            }
            if random.chance(3, in: 4) {
                text += "\(lead)  receiver: r\(random.below(random.chance(1, in: 60) ? 7 : 5))\n"
            }
            if random.chance(1, in: 3) { text += "\(lead)  continue: true\n" }
            if random.chance(1, in: 4) {
                text += "\(lead)  match: {\(random.pick(names)): '\(random.pick(values))'}\n"
            }
            if random.chance(1, in: 6) {
                text += "\(lead)  match_re: {\(random.pick(names)): '\(random.pick(patterns))'}\n"
            }
            if random.chance(2, in: 3) { text += "\(lead)  matchers: \(matchers(&random))\n" }
            text += routes(&random, depth: depth + 1)
        }
        return text
    }

    private static let badDurations = ["0s", "5", "1.5h", "-5m", "1m1h", "''"]
    private static let groups = ["[...]", "['...']", "[alertname]", "[team, cluster]", "[]", "~"]
    private static let badGroups = ["[team, team]", "['...', team]", "team"]
    private static let patterns = ["a|b", "p.*", ".*", ".+", "", "[ab]", "page|ticket", "a-?b?", "(?i)PAGE", "x y"]

    private static func matchers(_ random: inout SeededGenerator) -> String {
        let lines = (0..<(1 + random.below(2))).map { _ -> String in
            var line = (0..<(1 + random.below(2))).map { _ in matcher(&random) }.joined(
                separator: random.pick([",", ", "]))
            if random.chance(1, in: 4) { line = "{\(line)}" }
            if random.chance(1, in: 40) { line += random.pick(["}", ",", "\"", "\\"]) }
            return "'\(line)'"
        }
        return "[\(lines.joined(separator: ", "))]"
    }

    private static func matcher(_ random: inout SeededGenerator) -> String {
        let sign = random.pick(["=", "!=", "=~", "!~"])
        let value = sign.hasSuffix("~") ? random.pick(patterns) : random.pick(values + [""])
        let quoted = random.chance(2, in: 3) ? "\"\(value)\"" : value
        let space = random.pick(["", "", " "])
        return "\(random.pick(names))\(space)\(sign)\(space)\(quoted)"
    }
}
