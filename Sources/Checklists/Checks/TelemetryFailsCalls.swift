import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// Measuring must not break what is measured.
    static let telemetryFailsCalls = Check(
        kind: FindingKind(code: "PF225", name: "telemetry-fails-calls"), scope: .service, severity: .error,
        summary: "an exception of the telemetry sink reaches the caller, so an outage of monitoring is an outage",
        why:
            "the exporter raises on a refused connection or a full disk; unguarded it fails calls that Claude answered",
        remedy: "Catch everything around recording and sending, and count what was caught.",
        source: "failure catalogue H14: a telemetry exception failed all calls",
        examples: [
            CheckExample(
                "it raises", .fails, exposition: nil, manifest: manifest("{mode: async, on_error: ⟦raise⟧}")),
            CheckExample(
                "it is ignored", .passes, exposition: nil, manifest: manifest("{mode: async, on_error: ignore}")),
            CheckExample("nobody says", .unprovable, exposition: nil, manifest: manifest("{mode: async}")),
            CheckExample("scraped", .notApplicable, exposition: nil, manifest: manifest("{mode: pull}")),
        ],
        judge: judgeErrors)

    private static func manifest(_ pipeline: String) -> String {
        "preflight: 1\nservice: example\ntelemetry: {pipeline: \(pipeline)}\n"
    }

    private static func judgeErrors(_ context: CheckContext) -> CheckResult {
        PipelineJudging.setting(
            ["on_error"], context, whenPulled: "nothing is sent while a call is made", isAboutBuffer: false
        ) { _, value, key, result in
            if ["ignore", "drop", "log", "count", "swallow"].contains(value.value.string.lowercased()) {
                result.prove(Evidence(.declared, at: value.range, "errors of the sink stay in the pipeline"))
                return
            }
            result.failures.append(
                telemetryFailsCalls.finding(
                    "`\(key)` lets errors of the sink out, so calls fail while monitoring is down",
                    fix: "catch them where the exporter is called, count them, and write `\(key): ignore`",
                    at: Annotation(value.range), subject: "telemetry.pipeline"))
        }
    }
}
