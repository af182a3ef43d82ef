import Facts
import Findings
import Manifests
import SourceText

/// What the checks of `telemetry.pipeline` share: a mode that decides whether they apply, and one setting.
enum PipelineJudging {
    /// Judges one setting of a pipeline that sends by itself; a pull pipeline keeps nothing and sends nothing.
    ///
    /// One that sends inside the call has no buffer either. `judge` is called with the setting's value, and only if it is declared.
    static func setting(
        _ keys: [String], _ context: CheckContext, whenPulled reason: String, isAboutBuffer: Bool = true,
        _ judge: (Telemetry.Pipeline, Located<ByteString>, String, inout CheckResult) -> Void
    ) -> CheckResult {
        var result = CheckResult()
        guard let pipeline = context.manifest.telemetry.pipeline else {
            result.undecided.append(
                CheckResult.Undecided(
                    .notDeclared(key: "telemetry.pipeline"), subject: "how measurements leave the process"))
            return result
        }
        if pipeline.mode.value == .pull {
            result.notApplicable = reason
            return result
        }
        if pipeline.mode.value == .sync, isAboutBuffer {
            result.notApplicable = "each measurement is sent at once; nothing is buffered"
            return result
        }
        result.subjectCount = 1
        for key in keys {
            guard let setting = pipeline.settings.first(where: { $0.key.value == key }) else { continue }
            judge(pipeline, setting.value, key, &result)
            return result
        }
        result.undecided.append(
            CheckResult.Undecided(
                .notDeclared(key: "telemetry.pipeline.\(keys[0])"),
                subject: "mode `\(pipeline.mode.value.rawValue)`",
                evidence: Evidence(.declared, at: pipeline.mode.range, "the pipeline is declared here")))
        return result
    }

    /// `true`, `yes`, `on`; nil for what is neither yes nor no.
    static func isTrue(_ value: ByteString) -> Bool? {
        switch value.string.lowercased() {
        case "true", "yes", "on": true
        case "false", "no", "off": false
        default: nil
        }
    }
}
