import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// Each class of failure needs another hand at night.
    static let errorClassesMixed = Check(
        kind: FindingKind(code: "PF202", name: "error-classes-not-kept-apart"), scope: .signal, severity: .error,
        summary: "failures are counted without their class, so the alert cannot say which runbook to open",
        why: "a 429 is answered by sending less, a 529 by waiting or failing over, a malformed answer by a rollback",
        remedy: "Put the class on the error counter, as the API's own error type plus the service's own classes, and "
            + "register all of them at zero on start.",
        source: "the production guide's error classes; the API's error types; failure catalogue G10",
        parameters: [
            CheckParameter(
                "classes", .texts, example: "[429, 529, timeout]",
                "Which classes must be told apart; all of \(ErrorClass.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")) unless said."
            )
        ],
        examples: [
            CheckExample(
                "a counter without a class", .fails,
                exposition: "# TYPE claude_errors_count_total ⟦counter⟧\nclaude_errors_count_total{model=\"a\"} 1\n"),
            CheckExample(
                "a closed list that has one name for 500 and 529", .fails, requirement: "classes: ['500', '529']",
                exposition:
                    "# TYPE claude_errors_count_total ⟦counter⟧\nclaude_errors_count_total{error_type=\"5xx\"} 1\n",
                manifest: closed("{5xx: '500'}")),
            CheckExample(
                "a class that has not happened yet", .unprovable, requirement: "classes: ['429', '529']",
                exposition:
                    "# TYPE claude_errors_count_total counter\nclaude_errors_count_total{error_type=\"rate_limit_error\"} 1\n"
            ),
            CheckExample(
                "classes as the status of requests", .passes, requirement: "classes: ['429', '529']",
                exposition: """
                    # TYPE claude_requests_count_total counter
                    claude_requests_count_total{status="ok"} 9
                    claude_requests_count_total{status="429"} 1
                    claude_requests_count_total{status="529"} 1

                    """),
            CheckExample(
                "the API's words, and a service's own word that the manifest explains", .passes,
                requirement: "classes: ['429', '529', timeout]",
                exposition: """
                    # TYPE claude_errors_count_total counter
                    claude_errors_count_total{error_type="rate_limit_error"} 1
                    claude_errors_count_total{error_type="busy"} 0
                    claude_errors_count_total{error_type="APITimeoutError"} 0

                    """,
                manifest: CheckExample.sampleManifest.replacing(
                    "  convention: guide-prometheus",
                    with: """
                          convention: guide-prometheus
                          metrics: {errors: {name: claude_errors_count_total, values: {class: {busy: '529'}}}}
                        """)),
        ],
        judge: judgeClasses)

    private static func closed(_ values: String) -> String {
        CheckExample.sampleManifest.replacing(
            "  convention: guide-prometheus",
            with: """
                  metrics:
                    errors: {name: claude_errors_count_total, labels: {class: error_type}, values: {class: \(values)}, closed: [class]}
                """)
    }

    private static func judgeClasses(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let named = context.parameters.texts("classes")
        let wanted = named.isEmpty ? ErrorClass.allCases : named.compactMap(ErrorClass.init(rawValue:))
        switch presence(context) {
        case .emitted(let family, let spelling): judge(family, spelling, wanted, context, &result)
        case .undecided(.noArtefact(let kind)):
            result.undecided.append(CheckResult.Undecided(.noArtefact(kind: kind), subject: "`errors`"))
        case .elsewhere, .absent, .undecided:
            result.undecided.append(
                CheckResult.Undecided(.dependsOn(requirement: "signal-not-emitted with errors"), subject: "`errors`"))
        }
        return result
    }

    /// Failures that are a status of requests have their classes, if any, in that label.
    private static func presence(_ context: CheckContext) -> SignalPresence {
        let errors = SignalPresence.of(.errors, context)
        if case .emitted = errors { return errors }
        guard case .emitted(let family, var spelling) = SignalPresence.of(.requests, context),
            let status = spelling.labels[.status], family.labels[status] != nil
        else { return errors }
        spelling.labels[.errorClass] = status
        return .emitted(family, spelling)
    }

    private static func judge(
        _ family: EmittedFamily, _ spelling: MetricSpelling, _ wanted: [ErrorClass], _ context: CheckContext,
        _ result: inout CheckResult
    ) {
        result.subjectCount = wanted.count
        let words = wanted.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        guard let label = spelling.labels[.errorClass], let domain = family.labels[label] else {
            let label = spelling.labels[.errorClass]?.string ?? "error_type"
            result.failures.append(
                errorClassesMixed.finding(
                    "`\(family.name.string)` has no label for the class of a failure, so \(words) are one number",
                    fix:
                        "add the label `\(label)` to `\(family.name.string)`, with the API's error type as its value and the service's own classes beside them; register each at zero on start",
                    at: family.place, subject: "metric \(family.name.string)"))
            return
        }
        let declared = context.manifest.telemetry.metrics.filter { $0.name.value == family.name }.flatMap(\.values)
            .filter { $0.role == .errorClass }
        let known = Set(
            domain.values.flatMap { value -> [ErrorClass] in
                let own = declared.filter { $0.spelling.value == value }.compactMap {
                    ErrorClass(rawValue: $0.canonical.value.string)
                }
                return own.isEmpty ? ErrorClass.of(value) : own
            })
        let missing = wanted.filter { !known.contains($0) }
        if missing.isEmpty {
            result.prove(
                Evidence(
                    family.provenance, at: family.range,
                    "`\(family.name.string)` tells \(words) apart by `\(label.string)`"))
            return
        }
        let lacking = missing.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        guard domain.isClosed else {
            result.undecided.append(
                CheckResult.Undecided(
                    .sampleAfterForcedErrors, subject: "\(lacking) in `\(family.name.string)`",
                    evidence: family.evidence))
            return
        }
        result.failures.append(
            errorClassesMixed.finding(
                "`\(family.name.string)` has no value of its own for \(lacking), so these failures hide among others",
                fix:
                    "give each its own value of `\(label.string)`: \(missing.map { "`\($0.spellings[min(1, $0.spellings.count - 1)])`" }.joined(separator: ", "))",
                at: family.place, subject: "metric \(family.name.string)", discriminator: "closed"))
    }
}

extension ErrorClass {
    /// The class that a label value means, in the spellings met in the field.
    static func of(_ value: ByteString) -> [ErrorClass] {
        let text = value.string.lowercased()
        // SDK class names may carry their package: `anthropic.RateLimitError`.
        let last = text.split(separator: ".").last.map(String.init) ?? text
        return allCases.filter { one in one.spellings.contains { $0.utf8.elementsEqual(last.utf8) } }
    }
}
