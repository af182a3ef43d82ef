import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// What the caller waits for begins before the first byte to Claude.
    static let timeBeforeClaudeInvisible = Check(
        kind: FindingKind(code: "PF220", name: "time-before-claude-invisible"), scope: .service, severity: .error,
        summary: "no metric shows the time that a request spends before Claude is called",
        why:
            "queues, retrieval and tools come first; while they are slow Claude's latency looks perfect and users wait",
        remedy: "Time the request as a whole, or each step before the call, in a histogram of its own.",
        source: "the production guide's dependency layer",
        examples: [
            CheckExample(
                "only Claude's latency", .fails,
                exposition: histogram("claude_latency_total_ms"),
                manifest: CheckExample.sampleManifest.replacing("service: example", with: "service: ⟦example⟧")),
            CheckExample(
                "only Claude's latency, in a sample that may lack more", .unprovable,
                exposition: histogram("claude_latency_total_ms"),
                manifest: CheckExample.sampleManifest.replacing("complete: true", with: "complete: false")),
            CheckExample(
                "the whole request beside it", .passes,
                exposition: histogram("claude_latency_total_ms") + histogram("http_request_duration_seconds")),
            CheckExample("no sample", .unprovable, exposition: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeTimeBefore)

    private static func histogram(_ name: String) -> String {
        "# TYPE \(name) histogram\n\(name)_bucket{le=\"1\"} 1\n\(name)_bucket{le=\"+Inf\"} 1\n\(name)_sum 1\n\(name)_count 1\n"
    }

    /// Words in the name of a time.
    private static let timeWords: Set<String> = [
        "seconds", "milliseconds", "ms", "duration", "latency", "time", "wait", "elapsed",
    ]

    private static func judgeTimeBefore(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        result.subjectCount = 1
        let facts = context.facts
        guard facts.emitted.hasSample else {
            result.undecided.append(
                CheckResult.Undecided(
                    .noArtefact(kind: ArtefactKind.exposition.title), subject: "time before Claude is called"))
            return result
        }
        let claude = facts.claudeFamilies
        for family in facts.emitted.sampledFamilies
        where (family.kind == .histogram || family.kind == .summary) && !claude.contains(family.name) {
            let words = Set(family.name.string.lowercased().split(separator: "_").map(String.init))
            // Garbage collection and its like are no part of a request.
            guard !words.isDisjoint(with: timeWords), !RuntimeFamilies.contain(family.name) else { continue }
            result.prove(
                Evidence(family.provenance, at: family.range, "`\(family.name.string)` times something beside Claude"))
        }
        if !result.evidence.isEmpty { return result }
        guard facts.emitted.isComplete else {
            result.undecided.append(
                CheckResult.Undecided(.sampleAfterForcedErrors, subject: "time before Claude is called"))
            return result
        }
        result.failures.append(
            timeBeforeClaudeInvisible.finding(
                "`\(context.manifest.service.value)` times nothing but Claude, so waiting before the call cannot be seen",
                fix:
                    "time the request as a whole, with Python's prometheus_client `Histogram(\"request_duration_seconds\", \"Whole request\", [\"feature\"], buckets=[0.25, 0.5, 1, 2, 3, 5, 8, 12, 20, 30, 60])`",
                at: Annotation(context.manifest.service.range), subject: "service"))
        return result
    }
}
