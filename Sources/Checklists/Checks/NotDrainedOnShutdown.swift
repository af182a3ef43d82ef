import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// Every deploy is a shutdown.
    static let notDrainedOnShutdown = Check(
        kind: FindingKind(code: "PF224", name: "telemetry-not-drained"), scope: .service, severity: .error,
        summary: "telemetry is not sent out on shutdown, so each deploy loses what was measured last",
        why: "the errors of a bad release are in the buffer of the process that is being replaced",
        remedy: "Flush in the handler of SIGTERM, within the time the platform grants.",
        source: "failure catalogue H04, run: without a handler 1,000 of 1,000 increments were lost",
        examples: [
            CheckExample(
                "not drained", .fails, exposition: nil,
                manifest: manifest("{mode: async, drain_on_shutdown: ⟦false⟧}")),
            CheckExample(
                "drained", .passes, exposition: nil, manifest: manifest("{mode: async, drain_on_shutdown: true}")),
            CheckExample("nobody says", .unprovable, exposition: nil, manifest: manifest("{mode: async}")),
            CheckExample("scraped", .notApplicable, exposition: nil, manifest: manifest("{mode: pull}")),
        ],
        judge: judgeDraining)

    private static func manifest(_ pipeline: String) -> String {
        "preflight: 1\nservice: example\ntelemetry: {pipeline: \(pipeline)}\n"
    }

    private static func judgeDraining(_ context: CheckContext) -> CheckResult {
        PipelineJudging.setting(
            ["drain_on_shutdown"], context, whenPulled: "a scraped process has nothing to send"
        ) { _, value, key, result in
            if PipelineJudging.isTrue(value.value) == true {
                result.prove(Evidence(.declared, at: value.range, "drained on shutdown"))
                return
            }
            result.failures.append(
                notDrainedOnShutdown.finding(
                    "`\(key)` is not true, so what was measured last is lost with every deploy",
                    fix: "call the exporter's flush when SIGTERM arrives, and write `\(key): true`",
                    at: Annotation(value.range), subject: "telemetry.pipeline"))
        }
    }
}
