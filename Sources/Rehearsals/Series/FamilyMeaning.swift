import Facts
import Findings
import Simulation
import SourceText

/// What an emitted family measures, joined from the service's spellings of signals.
struct FamilyMeaning {
    let family: EmittedFamily
    let kind: MetricKind
    let quantity: Quantity
    /// In which the family counts.
    let unit: Unit
    /// What its labels tell.
    let roles: [ByteString: LabelRole]
    /// Which label value stands for which kind of token, where the family holds several.
    let tokenSelectors: [(kind: Signal.TokenKind, label: ByteString, value: ByteString)]
    let behaviour: RecordingBehaviour
    /// Whether input tokens count what was read from the cache and written to it.
    let inputIncludesCache: Bool

    /// What is counted or measured.
    enum Quantity: Equatable {
        case requests
        case errors
        case attempts
        case firstToken
        case latency
        /// Of one kind, or of several that labels tell apart.
        case tokens([Signal.TokenKind])
        case cost
        case cacheHitRate
        case thinkingActivation
        case quality
        case dependency(index: Int, Signal.DependencyAspect)
        /// Nothing that the run knows of: its series stand still.
        case unknown
    }

    /// - Parameter usualRoles: what labels tell wherever the service explains them.
    init(
        _ family: EmittedFamily, _ facts: FactBase, usualRoles: [ByteString: LabelRole], dependencyNames: [String]
    ) {
        self.family = family
        let entries = Self.entries(of: family, facts.signals)
        kind = family.kind ?? entries.first?.spelling.kind ?? .gauge
        let convention = facts.service.conventions.first { $0.families.contains(family.name) }
        behaviour = convention.map(RecordingBehaviour.of) ?? .guide
        inputIncludesCache = convention?.inputIncludesCache ?? false
        let quantity = Self.quantity(entries.map(\.signal), kind, dependencyNames)
        self.quantity = quantity
        unit = entries.first { !$0.spelling.usesHistogramCount }?.spelling.unit ?? Self.usualUnit(of: quantity)
        var roles: [ByteString: LabelRole] = [:]
        for (_, spelling) in entries {
            for (role, label) in spelling.labels.sorted(by: { $0.key.rawValue < $1.key.rawValue })
            where roles[label] == nil {
                roles[label] = role
            }
            // A label whose mere presence tells failures: `error.type` of OpenTelemetry.
            for selected in spelling.selector where selected.values.isEmpty && roles[selected.label] == nil {
                roles[selected.label] = .errorClass
            }
        }
        for label in family.labels.keys where roles[label] == nil { roles[label] = usualRoles[label] }
        if let implied = Self.impliedStatus(family, quantity, roles) { roles[implied] = .status }
        self.roles = roles
        tokenSelectors = Self.tokenSelectors(entries, family, roles)
    }

    /// A label that tells who asks on one metric tells it on all.
    static func usualRoles(_ signals: SignalMap) -> [ByteString: LabelRole] {
        var result: [ByteString: LabelRole] = [:]
        for (_, spellings) in signals.spellings.sorted(by: { $0.key.name < $1.key.name }) {
            for (role, label) in spellings.flatMap(\.labels).sorted(by: { $0.key.rawValue < $1.key.rawValue })
            where [.model, .feature, .tenant, .version].contains(role) && result[label] == nil {
                result[label] = role
            }
        }
        return result
    }

    private static func entries(
        of family: EmittedFamily, _ signals: SignalMap
    ) -> [(signal: Signal, spelling: MetricSpelling)] {
        signals.spellings.sorted { $0.key.name < $1.key.name }.flatMap { signal, spellings in
            spellings.filter { $0.family == family.name }.map { (signal, $0) }
        }
    }

    // MARK: The quantity

    private static func quantity(_ signals: [Signal], _ kind: MetricKind, _ dependencyNames: [String]) -> Quantity {
        let tokens = Signal.TokenKind.allCases.filter { signals.contains(.tokens($0)) }
        let isDistribution = kind == .histogram || kind == .summary
        if !tokens.isEmpty { return .tokens(tokens) }
        if signals.contains(.latency) { return isDistribution ? .latency : .unknown }
        if signals.contains(.timeToFirstToken) { return isDistribution ? .firstToken : .unknown }
        if signals.contains(.cost) { return .cost }
        if signals.contains(.cacheHitRate) { return kind == .gauge ? .cacheHitRate : .unknown }
        if signals.contains(.thinkingActivation) { return kind == .gauge ? .thinkingActivation : .unknown }
        // A histogram of which only the count is a signal measures how long calls take.
        if signals.contains(.requests) { return isDistribution ? .latency : .requests }
        if signals.contains(.attempts) { return isDistribution ? .unknown : .attempts }
        if signals.contains(.errors) { return isDistribution ? .latency : .errors }
        for signal in signals {
            switch signal {
            case .quality: return kind == .counter ? .quality : .unknown
            case .dependency(let name, let aspect):
                guard let index = dependencyNames.firstIndex(where: { $0.utf8.elementsEqual(name.bytes) }),
                    isDistribution == (aspect == .latency)
                else { return .unknown }
                return .dependency(index: index, aspect)
            default: continue
            }
        }
        return .unknown
    }

