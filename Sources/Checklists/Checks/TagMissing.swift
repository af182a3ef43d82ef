import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// A bill without columns.
    static let tagMissing = Check(
        kind: FindingKind(code: "PF214", name: "tag-missing"), scope: .signal, severity: .error,
        summary: "a metric lacks the label that says what its numbers were spent on",
        why: "a total that doubles overnight cannot be taken apart: not by model, not by feature, not by deploy",
        remedy: "Add the label where the metric is recorded, with a closed list of values.",
        source: "the production guide's tags for tokens and cost; several instrumentations carry none on errors",
        parameters: [
            CheckParameter(
                "signals", .signals, isRequired: true, example: "[tokens.input, cost]", "Which metrics must carry it."),
            CheckParameter(
                "role", .word(LabelRole.allCases.map(\.rawValue)), isRequired: true, example: "feature",
                "What the label tells, whatever it is called."),
        ],
        examples: [
            CheckExample(
                "cost without a feature", .fails, requirement: "signals: cost\nrole: feature",
                exposition: "# TYPE claude_cost_usd_total ⟦counter⟧\nclaude_cost_usd_total{model=\"a\"} 3\n"),
            CheckExample(
                "an instrumentation that puts no model on errors", .fails, requirement: "signals: errors\nrole: model",
                exposition: """
                    # TYPE gen_ai_client_operation_duration_seconds ⟦histogram⟧
                    gen_ai_client_operation_duration_seconds_bucket{error_type="RateLimitError",le="+Inf"} 1
                    gen_ai_client_operation_duration_seconds_sum{error_type="RateLimitError"} 1
                    gen_ai_client_operation_duration_seconds_count{error_type="RateLimitError"} 1

                    """,
                manifest: CheckExample.sampleManifest.replacing("guide-prometheus", with: "openllmetry")),
            CheckExample(
                "cost by feature", .passes, requirement: "signals: cost\nrole: feature",
                exposition: "# TYPE claude_cost_usd_total counter\nclaude_cost_usd_total{feature=\"chat\"} 3\n"),
            CheckExample(
                "one feature, which needs no label", .notApplicable, requirement: "signals: cost\nrole: feature",
                exposition: "# TYPE claude_cost_usd_total counter\nclaude_cost_usd_total 3\n",
                manifest: CheckExample.sampleManifest + "features: [chat]\n"),
            CheckExample(
                "no sample", .unprovable, requirement: "signals: cost\nrole: feature", exposition: nil,
                manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeTags)

    private static func judgeTags(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let role = context.parameters.text("role").flatMap(LabelRole.init(rawValue:)) else { return result }
        if let reason = SignalApplicability.reasonAgainst(role, context.manifest) {
            result.notApplicable = reason
            return result
        }
        var unseen: [Signal] = []
        for signal in context.parameters.signals("signals")
        where SignalApplicability.reasonAgainst(signal, context.manifest) == nil {
            guard case .emitted(let family, let spelling) = SignalPresence.of(signal, context) else {
                unseen.append(signal)
                continue
            }
            result.subjectCount += 1
            judge(family, spelling, signal, role, context, &result)
        }
        for signal in unseen {
            let reason: UnprovableReason =
                context.facts.emitted.hasSample
                ? .dependsOn(requirement: "signal-not-emitted with \(signal.name)")
                : .noArtefact(kind: ArtefactKind.exposition.title)
            result.undecided.append(CheckResult.Undecided(reason, subject: "`\(signal.name)`"))
        }
        return result
    }

    private static func judge(
        _ family: EmittedFamily, _ spelling: MetricSpelling, _ signal: Signal, _ role: LabelRole,
        _ context: CheckContext, _ result: inout CheckResult
    ) {
        let label = spelling.labels[role]
        let usual = label ?? ByteString(role.rawValue)
        if let found = [label, usual].compactMap({ $0 }).first(where: {
            family.labels[$0] != nil || context.facts.emitted.targetLabels[$0] != nil
        }) {
            result.prove(
                Evidence(family.provenance, at: family.range, "`\(family.name.string)` carries `\(found.string)`"))
            return
        }
        let excuse = SignalWords.excuse(signal, context.facts, .label(role))
        result.failures.append(
            tagMissing.finding(
                excuse.map { "\($0), so `\(family.name.string)` cannot be taken apart by \(words(role))" }
                    ?? "`\(family.name.string)` has no label for the \(words(role)), so `\(signal.name)` cannot be taken apart by it",
                fix: excuse == nil
                    ? "add the label `\(usual.string)` where `\(family.name.string)` is recorded; if it is called otherwise, `telemetry: {metrics: {\(signal.name): {name: \(family.name.string), labels: {\(role.rawValue): LABEL}}}}`"
                    : "record a metric of your own beside it: \(SignalWords.emit(signal, as: Convention.guidePrometheus.spellings[signal]))",
                at: family.place, subject: "metric \(family.name.string)", discriminator: role.rawValue))
    }

    private static func words(_ role: LabelRole) -> String {
        switch role {
        case .errorClass: "class of failure"
        case .tokenKind: "kind of token"
        default: role.rawValue
        }
    }
}
