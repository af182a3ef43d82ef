import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// A matcher on a label that the metric does not carry selects nothing.
    ///
    /// An absent value fails only against a domain that the manifest declares closed: before launch no sample holds
    /// every failure. Labels that discovery adds at scrape time never stand in a sample of the process.
    static let readsLabelNothingEmits = Check(
        kind: FindingKind(code: "PF102", name: "reads-label-nothing-emits"), scope: .rule, severity: .error,
        summary: "a rule matches a label that its metric does not carry, so it selects nothing",
        why: "the name is right and the selection is empty for ever: the rule loads, runs and stays silent",
        remedy: "Correct the label or its value. If the scrape adds the label, name it under "
            + "`telemetry.target_labels`; if the manifest calls the domain closed, check its list.",
        source: "failure catalogue G09",
        examples: [
            CheckExample(
                "a label was renamed", .fails,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Errors
                            expr: sum(rate(claude_errors_count_total{⟦class⟧="timeout"}[5m])) > 1

                    """,
                exposition: """
                    # TYPE claude_errors_count_total counter
                    claude_errors_count_total{error_type="timeout"} 1

                    """),
            CheckExample(
                "a value that has not occurred yet", .unprovable,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Overloaded
                            expr: sum(rate(claude_errors_count_total{error_type="529"}[5m])) > 1

                    """,
                exposition: """
                    # TYPE claude_errors_count_total counter
                    claude_errors_count_total{error_type="timeout"} 1

                    """),
            CheckExample(
                "the label and the value are in the sample", .passes,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Timeouts
                            expr: sum(rate(claude_errors_count_total{error_type=~"timeout|408"}[5m])) > 1

                    """,
                exposition: """
                    # TYPE claude_errors_count_total counter
                    claude_errors_count_total{error_type="timeout"} 1

                    """),
            CheckExample(
                "a label that comes with the first failure", .unprovable,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Failures
                            expr: sum(rate(gen_ai_client_operation_duration_seconds_count{error_type!=""}[5m])) > 1

                    """,
                exposition: """
                    # TYPE gen_ai_client_operation_duration_seconds histogram
                    gen_ai_client_operation_duration_seconds_bucket{gen_ai_request_model="a",le="+Inf"} 1
                    gen_ai_client_operation_duration_seconds_sum{gen_ai_request_model="a"} 1
                    gen_ai_client_operation_duration_seconds_count{gen_ai_request_model="a"} 1

                    """,
                manifest: CheckExample.defaultManifest.replacing("guide-prometheus", with: "otel-genai-1.37")),
        ],
        judge: { context in RuleJudging.eachOwnRule(context, judgeLabels) })

    private static func judgeLabels(_ rule: RuleFact, _ context: CheckContext, _ result: inout CheckResult) {
        for selector in rule.selectors {
            guard let name = selector.name?.value,
                case .emitted(let family) = context.facts.emitted.emission(of: name), family.provenance >= .sampled
            else { continue }
            for matcher in selector.matchers where !matcher.acceptsMissing {
                judge(matcher, of: family, rule, context, &result)
            }
        }
    }

    private static func judge(
        _ matcher: SelectorFact.Matcher, of family: EmittedFamily, _ rule: RuleFact, _ context: CheckContext,
        _ result: inout CheckResult
    ) {
        let facts = context.facts
        if facts.emitted.targetLabels[matcher.label] != nil || ScrapeLabels.isOwnOfFamily(matcher.label, family) {
            return
        }
        guard let domain = family.labels[matcher.label] else {
            judgeMissing(matcher, of: family, rule, context, &result)
            return
        }
        if domain.values.contains(where: matcher.accepts) {
            result.prove(
                Evidence(
                    family.provenance, at: family.range, "`\(family.name.string)` carries `\(matcher.text.string)`"))
            return
        }
        judgeValue(matcher, domain, of: family, rule, &result)
    }

    private static func judgeMissing(
        _ matcher: SelectorFact.Matcher, of family: EmittedFamily, _ rule: RuleFact, _ context: CheckContext,
        _ result: inout CheckResult
    ) {
        let place = rule.place(of: matcher.labelRange)
        if context.facts.comesWithFailures(matcher.label, family) {
            result.undecided.append(
                CheckResult.Undecided(
                    .sampleAfterForcedErrors, subject: "`\(matcher.text.string)`, read by \(rule.subjectInBackticks)",
                    evidence: Evidence(.configured, at: place, "matched here")))
            return
        }
        if ScrapeLabels.maybeAdded(matcher.label) {
            result.undecided.append(
                CheckResult.Undecided(
                    .notDeclared(key: "telemetry.target_labels.\(matcher.label.string)"),
                    subject: "label `\(matcher.label.string)`, read by \(rule.subjectInBackticks)",
                    evidence: Evidence(.configured, at: place, "matched here")))
            return
        }
        let labels = family.labels.keys.map(\.string).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let closest = NearMiss.closest(to: matcher.label.string, among: labels)
        let carried = labels.isEmpty ? "no labels" : labels.map { "`\($0)`" }.joined(separator: ", ")
        result.failures.append(
            readsLabelNothingEmits.finding(
                "\(rule.subjectInBackticks) matches `\(matcher.label.string)`, a label that `\(family.name.string)` does not carry, so it selects nothing",
                fix: closest.map { "match `\($0)` instead of `\(matcher.label.string)`" }
                    ?? "match one of the labels it carries: \(carried)",
                at: Annotation(place, closest.map { "closest: `\($0)`" } ?? "no series carries this label"),
                related: [Annotation(family.range, "carries \(carried)")], subject: rule.subject,
                discriminator: "\(family.name.string){\(matcher.label.string)}"))
    }

    private static func judgeValue(
        _ matcher: SelectorFact.Matcher, _ domain: LabelDomain, of family: EmittedFamily, _ rule: RuleFact,
        _ result: inout CheckResult
    ) {
        let place = rule.place(of: matcher.valueRange)
        guard domain.isClosed else {
            result.undecided.append(
                CheckResult.Undecided(
                    .sampleAfterForcedErrors, subject: "`\(matcher.text.string)`, read by \(rule.subjectInBackticks)",
                    evidence: Evidence(.configured, at: place, "matched here")))
            return
        }
        let values = domain.values.map(\.string).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let closest = NearMiss.closest(to: matcher.value.string, among: values)
        result.failures.append(
            readsLabelNothingEmits.finding(
                "\(rule.subjectInBackticks) matches `\(matcher.text.string)`, a value that `\(family.name.string)` never has, so it selects nothing",
                fix: closest.map { "match `\(matcher.label.string)=\"\($0)\"`" }
                    ?? "match one of the declared values: \(values.map { "`\($0)`" }.joined(separator: ", "))",
                at: Annotation(place, closest.map { "closest: `\($0)`" } ?? "not one of the declared values"),
                related: [Annotation(family.range)], subject: rule.subject,
                discriminator: "\(family.name.string){\(matcher.text.string)}"))
    }
}

/// Labels that no process exposes because scraping and discovery add them.
enum ScrapeLabels {
    /// Added by Kubernetes discovery, the operator or relabelling in most set-ups; their absence from a sample of the
    /// process says nothing. Source: prometheus-operator `ServiceMonitor` target labels, kube-prometheus relabellings.
    private static let common = [
        "job", "instance", "namespace", "pod", "container", "service", "endpoint", "node", "cluster", "region", "zone",
        "env", "environment", "app", "team",
    ]

    static func maybeAdded(_ label: ByteString) -> Bool { common.contains(label.string) }

    /// `le` and `quantile` belong to the family's shape.
    static func isOwnOfFamily(_ label: ByteString, _ family: EmittedFamily) -> Bool {
        (label == "le" && family.kind == .histogram) || (label == "quantile" && family.kind == .summary)
    }
}