    private static func usualUnit(of quantity: Quantity) -> Unit {
        switch quantity {
        case .firstToken, .latency, .dependency(_, .latency): .seconds
        case .cost: .usDollars
        case .tokens: .tokens
        case .cacheHitRate, .thinkingActivation: .ratio
        case .requests, .errors, .attempts, .quality, .dependency, .unknown: .count
        }
    }

    /// A label such as `status_code` tells how calls ended, whether or not a convention says so.
    private static func impliedStatus(
        _ family: EmittedFamily, _ quantity: Quantity, _ roles: [ByteString: LabelRole]
    ) -> ByteString? {
        guard [.requests, .attempts, .latency].contains(quantity), !roles.values.contains(.status) else { return nil }
        return ["status", "status_code", "outcome", "result"].first {
            family.labels[$0] != nil && roles[$0] == nil
        }
    }

    private static func tokenSelectors(
        _ entries: [(signal: Signal, spelling: MetricSpelling)], _ family: EmittedFamily,
        _ roles: [ByteString: LabelRole]
    ) -> [(kind: Signal.TokenKind, label: ByteString, value: ByteString)] {
        var result: [(kind: Signal.TokenKind, label: ByteString, value: ByteString)] = []
        for (signal, spelling) in entries {
            guard case .tokens(let kind) = signal else { continue }
            if let selected = spelling.selector.first(where: { !$0.values.isEmpty }) {
                let seen = family.labels[selected.label]?.seen ?? []
                let value = selected.values.first(where: seen.contains) ?? selected.values[0]
                result.append((kind, selected.label, value))
            } else if let label = roles.filter({ $0.value == .tokenKind }).keys.sorted().first {
                let seen = (family.labels[label]?.seen ?? []).sorted()
                let value = seen.first { Self.isSpelling($0, of: kind) } ?? ByteString(kind.rawValue)
                result.append((kind, label, value))
            }
        }
        return result
    }

    /// `cacheRead`, `cache-read` and `cache_read` are one word.
    private static func isSpelling(_ value: ByteString, of kind: Signal.TokenKind) -> Bool {
        func letters(_ text: String) -> String { text.lowercased().filter(\.isLetter) }
        let word = letters(value.string)
        let synonyms: [String] =
            switch kind {
            case .input: ["input", "prompt", "inputtokens"]
            case .output: ["output", "completion", "outputtokens"]
            case .cacheRead: ["cacheread", "cachereadinput"]
            case .cacheCreation: ["cachecreation", "cachewrite", "cachecreationinput"]
            case .thinking: ["thinking", "reasoning"]
            }
        return synonyms.contains(word)
    }

    // MARK: What follows from it

    /// The labels that tell populations and outcomes apart; the others stay as the sample has them.
    func role(of label: ByteString) -> LabelRole? { roles[label] }

    /// What becomes of a call that ended so, in this family.
    func fate(of outcome: CallOutcome) -> RecordingBehaviour.BrokenStream {
        if quantity == .errors, outcome == .overloadedMidstream, let own = behaviour.overloadedMidstreamInErrorCounter {
            return own
        }
        return behaviour.fate(of: outcome)
    }

    /// Milliseconds in one unit of the family; nil for families that measure no time.
    var millisecondsPerUnit: Double? {
        switch quantity {
        case .firstToken, .latency, .dependency(_, .latency): unit == .milliseconds ? 1 : 1_000
        default: nil
        }
    }

    /// A bound of the family in milliseconds, rid of what multiplying adds far behind the point: 8.2 s is 8,200 ms.
    func milliseconds(ofBound bound: Double) -> Double {
        let product = bound * (millisecondsPerUnit ?? 1)
        guard product.magnitude < 1e9 else { return product }
        return (product * 1e6).rounded() / 1e6
    }
}
