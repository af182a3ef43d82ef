import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// A quantile below the lowest bound or above the highest is the bound, not the measurement.
    static let bucketsCannotShow = Check(
        kind: FindingKind(code: "PF204", name: "buckets-cannot-show"), scope: .signal, severity: .error,
        summary: "a histogram's buckets cannot show whether a promise or an alert's threshold is kept",
        why:
            "`histogram_quantile` interpolates inside a bucket: between two bounds every value looks alike, and beyond "
            + "the last one every value looks like the last one",
        remedy: "Put a bound on the threshold itself, some below it, and one at twice its value.",
        source: "failure catalogue C07, C08; latencies with a true p95 of 2.16 s read 4.76 s in a bucket from 0 to 5 s",
        parameters: [
            CheckParameter("signal", .signal, isRequired: true, example: "ttft", "The histogram to look at."),
            CheckParameter(
                "quantity", .bound, example: "{at_most: claude.sla.ttft_p95 or 3s}",
                "What its buckets must be able to show; thresholds of the service's own alerts are looked at in any case."
            ),
        ],
        examples: [
            CheckExample(
                "the promise lies below the first bound", .fails,
                requirement: "signal: ttft\nquantity: {at_most: 3s}",
                exposition: buckets("5000", "10000", type: "⟦histogram⟧")),
            CheckExample(
                "the promise lies above the last bound", .fails,
                requirement: "signal: ttft\nquantity: {at_most: claude.sla.ttft_p95}",
                exposition: buckets("1000", "2500", type: "⟦histogram⟧"),
                manifest: CheckExample.sampleManifest.replacing(
                    "extended_thinking: false", with: "sla: {ttft_p95: 3s}")),
            CheckExample(
                "an alert's threshold lies below the first bound", .fails, requirement: "signal: ttft",
                exposition: buckets("5000", "10000", type: "⟦histogram⟧"),
                manifest: CheckExample.defaultManifest,
                rules: """
                    groups:
                      - name: claude
                        rules:
                          - alert: Slow
                            expr: histogram_quantile(0.95, sum by (le) (rate(claude_latency_ttft_ms_bucket[10m]))) > 800

                    """),
            CheckExample(
                "a bucket from 1 s to 10 s", .remarks, requirement: "signal: ttft\nquantity: {at_most: 3s}",
                exposition: buckets("1000", "10000", type: "⟦histogram⟧")),
            CheckExample(
                "a bound on the promise, and room above", .passes,
                requirement: "signal: ttft\nquantity: {at_most: 3s}", exposition: buckets("1000", "3000", "8000")),
            CheckExample(
                "nothing promised and no alert", .vacuous,
                requirement: "signal: ttft\nquantity: {at_most: claude.sla.ttft_p95}", exposition: buckets("1000")),
            CheckExample(
                "no streaming", .notApplicable, requirement: "signal: ttft", exposition: buckets("1000"),
                manifest: CheckExample.sampleManifest.replacing("streaming: true", with: "streaming: false")),
        ],
        judge: judgeBuckets)

    private static func buckets(_ bounds: String..., type: String = "histogram") -> String {
        "# TYPE claude_latency_ttft_ms \(type)\n"
            + (bounds + ["+Inf"]).map { "claude_latency_ttft_ms_bucket{le=\"\($0)\"} 1\n" }.joined()
            + "claude_latency_ttft_ms_sum 900\nclaude_latency_ttft_ms_count 1\n"
    }

    private static func judgeBuckets(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let signal = context.parameters.signal("signal") else { return result }
        if let reason = SignalApplicability.reasonAgainst(signal, context.manifest) {
            result.notApplicable = reason
            return result
        }
        let thresholds = thresholds(on: signal, context)
        guard !thresholds.isEmpty else { return result }
        switch SignalPresence.of(signal, context) {
        case .emitted(let family, _) where family.kind == .summary:
            result.undecided.append(
                CheckResult.Undecided(
                    .dependsOn(requirement: "summary-cannot-be-aggregated"), subject: "`\(family.name.string)`"))
        case .emitted(let family, let spelling):
            result.subjectCount = thresholds.count
            for threshold in thresholds { judge(threshold, family, spelling, &result) }
        case .undecided(.noArtefact(let kind)):
            result.undecided.append(CheckResult.Undecided(.noArtefact(kind: kind), subject: "`\(signal.name)`"))
        case .elsewhere, .absent, .undecided:
            result.undecided.append(
                CheckResult.Undecided(
                    .dependsOn(requirement: "signal-not-emitted with \(signal.name)"), subject: "`\(signal.name)`"))
        }
        return result
    }

    private struct Threshold {
        var quantity: Quantity
        /// "the promise", or the alert.
        var owner: String
        var place: SourceRange?
    }

    private static func thresholds(on signal: Signal, _ context: CheckContext) -> [Threshold] {
        var result: [Threshold] = []
        if let promise = context.parameters.bound("quantity")?.amount.resolved(for: context.manifest),
            promise.unit == signal.unit
        {
            result.append(Threshold(quantity: promise, owner: "the promise", place: nil))
        }
        for (rule, recognition) in context.facts.ownAlerts {
            for placed in recognition.placedConditions {
                guard case .quantile = placed.condition.statistic,
                    case .value(let selection) = placed.condition.subject,
                    selection.signal == signal, placed.condition.threshold.unit == signal.unit
                else { continue }
                result.append(
                    Threshold(
                        quantity: placed.condition.threshold, owner: rule.subjectInBackticks,
                        place: rule.place(of: placed.range)))
            }
        }
        return result
    }

    /// How many times the lower bound of a bucket its upper one may be before a threshold between them is a guess.
    private static let widestBucket = 4.0

    private static func judge(
        _ threshold: Threshold, _ family: EmittedFamily, _ spelling: MetricSpelling, _ result: inout CheckResult
    ) {
        let bounds = family.finiteBounds.map { Quantity($0, spelling.unit) }
        let wanted = threshold.quantity
        let text = NumberWords.text(wanted)
        // The top of a histogram is judged against alerts by a check of its own.
        guard let lowest = bounds.first(where: { $0.value > 0 }), let highest = bounds.last else {
            result.undecided.append(
                CheckResult.Undecided(
                    .noArtefact(kind: "sample of `\(family.name.string)` with its buckets"), subject: threshold.owner))
            return
        }
        let below = bounds.last { $0.value <= wanted.value }
        let above = bounds.first { $0.value >= wanted.value }
        if lowest.value > wanted.value {
            result.failures.append(
                finding(
                    "\(threshold.owner) asks for \(text), and the lowest bound of `\(family.name.string)` is \(NumberWords.text(lowest)): below it every value looks alike",
                    threshold, family, spelling))
        } else if highest.value < wanted.value, threshold.place == nil {
            result.failures.append(
                finding(
                    "\(threshold.owner) asks for \(text), and the top bound of `\(family.name.string)` is \(NumberWords.text(highest)): it looks kept however slow it is",
                    threshold, family, spelling))
        } else if let below, let above, below.value > 0, above.value > below.value * widestBucket {
            result.remarks.append(
                finding(
                    "\(threshold.owner) asks for \(text), which lies inside one bucket of `\(family.name.string)` from \(NumberWords.text(below)) to \(NumberWords.text(above)): the quantile there is a guess",
                    threshold, family, spelling, severity: .warning))
        } else {
            result.prove(
                Evidence(family.provenance, at: family.range, "`\(family.name.string)` has bounds around \(text)"))
        }
    }

    private static func finding(
        _ message: String, _ threshold: Threshold, _ family: EmittedFamily, _ spelling: MetricSpelling,
        severity: Severity? = nil
    ) -> Finding {
        let factor = spelling.unit.canonical.factor
        let bounds = [0.5, 0.75, 1, 1.5, 2].map { NumberWords.text($0 * threshold.quantity.value / factor) }
        return bucketsCannotShow.finding(
            message,
            fix: "add bounds around it to `\(family.name.string)`: \(bounds.joined(separator: ", "))", at: family.place,
            related: threshold.place.map { [Annotation($0, "asks for \(NumberWords.text(threshold.quantity))")] } ?? [],
            subject: "metric \(family.name.string)", discriminator: threshold.owner, severity: severity)
    }
}
