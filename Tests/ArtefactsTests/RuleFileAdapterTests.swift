import Artefacts
import Facts
import Findings
import PromQL
import SourceText
import Testing

@Suite struct `Prometheus rule files are read as Prometheus reads them` {
    private func read(_ text: String, _ semantics: Semantics = .prometheus3) -> ArtefactReading {
        ArtefactReader.readRules(
            SourceFile(id: FileID(index: 0), path: "rules.yaml", bytes: Array(text.utf8)), semantics)
    }

    private static let group = """
        groups:
          - name: g
            interval: 30s
            rules:
              - record: a:b
                expr: sum(rate(x[5m]))
                labels: {team: a}
              - alert: A
                expr: a:b > 1
                for: 5m
                keep_firing_for: 1m
                labels: {severity: page}
                annotations: {summary: '{{ $value }}'}
        """

    private static func indented(_ text: String, by count: Int) -> String {
        text.split(separator: "\n").map { String(repeating: " ", count: count) + $0 }.joined(separator: "\n")
    }

    static let wrapped: [(title: String, text: String)] = [
        ("plain", group),
        (
            "a PrometheusRule",
            "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: r}\nspec:\n"
                + indented(group, by: 2)
        ),
        (
            "a List of them",
            "apiVersion: v1\nkind: List\nitems:\n- apiVersion: monitoring.coreos.com/v1\n  kind: PrometheusRule\n  spec:\n"
                + indented(group, by: 4)
        ),
        ("a ConfigMap", "apiVersion: v1\nkind: ConfigMap\ndata:\n  rules.yaml: |\n" + indented(group, by: 4)),
        (
            "two documents of Kubernetes",
            "apiVersion: v1\nkind: Service\n---\napiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec:\n"
                + indented(group, by: 2)
        ),
        ("with carriage returns", group.replacing("\n", with: "\r\n")),
        ("with a byte order mark", "\u{FEFF}" + group),
    ]

    @Test(arguments: wrapped.map(\.title))
    func `the same rules come out of every wrapping, each at its place`(title: String) throws {
        let text = try #require(Self.wrapped.first { $0.title == title }).text
        let reading = read(text)
        #expect(reading.findings.isEmpty, "\(reading.findings.map(\.message))")
        #expect(reading.facts.rules.map(\.kind) == [.recording, .alert])
        let alert = try #require(reading.facts.rules.last)
        #expect(alert.name.value == "A")
        #expect(alert.holdMilliseconds?.value == 300_000)
        #expect(alert.keepFiringMilliseconds?.value == 60_000)
        #expect(alert.intervalMilliseconds == 30_000)
        let place = alert.place(of: ByteRange(start: 0, length: 3))
        #expect(String(decoding: Array(text.utf8)[place.bytes.range], as: UTF8.self) == "a:b")
    }

    /// What Prometheus refuses, with what must be said. promtool 2.42 says no to each of these too.
    static let refused: [(text: String, message: String)] = [
        ("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: sum(", "does not parse"),
        ("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n    for: 300", "no Prometheus duration"),
        ("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n    treshold: 3", "unknown key `treshold`"),
        ("groups:\n- name: g\n  rules:\n  - alert: A\n    exprs: up", "did you mean `expr`?"),
        ("groups:\n- name: g\n  rules:\n  - alert: A\n    record: b\n    expr: up", "both `alert` and `record`"),
        ("groups:\n- name: g\n  rules:\n  - expr: up", "neither `alert` nor `record`"),
        ("groups:\n- name: g\n  rules:\n  - record: a\n    expr: up\n    for: 5m", "only alerts may have"),
        ("groups:\n- name: g\n  rules: []\n- name: g\n  rules: []", "is repeated in the file"),
        ("groups:\n- rules: []", "no name"),
        ("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n    labels: {__name__: x}", "no valid label name"),
        (
            "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n    annotations: {summary: '{{ $value | nofunc }}'}",
            "template of `summary`"
        ),
        ("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n    labels: {a: '{{ if }}'}", "template of `a`"),
        ("groups: 5", "a list of groups"),
        ("- a", "a rule file is a mapping"),
        ("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n    expr: down", "expr"),
    ]

    @Test(arguments: refused.map(\.text))
    func `what Prometheus refuses is refused, with a place and a fix`(text: String) throws {
        let expected = try #require(Self.refused.first { $0.text == text }).message
        let reading = read(text)
        #expect(reading.isRefused)
        #expect(
            reading.findings.contains {
                $0.severity == .error && $0.message.contains(expected) && $0.primary != nil && !$0.fix.isEmpty
            },
            "expected `\(expected)`, got \(reading.findings.map(\.message))")
    }

    @Test func `one bad rule among good ones leaves the good ones to be judged`() {
        let reading = read(
            "groups:\n- name: g\n  rules:\n  - {alert: A, expr: up == 0}\n  - {alert: B, expr: 'up == '}\n  - {alert: C, expr: up == 0}"
        )
        #expect(reading.facts.rules.map(\.name.value) == ["A", "C"])
        #expect(reading.isRefused)
        #expect(reading.findings.count == 1)
    }

    @Test(arguments: [
        (
            "apiVersion: 1\ngroups:\n- name: g\n  rules:\n  - title: t\n    condition: C\n    data: []",
            "Grafana-managed alerts"
        ),
        ("route: {receiver: a}\nreceivers: [{name: a}]", "Alertmanager configuration"),
        (#"{"title": "d", "panels": []}"#, "Grafana dashboard"),
        ("rule_files: [a]\ntests: []", "promtool unit tests"),
    ])
    func `a file of another kind is named for what it is`(text: String, kind: String) {
        let reading = read(text)
        #expect(reading.facts.rules.isEmpty && reading.isRefused)
        #expect(reading.findings.contains { $0.message.contains(kind) }, "\(reading.findings.map(\.message))")
    }

    @Test(arguments: [
        "", "# only a comment\n", "\u{0}\u{1}\u{2}", "{{- if .Values.alerts }}\ngroups: []\n{{- end }}", "a: [1,",
    ])
    func `what holds no rules is a finding, never silence`(text: String) {
        let reading = read(text)
        #expect(reading.facts.rules.isEmpty)
        #expect(!reading.findings.isEmpty, "nothing was said about it")
    }

    @Test func `a second plain document is ignored by Prometheus, and that is said`() {
        let reading = read(
            "groups: [{name: a, rules: [{record: x, expr: up}]}]\n---\ngroups: [{name: b, rules: [{record: y, expr: up}]}]\n"
        )
        #expect(reading.facts.rules.map(\.name.value) == ["x"])
        #expect(reading.findings.contains { $0.kind.code == "PF034" })
    }
}
