import Facts
import Findings
import Manifests
import SourceText
import TimeSeries

extension Check {
    /// What was not sent yet is lost with the process, and late for the alert.
    static let flushTooRare = Check(
        kind: FindingKind(code: "PF222", name: "flush-too-rare"), scope: .service, severity: .error,
        summary: "telemetry is flushed too rarely, so alerts see the past and a crash loses the last minutes",
        why: "what stands in the buffer is invisible until it is sent and gone if the process dies first",
        remedy: "Flush every 5 to 10 seconds.",
        source:
            "the production guide asks for 5 to 10 s; the OpenTelemetry SDK's metric reader exports every 60 s unless told",
        parameters: [
            CheckParameter("interval", .duration, example: "10s", "The longest interval; 10 s unless said.")
        ],
        examples: [
            CheckExample(
                "once a minute", .fails, exposition: nil,
                manifest: manifest("{mode: otel-sdk, export_interval: ⟦60s⟧}")),
            CheckExample(
                "every five seconds", .passes, exposition: nil, manifest: manifest("{mode: async, flush_interval: 5s}")),
            CheckExample(
                "nobody says how often", .unprovable, exposition: nil, manifest: manifest("{mode: async}")),
            CheckExample("scraped", .notApplicable, exposition: nil, manifest: manifest("{mode: pull}")),
        ],
        judge: judgeFlush)

    private static func manifest(_ pipeline: String) -> String {
        "preflight: 1\nservice: example\ntelemetry: {pipeline: \(pipeline)}\n"
    }

    private static let usualLimitMilliseconds: Int64 = 10_000

    private static func judgeFlush(_ context: CheckContext) -> CheckResult {
        let limit = context.parameters.milliseconds("interval") ?? usualLimitMilliseconds
        return PipelineJudging.setting(
            ["flush_interval", "export_interval"], context,
            whenPulled: "a scrape takes what there is; nothing is flushed"
        ) { _, value, key, result in
            guard let interval = PrometheusDuration.parse(value.value.bytes) else {
                result.failures.append(
                    flushTooRare.finding(
                        "`\(key)` is no length of time, so nobody knows when telemetry leaves",
                        fix: "write `\(key): 5s`", at: Annotation(value.range), subject: "telemetry.pipeline"))
                return
            }
            if interval > 0, interval <= limit {
                result.prove(
                    Evidence(
                        .declared, at: value.range, "`\(key)` is at most \(NumberWords.duration(milliseconds: limit))"))
                return
            }
            result.failures.append(
                flushTooRare.finding(
                    "`\(key)` is \(NumberWords.duration(milliseconds: interval)), so a crash loses that much and alerts are that late",
                    fix:
                        "set `\(key)` to at most \(NumberWords.duration(milliseconds: limit)); in an OpenTelemetry SDK `OTEL_METRIC_EXPORT_INTERVAL=10000`",
                    at: Annotation(value.range), subject: "telemetry.pipeline"))
        }
    }
}
