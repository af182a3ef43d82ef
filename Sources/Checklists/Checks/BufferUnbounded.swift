import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// A queue without an end ends with the process.
    static let bufferUnbounded = Check(
        kind: FindingKind(code: "PF223", name: "telemetry-buffer-unbounded"), scope: .service, severity: .error,
        summary: "the telemetry buffer has no bound, so an outage of the sink ends in an outage of the service",
        why:
            "while the sink does not answer everything is kept; the process grows until it is killed, with all that it kept",
        remedy: "Bound the queue, drop the oldest when it is full, and count what was dropped.",
        source: "failure catalogue H07: 1.4 GB in ten minutes of a sink's outage",
        examples: [
            CheckExample(
                "without end", .fails, exposition: nil, manifest: manifest("{mode: async, capacity: ⟦0⟧}")),
            CheckExample(
                "blocking when full", .fails, exposition: nil,
                manifest: manifest("{mode: async, capacity: 2048, on_full: ⟦block⟧}")),
            CheckExample(
                "bounded", .passes, exposition: nil, manifest: manifest("{mode: async, capacity: 2048, on_full: drop}")),
            CheckExample("nobody says", .unprovable, exposition: nil, manifest: manifest("{mode: async}")),
            CheckExample("scraped", .notApplicable, exposition: nil, manifest: manifest("{mode: pull}")),
        ],
        judge: judgeCapacity)

    private static func manifest(_ pipeline: String) -> String {
        "preflight: 1\nservice: example\ntelemetry: {pipeline: \(pipeline)}\n"
    }

    private static func judgeCapacity(_ context: CheckContext) -> CheckResult {
        PipelineJudging.setting(
            ["capacity"], context, whenPulled: "a scraped process keeps numbers, not a queue of them"
        ) { pipeline, value, key, result in
            let text = value.value.string
            if let count = Int64(text), count > 0 {
                result.prove(Evidence(.declared, at: value.range, "`\(key)` is \(count)"))
            } else {
                result.failures.append(
                    bufferUnbounded.finding(
                        "`\(key)` sets no bound, so the process grows for as long as the sink does not answer",
                        fix: "write `\(key): 2048`, or as many as a minute of traffic needs",
                        at: Annotation(value.range),
                        subject: "telemetry.pipeline"))
                return
            }
            guard let full = pipeline.settings.first(where: { $0.key.value == "on_full" }) else { return }
            if ["block", "wait"].contains(full.value.value.string.lowercased()) {
                result.failures.append(
                    bufferUnbounded.finding(
                        "`on_full` blocks, so calls wait for the telemetry sink once the buffer is full",
                        fix: "write `on_full: drop` and count what is dropped", at: Annotation(full.value.range),
                        subject: "telemetry.pipeline", discriminator: "on_full"))
            }
        }
    }
}
