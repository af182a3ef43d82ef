import Documents
import Facts
import Findings
import Foundation
import Manifests
import SourceText
import TestKit
import Testing

@Suite struct `The manifest is read whole, and everything wrong with it is told at once` {
    private func read(_ text: String) -> (manifest: Manifest?, findings: [Finding]) {
        ManifestReader.read(SourceFile(id: FileID(index: 0), path: "observability.yaml", bytes: Array(text.utf8)))
    }

    @Test func `every key of the design is accepted`() throws {
        let text = """
            preflight: 1
            service: support-chat
            owner: team-assist
            claude:
              platform: api
              models: [claude-sonnet-4-6, claude-haiku-4-5]
              streaming: true
              prompt_caching: true
              extended_thinking: false
              sla: {ttft_p95: 3s, total_p95: 20s, error_rate: 2%}
              budget: {monthly_usd: 12000, hourly_forecast_usd: 25}
              routing: {by: requests, tolerance: 10%, intent: {claude-haiku-4-5: 80%, claude-sonnet-4-6: 20%}}
              prices: {file: app/prices.yaml, as_of: 2026-11-20}
            features: [chat, summarise]
            traffic: {peak_rps: 40, night_rps: 0.5, tenants: 300}
            telemetry:
              convention: guide-prometheus
              scrape_interval: 30s
              prometheus: {version: "3.5", evaluation_interval: 30s, external_labels: {cluster: eu1}}
              target_labels: {job: support-chat, namespace: assist}
              external: ["kube_*", "redis_*"]
              metrics:
                errors: {name: chat_llm_errors_total, labels: {class: reason}, values: {class: {throttled: "429", overload: "529"}}}
                quality.schema: {name: chat_json_ok_total}
              pipeline: {mode: pull}
            artefacts:
              prometheus_rules: [deploy/rules/*.yaml]
              grafana_dashboards: [deploy/dashboards/*.json]
              alertmanager: [deploy/alertmanager.yml]
              exposition: [{files: build/metrics.prom, captured: 2026-11-20, complete: false}]
              logs: [{files: build/app.jsonl, where: {event: llm_call}, rename: {tokens_in: input_tokens}}]
              datadog_monitors: [monitors/*.json]
            paging: 'severity=~"page|critical"'
            content_logging: none
            quality: [{signal: quality.schema, correct: answer parses against schema v3, owner: team-assist}]
            dependencies: [{name: pinecone, kind: vector-store, signals: {latency: pinecone_query_seconds, errors: pinecone_errors_total}}]
            waivers: [{item: alerts, check: alert-routed, subject: "*", reason: routes live elsewhere, owner: sre, expires: 2027-01-31}]
            """
        let (manifest, findings) = read(text)
        #expect(findings.isEmpty, "\(findings.map(\.message))")
        let read = try #require(manifest)
        #expect(read.claude.serviceLevel.ttftP95Milliseconds?.value == 3000)
        #expect(read.claude.serviceLevel.errorRate?.value == 0.02)
        #expect(read.claude.routing?.intent.count == 2)
        #expect(read.telemetry.scrapeIntervalMilliseconds?.value == 30_000)
        #expect(read.telemetry.metrics.map(\.signal.value) == [.errors, .quality("schema")])
        #expect(read.telemetry.metrics.first?.values.map(\.canonical.value) == ["429", "529"])
        #expect(read.artefacts.map(\.kind.value).contains(.datadogMonitors))
        #expect(read.dependencies.first?.signals.map(\.aspect.value) == [.errors, .latency])
        #expect(read.waivers.first?.expires?.value == CivilDate("2027-01-31"))
    }

    @Test(arguments: [
        (
            "preflight: 1\nservice: a\ntelemetry: {scrape_intervall: 30s}",
            ["unknown key `scrape_intervall` in `telemetry`, did you mean `scrape_interval`?"]
        ),
        ("preflight: 1\nservcie: a", ["unknown key `servcie` in the manifest, did you mean `service`?"]),
        (
            "preflight: 1\nservice: a\nclaude: {streaming: yes, sla: {ttft_p95: 3 s}}\ntraffic: {peak_rps: many}",
            ["`claude.streaming` must be", "`claude.sla.ttft_p95` must be", "`traffic.peak_rps` must be"]
        ),
        ("preflight: 1\nservice: a\ntelemetry: {convention: guide-promtheus}", ["did you mean `guide-prometheus`?"]),
        (
            "preflight: 1\nservice: a\ntelemetry: {metrics: {errrors: {name: x}}}",
            ["`errrors` is no signal, did you mean `errors`?"]
        ),
        ("preflight: 1\nservice: a\npaging: 'severity=page'", ["`paging` must be PromQL matchers"]),
        ("service: a", ["the manifest lacks the key `preflight`"]),
        ("preflight: 2\nservice: a", ["`preflight` must be"]),
        ("preflight: 1\nservice: a\nwaivers: [{reason: x}]", ["lacks the key `item`"]),
        ("preflight: 1\nservice: a\nservice: b", ["service"]),
    ])
    func `a mistake is told with its place and what was meant`(text: String, messages: [String]) {
        let (_, findings) = read(text)
        for message in messages {
            #expect(
                findings.contains { $0.message.contains(message) && $0.primary != nil && $0.severity == .error },
                "expected `\(message)`, got \(findings.map(\.message))")
        }
    }

    @Test func `an empty file, junk and a list are no manifests, and say so`() {
        for text in ["", "# only a comment\n", "- a\n- b\n", "\u{0}\u{1}", "{{ .Values.x }}", "a: [", "~"] {
            let (manifest, findings) = read(text)
            #expect(manifest == nil)
            #expect(findings.contains { $0.severity == .error }, "`\(text)` was taken without a word")
        }
    }

    @Test func `what the manifest declares otherwise than the sample shows is said`() throws {
        let (manifest, findings) = read(
            """
            preflight: 1
            service: a
            telemetry:
              metrics:
                latency: {name: latency_seconds, type: counter, buckets: [1, 2], labels: {model: llm}}
                errors: {name: errors_total, type: counter, labels: {class: reason}}
            """)
        #expect(findings.isEmpty)
        let range = SourceRange(file: FileID(index: 1), start: 0, length: 1)
        let sampled = [
            EmittedFamily(
                name: "latency_seconds", kind: .histogram, labels: ["model": LabelDomain(values: ["a"])],
                finiteBounds: [1, 2, 5], provenance: .sampled, range: range, seriesCount: 5),
            EmittedFamily(
                name: "errors_total", kind: .counter, labels: ["reason": LabelDomain(values: ["x"])],
                provenance: .sampled, range: range, seriesCount: 1),
        ]
        let said = try #require(manifest).contradictions(with: sampled)
        #expect(said.map(\.discriminator) == ["type", "buckets", "label llm"])
        #expect(said.allSatisfy { $0.severity == .warning && $0.related.count == 1 })
    }
}
