import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// The wait for a sink must not be the user's.
    static let telemetryBlocksCalls = Check(
        kind: FindingKind(code: "PF221", name: "telemetry-blocks-calls"), scope: .service, severity: .error,
        summary: "telemetry is sent inside the call, so a slow sink slows every user down",
        why: "a sink that does not answer adds its timeout to each request; the monitoring becomes the outage",
        remedy: "Send from a thread of its own, through a bounded queue.",
        source: "failure catalogue H05: ten seconds added to every request",
        examples: [
            CheckExample(
                "sent inside the call", .fails, exposition: nil, manifest: manifest("{mode: ⟦sync⟧}")),
            CheckExample("scraped", .passes, exposition: nil, manifest: manifest("{mode: pull}")),
            CheckExample("sent apart", .passes, exposition: nil, manifest: manifest("{mode: async}")),
            CheckExample("nobody says", .unprovable, exposition: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeMode)

    private static func manifest(_ pipeline: String) -> String {
        "preflight: 1\nservice: example\ntelemetry: {pipeline: \(pipeline)}\n"
    }

    private static func judgeMode(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let pipeline = context.manifest.telemetry.pipeline else {
            result.undecided.append(
                CheckResult.Undecided(
                    .notDeclared(key: "telemetry.pipeline"), subject: "how measurements leave the process"))
            return result
        }
        result.subjectCount = 1
        if pipeline.mode.value == .sync {
            result.failures.append(
                telemetryBlocksCalls.finding(
                    "the pipeline's mode is `sync`, so each call waits for the telemetry sink",
                    fix:
                        "send from a queue: `pipeline: {mode: async, flush_interval: 5s, capacity: 2048, drain_on_shutdown: true, on_error: ignore}`",
                    at: Annotation(pipeline.mode.range), subject: "telemetry.pipeline"))
        } else {
            result.prove(
                Evidence(.declared, at: pipeline.mode.range, "mode `\(pipeline.mode.value.rawValue)`"))
        }
        return result
    }
}
