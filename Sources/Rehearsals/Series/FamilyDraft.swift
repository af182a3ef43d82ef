import ClaudeAPI
import Facts
import Simulation
import SourceText

/// What is counted apart: calls of one population that ended one way.
struct CountedPart: Hashable {
    /// Place among the populations; meaningless for dependencies.
    var population: Int
    var slot: Slot

    enum Slot: Hashable {
        /// All there is.
        case whole
        case outcome(CallOutcome)
        case attempt(AttemptStatus)
        case tokens(Signal.TokenKind)
    }
}

/// When a series first shows.
package enum SeriesBirth: Sendable, Equatable {
    /// At zero, before anything happened: the first event is an increase.
    case processStart
    /// With its first event, which no `rate` sees.
    case firstEvent
}

/// One family's series as they will be: those of the sample, those that a run would add, and what each counts.
struct FamilyDraft {
    let meaning: FamilyMeaning
    private(set) var groups: [Group] = []
    private(set) var assumptions: [Assumption] = []

    struct Group {
        var sampled: SampledGroup
        var birth: SeriesBirth
        var parts: [CountedPart]
    }

    /// The labels that tell parts apart, ascending.
    private var tellingLabels: [(name: ByteString, role: LabelRole)] = []

    init(_ meaning: FamilyMeaning, populations: [ClientPopulation], declaredValues: [ByteString: ByteString]) {
        self.meaning = meaning
        groups = SampledGroup.all(of: meaning.family, meaning.kind).map { sampled in
            // A share has no value before there is something to share.
            let isShare = meaning.quantity == .cacheHitRate || meaning.quantity == .thinkingActivation
            return Group(sampled: sampled, birth: isShare ? .firstEvent : .processStart, parts: [])
        }
        guard !groups.isEmpty, meaning.quantity != .unknown else { return }
        tellingLabels = Self.tellingLabels(meaning, populations)
        let sampled = groups.map(\.sampled)
        let spellings = PartSpellings(meaning, tellingLabels, sampled, populations, declaredValues)
        var choice = GroupChoice(sampled, tellingLabels.map(\.name))
        for part in Self.parts(of: meaning, populations) {
            guard let values = spellings.values(of: part) else { continue }
            if let known = choice.group(of: values) {
                groups[known].parts.append(part)
            } else {
                let sampled = choice.newGroup(values)
                groups.append(Group(sampled: sampled, birth: .firstEvent, parts: [part]))
            }
        }
        if let label = choice.ambiguousLabel {
            assumptions.append(
                Assumption(
                    "all traffic of `\(meaning.family.name.string)` has one value of `\(label.string)`, the sample's commonest"
                ))
        }
    }

    /// How many series it comes to.
    var seriesCount: Int { groups.reduce(0) { $0 + $1.sampled.seriesCount(meaning.kind) } }

    /// How many values each label has, the most first.
    var labelWidths: [(label: ByteString, count: Int)] {
        var values: [ByteString: Set<ByteString>] = [:]
        for group in groups {
            for label in group.sampled.labels { values[label.name, default: []].insert(label.value) }
        }
        var widths = values.map { ($0.key, $0.value.count) }
        let buckets = groups.map(\.sampled.buckets.count).max() ?? 0
        if buckets > 0 { widths.append(("le", buckets)) }
        return widths.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
    }

    private static func tellingLabels(
        _ meaning: FamilyMeaning, _ populations: [ClientPopulation]
    ) -> [(name: ByteString, role: LabelRole)] {
        if case .dependency = meaning.quantity { return [] }
        let hasTenants = populations.contains { $0.tenant != nil }
        var result: [(name: ByteString, role: LabelRole)] = []
        for label in meaning.family.labels.keys.sorted() {
            if meaning.tokenSelectors.contains(where: { $0.label == label }) {
                result.append((label, .tokenKind))
                continue
            }
            switch meaning.role(of: label) {
            case .model, .feature, .status, .errorClass, .thinking:
                result.append((label, meaning.role(of: label) ?? .model))
            case .tenant where hasTenants: result.append((label, .tenant))
            case .tenant, .version, .tokenKind, nil: continue
            }
        }
        return result
    }

