import Commands
import Findings
import Foundation
import Privacy
import SourceText
import Testing

/// Contract 3 of the design: a secret or a personal value is never printed. One value of each kind is planted wherever a
/// person can write one, and every byte of every output is searched for it.
@Suite struct `What was detected is shown nowhere` {
    /// A value of each kind that is what it is whatever stands around it, from the detectors' own examples.
    static let canaries: [(name: String, value: String)] = DetectorCatalogue.all.compactMap { detector in
        guard detector.category != .network else { return nil }
        for example in detector.matching {
            guard let open = example.firstIndex(of: "⟦"), let close = example.firstIndex(of: "⟧") else { continue }
            let value = String(example[example.index(after: open)..<close])
            // Escapes and line breaks would change on the way; such a value has a plainer sister among the examples.
            let isPlain = value.utf8.allSatisfy {
                $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "/")
            }
            let isRecognised = !Redaction.redacted("x \(value) y").contains(value)
            if isPlain, isRecognised { return (detector.kind.name, value) }
        }
        return nil
    }

    @Test func `there is a canary for nearly every detector`() {
        #expect(Self.canaries.count >= 16, "\(Self.canaries.map(\.name))")
    }

    private static let formats = [
        "text", "json", "sarif", "github-sarif", "junit", "github", "github-summary", "gitlab", "markdown", "csv",
        "html",
    ]

    @Test(arguments: canaries.map(\.name))
    func `in no report of a check`(name: String) throws {
        let canary = try #require(Self.canaries.first { $0.name == name }).value
        let folder = try TemporaryFolder()
        for file in Self.service(canary) { try folder.write(file.path, file.content) }
        for format in Self.formats {
            try expectSilence(["check", "--format", format, "--as-of", "2026-11-23", "."], canary, folder)
        }
    }

    @Test(arguments: canaries.map(\.name))
    func `in no report of a scan, and in no name of a file`(name: String) throws {
        let canary = try #require(Self.canaries.first { $0.name == name }).value
        let folder = try TemporaryFolder()
        let path = "log-\(canary).jsonl"
        try folder.write(
            path,
            #"{"event":"x","\#(canary)":"\#(canary)","deep":{"text":"see \#(canary) now"}}"# + "\nplain \(canary)\n")
        for format in ["text", "json", "sarif", "github"] {
            try expectSilence(["scan", "--format", format, path], canary, folder)
        }
        try expectSilence(["scan", "no-\(canary)"], canary, folder)
    }

    @Test(arguments: canaries.map(\.name))
    func `in no complaint about a call or one of our own files`(name: String) throws {
        let canary = try #require(Self.canaries.first { $0.name == name }).value
        let folder = try TemporaryFolder()
        try folder.write(
            "observability.yaml", "preflight: 1\nservice: chat\n\"\(canary)\": 1\nclaude: {platform: \"\(canary)\"}\n")
        try folder.write("list.yaml", "checklist: mine\nversion: 1\nitems:\n  - id: a\n    \"\(canary)\": 1\n")
        try expectSilence(["check", "."], canary, folder)
        try expectSilence(["check", "--checklist", "list.yaml", "."], canary, folder)
        try expectSilence(["check", "--checklist", "\(canary).yaml", "."], canary, folder)
        try expectSilence(["check", "--baseline", "\(canary).json", "."], canary, folder)
        try expectSilence(["check", "folder-\(canary)"], canary, folder)
        try expectSilence(["test", "rules", "\(canary).yaml"], canary, folder)
    }

    private func expectSilence(_ arguments: [String], _ canary: String, _ folder: TemporaryFolder) throws {
        let output = Capture()
        let errors = Capture()
        let today = try #require(CivilDate("2026-11-23"))
        _ = Preflight.run(
            Invocation(
                arguments: arguments, environment: { _ in nil }, files: folder.files,
                standardOutput: output.stream(isTerminal: false), standardError: errors.stream(isTerminal: false),
                today: today))
        let shown = arguments.map { $0.replacingOccurrences(of: canary, with: "CANARY") }.joined(separator: " ")
        #expect(!output.text.isEmpty || !errors.text.isEmpty, "`\(shown)` says nothing at all")
        for (stream, text) in [("standard output", output.text), ("standard error", errors.text)] {
            guard let place = text.range(of: canary) else { continue }
            let before = text[..<place.lowerBound].suffix(120)
            Issue.record("`preflight \(shown)` prints it on \(stream), behind: \(before)")
        }
    }

    /// A service with the value in every kind of artefact: in values, keys, labels and names of files.
    private static func service(_ canary: String) -> [(path: String, content: String)] {
        [
            (
                "observability.yaml",
                """
                preflight: 1
                service: "chat \(canary)"
                owner: "\(canary)"
                claude: {models: ["claude-\(canary)", claude-haiku-4-5], prices: {file: "prices-\(canary).yaml"}}
                features: ["\(canary)"]
                telemetry:
                  convention: guide-prometheus
                  scrape_interval: 30s
                  environment: {SOME_SETTING: "\(canary)"}
                  external: ["\(canary)*"]
                artefacts:
                  prometheus_rules: ["rules-\(canary).yaml", "missing-\(canary).yaml"]
                  grafana_dashboards: [dashboard.json]
                  alertmanager: [alertmanager.yml]
                  exposition: [{files: metrics.prom, captured: 2026-11-20, complete: true}]
                  logs: [{files: "calls-\(canary).jsonl", captured: 2026-11-20, where: {event: llm_call}}]
                quality: [{signal: quality.schema, correct: "\(canary)", owner: "\(canary)"}]
                dependencies: [{name: "\(canary)", kind: "\(canary)", signals: {latency: some_seconds}}]
                waivers:
                  - {item: alerts, check: alert-routed, subject: "*", reason: "\(canary)", owner: "\(canary)", expires: 2027-01-31}

                """
            ),
            (
                "prices-\(canary).yaml",
                "as_of: 2025-01-01\nmodels:\n  \"claude-\(canary)\": {input: \"\(canary)\", output: 5}\n  default: {input: 1, output: 2}\n"
            ),
            (
                "rules-\(canary).yaml",
                """
                groups:
                  - name: "group \(canary)"
                    rules:
                      - alert: "High \(canary)"
                        expr: claude_errors_count_total{error_type="\(canary)"} > 5
                        labels: {severity: page, who: "\(canary)"}
                        annotations: {summary: "{{ $labels.nothing }} \(canary) {{ humanizePercentage $value }}", "\(canary)": x}
                      - alert: "Averages \(canary)"
                        expr: avg(claude_latency_ttft_ms{quantile="0.99",user="\(canary)"}) > 100
                      - record: broken
                        expr: sum(rate(x{a="\(canary)"}[5m]

                """
            ),
            (
                "dashboard.json",
                """
                {"title": "Claude \(canary)", "schemaVersion": 39, "panels": [
                  {"title": "Errors \(canary)", "type": "timeseries", "description": "\(canary)", "datasource": {"type": "prometheus", "uid": "\(canary)"},
                   "targets": [{"refId": "A", "expr": "avg(claude_latency_ttft_ms{quantile=\\"0.99\\", user=\\"\(canary)\\"})", "legendFormat": "\(canary)"}]},
                  {"title": "Broken \(canary)", "type": "timeseries", "targets": [{"refId": "A", "expr": "claude_errors_count_total{user=\\"\(canary)\\"} ((("}]}
                ]}

                """
            ),
            (
                "alertmanager.yml",
                """
                route: {receiver: "team \(canary)", routes: [{matchers: ['who="\(canary)"'], receiver: "nobody \(canary)"}]}
                receivers:
                  - {name: "team \(canary)", slack_configs: [{api_url: "https://hooks.example/\(canary)", channel: "\(canary)"}]}
                  - {name: "nobody \(canary)"}

                """
            ),
            (
                "metrics.prom",
                """
                # HELP claude_requests_count_total Requests of \(canary)
                # TYPE claude_requests_count_total counter
                claude_requests_count_total{user="\(canary)",model="claude-haiku-4-5"} 5
                # TYPE claude_errors_count_total gauge
                claude_errors_count_total{error_type="\(canary)"} 1
                no metric at all \(canary)

                """
            ),
            (
                "calls-\(canary).jsonl",
                """
                {"event":"llm_call","model":"claude-\(canary)","feature":"\(canary)","tenant":"\(canary)","user_id":"\(canary)","\(canary)":"\(canary)","prompt":"please tell me whether \(canary) is the one that was promised to me","input_tokens":5,"output_tokens":5,"cost_usd":-1,"error_type":"\(canary)","level":"debug"}
                {"event":"llm_call","model":"\(canary)","prompt_hash":"\(canary)","input_tokens":-5,"output_tokens":5,"cost_usd":1}
                not json \(canary)

                """
            ),
        ]
    }
}
