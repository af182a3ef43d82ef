import Facts
import Findings
import SourceText

/// Queries to paste, in the names that the service itself uses.
struct PanelSuggestion {
    let facts: FactBase

    /// How the service spells a signal: what is emitted comes first. Nil if nothing spells it.
    func spelling(of signal: Signal) -> MetricSpelling? {
        let all = facts.signals.spellings[signal] ?? []
        return all.first { facts.emitted.families[$0.family] != nil } ?? all.first
    }

    /// True if the family of a signal is emitted or declared.
    func isEmitted(_ signal: Signal) -> Bool {
        (facts.signals.spellings[signal] ?? []).contains { facts.emitted.families[$0.family] != nil }
    }

    /// A query that shows the signal; nil if nothing spells it.
    func query(for signal: Signal, quantile: Double? = nil, splitBy role: LabelRole? = nil) -> String? {
        if let spelling = spelling(of: signal), isEmitted(signal) || formula(for: signal) == nil {
            return query(spelling, signal, quantile: quantile, splitBy: role)
        }
        return formula(for: signal) ?? spelling(of: signal).map { query($0, signal, quantile: quantile, splitBy: role) }
    }

    private func query(
        _ spelling: MetricSpelling, _ signal: Signal, quantile: Double?, splitBy role: LabelRole?
    ) -> String {
        let family = spelling.family.string
        let matchers = Self.matchers(spelling)
        let label = role.map { spelling.labels[$0]?.string ?? $0.rawValue }
        switch spelling.kind {
        case .gauge: return "avg\(label.map { " by (\($0)) " } ?? "")(\(family)\(matchers))"
        case .histogram where spelling.usesHistogramCount:
            return sum("rate(\(family)_count\(matchers)[$__rate_interval])", by: label)
        case .histogram:
            let groups = ["le"] + (label.map { [$0] } ?? [])
            let rate = "rate(\(family)_bucket\(matchers)[$__rate_interval])"
            return
                "histogram_quantile(\(NumberWords.text(quantile ?? 0.95)), sum by (\(groups.joined(separator: ", "))) (\(rate)))"
        case .summary: return "max(\(family){quantile=\"\(NumberWords.text(quantile ?? 0.95))\"})"
        case .counter:
            if case .cost = signal { return sum("increase(\(family)\(matchers)[1h])", by: label) }
            return sum("rate(\(family)\(matchers)[$__rate_interval])", by: label)
        }
    }

    private func sum(_ inner: String, by label: String?) -> String {
        label.map { "sum by (\($0)) (\(inner))" } ?? "sum(\(inner))"
    }

    /// The matchers that single the signal out in a family of several: `{type="input"}`.
    private static func matchers(_ spelling: MetricSpelling) -> String {
        let texts = spelling.selector.compactMap { selected -> String? in
            switch selected.values.count {
            case 0: "\(selected.label.string)!=\"\""
            case 1: "\(selected.label.string)=\"\(selected.values[0].string)\""
            default: "\(selected.label.string)=~\"\(selected.values.map(\.string).joined(separator: "|"))\""
            }
        }
        return texts.isEmpty ? "" : "{\(texts.joined(separator: ","))}"
    }

    /// A share computed from other signals, where a gauge of it is not emitted.
    private func formula(for signal: Signal) -> String? {
        switch signal {
        case .cacheHitRate: return hitRate
        case .thinkingActivation:
            guard let requests = spelling(of: .requests), let label = requests.labels[.thinking]?.string else {
                return nil
            }
            let family = requests.family.string
            return "sum(rate(\(family){\(label)=\"true\"}[$__rate_interval])) / sum(rate(\(family)[$__rate_interval]))"
        default: return nil
        }
    }

    /// Hit rate as this project defines it: read / (uncached + read + written).
    var hitRate: String? {
        func rate(_ kind: Signal.TokenKind) -> String? {
            spelling(of: .tokens(kind)).map { query($0, .tokens(kind), quantile: nil, splitBy: nil) }
        }
        guard let read = rate(.cacheRead), let written = rate(.cacheCreation), let input = rate(.input) else {
            return nil
        }
        return "\(read) / (\(input) + \(read) + \(written))"
    }
}
