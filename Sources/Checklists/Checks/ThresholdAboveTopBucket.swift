import Facts
import Findings
import PromQL
import SourceText

extension Check {
    /// A quantile of a classic histogram never exceeds its highest finite bound.
    static let thresholdAboveTopBucket = Check(
        kind: FindingKind(code: "PF103", name: "threshold-above-top-bucket"), scope: .alert, severity: .error,
        summary:
            "an alert compares a quantile with a value above the histogram's highest finite bucket, so it can never fire",
        why: "`histogram_quantile` answers with the highest finite bound for everything slower, however slow it is",
        remedy: "Add buckets above the threshold (twice the threshold is a good top), or lower the threshold below the "
            + "top bucket.",
        source:
            "Prometheus `promql/quantile.go`: a rank in the +Inf bucket yields the upper bound of the second highest; "
            + "failure catalogue G10, C07",
        examples: [
            CheckExample(
                "p99 above the top bucket", .fails,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Slow
                            expr: ⟦histogram_quantile(0.99, sum by (le) (rate(claude_latency_ttft_ms_bucket[10m]))) > 8000⟧

                    """,
                exposition: buckets(upTo: "5000")),
            CheckExample(
                "the same in seconds, threshold on the left", .fails,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Slow
                            expr: ⟦8 < histogram_quantile(0.99, sum by (le) (rate(claude_latency_ttft_ms_bucket[10m]))) / 1000⟧

                    """,
                exposition: buckets(upTo: "8000")),
            CheckExample(
                "the top bucket lies above the threshold", .passes,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Slow
                            expr: histogram_quantile(0.99, sum by (le) (rate(claude_latency_ttft_ms_bucket[10m]))) > 8000

                    """,
                exposition: buckets(upTo: "15000")),
        ],
        judge: { context in RuleJudging.eachRecognisedAlert(context, judgeQuantiles) })

    private static func buckets(upTo top: String) -> String {
        """
        # TYPE claude_latency_ttft_ms histogram
        claude_latency_ttft_ms_bucket{le="1000"} 5
        claude_latency_ttft_ms_bucket{le="\(top)"} 9
        claude_latency_ttft_ms_bucket{le="+Inf"} 9
        claude_latency_ttft_ms_sum 9000
        claude_latency_ttft_ms_count 9

        """
    }

    private static func judgeQuantiles(
        _ rule: RuleFact, _ recognition: Recognition, _ context: CheckContext, _ result: inout CheckResult
    ) {
        if let use = rule.expression.nativeHistogramUses.first {
            let place = rule.place(of: rule.expression[use].range)
            result.undecided.append(
                CheckResult.Undecided(
                    .unsupported(feature: "native histograms"), subject: rule.subjectInBackticks,
                    evidence: Evidence(.configured, at: place, "native histograms have no fixed buckets")))
        }
        for placed in recognition.placedConditions {
            let condition = placed.condition
            guard case .quantile(let share) = condition.statistic, case .value(let selection) = condition.subject,
                condition.comparator == .above || condition.comparator == .atLeast,
                let family = context.facts.emitted.family(ofSeries: selection.family.appending("_bucket"))
            else { continue }
            guard let top = family.finiteBounds.last else {
                result.undecided.append(
                    CheckResult.Undecided(
                        .noArtefact(kind: "sample of `\(family.name.string)` with its buckets"),
                        subject: rule.subjectInBackticks))
                continue
            }
            let bound = Quantity(top, selection.unit)
            let isReachable =
                condition.comparator == .above
                ? bound.value > condition.threshold.value : bound.value >= condition.threshold.value
            if isReachable {
                result.prove(
                    Evidence(
                        family.provenance, at: family.range,
                        "top finite bucket of `\(family.name.string)` is \(NumberWords.text(bound)), above \(NumberWords.text(condition.threshold))"
                    ))
            } else {
                result.failures.append(
                    finding(rule, placed, share: share, top: bound, family))
            }
        }
    }

    private static func finding(
        _ rule: RuleFact, _ placed: PlacedCondition, share: Double, top: Quantity, _ family: EmittedFamily
    ) -> Finding {
        let threshold = NumberWords.text(placed.condition.threshold)
        let quantile = "p\(NumberWords.text(share * 100))"
        return thresholdAboveTopBucket.finding(
            "\(rule.subjectInBackticks) can never fire: it asks for a \(quantile) above \(threshold), and the top bucket of `\(family.name.string)` is \(NumberWords.text(top))",
            fix:
                "add buckets up to at least \(NumberWords.text(Quantity(placed.condition.threshold.value * 2, placed.condition.threshold.unit))) to `\(family.name.string)`, or lower the threshold below \(NumberWords.text(top))",
            at: Annotation(rule.place(of: placed.range), "never true: the quantile ends at \(NumberWords.text(top))"),
            related: [Annotation(family.range, "highest finite bucket: \(NumberWords.text(top))")],
            subject: rule.subject, discriminator: family.name.string)
    }
}
