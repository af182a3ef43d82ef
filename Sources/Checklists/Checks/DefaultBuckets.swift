import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// No library's defaults were made for a language model.
    static let defaultBuckets = Check(
        kind: FindingKind(code: "PF213", name: "default-buckets"), scope: .signal, severity: .error,
        summary: "a latency histogram uses its library's default bounds, which do not fit a language model's latencies",
        why:
            "the Prometheus clients' defaults end at 10 s; OpenTelemetry's are made for milliseconds, so that in seconds "
            + "everything below 5 s is one bucket",
        remedy: "Set the bounds: in the client's constructor, or with a view in OpenTelemetry.",
        source: "failure catalogue C08, run: a true p95 of 2.16 s is read as 4.76 s; client libraries' sources",
        examples: [
            CheckExample(
                "OpenTelemetry's bounds over seconds", .fails,
                exposition: histogram(
                    "gen_ai_client_operation_duration_seconds", openTelemetry, type: "⟦histogram⟧"),
                manifest: CheckExample.sampleManifest.replacing("guide-prometheus", with: "openllmetry")),
            CheckExample(
                "a client library's bounds, which end at 10 s", .remarks,
                exposition: histogram("llm_seconds", clientLibrary, type: "⟦histogram⟧"),
                manifest: CheckExample.sampleManifest.replacing(
                    "  convention: guide-prometheus", with: "  metrics: {latency: {name: llm_seconds}}")),
            CheckExample(
                "bounds of one's own", .passes,
                exposition: histogram("claude_latency_total_ms", [500, 2000, 8000, 30000])),
            CheckExample("no sample", .unprovable, exposition: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeBounds)

    /// Explicit bucket histograms of the OpenTelemetry SDK specification, without the bound at zero.
    private static let openTelemetry: [Double] = [
        5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000,
    ]

    /// Those of Go, Java and Python; Python adds 0.075, 0.75 and 7.5.
    private static let clientLibrary: [Double] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    private static let pythonOnly: [Double] = [0.075, 0.75, 7.5]

    private static func histogram(_ name: String, _ bounds: [Double], type: String = "histogram") -> String {
        "# TYPE \(name) \(type)\n"
            + bounds.map { "\(name)_bucket{le=\"\(NumberWords.text($0))\"} 1\n" }.joined()
            + "\(name)_bucket{le=\"+Inf\"} 1\n\(name)_sum 1\n\(name)_count 1\n"
    }

    private static func judgeBounds(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let facts = context.facts
        guard facts.emitted.hasSample else {
            result.undecided.append(
                CheckResult.Undecided(.noArtefact(kind: ArtefactKind.exposition.title), subject: "latency buckets"))
            return result
        }
        for signal in [Signal.latency, .timeToFirstToken] {
            for spelling in facts.signals.spellings[signal] ?? [] {
                guard let family = facts.emitted.sampledFamily(spelling.family), !family.finiteBounds.isEmpty else {
                    continue
                }
                result.subjectCount += 1
                judge(family, spelling, signal, facts, &result)
            }
        }
        return result
    }

    private static func judge(
        _ family: EmittedFamily, _ spelling: MetricSpelling, _ signal: Signal, _ facts: FactBase,
        _ result: inout CheckResult
    ) {
        let bounds = family.finiteBounds.filter { $0 > 0 }
        let name = "`\(family.name.string)`"
        let excuse = SignalWords.excuse(signal, facts, .buckets).map { "; \($0)" } ?? ""
        let fix = "set its bounds: \(SignalWords.emit(signal, as: spelling))"
        if bounds == openTelemetry, spelling.unit == .seconds {
            result.failures.append(
                defaultBuckets.finding(
                    "\(name) is in seconds and has OpenTelemetry's default bounds for milliseconds, so everything below 5 s is one bucket\(excuse)",
                    fix: fix, at: family.place, subject: "metric \(family.name.string)"))
        } else if bounds.filter({ !pythonOnly.contains($0) }) == clientLibrary {
            result.remarks.append(
                defaultBuckets.finding(
                    "\(name) has its client library's default bounds, which end at \(NumberWords.text(Quantity(10, spelling.unit)))",
                    fix: fix, at: family.place, subject: "metric \(family.name.string)", severity: .warning))
        } else {
            result.prove(
                Evidence(family.provenance, at: family.range, "\(name) has bounds of its own"))
        }
    }
}
