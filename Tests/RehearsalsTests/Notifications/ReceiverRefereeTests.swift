import Facts
import Foundation
import PromQL
import SourceText
import TestKit
import Testing

@testable import Rehearsals

/// Random trees and alerts, put to `amtool config routes test` and to the notifier: the same receivers hear of them.
@Suite struct `Notifications reach the receivers that Alertmanager names` {
    @Test(.enabled(if: Referee.amtool != nil || Referee.isRequired))
    func `for random trees and alerts`() throws {
        let amtool = try #require(Referee.amtool, "run `.ci/install amtool`")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("receivers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var several = 0
        for seed in 1...UInt64(60) {
            var random = SeededGenerator(seed: seed)
            let text = Self.configuration(&random)
            let path = folder.appendingPathComponent("\(seed).yml")
            try Data(text.utf8).write(to: path)
            let routing = try #require(RoutingText.routing(text), "seed \(seed) is a valid file\n\(text)")
            for _ in 0..<3 {
                let labels = Self.names.filter { _ in random.chance(3, in: 4) }.map { ($0, random.pick(Self.values)) }
                let output = try Referee.run(
                    amtool, ["config", "routes", "test", "--config.file", path.path] + labels.map { "\($0)=\($1)" })
                let theirs = output.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: ",")
                let alert = SentAlert(
                    rule: 0,
                    labels: labels.map { RuleLabel(name: ByteString($0.0), value: ByteString($0.1)) }.sorted {
                        $0.name < $1.name
                    }, firing: [0..<10_000_000])
                let log = Notifier(routings: [routing], paging: nil, startUnixMilliseconds: 0)
                    .notifications(of: [alert], untilMilliseconds: 200_000)
                let ours = log.notifications.compactMap { $0.receiver?.string }
                #expect(ours.sorted() == theirs.map(String.init).sorted(), "seed \(seed), \(labels)\n\(text)")
                if theirs.count > 1 { several += 1 }
            }
        }
        #expect(several > 10, "only \(several) alerts went to several receivers")
    }

    private static let names = ["alertname", "severity", "team"]
    private static let values = ["page", "ticket", "a", "b"]

    private static func configuration(_ random: inout SeededGenerator) -> String {
        var text = "route:\n  receiver: r0\n  repeat_interval: 4h\n  group_wait: 5s\n"
        text += routes(&random, depth: 1)
        text += "receivers:\n"
        for index in 0..<5 {
            text += "  - {name: r\(index), webhook_configs: [{url: 'http://alerts.acme-ops.io/\(index)'}]}\n"
        }
        return text
    }

    private static func routes(_ random: inout SeededGenerator, depth: Int) -> String {
        guard depth < 4, random.chance(4, in: 4 + depth) else { return "" }
        let lead = String(repeating: "    ", count: depth)
        var text = "\(lead.dropLast(2))routes:\n"
        for _ in 0..<(1 + random.below(3)) {
            text += "\(lead)- receiver: r\(random.below(5))\n"
            text += "\(lead)  group_by: \(random.pick(["[alertname]", "['...']", "[]", "[team]"]))\n"
            if random.chance(1, in: 2) { text += "\(lead)  continue: true\n" }
            let sign = random.pick(["=", "!=", "=~"])
            text += "\(lead)  matchers: ['\(random.pick(names))\(sign)\"\(random.pick(values))\"']\n"
            text += routes(&random, depth: depth + 1)
        }
        return text
    }
}
