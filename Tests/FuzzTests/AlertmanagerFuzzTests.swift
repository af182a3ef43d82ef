import Artefacts
import Facts
import Findings
import Foundation
import SourceText
import TestKit
import Testing

/// Broken Alertmanager configurations by the thousand: reading ends in a sound tree or in a finding, and no credential
/// is ever kept or shown.
@Suite struct AlertmanagerFuzzTests {
    @Test func `whatever the bytes, routes form a tree and credentials stay where they are`() {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["PREFLIGHT_FUZZ_SECONDS"].flatMap(Double.init)
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        var seed: UInt64 = 1
        while deadline.map({ ContinuousClock.now < $0 }) ?? (seed <= 1_000) {
            let bytes = AlertmanagerSoup.bytes(seed: seed)
            let violations = AlertmanagerProperties.violations(of: bytes, read: AlertmanagerProperties.read)
            if !violations.isEmpty {
                Issue.record("seed \(seed): \(violations)\n\(String(decoding: bytes, as: UTF8.self).debugDescription)")
                return
            }
            seed += 1
        }
    }

    @Test(arguments: Sabotage.allCases)
    func `the properties notice a sabotaged reader`(sabotage: Sabotage) {
        let isNoticed = (UInt64(1)...300).contains { seed in
            !AlertmanagerProperties.violations(of: AlertmanagerSoup.bytes(seed: seed), read: sabotage.read).isEmpty
        }
        #expect(isNoticed, "no property fails on a reader that \(sabotage)")
    }

    enum Sabotage: CaseIterable {
        case tellsCredentials
        case showsTheirLines
        case makesACycle
        case namesNobody
        case refusesInSilence

        func read(_ bytes: [UInt8]) -> ArtefactReading {
            var reading = AlertmanagerProperties.read(bytes)
            guard !reading.facts.routings.isEmpty || self == .refusesInSilence else { return reading }
            switch self {
            case .tellsCredentials:
                reading.findings.append(finding("the key is \(AlertmanagerSoup.credential)", at: nil))
            case .showsTheirLines:
                let text = Array(AlertmanagerSoup.credential.utf8)
                guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: text) }) else { break }
                let range = SourceRange(file: FileID(index: 0), start: UInt64(start), length: 3)
                reading.findings.append(finding("here", at: range))
            case .makesACycle:
                let last = reading.facts.routings[0].routes.count - 1
                reading.facts.routings[0].routes[last].children.append(0)
            case .namesNobody: reading.facts.routings[0].receivers = []
            case .refusesInSilence: if reading.isRefused { reading.findings = [] }
            }
            return reading
        }

        private func finding(_ message: String, at range: SourceRange?) -> Finding {
            Finding(
                FindingKind(code: "PF000", name: "sabotage"), .error, message: message, why: "", fix: "",
                at: range.map { Annotation($0) }, subject: "")
        }
    }
}

/// Texts that are nearly Alertmanager configurations, with a credential in most of them.
enum AlertmanagerSoup {
    static let credential = "s3cr3tc4n4ry"

