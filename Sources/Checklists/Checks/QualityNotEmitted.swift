import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// A definition is not yet a measurement.
    static let qualityNotEmitted = Check(
        kind: FindingKind(code: "PF217", name: "quality-metric-not-emitted"), scope: .signal, severity: .error,
        summary: "no declared quality measure is emitted",
        why: "a quality measure in a document changes nothing; it has to move when a prompt or a model is changed",
        remedy: "Emit a counter for what was checked and one for what was correct, also from an offline job; name the "
            + "family under `telemetry.metrics`, and under `telemetry.external` if another job emits it.",
        source: "the production guide's quality layer",
        examples: [
            CheckExample(
                "declared and not emitted", .fails,
                exposition: "# TYPE claude_requests_count_total counter\nclaude_requests_count_total 1\n",
                manifest: declaring("⟦chat_json_ok_total⟧")),
            CheckExample(
                "declared without a name", .unprovable,
                exposition: "# TYPE claude_requests_count_total counter\nclaude_requests_count_total 1\n",
                manifest: CheckExample.sampleManifest + "quality: [{signal: quality.schema, correct: it parses}]\n"),
            CheckExample(
                "emitted", .passes, exposition: "# TYPE chat_json_ok_total counter\nchat_json_ok_total 1\n",
                manifest: declaring("chat_json_ok_total")),
            CheckExample(
                "an offline job emits it", .passes,
                exposition: "# TYPE claude_requests_count_total counter\nclaude_requests_count_total 1\n",
                manifest: declaring("eval_accuracy").replacing(
                    "  metrics", with: "  external: [\"eval_*\"]\n  metrics")),
            CheckExample("none declared", .vacuous, exposition: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeEmission)

    private static func declaring(_ name: String) -> String {
        CheckExample.sampleManifest.replacing(
            "  convention: guide-prometheus",
            with: "  convention: guide-prometheus\n  metrics: {quality.schema: {name: \(name)}}")
            + "quality: [{signal: quality.schema, correct: it parses}]\n"
    }

    private static func judgeEmission(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        var absent: [Finding] = []
        for measure in context.manifest.quality {
            result.subjectCount += 1
            let signal = measure.signal.value
            switch SignalPresence.of(signal, context) {
            case .emitted(let family, _): result.evidence.append(family.evidence)
            case .elsewhere(let name, let provenance):
                result.prove(Evidence(provenance, at: nil, "`\(name.string)` comes from elsewhere"))
            case .absent(let spelling, _):
                absent.append(
                    qualityNotEmitted.finding(
                        "`\(signal.name)` is not emitted\(spelling.map { " (`\($0.family.string)`)" } ?? ""), so no change for the worse can be seen",
                        fix: SignalWords.emit(signal, as: spelling), at: SignalWords.place(signal, context.manifest),
                        subject: "signal \(signal.name)"))
            case .undecided(let reason):
                result.undecided.append(CheckResult.Undecided(reason, subject: "`\(signal.name)`"))
            }
        }
        result.failures = absent
        return result
    }
}
