package import Facts
import Findings
package import PromQL
import SourceText
import TimeSeries

/// What each alert of a rehearsal reads: whether it can be rehearsed at all, and which signals it watches.
package struct AlertReadings: Sendable {
    /// Why nothing can be said of an alert; alerts that can be rehearsed are not among them.
    package private(set) var unprovable: [RuleID: UnprovableAlert] = [:]
    /// By name; empty for alerts that read no signal, such as those on `up`.
    package private(set) var signals: [RuleID: [Signal]] = [:]

    /// The classes of errors that an alert is narrowed to; alerts on errors of all classes are not among them.
    package private(set) var errorClasses: [RuleID: Set<ErrorClass>] = [:]

    package init(_ rules: RehearsedRules, _ facts: FactBase, _ plan: SeriesPlan) {
        let recognitions = Dictionary(
            facts.ownAlerts.map { (ObjectIdentifier($0.rule), $0.recognition) }, uniquingKeysWith: { first, _ in first }
        )
        let reader = SelectorJudge(facts, plan)
        for id in rules.alerts {
            let rule = rules.fact(id)
            do throws(UnprovableAlert) {
                try reader.judge(rule)
            } catch {
                unprovable[id] = error
            }
            signals[id] = Self.signals(of: rule, recognitions[ObjectIdentifier(rule)], facts)
            errorClasses[id] = Self.errorClasses(recognitions[ObjectIdentifier(rule)])
        }
    }

    // MARK: Signals

    private static func errorClasses(_ recognition: Recognition?) -> Set<ErrorClass>? {
        let onErrors = (recognition?.placedConditions ?? []).flatMap(\.condition.subject.selections)
            .filter { $0.signal == .errors }
        let narrowed = onErrors.compactMap(\.classes)
        return onErrors.isEmpty || narrowed.count < onErrors.count ? nil : Set(narrowed.joined())
    }

    /// What the alert's conditions are about; where its meaning was not recognised, what its selectors read.
    private static func signals(of rule: RuleFact, _ recognition: Recognition?, _ facts: FactBase) -> [Signal] {
        let recognised =
            recognition?.placedConditions.flatMap(\.condition.subject.selections).compactMap(\.signal) ?? []
        if !recognised.isEmpty { return Set(recognised).sorted { $0.name < $1.name } }
        var found: Set<Signal> = []
        var visited: Set<ObjectIdentifier> = []
        var pending = [rule]
        while let next = pending.popLast() {
            guard visited.insert(ObjectIdentifier(next)).inserted else { continue }
            for selector in next.selectors {
                guard let name = selector.name?.value else { continue }
                if let signal = facts.signals.selection(of: selector)?.signal {
                    found.insert(signal)
                } else {
                    found.formUnion(facts.signals.signals(ofSeries: name))
                }
                pending += facts.recordings.rules(producing: name, for: selector)
            }
        }
        return found.sorted { $0.name < $1.name }
    }
}

/// Holds selectors against what is emitted.
private struct SelectorJudge {
    let facts: FactBase
    let plan: SeriesPlan

    init(_ facts: FactBase, _ plan: SeriesPlan) {
        self.facts = facts
        self.plan = plan
    }

    func judge(_ rule: RuleFact) throws(UnprovableAlert) {
        var path: [ObjectIdentifier] = []
        var known: Set<ObjectIdentifier> = []
        try judge(rule, &path, &known)
    }

    private func judge(
        _ rule: RuleFact, _ path: inout [ObjectIdentifier], _ known: inout Set<ObjectIdentifier>
    ) throws(UnprovableAlert) {
        let own = ObjectIdentifier(rule)
        if known.contains(own) { return }
        if path.contains(own) { throw .cyclicRecording(rule.name.value) }
        path.append(own)
        if !rule.expression.nativeHistogramUses.isEmpty {
            throw .unsupported("it uses native histograms, which are not modelled")
        }
        for selector in rule.selectors { try judge(selector, rule, &path, &known) }
        path.removeLast()
        known.insert(own)
    }

    private func judge(
        _ selector: SelectorFact, _ rule: RuleFact, _ path: inout [ObjectIdentifier],
        _ known: inout Set<ObjectIdentifier>
    ) throws(UnprovableAlert) {
        guard let name = selector.name?.value else {
            throw .byPattern(ByteString(rule.expression.text(of: selector.node)))
        }
        switch facts.emitted.emission(of: name) {
        case .emitted(let family): try judge(selector, name, family)
        case .recorded:
            let producers = facts.recordings.rules(producing: name, for: selector)
            if producers.isEmpty { throw .recordingNeverMatches(name) }
            for producer in producers { try judge(producer, &path, &known) }
        case .synthetic: try judgeSynthetic(selector, name)
        case .external: throw .otherJob(metric: name)
        case .absent(let absence):
            if name.bytes.contains(UInt8(ascii: ":")) { throw .recordingMissing(name) }
            throw .notEmitted(metric: name, closest: absence.closest)
        }
    }

    private func judgeSynthetic(_ selector: SelectorFact, _ name: ByteString) throws(UnprovableAlert) {
        // What alerts write is made by the run itself.
        if name == AlertSeries.alerts || name == AlertSeries.alertsForState { return }
        guard plan.standing(of: name) != nil else { throw .notEmitted(metric: name, closest: nil) }
        let isOurs = selector.matchers.allSatisfy { $0.accepts(plan.targetValue(of: $0.label)) }
        if !isOurs { throw .otherJob(metric: name) }
    }

    private func judge(
        _ selector: SelectorFact, _ name: ByteString, _ family: EmittedFamily
    ) throws(UnprovableAlert) {
        if family.provenance < .sampled { throw .onlyDeclared(metric: name) }
        switch plan.standing(of: name) {
        case nil, .standsStill: throw .meaningUnknown(metric: name)
        case .shapeUnknown: throw .shapeUnknown(metric: name)
        case .moves: break
        }
        // The conditions that a series of the sample, as it stands in the store, leaves unmet; the fewest.
        var fewest = selector.matchers
        for sample in family.samples where sample.name == name {
            let unmet = selector.matchers.filter { matcher in
                !matcher.accepts(value(of: matcher.label, labels: sample.labels.map { ($0.name, $0.value) }))
            }
            if unmet.isEmpty { return }
            if unmet.count < fewest.count { fewest = unmet }
        }
        if let first = fewest.first { throw .notSampled(metric: name, condition: first.text) }
    }

    /// What a label of an exposed series says in the store.
    private func value(of label: ByteString, labels: [(name: ByteString, value: ByteString)]) -> ByteString {
        let target = plan.targetValue(of: label)
        if !target.isEmpty { return target }
        let own = labels.first { $0.name == label }?.value ?? ByteString([])
        guard label == "le" || label == "quantile" else { return own }
        return ByteString(facts.service.semantics.scrapedBound(own.bytes))
    }
}
