import Artefacts
import Facts
import Findings
import Foundation
import PromQL
import SourceText
import TestKit
import Testing

/// Broken dashboards by the thousand: whatever the bytes, the adapter says where everything stands.
@Suite struct DashboardFuzzTests {
    @Test func `whatever the bytes, facts and findings lie in the file and queries spell what it says`() {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["PREFLIGHT_FUZZ_SECONDS"].flatMap(Double.init)
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        var seed: UInt64 = 1
        while deadline.map({ ContinuousClock.now < $0 }) ?? (seed <= 1_500) {
            let bytes = DashboardSoup.bytes(seed: seed)
            let violations = DashboardProperties.violations(of: bytes, read: DashboardProperties.read)
            if !violations.isEmpty {
                Issue.record("seed \(seed): \(violations)\n\(String(decoding: bytes, as: UTF8.self).debugDescription)")
                return
            }
            seed += 1
        }
    }

    @Test(arguments: Sabotage.allCases)
    func `the properties notice a sabotaged reader`(sabotage: Sabotage) {
        let isNoticed = (UInt64(1)...400).contains { seed in
            !DashboardProperties.violations(of: DashboardSoup.bytes(seed: seed), read: sabotage.read).isEmpty
        }
        #expect(isNoticed, "no property fails on a reader that \(sabotage)")
    }

    enum Sabotage: CaseIterable {
        case misplacesQueries
        case forgetsFindings
        case losesTheLastPanel

        func read(_ bytes: [UInt8]) -> ArtefactReading {
            switch self {
            case .misplacesQueries: return DashboardProperties.read([UInt8(ascii: " ")] + bytes)
            case .forgetsFindings:
                var reading = DashboardProperties.read(bytes)
                reading.findings = []
                return reading
            case .losesTheLastPanel:
                var reading = DashboardProperties.read(bytes)
                guard let last = reading.facts.dashboards.indices.last else { return reading }
                _ = reading.facts.dashboards[last].panels.popLast()
                return reading
            }
        }
    }
}

/// Texts that are nearly dashboards.
enum DashboardSoup {
    static func bytes(seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        var panels: [String] = []
        for _ in 0..<random.below(4) { panels.append(panel(&random)) }
        let list = panels.joined(separator: ",")
        var text =
            switch random.below(5) {
            case 0: #"{"title":"D","rows":[{"panels":[\#(list)]}]}"#
            case 1: #"{"dashboard":{"title":"D","panels":[{"type":"row","panels":[\#(list)]}]}}"#
            case 2: #"{"apiVersion":"v1","kind":"Dashboard","spec":{"title":"D","panels":[\#(list)]}}"#
            default: #"{"title":"D","templating":{"list":[\#(variables)]},"panels":[\#(list)]}"#
            }
        if random.chance(1, in: 6) {
            text = "kind: ConfigMap\napiVersion: v1\ndata:\n  a.json: |\n    \(text)\n"
        }
        var bytes = Array(text.utf8)
        for _ in 0..<(random.chance(1, in: 2) ? 0 : random.below(5)) where !bytes.isEmpty {
            let place = random.below(bytes.count)
            switch random.below(5) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + random.below(20)))
            default: bytes.insert(contentsOf: Array(random.pick(fragments).utf8), at: place)
            }
        }
        return bytes
    }

    private static func panel(_ random: inout SeededGenerator) -> String {
        var query = ""
        for _ in 0...random.below(5) { query += random.pick(fragments) }
        if random.chance(1, in: 2) { query = random.pick(queries) }
        let source = random.pick([#"{"type":"prometheus"}"#, "null", #""-- Mixed --""#, #"{"type":"loki"}"#, "7"])
        return #"{"title":"P","datasource":\#(source),"targets":[{"refId":"A","expr":"\#(query)"}]}"#
    }

    private static let variables =
        #"{"name":"x","type":"custom","query":"a,b"},{"name":"w","type":"interval","query":"5m"},"#
        + #"{"name":"c","type":"constant","query":"x\"y"},{"name":"v","query":"label_values(m{a=\"$x\"}, b)"}"#
    private static let queries = [
        #"sum(rate(m{a=\"$x\"}[$w]))"#, #"m{a=~\"[[x]]\"}"#, "rate(m[$__rate_interval])", #"m{\u0061=\"\u00e9$x\"}"#,
        #"label_replace(m, \"a\", \"$1\", \"b\", \"(.*)\")"#, "topk($x, m)", "${c}_m", #"m{a != '${x:regex}'}"#,
    ]
    private static let fragments = [
        "$x", "${x}", "${x:csv}", "[[x]]", "$__interval", "$w", "[", "]", "[[", "]]", "{", "}", "(", ")", "\\\"", "'",
        "`", "=", "=~", "!=", "$", "${", "m", "a", ",", " ", "5m", "#", "\\n", "\\\\", "\\u0024x", "é",
        "\\ud83d\\ude00",
        "\"", "sum", "by", "1", "rate(m[5m])",
    ]
}

/// What must hold of any reading of any bytes.
enum DashboardProperties {
    static func read(_ bytes: [UInt8]) -> ArtefactReading {
        DashboardAdapter.read(SourceFile(id: FileID(index: 0), path: "d.json", bytes: bytes), .prometheus3)
    }

    static func violations(of bytes: [UInt8], read: ([UInt8]) -> ArtefactReading) -> [String] {
        let reading = read(bytes)
        var violations: [String] = []
        let length = UInt64(bytes.count)
        for finding in reading.findings where (finding.primary?.range.end ?? 0) > length {
            violations.append("\(finding.kind.code) lies outside the file")
        }
        let panels = reading.facts.dashboards.flatMap(\.panels)
        for panel in panels {
            if panel.range.end > length || panel.title.range.end > length {
                violations.append("a panel lies outside the file")
            }
            for query in panel.queries { violations += places(query, bytes) }
        }
        if panels.isEmpty, reading.findings.isEmpty, !bytes.allSatisfy({ $0 <= 0x20 }) {
            violations.append("nothing is read and nothing said")
        }
        if counted(bytes) > panels.count, reading.findings.isEmpty { violations.append("a panel is lost") }
        return violations
    }

    /// What no escape and no variable spells stands in the file as it stands in the query.
    private static func places(_ query: PanelQuery, _ bytes: [UInt8]) -> [String] {
        for segment in query.text.segments {
            guard segment.source.end <= bytes.count else { return ["a query lies outside the file"] }
            let isSubstitute = query.substitute(in: segment.text) != nil
            let decoded = query.text.bytes[segment.text.range]
            if segment.text.length == segment.source.length, !isSubstitute,
                !bytes[segment.source.range].elementsEqual(decoded),
                !(segment.text.length == 1 && decoded.first == UInt8(ascii: "."))
            {
                return ["a query is spelled differently in its place"]
            }
        }
        return []
    }

    /// How many panels an unharmed text of the soup has.
    private static func counted(_ bytes: [UInt8]) -> Int {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.components(separatedBy: #"{"title":"P","datasource""#).count - 1
    }
}