    static func bytes(seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        var bytes = Array(random.pick(wholes).utf8)
        for _ in 0..<random.below(5) {
            let place = random.below(bytes.count)
            switch random.below(5) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + random.below(20)))
            default: bytes.insert(contentsOf: Array(random.pick(fragments).utf8), at: place)
            }
            if bytes.isEmpty { return bytes }
        }
        return bytes
    }

    private static let wholes = [
        """
        global: {slack_api_url: 'https://hooks.slack.com/\(credential)'}
        route:
          receiver: a
          routes:
            - matchers: [severity="page", 'team=~"x|y"']
              receiver: b
              continue: true
              mute_time_intervals: [night]
              routes:
                - match: {a: b}
                - match_re: {c: d.*}
                  active_time_intervals: [night]
        receivers:
          - name: a
          - name: b
            pagerduty_configs:
              - routing_key: \(credential)
            slack_configs: [{channel: x}]
        inhibit_rules: [{source_matchers: [a=b], target_matchers: ['{c!="d"}'], equal: [e]}]
        time_intervals:
          - name: night
            time_intervals: [{times: [{start_time: '22:00', end_time: '24:00'}], weekdays: ['monday:friday'], months: ['2'], days_of_month: ['-1', '1:31'], years: ['2020:2030']}]

        """,
        "route: {receiver: a}\nreceivers: [{name: a, webhook_configs: [{url: 'https://x/\(credential)'}]}]\n",
        """
        apiVersion: monitoring.coreos.com/v1alpha1
        kind: AlertmanagerConfig
        metadata: {namespace: n}
        spec:
          route: {receiver: a, routes: [{matchers: [{name: s, value: p, matchType: "=~"}], receiver: a}]}
          receivers: [{name: a, webhookConfigs: [{url: 'https://x/\(credential)'}]}]

        """,
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a.yml: |\n    route: {receiver: a}\n    receivers:\n    - name: a\n      opsgenie_configs: [{api_key: \(credential)}]\n",
    ]
    private static let fragments = [
        "{", "}", "[", "]", "\"", "'", ":", ": ", "- ", "\n", "\n  ", ",", "=", "=~", "!", "\\", "(", "*", "&a ", "*a ",
        "<<: ", "|",
        "null", "-1", "99999999999999999999", "matchers: ", "routes: ", "receiver: ", "\u{0}", "é", "{{ .x }}", "\t",
        "route: ", "name: ",
    ]
}

/// What must hold of any reading of any bytes.
enum AlertmanagerProperties {
    static func read(_ bytes: [UInt8]) -> ArtefactReading {
        ArtefactReader.readAlertmanager(SourceFile(id: FileID(index: 0), path: "alertmanager.yml", bytes: bytes))
    }

    static func violations(of bytes: [UInt8], read: ([UInt8]) -> ArtefactReading) -> [String] {
        let reading = read(bytes)
        var violations: [String] = []
        if reading.isRefused, reading.findings.isEmpty { violations.append("refused without a word") }
        if reading.isRefused, !reading.facts.routings.isEmpty { violations.append("refused and used") }
        for finding in reading.findings { violations += secrets(in: finding, bytes) }
        for routing in reading.facts.routings { violations += tree(routing, bytes) }
        return violations
    }

    /// Neither the words of a finding nor a line it would excerpt hold the credential.
    private static func secrets(in finding: Finding, _ bytes: [UInt8]) -> [String] {
        var violations: [String] = []
        let words = [finding.message, finding.why, finding.fix, finding.subject, finding.discriminator]
        if words.contains(where: { $0.contains(AlertmanagerSoup.credential) }) {
            violations.append("tells a credential")
        }
        for annotation in [finding.primary].compactMap(\.self) + finding.related {
            let start = Int(annotation.range.start)
            guard annotation.range.end <= UInt64(bytes.count) else {
                violations.append("points behind the file")
                continue
            }
            let before = bytes[..<start].split(separator: 0x0A, omittingEmptySubsequences: false).last ?? []
            let after = bytes[start...].prefix { $0 != 0x0A }
            if String(decoding: before + after, as: UTF8.self).contains(AlertmanagerSoup.credential) {
                violations.append("shows a credential")
            }
        }
        return violations
    }

    /// Every route but the first has one parent before it, and sends to a receiver that exists.
    private static func tree(_ routing: RoutingFact, _ bytes: [UInt8]) -> [String] {
        var parents = [Int](repeating: 0, count: routing.routes.count)
        for (index, route) in routing.routes.enumerated() {
            for child in route.children {
                guard child > index, child < routing.routes.count else { return ["a route below itself"] }
                parents[child] += 1
            }
            if routing.receiver(named: route.receiver.value) == nil { return ["a route to nobody"] }
            if route.range.end > UInt64(bytes.count) { return ["a route behind the file"] }
        }
        if parents.first != 0 || parents.dropFirst().contains(where: { $0 != 1 }) { return ["routes that are no tree"] }
        let resolution = RouteResolution(of: AlertLabels(known: ["severity": "page"], open: ["a"]), in: routing)
        let isRouted = !(resolution.certain + resolution.possible).isEmpty
        return isRouted || !routing.routes[0].matchers.isEmpty
            ? [] : ["the root takes everything, and something got lost"]
    }
}
