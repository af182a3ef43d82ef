import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// The p99 of two instances is not the mean of their p99s.
    static let summaryCannotBeAggregated = Check(
        kind: FindingKind(code: "PF210", name: "summary-cannot-be-aggregated"), scope: .signal, severity: .error,
        summary: "a latency is a summary, whose quantiles cannot be put together over instances",
        why:
            "each instance computes its own quantiles; no arithmetic makes the service's p95 of them, and Python's client "
            + "exposes no quantile at all",
        remedy: "Make it a histogram with bounds around the promise and the alert's threshold.",
        source: "Prometheus documentation, histograms and summaries; failure catalogue C11",
        examples: [
            CheckExample(
                "latency as a summary", .fails,
                exposition: """
                    # TYPE claude_latency_total_ms ⟦summary⟧
                    claude_latency_total_ms{quantile="0.99"} 900
                    claude_latency_total_ms_sum 900
                    claude_latency_total_ms_count 1

                    """),
            CheckExample(
                "latency as a histogram", .passes,
                exposition: """
                    # TYPE claude_latency_total_ms histogram
                    claude_latency_total_ms_bucket{le="1000"} 1
                    claude_latency_total_ms_bucket{le="+Inf"} 1
                    claude_latency_total_ms_sum 900
                    claude_latency_total_ms_count 1

                    """),
            CheckExample("no sample", .unprovable, exposition: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeSummaries)

    private static func judgeSummaries(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let facts = context.facts
        guard facts.emitted.hasSample else {
            result.undecided.append(
                CheckResult.Undecided(.noArtefact(kind: ArtefactKind.exposition.title), subject: "latencies"))
            return result
        }
        for signal in [Signal.latency, .timeToFirstToken] {
            for spelling in facts.signals.spellings[signal] ?? [] {
                guard let family = facts.emitted.sampledFamily(spelling.family) else { continue }
                result.subjectCount += 1
                guard family.kind == .summary else {
                    result.evidence.append(family.evidence)
                    continue
                }
                var histogram = spelling
                histogram.kind = .histogram
                result.failures.append(
                    summaryCannotBeAggregated.finding(
                        "`\(family.name.string)` is a summary, so the service's p95 and p99 cannot be computed from its instances",
                        fix: SignalWords.emit(signal, as: histogram), at: family.place,
                        subject: "metric \(family.name.string)"))
            }
        }
        return result
    }
}
