import Foundation
import PromQL
import SourceText
import TestKit
import Testing
import TimeSeries

/// Every way in which a condition can come and go, held against promtool at every evaluation: which alerts fire, and
/// `ALERTS` and `ALERTS_FOR_STATE` to the last sample.
@Suite struct AlertStateRefereeTests {
    /// Around the boundaries of evaluations a minute apart.
    static let seconds: [Int64] = [0, 1, 59, 60, 61, 119, 120, 121]

    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired), arguments: seconds)
    func `for and keep_firing_for end where promtool ends them, whatever the condition does`(hold: Int64) throws {
        let patterns = (0..<64).map { number in (0..<6).map { number >> $0 & 1 == 1 } }
        let series = patterns.map { pattern in
            let name = pattern.map { $0 ? "1" : "0" }.joined()
            return "a{p=\"\(name)\"} \(pattern.map { $0 ? "1" : "0" }.joined(separator: " ")) 0x4"
        }
        let rules = try Self.seconds.map { try Self.rule("K\($0)", "a == 1", hold: hold, keep: $0) }
        let comparison = try Self.compare(rules, series, minutes: 10)
        #expect(comparison.failure == nil)
        #expect(comparison.firing > 200 && comparison.samples > 2_000, "too little to prove anything: \(comparison)")
    }

    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired))
    func `an alert whose labels change begins anew where promtool begins it`() throws {
        let patterns = (0..<243).map { number in [1, 3, 9, 27, 81].map { number / $0 % 3 } }
        let series = patterns.map { pattern in
            let values = pattern.map { ["stale", "1", "2"][$0] }
            return "a{p=\"\(pattern.map(String.init).joined())\"} \(values.joined(separator: " ")) stale"
        }
        var rules: [Rule] = []
        for hold in [0, 60, 120] as [Int64] {
            for keep in [0, 60, 61] as [Int64] {
                rules.append(
                    try Self.rule("H\(hold)K\(keep)", "a", hold: hold, keep: keep, labels: [("v", "{{ $value }}")]))
            }
        }
        let comparison = try Self.compare(rules, series, minutes: 8)
        #expect(comparison.failure == nil)
        #expect(comparison.firing > 1_000, "too little to prove anything: \(comparison)")
    }

    /// A comparison that cannot fail proves nothing.
    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired))
    func `one second more or less does not go unnoticed`() throws {
        let series = ["a{p=\"1\"} 0 1 1 1 0 0 0 0"]
        for (hold, keep) in [(60, 61), (61, 60), (59, 61), (61, 59)] as [(Int64, Int64)] {
            let ours = [try Self.rule("A", "a == 1", hold: hold, keep: keep)]
            let theirs = [try Self.rule("A", "a == 1", hold: keep, keep: hold)]
            let comparison = try Self.compare(ours, series, minutes: 8, told: theirs)
            #expect(comparison.failure != nil, "for \(hold) s, keep \(keep) s")
        }
    }

    // MARK: Machinery

    struct Comparison {
        var firing = 0
        var samples = 0
        /// What promtool objects to.
        var failure: String?
    }

    static func rule(
        _ name: String, _ expression: String, hold: Int64, keep: Int64, labels: [(ByteString, ByteString)] = []
    ) throws -> Rule {
        var rule = try Rule.alert(ByteString(name), expression, labels: labels, .prometheus2)
        rule.kind = .alerting(
            Rule.Alerting(holdMilliseconds: hold * 1_000, keepFiringMilliseconds: keep * 1_000))
        return rule
    }

    /// Runs rules here, and has promtool expect what came.
    ///
    /// - Parameter told: other rules for promtool.
    static func compare(
        _ rules: [Rule], _ series: [String], minutes: Int, told: [Rule]? = nil
    ) throws -> Comparison {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        let run = try RuleScene(rules, series: series, minutes: minutes).columnar()
        var comparison = Comparison()
        var tests = "rule_files: [rules.yaml]\nevaluation_interval: 1m\ntests:\n- interval: 1m\n  input_series:\n"
        for line in series {
            let parts = line.split(separator: " ", maxSplits: 1)
            tests += "  - {series: '\(parts[0])', values: '\(parts[1])'}\n"
        }
        tests += "  alert_rule_test:\n"
        for (index, rule) in rules.enumerated() {
            let timelines = run.alerts[RuleID(group: 0, rule: index)] ?? []
            for minute in 0...minutes {
                tests += "  - {eval_time: \(minute)m, alertname: \(rule.name.string), exp_alerts: ["
                for timeline in timelines where timeline.state(atMilliseconds: Int64(minute) * 60_000) == .firing {
                    comparison.firing += 1
                    let labels = run.labels(of: timeline.labels).filter { $0.name != "alertname" }
                    tests +=
                        "{exp_labels: {"
                        + labels.map { "\($0.name.string): '\($0.value.string)'" }.joined(separator: ", ") + "}},"
                }
                tests += "]}\n"
            }
        }
        tests += "  promql_expr_test:\n"
        for rule in rules {
            for metric in ["ALERTS", "ALERTS_FOR_STATE"] {
                let text = "\(metric){alertname=\"\(rule.name.string)\"}"
                let expression = try PromQL.Expression.parse(text, .prometheus2)
                for minute in 0...minutes {
                    let samples = try run.query(expression, atMilliseconds: Int64(minute) * 60_000)
                    comparison.samples += samples.count
                    tests += "  - {expr: '\(text)', eval_time: \(minute)m, exp_samples: ["
                    for (labels, value) in samples {
                        let pairs = labels.map { "\($0.name.string)=\"\($0.value.string)\"" }
                        tests +=
                            "{labels: '{\(pairs.joined(separator: ","))}', value: \(GoNumberText.shortest(value))},"
                    }
                    tests += "]}\n"
                }
            }
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("states-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(Self.ruleFile(told ?? rules).utf8).write(to: folder.appendingPathComponent("rules.yaml"))
        let path = folder.appendingPathComponent("tests.yaml")
        try Data(tests.utf8).write(to: path)
        let output = try Referee.run(promtool, ["test", "rules", path.path])
        if output.status != 0 { comparison.failure = String(output.standardError.prefix(2_000)) }
        return comparison
    }

    /// The group has an interval of its own, which promtool ignores.
    private static func ruleFile(_ rules: [Rule]) -> String {
        var text = "groups:\n- name: g\n  interval: 7m\n  rules:\n"
        for rule in rules {
            text += "  - alert: \(rule.name.string)\n    expr: '\(rule.expression.canonicalText)'\n"
            text += "    for: \((rule.alerting?.holdMilliseconds ?? 0) / 1_000)s\n"
            text += "    keep_firing_for: \((rule.alerting?.keepFiringMilliseconds ?? 0) / 1_000)s\n"
            for label in rule.labels { text += "    labels: {\(label.name.string): '\(label.text.string)'}\n" }
        }
        return text
    }
}
