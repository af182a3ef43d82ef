import Commands
import Foundation
import SourceText
import Synchronization
import Testing

/// Whatever an artefact or the manifest holds, the run ends with a verdict or a message, never a crash or a hang.
@Suite struct `Bad input gets a finding` {
    private static let manifest = """
        preflight: 1
        service: chat
        telemetry: {convention: guide-prometheus, scrape_interval: 30s}
        artefacts:
          prometheus_rules: [rules.yaml]
          grafana_dashboards: [dashboard.json]
          alertmanager: [alertmanager.yml]
          exposition: [{files: metrics.prom, complete: true}]

        """

    static let contents: [(title: String, bytes: [UInt8])] = [
        ("empty", []),
        ("one newline", Array("\n".utf8)),
        ("NUL bytes", Array(repeating: 0, count: 4096)),
        ("every byte", (0...255).map { UInt8($0) }),
        ("an ELF header", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0] + Array(repeating: 7, count: 500)),
        ("invalid UTF-8 in a value", Array("groups:\n- name: \"".utf8) + [0xC3, 0x28] + Array("\"\n".utf8)),
        ("a lone surrogate in UTF-16", [0xFF, 0xFE, 0x00, 0xD8, 0x0A, 0x00]),
        ("100,000 brackets", Array(repeating: UInt8(ascii: "["), count: 100_000)),
        ("100,000 braces", Array(repeating: UInt8(ascii: "{"), count: 100_000)),
        ("100,000 nested list items", Array(String(repeating: "- ", count: 100_000).utf8)),
        (
            "100,000 parentheses in a query",
            Array("groups: [{name: g, rules: [{alert: A, expr: '\(String(repeating: "(", count: 100_000))'}]}]".utf8)
        ),
        (
            "a sum of 100,000 terms",
            Array(
                "groups: [{name: g, rules: [{alert: A, expr: '1\(String(repeating: "+1", count: 100_000)) > 2'}]}]".utf8
            )
        ),
        ("an alias bomb", aliasBomb),
        (
            "NFC and NFD twins as keys",
            Array(
                "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n    labels: {caf\u{E9}: a, cafe\u{301}: b}\n"
                    .utf8)
        ),
        (
            "huge numbers",
            Array(
                "groups: [{name: g, limit: 1\(String(repeating: "0", count: 400)), rules: [{alert: A, expr: 'claude_requests_count_total > 1e99999', for: 99999999999999999999y}]}]"
                    .utf8)
        ),
        ("a key of 2,000 characters", Array("\(String(repeating: "k", count: 2000)): 1\n".utf8)),
        (
            "a window longer than time",
            Array(
                "groups: [{name: g, rules: [{alert: A, expr: 'rate(claude_requests_count_total[9999999y]) > 1'}]}]".utf8
            )
        ),
        (
            "100,000 variables in a panel's query",
            Array(
                dashboard("x{\(String(repeating: #"a=\"$x\",\n"#, count: 100_000).replacing("\n", with: "\\n"))}").utf8)
        ),
        (
            "100,000 escapes in a panel's query",
            Array(dashboard("rate(\(String(repeating: #"\u0078$x"#, count: 100_000))[5m])").utf8)
        ),
        (
            "90 rows within rows",
            Array(
                "{\"panels\": \(String(repeating: "[{\"type\": \"row\", \"panels\": ", count: 90))[]\(String(repeating: "}]", count: 90))}"
                    .utf8)
        ),
        (
            "50,000 panels that show each other",
            Array(
                "{\"panels\": [\((0..<50_000).map { "{\"id\": \($0), \"datasource\": {\"uid\": \"-- Dashboard --\"}, \"targets\": [{\"panelId\": \($0 + 1)}]}" }.joined(separator: ","))]}"
                    .utf8)
        ),
        ("a rule in Helm", Array("groups:\n{{- range .Values.rules }}\n- name: {{ .name }}\n{{- end }}\n".utf8)),
    ]

    private static func dashboard(_ query: String) -> String {
        #"{"title": "D", "templating": {"list": [{"name": "x", "type": "custom", "query": "a,b"}]}, "panels": "#
            + #"[{"title": "P", "datasource": {"type": "prometheus"}, "targets": [{"expr": "\#(query)"}]}]}"# + "\n"
    }

    private static var aliasBomb: [UInt8] {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }
        return Array((text + "groups: *a12\n").utf8)
    }

    @Test(
        arguments: contents.map(\.title),
        ["rules.yaml", "metrics.prom", "dashboard.json", "alertmanager.yml", "observability.yaml"])
    func `in any file, and the rest of the run goes on`(title: String, name: String) throws {
        let bytes = try #require(Self.contents.first { $0.title == title }).bytes
        let folder = try TemporaryFolder()
        try folder.write("observability.yaml", Self.manifest)
        try folder.write(
            "rules.yaml",
            "groups: [{name: g, rules: [{alert: A, expr: 'sum(rate(claude_requests_count_total[5m])) == 0'}]}]\n")
        try folder.write(
            "alertmanager.yml", "route: {receiver: r}\nreceivers: [{name: r, slack_configs: [{api_url_file: /x}]}]\n")
        try folder.write("metrics.prom", "# TYPE claude_requests_count_total counter\nclaude_requests_count_total 1\n")
        try folder.write("dashboard.json", Self.dashboard(#"sum(rate(claude_requests_count_total{a=\"$x\"}[5m]))"#))
        try folder.write(name, bytes)
        let (status, output) = try run(["check"], in: folder)
        #expect(status == .misuse || status == .notReady || status == .ready || status == .nothingProvable)
        #expect(!output.isEmpty, "not a word about it")
        if name == "observability.yaml" { #expect(status == .misuse, "a manifest like this is misuse:\n\(output)") }
    }

    @Test func `a manifest, a rule file, a dashboard and a sample cut off anywhere`() throws {
        let folder = try TemporaryFolder()
        let rules =
            "groups:\n- name: g\n  rules:\n  - alert: Ä\n    expr: |\n      sum(rate(claude_requests_count_total{status=\"error\"}[5m])) > 1\n    for: 5m\n"
        let sample = "# TYPE claude_requests_count_total counter\nclaude_requests_count_total{status=\"ö\"} 1\n"
        let routes =
            "route:\n  receiver: r\n  routes:\n  - matchers: ['a=~\"ö|p\"']\n    mute_time_intervals: [t]\nreceivers: [{name: r}]\ntime_intervals: [{name: t, time_intervals: [{days_of_month: ['1:-1']}]}]\n"
        let whole = [
            "observability.yaml": Self.manifest, "rules.yaml": rules, "metrics.prom": sample,
            "alertmanager.yml": routes,
            "dashboard.json": Self.dashboard("sum(rate(claude_requests_count_total{feature=\\\"$x\\\"}[5m]))"),
        ]
        for (name, text) in whole.sorted(by: { $0.key < $1.key }) {
            for (other, content) in whole { try folder.write(other, content) }
            for length in stride(from: 0, to: text.utf8.count, by: 3) {
                try folder.write(name, text.utf8.prefix(length))
                let (status, output) = try run(["check"], in: folder)
                #expect(status != .internalFailure && !output.isEmpty, "\(name) cut to \(length) bytes")
            }
        }
    }

    @Test func `a folder where a file should be, and a file nobody may read`() throws {
        let folder = try TemporaryFolder()
        try folder.write("observability.yaml", Self.manifest)
        try folder.makeFolder("rules.yaml")
        let (status, output) = try run(["check"], in: folder)
        #expect(status == .notReady)
        #expect(output.contains("is a folder, not a file"))
    }

    private func run(_ arguments: [String], in folder: TemporaryFolder) throws -> (Commands.ExitStatus, String) {
        let written = Mutex<[UInt8]>([])
        let stream = StandardStream { bytes in
            written.withLock { $0 += bytes }
            return .delivered
        }
        let status = Preflight.run(
            Invocation(
                arguments: arguments, environment: { _ in nil }, files: folder.files, standardOutput: stream,
                standardError: stream, today: try #require(Story.today)))
        return (status, String(decoding: written.withLock { $0 }, as: UTF8.self))
    }
}
