import Commands
import Findings
import Foundation
import PromQL
import SourceText
import TestKit
import Testing

/// Rule files as rules to be evaluated: what a server would load, in each generation.
@Suite struct RuleFileReadingTests {
    struct Read: Sendable {
        let text: String
        /// Whether Prometheus 2.42 and 3.14 load it.
        let loads: (two: Bool, three: Bool)
    }

    /// A group `g` with these lines, and one rule.
    private static func group(_ lines: String...) -> String {
        "groups:\n- name: g\n" + lines.map { "  \($0)\n" }.joined() + "  rules: [{record: r, expr: a}]\n"
    }

    /// A group with one rule, in flow style.
    private static func rule(_ text: String) -> String { "groups: [{name: g, rules: [{\(text)}]}]\n" }

    static let files: [Read] = [
        Read(text: group(), loads: (true, true)),
        Read(text: group("interval: 30s", "limit: 5"), loads: (true, true)),
        Read(text: group("interval: 30"), loads: (false, false)),
        Read(text: group("limit: many"), loads: (false, false)),
        Read(text: group("limit: -1"), loads: (true, true)),
        Read(text: group("limit:"), loads: (true, true)),
        Read(text: group("query_offset: 1m"), loads: (false, true)),
        Read(text: group("query_offset: soon"), loads: (false, false)),
        Read(text: group("labels: {team: a}"), loads: (false, true)),
        Read(text: group("source_tenants: [a]"), loads: (false, false)),
        Read(text: "groups: []\n", loads: (true, true)), Read(text: "", loads: (true, true)),
        Read(text: "groups:\n", loads: (true, true)),
        Read(text: "spec: {groups: []}\n", loads: (false, false)),
        Read(text: "groups: [{name: g}]\n", loads: (true, true)),
        Read(text: "groups: [{rules: []}]\n", loads: (false, false)),
        Read(text: "groups: [{name: g}, {name: g}]\n", loads: (false, false)),
        Read(text: rule("alert: A, expr: a"), loads: (true, true)),
        Read(text: rule("alert: A, expr: a, for: 5m, keep_firing_for: 1h"), loads: (true, true)),
        Read(text: rule("alert: A, expr: a, for: 5"), loads: (false, false)),
        Read(text: rule("alert: A, expr: a, for: 1.5m"), loads: (false, false)),
        Read(text: rule("alert: A, expr: a, for: 0"), loads: (true, true)),
        Read(text: rule("record: r, expr: a, for: 5m"), loads: (false, false)),
        Read(text: rule("record: r, expr: a, annotations: {a: b}"), loads: (false, false)),
        Read(text: rule("record: r, alert: A, expr: a"), loads: (false, false)),
        Read(text: rule("expr: a"), loads: (false, false)),
        Read(text: rule("record: r"), loads: (false, false)),
        Read(text: rule("record: r-s, expr: a"), loads: (false, true)),
        Read(text: rule("record: r, expr: 'a[5m]'"), loads: (true, true)),
        Read(text: rule("record: r, expr: 'rate(a)'"), loads: (false, false)),
        Read(text: rule("record: r, expr: 'rate(a[300])'"), loads: (false, true)),
        Read(text: rule("record: r, expr: a, labels: {b-c: d}"), loads: (false, true)),
        Read(text: rule("record: r, expr: a, labels: {__name__: d}"), loads: (false, false)),
        Read(text: rule("record: r, expr: a, labels: {b: '{{ nofunc }}'}"), loads: (true, true)),
        Read(text: rule("alert: A, expr: a, labels: {b: '{{ nofunc }}'}"), loads: (false, false)),
        Read(text: rule("alert: A, expr: a, annotations: {b: '{{ if }}'}"), loads: (false, false)),
        Read(text: rule("alert: A, expr: a, severity: page"), loads: (false, false)),
        Read(text: rule("alert: A, expr: a, labels: {b: 1, c: true, d: }"), loads: (true, true)),
    ]

    @Test(arguments: files)
    func `a file is read where a server of that generation loads it`(file: Read) throws {
        for (profile, loads) in [(TestProfile.two, file.loads.two), (.three, file.loads.three)] {
            let reading = try Self.read(file.text, profile)
            #expect(reading.isRefused == !loads, "profile \(profile): \(reading.findings.map(\.message))\n\(file.text)")
            #expect(loads || reading.findings.contains { $0.severity == .error }, "a refusal has its finding")
        }
    }

    @Test(.enabled(if: Referee.promtool != nil || Referee.isRequired))
    func `promtool loads the same files`() throws {
        let promtool = try #require(Referee.promtool, "promtool is missing; `make test` fetches it")
        let folder = try TemporaryFolder()
        for file in Self.files {
            try folder.write("rules.yaml", file.text)
            let status = try Referee.run(promtool, ["check", "rules", folder.path("rules.yaml")]).status
            #expect((status == 0) == file.loads.two, "\(file.text)")
        }
    }

    @Test func `everything a group and a rule say is there`() throws {
        let text = """
            groups:
            - name: g
              interval: 1m30s
              query_offset: 15s
              limit: 7
              labels: {team: a, severity: none}
              rules:
              - record: r
                expr: sum(a)
              - alert: A
                expr: r > 1
                for: 2m
                keep_firing_for: 90s
                labels: {severity: page}
                annotations: {z: "{{ $value }}", b: plain}
            """
        let group = try #require(try Self.read(text, .three).groups.first)
        #expect(group.name == "g" && group.intervalMilliseconds == 90_000 && group.limit == 7)
        #expect(group.queryOffsetMilliseconds == 15_000)
        #expect(group.rules.map(\.name) == ["r", "A"])
        #expect(group.rules[0].labels.map(\.text) == ["none", "a"])
        #expect(group.rules[1].labels.map(\.text) == ["page", "a"], "a rule's label stands over the group's")
        let alerting = try #require(group.rules[1].alerting)
        #expect(alerting.holdMilliseconds == 120_000 && alerting.keepFiringMilliseconds == 90_000)
        #expect(alerting.annotations.map(\.name) == ["b", "z"])
        #expect(alerting.annotations.map { $0.template != nil } == [false, true])
    }

    private static func read(_ text: String, _ profile: TestProfile) throws -> RuleFileReading {
        var sources = SourceSet()
        var reading = RuleFileReading()
        reading.add(sources.add(path: "rules.yaml", bytes: Array(text.utf8)), profile)
        return reading
    }
}
