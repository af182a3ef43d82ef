import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// Several instrumentations write prompts unless told not to.
    static let promptCaptureLeftOn = Check(
        kind: FindingKind(code: "PF209", name: "prompt-capture-left-on"), scope: .service, severity: .error,
        summary: "the instrumentation in use records prompts and answers, and nothing switches it off",
        why:
            "the text of every conversation goes to whatever stores the traces, without an agreement and without an end",
        remedy: "Set the switch in the process's environment and say so under `telemetry.environment`, or name the "
            + "agreement under `content_logging`.",
        source: "failure catalogue I01, run: OpenLLMetry and OpenLIT record prompt text by default",
        examples: [
            CheckExample(
                "an instrumentation that captures by default", .fails, exposition: nil,
                manifest: manifest("convention: ⟦openllmetry⟧\n  environment: {LOG_LEVEL: info}")),
            CheckExample(
                "a switch that is on", .fails, exposition: nil,
                manifest: manifest(
                    "environment: {OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: ⟦\"true\"⟧}")),
            CheckExample(
                "a metric label that holds prompts", .fails,
                exposition:
                    "# TYPE claude_requests_count_total ⟦counter⟧\nclaude_requests_count_total{prompt=\"x\"} 1\n"),
            CheckExample(
                "an instrumentation whose environment nobody showed", .unprovable, exposition: nil,
                manifest: manifest("convention: openllmetry")),
            CheckExample(
                "switched off", .passes, exposition: nil,
                manifest: manifest("convention: openllmetry\n  environment: {TRACELOOP_TRACE_CONTENT: \"false\"}")),
            CheckExample(
                "kept under an agreement", .notApplicable, exposition: nil,
                manifest: manifest("convention: openllmetry")
                    + "content_logging: {agreement: DPA-7, owner: privacy, expires: 2027-01-31}\n"),
        ],
        judge: judgeCapture)

    private static func manifest(_ telemetry: String) -> String {
        "preflight: 1\nservice: example\ntelemetry:\n  \(telemetry)\n"
    }

    /// A variable that decides whether text is recorded.
    private struct Switch {
        var name: ByteString
        /// The conventions that record text unless it says no; empty if it has to be switched on.
        var onByDefault: [String]
    }

    private static let switches = [
        Switch(name: "TRACELOOP_TRACE_CONTENT", onByDefault: ["openllmetry"]),
        Switch(name: "OPENLIT_CAPTURE_MESSAGE_CONTENT", onByDefault: ["openlit"]),
        Switch(name: "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", onByDefault: []),
        Switch(name: "OTEL_LOG_USER_PROMPTS", onByDefault: []),
        Switch(name: "OTEL_LOG_RAW_API_BODIES", onByDefault: []),
    ]

    private static let textLabels: [ByteString] = [
        "prompt", "completion", "input_messages", "output_messages", "gen_ai_input_messages", "gen_ai_output_messages",
        "gen_ai_prompt", "gen_ai_completion", "system_instructions", "input_value", "output_value",
    ]

    private static func judgeCapture(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        if context.manifest.contentLogging.agreement != nil {
            result.notApplicable = "prompts may be kept under the agreement that the manifest names"
            return result
        }
        let environment = context.manifest.telemetry.environment
        for family in context.facts.emitted.sampledFamilies {
            for label in family.labels.keys.sorted() where textLabels.contains(label) {
                result.subjectCount += 1
                result.failures.append(
                    promptCaptureLeftOn.finding(
                        "`\(family.name.string)` has the label `\(label.string)`, so prompts are kept as metric labels",
                        fix: "take `\(label.string)` off `\(family.name.string)`", at: family.place,
                        subject: "metric \(family.name.string)", discriminator: label.string))
            }
        }
        for convention in context.facts.service.conventions {
            guard let control = switches.first(where: { $0.onByDefault.contains(convention.id) }) else { continue }
            result.subjectCount += 1
            if environment.contains(where: { $0.name.value == control.name && isOff($0.value.value) }) { continue }
            judge(convention, control, context, &result)
        }
        for variable in environment where switches.contains(where: { $0.name == variable.name.value }) {
            result.subjectCount += 1
            if isOff(variable.value.value) {
                result.prove(
                    Evidence(.declared, at: variable.value.range, "`\(variable.name.value.string)` switches it off"))
            } else {
                result.failures.append(
                    promptCaptureLeftOn.finding(
                        "`\(variable.name.value.string)` is switched on, so prompts and answers leave the process",
                        fix:
                            "set `\(variable.name.value.string): \"false\"`, or name the agreement under `content_logging`",
                        at: Annotation(variable.value.range), subject: "variable \(variable.name.value.string)"))
            }
        }
        if result.subjectCount == 0 || (environment.isEmpty && result.failures.isEmpty) {
            result.undecided = [
                CheckResult.Undecided(.notDeclared(key: "telemetry.environment"), subject: "prompt capture")
            ]
        }
        return result
    }

    private static func judge(
        _ convention: Convention, _ control: Switch, _ context: CheckContext, _ result: inout CheckResult
    ) {
        let named = context.manifest.telemetry.conventions.first { $0.value == convention.id }
        // A variable that is on is reported at its own place.
        if context.manifest.telemetry.environment.contains(where: { $0.name.value == control.name }) { return }
        // Without the environment nothing says that the switch is not set.
        if context.manifest.telemetry.environment.isEmpty { return }
        result.failures.append(
            promptCaptureLeftOn.finding(
                "`\(convention.name)` records prompts and answers unless `\(control.name.string)` says no, and the declared environment does not",
                fix:
                    "set `\(control.name.string)=false` in the process, and `telemetry: {environment: {\(control.name.string): \"false\"}}` here",
                at: Annotation(named?.range ?? context.manifest.service.range), subject: "convention \(convention.id)"))
    }

    private static func isOff(_ value: ByteString) -> Bool {
        ["false", "0", "no", "off", "no_content", ""].contains(value.string.lowercased())
    }
}
