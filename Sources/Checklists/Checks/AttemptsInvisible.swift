import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// What the SDK retried happened, and costs.
    static let attemptsInvisible = Check(
        kind: FindingKind(code: "PF203", name: "attempts-invisible"), scope: .signal, severity: .error,
        summary:
            "retried attempts are not counted apart from requests, so rate limiting stays unseen until it fails users",
        why:
            "the SDK retries twice by itself: a request that needed three attempts looks like one success, and the 429s "
            + "in it leave no trace",
        remedy: "Count each attempt with its status, in a hook of the HTTP client or from the SDK's own span attribute "
            + "`http.request.resend_count`.",
        source:
            "failure catalogue D01, A12 and G6: two 429s and a 200 are one request in all five instrumentations run",
        examples: [
            CheckExample(
                "requests only", .fails,
                exposition:
                    "# TYPE claude_requests_count_total counter\nclaude_requests_count_total{status=\"ok\"} 1\n",
                manifest: CheckExample.sampleManifest.replacing("guide-prometheus", with: "⟦guide-prometheus⟧")),
            CheckExample(
                "the same counter under both names", .fails,
                exposition: "# TYPE calls_total counter\ncalls_total{status=\"ok\"} 1\n",
                manifest: CheckExample.sampleManifest.replacing(
                    "  convention: guide-prometheus",
                    with: "  metrics: {requests: {name: calls_total}, attempts: {name: ⟦calls_total⟧}}")),
            CheckExample(
                "attempts by status", .passes,
                exposition: """
                    # TYPE claude_requests_count_total counter
                    claude_requests_count_total{status="ok"} 1
                    # TYPE claude_attempts_count_total counter
                    claude_attempts_count_total{status="200"} 1
                    claude_attempts_count_total{status="429"} 1

                    """),
            CheckExample(
                "a label that numbers the attempt", .passes,
                exposition: "# TYPE claude_requests_count_total counter\nclaude_requests_count_total{attempt=\"1\"} 1\n"
            ),
            CheckExample(
                "a sample that may lack it", .unprovable,
                exposition:
                    "# TYPE claude_requests_count_total counter\nclaude_requests_count_total{status=\"ok\"} 1\n",
                manifest: CheckExample.sampleManifest.replacing("complete: true", with: "complete: false")),
        ],
        judge: judgeAttempts)

    /// Labels that tell attempts of one request apart.
    private static let attemptLabels: [ByteString] = ["attempt", "attempts", "retry", "retries", "resend_count"]

    private static func judgeAttempts(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        result.subjectCount = 1
        var requests: EmittedFamily?
        if case .emitted(let family, _) = SignalPresence.of(.requests, context) { requests = family }
        if let requests, let label = attemptLabels.first(where: { requests.labels[$0] != nil }) {
            result.prove(
                Evidence(requests.provenance, at: requests.range, "`\(requests.name.string)` carries `\(label.string)`")
            )
            return result
        }
        switch SignalPresence.of(.attempts, context) {
        case .emitted(let family, _) where family.name != requests?.name: result.evidence.append(family.evidence)
        case .elsewhere(let name, let provenance):
            result.prove(Evidence(provenance, at: nil, "`\(name.string)` comes from elsewhere"))
        case .emitted(let family, _):
            result.failures.append(
                finding(
                    "`attempts` and `requests` are both `\(family.name.string)`, so a retry cannot be told from a request",
                    nil, context))
        case .absent(let spelling, _):
            let message =
                (spelling == nil ? SignalWords.excuse(.attempts, context.facts) : nil)
                ?? "`attempts` is not emitted apart from `requests`, so what the SDK retried away leaves no trace"
            result.failures.append(finding(message, spelling, context))
        case .undecided(let reason):
            let excuse = SignalWords.excuse(.attempts, context.facts).map { " (\($0))" } ?? ""
            result.undecided.append(CheckResult.Undecided(reason, subject: "`attempts`\(excuse)"))
        }
        return result
    }

    private static func finding(_ message: String, _ spelling: MetricSpelling?, _ context: CheckContext) -> Finding {
        attemptsInvisible.finding(
            message, fix: SignalWords.emit(.attempts, as: spelling),
            at: SignalWords.place(.attempts, context.manifest), subject: "signal attempts")
    }
}