    /// Everything that the family's instrumentation counts.
    private static func parts(of meaning: FamilyMeaning, _ populations: [ClientPopulation]) -> [CountedPart] {
        let slots: [CountedPart.Slot]
        switch meaning.quantity {
        case .dependency: return [CountedPart(population: 0, slot: .whole)]
        case .unknown: return []
        case .requests, .latency:
            slots = CallOutcome.allCases.filter { meaning.fate(of: $0) != .unrecorded }.map { .outcome($0) }
        case .errors:
            slots = CallOutcome.failures
                .filter { [.ownClass, .baseClass].contains(meaning.fate(of: $0)) }.map { .outcome($0) }
        case .attempts: slots = AttemptStatus.allCases.map { .attempt($0) }
        case .tokens(let kinds): slots = kinds.map { .tokens($0) }
        case .firstToken, .cost, .cacheHitRate, .thinkingActivation, .quality: slots = [.whole]
        }
        return populations.indices.flatMap { population in
            slots.map { CountedPart(population: population, slot: $0) }
        }
    }
}

/// How the labels that tell parts apart spell each part.
private struct PartSpellings {
    private let meaning: FamilyMeaning
    private let labels: [(name: ByteString, role: LabelRole)]
    /// By label and population, for what depends on the population alone.
    private var ofPopulation: [[ByteString?]] = []
    private var vocabularies: [ByteString: ErrorVocabulary] = [:]
    /// What successes carry in a label of error classes: nothing, or `none`.
    private var unfailing: [ByteString: ByteString] = [:]
    /// Labels that the sample's failures lack: OpenLLMetry puts no model on errors.
    private let absentOnFailures: Set<ByteString>

    init(
        _ meaning: FamilyMeaning, _ labels: [(name: ByteString, role: LabelRole)], _ sampled: [SampledGroup],
        _ populations: [ClientPopulation], _ declared: [ByteString: ByteString]
    ) {
        absentOnFailures = Self.absentOnFailures(sampled, labels)
        self.meaning = meaning
        self.labels = labels
        for label in labels {
            let seen = (meaning.family.labels[label.name]?.seen ?? []).sorted()
            switch label.role {
            case .status, .errorClass:
                vocabularies[label.name] = ErrorVocabulary(
                    values: seen, declared: declared, usual: meaning.behaviour.errorWords)
                unfailing[label.name] = seen.first { $0 == "none" }
                ofPopulation.append([])
            case .tokenKind, .version: ofPopulation.append([])
            case .model, .feature, .tenant, .thinking:
                ofPopulation.append(populations.map { Self.value(of: $0, label.role, seen) })
            }
        }
    }

    private static func absentOnFailures(
        _ sampled: [SampledGroup], _ labels: [(name: ByteString, role: LabelRole)]
    ) -> Set<ByteString> {
        guard let errorClass = labels.first(where: { $0.role == .errorClass })?.name else { return [] }
        let failures = sampled.filter { group in group.value(of: errorClass).map { $0 != "none" } ?? false }
        if failures.isEmpty { return [] }
        return Set(labels.map(\.name).filter { name in failures.allSatisfy { $0.value(of: name) == nil } })
    }

    /// True for a part that the family counts as a failure.
    private func isFailure(_ part: CountedPart) -> Bool {
        switch part.slot {
        case .outcome(let outcome): meaning.fate(of: outcome) != .success
        case .attempt(let status): status != .ok
        case .whole, .tokens: false
        }
    }

    private static func value(
        of population: ClientPopulation, _ role: LabelRole, _ seen: [ByteString]
    ) -> ByteString? {
        switch role {
        case .model:
            let own = ByteString(population.model)
            if seen.contains(own) { return own }
            let canonical = ModelCatalogue.canonicalID(of: own) ?? population.model
            return seen.first { ModelCatalogue.canonicalID(of: $0) == canonical } ?? own
        case .feature: return ByteString(population.feature)
        case .tenant: return population.tenant.map { ByteString($0) }
        case .thinking:
            let words: [ByteString] =
                population.thinking == nil
                ? ["false", "0", "disabled", "off", "no", "none"] : ["true", "1", "enabled", "on", "yes", "adaptive"]
            return words.first(where: seen.contains) ?? words[0]
        case .status, .errorClass, .tokenKind, .version: return nil
        }
    }

