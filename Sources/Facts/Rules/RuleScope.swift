import PromQL
import SourceText

/// Whether a rule is this service's business.
package enum RuleScope: Sendable {
    /// It reads a signal or an emitted family of the service, or a name that claims to be one.
    case own
    /// It reads other services' metrics only.
    case foreign
}

/// Decides scope by what a rule reads, followed through recording rules.
struct RuleScoping {
    let emitted: EmittedMetrics
    let signals: SignalMap
    let recordings: RecordingIndex

    func scope(of rule: RuleFact) -> RuleScope {
        var visited: Set<ByteString> = []
        return readsOwn(rule, &visited) ? .own : .foreign
    }

    private func readsOwn(_ rule: RuleFact, _ visited: inout Set<ByteString>) -> Bool {
        rule.selectors.contains { readsOwn($0, &visited) }
    }

    func readsOwn(_ selector: SelectorFact, _ visited: inout Set<ByteString>) -> Bool {
        if contradictsTarget(selector) { return false }
        guard let name = selector.name?.value else { return isTargeted(selector) }
        if emitted.family(ofSeries: name) != nil || signals.knows(series: name) { return true }
        switch emitted.emission(of: name) {
        case .emitted: return true
        case .external: return false
        case .synthetic: return isTargeted(selector)
        case .absent(let absence):
            return absence.hasSiblings || isTargeted(selector) || isSlip(name, of: absence.closest, &visited)
        case .recorded:
            // Each name is opened once, which also ends cycles.
            guard visited.insert(name).inserted else { return false }
            return recordings[name].contains { readsOwn($0, &visited) }
        }
    }

    /// True if the name is a slip of the hand away from one that this service's rules record: nobody else would call
    /// a series nearly so.
    private func isSlip(_ name: ByteString, of closest: ByteString?, _ visited: inout Set<ByteString>) -> Bool {
        guard let closest, NearMiss.distance(name.bytes, closest.bytes, atMost: 2) != nil,
            visited.insert(closest).inserted
        else { return false }
        return recordings[closest].contains { readsOwn($0, &visited) }
    }

    /// True if a matcher asks for another value than the scrape gives this service: `job="billing"`.
    private func contradictsTarget(_ selector: SelectorFact) -> Bool {
        selector.matchers.contains { matcher in
            emitted.targetLabels[matcher.label].map { !matcher.accepts($0) } ?? false
        }
    }

    /// True if a matcher asks for exactly what the scrape gives this service's `job`.
    private func isTargeted(_ selector: SelectorFact) -> Bool {
        selector.matchers.contains { matcher in
            matcher.label == "job" && !matcher.acceptsEverything
                && (emitted.targetLabels["job"].map(matcher.accepts) ?? false)
        }
    }
}
