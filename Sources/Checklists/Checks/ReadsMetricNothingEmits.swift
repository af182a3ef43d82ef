import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// An alert or recording rule over a name that no artefact emits stays silent for ever.
    ///
    /// An absent family fails only if the sample is declared complete, or if a near name is emitted beside its
    /// siblings; before launch, counters of failures that have not happened yet are missing from any sample.
    static let readsMetricNothingEmits = Check(
        kind: FindingKind(code: "PF101", name: "reads-metric-nothing-emits"), scope: .rule, severity: .error,
        summary: "a rule reads a metric that nothing emits, so it can never fire",
        why: "a rule over a metric nothing emits returns nothing for ever, and nothing looks like health",
        remedy: "Correct the name, or emit the metric. If another job emits it, list its pattern under "
            + "`telemetry.external`; if it appears only after a failure, take the sample after forced errors.",
        source:
            "failure catalogue G08; every LLM alert of one well-written public repository read names its exporter never emits",
        examples: [
            CheckExample(
                "a suffix is missing", .fails,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Errors
                            expr: sum(rate(⟦claude_errors_count⟧[5m])) > 1

                    """,
                exposition: """
                    # TYPE claude_errors_count_total counter
                    claude_errors_count_total{error_type="timeout"} 1

                    """),
            CheckExample(
                "the name is emitted", .passes,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Errors
                            expr: sum(rate(claude_errors_count_total[5m])) > 1

                    """,
                exposition: """
                    # TYPE claude_errors_count_total counter
                    claude_errors_count_total{error_type="timeout"} 1

                    """),
            CheckExample(
                "a counter that registers with its first failure, and a sample that does not claim to be complete",
                .unprovable,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Refused
                            expr: sum(rate(claude_refusals_total[5m])) > 1

                    """,
                exposition: """
                    # TYPE claude_requests_count_total counter
                    claude_requests_count_total{status="ok"} 1

                    """,
                manifest: CheckExample.defaultManifest.replacing("complete: true", with: "complete: false")),
            CheckExample(
                "another team's rule in the same file", .vacuous,
                rules: """
                    groups:
                      - name: redis
                        rules:
                          - alert: RedisDown
                            expr: redis_up == 0

                    """,
                exposition: """
                    # TYPE claude_requests_count_total counter
                    claude_requests_count_total{status="ok"} 1

                    """),
            CheckExample(
                "a counter of failures before the first failure", .unprovable,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Errors
                            expr: sum(rate(claude_errors_count_total[5m])) > 1

                    """,
                exposition: """
                    # TYPE claude_requests_count_total counter
                    claude_requests_count_total{status="ok"} 1

                    """,
                manifest: CheckExample.defaultManifest.replacingFirst(", complete: true", with: "")),
        ],
        judge: { context in RuleJudging.eachOwnRule(context, judgeNames) })

    private static func judgeNames(_ rule: RuleFact, _ context: CheckContext, _ result: inout CheckResult) {
        for selector in rule.selectors {
            guard let (name, range) = selector.name else { continue }
            let place = rule.place(of: range)
            switch context.facts.emitted.emission(of: name) {
            case .emitted(let family):
                result.prove(
                    Evidence(family.provenance, at: family.range, "`\(family.name.string)` is emitted"))
            case .recorded, .synthetic, .external: continue
            case .absent(let absence):
                judge(absence, of: name, at: place, rule, context, &result)
            }
        }
    }

    private static func judge(
        _ absence: EmittedMetrics.Absence, of name: ByteString, at place: SourceRange, _ rule: RuleFact,
        _ context: CheckContext, _ result: inout CheckResult
    ) {
        let emitted = context.facts.emitted
        let isMisspelt = absence.closest != nil && !context.facts.isYetToCome(name)
        let isProven = emitted.hasSample && absence.hasSiblings && (emitted.isComplete || isMisspelt)
        guard isProven else {
            let reason: UnprovableReason =
                emitted.hasSample ? .sampleAfterForcedErrors : .noArtefact(kind: "metrics exposition sample")
            result.undecided.append(
                CheckResult.Undecided(
                    reason, subject: "`\(name.string)`, read by \(rule.subjectInBackticks)",
                    evidence: Evidence(.configured, at: place, "read here")))
            return
        }
        let closest = absence.closest
        var related: [Annotation] = []
        if let closest, let family = emitted.family(ofSeries: closest) {
            related.append(Annotation(family.range, "closest: `\(closest.string)`"))
        }
        result.failures.append(
            readsMetricNothingEmits.finding(
                "\(rule.subjectInBackticks) reads `\(name.string)`, which nothing emits, so it can never \(rule.kind == .alert ? "fire" : "yield a value")",
                fix: closest.map { "read `\($0.string)` instead" }
                    ?? "emit `\(name.string)`, or correct the name; the sample shows no name close to it",
                at: Annotation(
                    place, closest.map { "nothing emits this; closest: `\($0.string)`" } ?? "nothing emits this"),
                related: related, subject: rule.subject, discriminator: name.string))
    }
}