    /// The value of each label, nil where the part leaves it away; nil if the family cannot hold the part.
    func values(of part: CountedPart) -> [ByteString?]? {
        var result: [ByteString?] = []
        result.reserveCapacity(labels.count)
        let isFailure = isFailure(part)
        for (index, label) in labels.enumerated() {
            if isFailure, absentOnFailures.contains(label.name) {
                result.append(nil)
                continue
            }
            switch label.role {
            case .status: result.append(status(part, label.name))
            case .errorClass: result.append(errorClass(part, label.name))
            case .tokenKind:
                guard case .tokens(let kind) = part.slot,
                    let selector = meaning.tokenSelectors.first(where: { $0.kind == kind && $0.label == label.name })
                else { return nil }
                result.append(selector.value)
            case .model, .feature, .tenant, .thinking, .version:
                result.append(ofPopulation[index].isEmpty ? nil : ofPopulation[index][part.population])
            }
        }
        return result
    }

    private func status(_ part: CountedPart, _ label: ByteString) -> ByteString? {
        switch part.slot {
        case .whole, .tokens: vocabularies[label]?.value(for: .succeeded, fate: .success)
        case .outcome(let outcome):
            vocabularies[label]?.value(for: outcome, fate: meaning.fate(of: outcome))
        case .attempt(let status): vocabularies[label]?.value(for: status)
        }
    }

    private func errorClass(_ part: CountedPart, _ label: ByteString) -> ByteString? {
        switch part.slot {
        case .outcome(let outcome):
            let fate = meaning.fate(of: outcome)
            return fate == .success ? success(label) : vocabularies[label]?.value(for: outcome, fate: fate)
        case .attempt(let status): return status == .ok ? success(label) : vocabularies[label]?.value(for: status)
        case .whole, .tokens: return success(label)
        }
    }

    private func success(_ label: ByteString) -> ByteString? {
        vocabularies[label]?.successValue ?? unfailing[label]
    }
}

/// Finds the group that carries a part. Where several differ only in labels that nobody explains, one takes all.
private struct GroupChoice {
    private let sampled: [SampledGroup]
    private let telling: [ByteString]
    private var byValues: [[ByteString?]: Int] = [:]
    /// The group whose other labels are the commonest, from which new ones are made.
    private var pattern = 0
    private(set) var ambiguousLabel: ByteString?
    private var count: Int

    init(_ sampled: [SampledGroup], _ telling: [ByteString]) {
        self.sampled = sampled
        self.telling = telling
        count = sampled.count
        var frequencies: [[ByteString]: Int] = [:]
        let others = sampled.map { group in
            group.labels.filter { !telling.contains($0.name) }.flatMap { [$0.name, $0.value] }
        }
        for other in others { frequencies[other, default: 0] += 1 }
        for (index, group) in sampled.enumerated() {
            let frequency = frequencies[others[index]] ?? 0
            if frequency > frequencies[others[pattern]] ?? 0 { pattern = index }
            let values = telling.map(group.value(of:))
            guard let known = byValues[values] else {
                byValues[values] = index
                continue
            }
            ambiguousLabel = ambiguousLabel ?? Self.difference(group, sampled[known])
            if frequency > frequencies[others[known]] ?? 0 { byValues[values] = index }
        }
    }

    private static func difference(_ one: SampledGroup, _ other: SampledGroup) -> ByteString? {
        one.labels.first { other.value(of: $0.name) != $0.value }?.name ?? other.labels.first?.name
    }

    func group(of values: [ByteString?]) -> Int? { byValues[values] }

    /// A group that the sample does not show; it is the next one, and is found from now on.
    mutating func newGroup(_ values: [ByteString?]) -> SampledGroup {
        byValues[values] = count
        count += 1
        var group = sampled[pattern]
        group.labels.removeAll { telling.contains($0.name) }
        for (name, value) in zip(telling, values) {
            if let value, !value.isEmpty { group.labels.append((name, value)) }
        }
        group.labels.sort { $0.name < $1.name }
        group.value = 0
        return group
    }
}
