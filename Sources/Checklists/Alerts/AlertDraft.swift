import Facts
import Manifests
import SourceText

/// A rule to paste for a demand, in the service's own metric names.
struct AlertDraft {
    let demand: AlertDemand
    let context: CheckContext

    /// The rule as a list entry of `rules:`; nil where no metric of the service spells what it reads.
    var rule: String? {
        guard let expression else { return nil }
        var lines = ["- alert: \(name)", "  expr: \(expression)"]
        if !demand.countsEvents, demand.perMilliseconds == nil { lines.append("  for: 2m") }
        lines.append("  labels: {\(label)}")
        lines.append("  annotations: {summary: \(quoted(demand.sentence)), runbook_url: https://...}")
        return lines.joined(separator: "\n")
    }

    private func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    private var name: String {
        switch demand.subject {
        case .ratio(.errors, _): "ClaudeErrorRateHigh"
        case .ratio: "ClaudeRatioHigh"
        case .signal(.cost, _): demand.shortestWindowMilliseconds == nil ? "ClaudeCostAboveForecast" : "ClaudeSpendHigh"
        case .signal(.cacheHitRate, _): "ClaudeCacheHitRateLow"
        case .signal(.timeToFirstToken, _):
            "ClaudeTimeToFirstTokenP\(NumberWords.text((demand.quantile ?? 0.95) * 100))High"
        case .signal(_, .rateLimited?): "ClaudeRateLimited"
        case .signal(_, .some): "ClaudeErrors"
        case .signal(.latency, _): "ClaudeLatencyHigh"
        case .signal: demand.isBelow ? "ClaudeSignalLow" : "ClaudeSignalHigh"
        }
    }

    /// A label that makes the alert one that pages, by the manifest's own selector.
    private var label: String {
        let selector = context.manifest.paging?.value.string ?? ""
        let parts = selector.split(separator: "\"", omittingEmptySubsequences: false)
        let name = selector.prefix { $0 != "=" && $0 != "!" }
        guard parts.count >= 3, !name.isEmpty, selector.dropFirst(name.count).first == "=",
            let value = parts[1].split(separator: "|").first
        else { return "severity: page" }
        return "\(name.filter { $0 != "{" && $0 != " " }): \(value)"
    }

    // MARK: The expression

    private var expression: String? {
        let sign = demand.isBelow ? "<" : ">"
        switch demand.subject {
        case .ratio(let numerator, let denominator):
            guard let above = selector(for: numerator, nil), let below = selector(for: denominator, nil) else {
                return nil
            }
            return "sum(rate(\(above)[\(window)])) / sum(rate(\(below)[\(window)])) \(sign) \(limit(.ratio))"
        case .signal(.cacheHitRate, _): return hitRate.map { "\($0) \(sign) \(limit(.ratio))" }
        case .signal(let signal, let errorClass):
            guard let spelling = spelling(of: signal) else {
                guard signal == .errors, let selector = selector(for: .errors, errorClass) else { return nil }
                return "sum(increase(\(selector)[\(window)])) \(sign) \(limit(.count))"
            }
            if let quantile = demand.quantile {
                let buckets = "sum by (le) (rate(\(spelling.family.string)_bucket[\(window)]))"
                let share = NumberWords.text(quantile)
                return "histogram_quantile(\(share), \(buckets)) \(sign) \(limit(spelling.unit))"
            }
            guard let selector = selector(for: signal, errorClass) else { return nil }
            if let series = demand.forecastSeries {
                let share = NumberWords.text(demand.threshold.value)
                return "sum(increase(\(selector)[\(window)])) \(sign) \(share) * scalar(\(series.string))"
            }
            return "sum(increase(\(selector)[\(window)])) \(sign) \(limit(spelling.unit))"
        }
    }

    private var window: String {
        NumberWords.duration(milliseconds: demand.perMilliseconds ?? demand.longestWindowMilliseconds ?? 600_000)
    }

    /// The threshold in the unit in which the family is exposed.
    private func limit(_ unit: Unit) -> String {
        let canonical = unit.canonical
        let value =
            canonical.unit == demand.threshold.unit ? demand.threshold.value / canonical.factor : demand.threshold.value
        return NumberWords.text(value)
    }

    private var hitRate: String? {
        if let gauge = spelling(of: .cacheHitRate), gauge.kind == .gauge, isEmitted(gauge) {
            return "avg(\(gauge.family.string))"
        }
        let names = [Signal.tokens(.cacheRead), .tokens(.input), .tokens(.cacheCreation)].map { selector(for: $0, nil) }
        guard let read = names[0], let input = names[1], let written = names[2] else {
            return spelling(of: .cacheHitRate).map { "avg(\($0.family.string))" }
        }
        let sums = [read, input, written].map { "sum(rate(\($0)[15m]))" }
        return "\(sums[0]) / (\(sums.joined(separator: " + ")))"
    }

    // MARK: Names

    private func isEmitted(_ spelling: MetricSpelling) -> Bool {
        context.facts.emitted.families[spelling.family] != nil
    }

    /// The spelling that something emits, otherwise the first that is known.
    private func spelling(of signal: Signal) -> MetricSpelling? {
        let all = context.facts.signals.spellings[signal] ?? []
        return all.first(where: isEmitted) ?? all.first
    }

    /// A counter, with the matchers that single the signal and the class out.
    private func selector(for signal: Signal, _ errorClass: ErrorClass?) -> String? {
        var spelling = spelling(of: signal)
        var matchers: [String] = []
        if signal == .errors, errorClass == nil, spelling.map({ !isEmitted($0) }) ?? true,
            let requests = self.spelling(of: .requests), let status = requests.labels[.status], isEmitted(requests)
        {
            // Failures are counted beside successes, told apart by their status.
            spelling = requests
            matchers.append("\(status.string)=\"error\"")
        }
        guard let spelling else { return nil }
        for wanted in spelling.selector where !wanted.values.isEmpty {
            matchers.append("\(wanted.label.string)=~\"\(wanted.values.map(\.string).joined(separator: "|"))\"")
        }
        if let errorClass {
            guard let label = spelling.labels[.errorClass] else { return nil }
            matchers.append(classMatcher(errorClass, label, spelling))
        }
        let name = spelling.family.string + (spelling.usesHistogramCount ? "_count" : "")
        return matchers.isEmpty ? name : "\(name){\(matchers.joined(separator: ","))}"
    }

    /// The value that the sample shows for the class, otherwise every spelling of it that is known.
    private func classMatcher(_ errorClass: ErrorClass, _ label: ByteString, _ spelling: MetricSpelling) -> String {
        let seen = context.facts.emitted.families[spelling.family]?.labels[label]?.values.sorted() ?? []
        let known = seen.first { value in
            errorClass.spellings.contains { $0.utf8.elementsEqual(value.string.lowercased().utf8) }
        }
        if let known { return "\(label.string)=\"\(known.string)\"" }
        return "\(label.string)=~\"\(errorClass.spellings.prefix(3).joined(separator: "|"))\""
    }
}
