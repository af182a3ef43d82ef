import Checklists
import Findings
import SourceText
import Testing

/// What a label holds may be anybody's. Findings speak of labels by name, count and place, never by value.
@Suite struct `No finding shows a label's value` {
    private static let canary = "canary.person@example.net"

    static let samples: [(title: String, text: String)] = [
        (
            "with types",
            """
            # TYPE claude_requests_count_total counter
            claude_requests_count_total{user_email="\(canary)",status="ok"} 1
            # TYPE claude_errors_count_total counter
            claude_errors_count_total{caller="\(canary)",error_type="the call of \(canary) went wrong"} 1
            # TYPE claude_cost_usd_total gauge
            claude_cost_usd_total{tenant="\(canary)"} 1

            """
        ),
        (
            "without types",
            """
            claude_requests_count_total{user_email="\(canary)",status="ok"} 1
            claude_errors_count_total{caller="\(canary)",error_type="the call of \(canary) went wrong"} 1
            claude_cost_usd_total{tenant="\(canary)"} 1

            """
        ),
    ]

    /// The codes of the checks over what is emitted.
    private static let checks = CheckCatalogue.all.filter { $0.kind.code >= "PF200" && $0.kind.code < "PF240" }

    @Test(arguments: samples.map(\.title))
    func `in its words, its identity or its excerpt`(title: String) throws {
        let sample = try #require(Self.samples.first { $0.title == title }).text
        let manifest = CheckExample.sampleManifest + "traffic: {tenants: 100000, peak_rps: 10}\n"
        let service = ExampleService([("observability.yaml", manifest), ("metrics.prom", sample)])
        let asOf = try #require(CivilDate("2026-11-23"))
        var count = 0
        for check in Self.checks {
            let result = check.judge(CheckContext(facts: service.facts, manifest: service.manifest, asOf: asOf))
            for finding in result.failures + result.remarks {
                count += 1
                let texts = [finding.message, finding.why, finding.fix, finding.subject, finding.discriminator]
                for text in texts { #expect(!text.contains("canary"), "\(check.kind.code): \(text)") }
                for place in [finding.primary].compactMap({ $0 }) + finding.related {
                    #expect(!line(of: place.range, service).contains("canary"), "\(check.kind.code) shows a series")
                }
            }
            for note in result.evidence.map(\.note) + result.undecided.map(\.subject) {
                #expect(!note.contains("canary"), "\(check.kind.code): \(note)")
            }
        }
        #expect(count >= 4, "the sample is full of mistakes")
    }

    /// The line that a report would print.
    private func line(of range: SourceRange, _ service: ExampleService) -> String {
        let bytes = service.sources[range.file].bytes
        let newline = UInt8(ascii: "\n")
        let start = bytes[..<range.bytes.start].lastIndex(of: newline).map { $0 + 1 } ?? 0
        let end = bytes[range.bytes.end...].firstIndex(of: newline) ?? bytes.count
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}

@Suite struct `The predicted number of series` {
    @Test func `multiplies buckets, models and features with the values to come`() throws {
        let sample = """
            # TYPE claude_latency_total_ms histogram
            claude_latency_total_ms_bucket{feature="a",le="1",model="m",tenant="t"} 1
            claude_latency_total_ms_bucket{feature="a",le="2",model="m",tenant="t"} 1
            claude_latency_total_ms_bucket{feature="a",le="+Inf",model="m",tenant="t"} 1
            claude_latency_total_ms_sum{feature="a",model="m",tenant="t"} 1
            claude_latency_total_ms_count{feature="a",model="m",tenant="t"} 1

            """
        let manifest =
            CheckExample.sampleManifest.replacing("streaming: true", with: "streaming: true, models: [m, n]")
            + "features: [a, b, c]\ntraffic: {tenants: 40000}\n"
        let service = ExampleService([("observability.yaml", manifest), ("metrics.prom", sample)])
        let asOf = try #require(CivilDate("2026-11-23"))
        let check = try #require(CheckCatalogue.check(named: "tenant-label-too-wide"))
        let result = check.judge(CheckContext(facts: service.facts, manifest: service.manifest, asOf: asOf))
        // Two bounds, +Inf, sum and count; two models, three features, 40,000 tenants.
        #expect(
            result.failures.first?.message.contains("1,200,000 series") == true, "\(result.failures.map(\.message))")
    }

    @Test(arguments: ["thread", "generation", "pool", "le"])
    func `leaves the runtime's own families alone`(label: String) throws {
        let sample = """
            # TYPE python_gc_objects_collected_total counter
            python_gc_objects_collected_total{\(label)="0"} 1
            # TYPE jvm_sessions_active gauge
            jvm_sessions_active{session="1"} 1
            # TYPE claude_requests_count_total counter
            claude_requests_count_total{status="ok"} 1

            """
        let service = ExampleService([("observability.yaml", CheckExample.sampleManifest), ("metrics.prom", sample)])
        let asOf = try #require(CivilDate("2026-11-23"))
        let check = try #require(CheckCatalogue.check(named: "unbounded-label"))
        let result = check.judge(CheckContext(facts: service.facts, manifest: service.manifest, asOf: asOf))
        #expect(result.failures.isEmpty && result.remarks.isEmpty)
    }
}
