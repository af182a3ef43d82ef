import Facts
import Findings
import Manifests
import SourceText
import TimeSeries

extension Check {
    /// One failure in ten requests is 10%, and says nothing.
    static let lowTrafficRatio = Check(
        kind: FindingKind(code: "PF114", name: "low-traffic-ratio"), scope: .alert, severity: .warning,
        confidence: .medium,
        summary:
            "at the declared night traffic a ratio's window holds so few requests that chance alone fires the alert",
        why: "a page for two failed requests at night teaches people to ignore the next one",
        remedy: "Add a floor on traffic (`and sum(increase(requests[5m])) >= 100`), or lengthen the window at night.",
        source:
            "failure catalogue G05; the binomial distribution, with half the threshold as the healthy failure share",
        examples: [
            AlertExamples.one(
                "half a request a second at night", .remarks, "⟦\(AlertExamples.ratio) > 0.02⟧", manifest: night),
            AlertExamples.one(
                "with a floor", .passes,
                "\(AlertExamples.ratio) > 0.02 and sum(rate(claude_requests_count_total[5m])) > 1",
                manifest: night),
            AlertExamples.one("no night traffic declared", .notApplicable, "\(AlertExamples.ratio) > 0.02"),
        ],
        judge: { context in
            guard context.manifest.traffic.nightRequestsPerSecond != nil else {
                var result = CheckResult()
                result.notApplicable = "the manifest declares no night traffic"
                return result
            }
            return RuleJudging.eachRecognisedAlert(context, judgeTraffic)
        })

    private static let night = CheckExample.defaultManifest + "traffic: {night_rps: 0.1}\n"

    private static func judgeTraffic(
        _ rule: RuleFact, _ recognition: Recognition, _ context: CheckContext, _ result: inout CheckResult
    ) {
        guard case .recognised(let conditions, let others) = recognition, others.isEmpty,
            let night = context.manifest.traffic.nightRequestsPerSecond, conditions.count == 1,
            let placed = conditions.first, isErrorShare(placed.condition),
            let window = placed.condition.windowMilliseconds, window > 0
        else { return }
        let threshold = placed.condition.threshold.value
        let requests = night.value * Double(window) / 1000
        guard requests >= 1, requests < 1e6, threshold > 0, threshold < 1 else { return }
        let chance = Binomial.probabilityAbove(
            threshold * requests.rounded(), of: requests.rounded(), share: threshold / 2)
        let windowsHeld = Double(placed.condition.holdMilliseconds / window) + 1
        let daily = PortableMath.pow(chance, windowsHeld) * 86_400_000 / Double(window)
        guard daily >= 1 else { return }
        let words = NumberWords.duration(milliseconds: window)
        result.remarks.append(
            lowTrafficRatio.finding(
                "\(rule.subjectInBackticks) fires by chance at night: \(words) hold \(NumberWords.text(requests.rounded())) requests, and a healthy failure share of \(NumberWords.text(threshold * 50))% puts about \(NumberWords.text(daily.rounded())) windows a day above \(NumberWords.text(threshold * 100))%",
                fix: "add a floor: `and sum(increase(\(denominator(placed.condition))[\(words)])) >= 100`",
                at: Annotation(rule.place(of: placed.range), "no floor on traffic"),
                related: [Annotation(night.range, "night traffic: \(NumberWords.text(night.value)) requests a second")],
                subject: rule.subject))
    }

    private static func isErrorShare(_ condition: AlertCondition) -> Bool {
        guard case .ratio(let numerator, let denominator) = condition.subject,
            condition.comparator == .above || condition.comparator == .atLeast
        else { return false }
        return numerator.allSatisfy { $0.signal == .errors } && denominator.allSatisfy { $0.signal == .requests }
    }

    private static func denominator(_ condition: AlertCondition) -> String {
        guard case .ratio(_, let denominator) = condition.subject else { return "" }
        return denominator.first?.family.string ?? ""
    }
}

/// The binomial distribution, summed from its first term; portable arithmetic only.
enum Binomial {
    /// The probability of more than `count` events in `trials`, each of probability `share`.
    static func probabilityAbove(_ count: Double, of trials: Double, share: Double) -> Double {
        var term = PortableMath.pow(1 - share, trials)
        var below = 0.0
        var events = 0.0
        // So many terms are more than any window of a night holds.
        while events <= count, events <= trials, events < 100_000 {
            below += term
            term *= (trials - events) / (events + 1) * share / (1 - share)
            events += 1
        }
        return max(0, min(1, 1 - below))
    }
}
