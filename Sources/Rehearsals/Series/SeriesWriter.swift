import Facts
import Simulation
import SourceText
import TimeSeries

/// Turns drafts into series: label sets, and the terms of each.
struct SeriesWriter {
    var channels: ChannelTerms
    private let target: ScrapeTarget
    private(set) var labels = LabelTable()
    private(set) var groups: [SeriesGroup] = []
    private(set) var members: [SeriesMember] = []
    private(set) var terms: [SeriesTerm] = []
    private(set) var synthetics: [(labels: LabelSetID, kind: SyntheticSeries)] = []
    private(set) var standings: [ByteString: SeriesStanding] = [:]
    private(set) var assumptions: [Assumption] = []

    /// Over which a service's own shares are taken; no sample shows it.
    static let shareWindowMilliseconds: Int64 = 300_000

    init(_ channels: ChannelTerms, _ target: ScrapeTarget) {
        self.channels = channels
        self.target = target
    }

    private mutating func assume(_ assumption: Assumption) {
        if !assumptions.contains(assumption) { assumptions.append(assumption) }
    }

    private mutating func append(_ new: [SeriesTerm]) -> Range<Int> {
        let start = terms.count
        terms += new
        return start..<terms.count
    }

    // MARK: Families

    mutating func add(_ draft: FamilyDraft, among drafts: [FamilyDraft]) {
        let meaning = draft.meaning
        for assumption in draft.assumptions { assume(assumption) }
        note(meaning)
        noteBirth(of: draft)
        let name = meaning.family.name
        let share = meaning.quantity == .quality ? QualityShare.share(of: draft, among: drafts) : nil
        if let share {
            assume(Assumption("\(share.percentage) of the answers count for `\(name.string)`, as in the sample"))
        }
        for group in draft.groups {
            switch meaning.kind {
            case .counter, .gauge: addPlain(group, meaning, share)
            case .histogram, .summary: addDistribution(group, meaning)
            }
        }
        stand(meaning)
    }

    /// What the family's instrumentation is taken to do, where that is no matter of course.
    private mutating func note(_ meaning: FamilyMeaning) {
        switch meaning.quantity {
        case .unknown, .dependency: return
        case .cacheHitRate, .thinkingActivation:
            assume(Assumption("`\(meaning.family.name.string)` is the share of the last 5 minutes"))
        default: break
        }
        if meaning.behaviour == .guide {
            assume(
                Assumption("metrics of your own count a call when it ends, with errors inside a stream as their class"))
        }
        for clause in meaning.behaviour.unplayed {
            assume(Assumption("`\(meaning.family.name.string)` is not played in one respect: \(clause)"))
        }
        if meaning.family.labels.keys.contains(where: { meaning.roles[$0] == .thinking }) {
            assume(Assumption("the label that tells thinking follows who asks, not each answer"))
        }
    }

    /// Counters are often born with their first event, and a sample taken after one cannot tell.
    private mutating func noteBirth(of draft: FamilyDraft) {
        let meaning = draft.meaning
        let tellsFailures = meaning.family.labels.keys.contains { [.status, .errorClass].contains(meaning.roles[$0]) }
        guard meaning.kind == .counter, tellsFailures, meaning.quantity != .unknown else { return }
        let sampled = draft.groups.filter { $0.birth == .processStart }
        if sampled.allSatisfy({ $0.sampled.value > 0 }) {
            assume(Assumption("`\(meaning.family.name.string)` has every sampled series from the start, at zero"))
        }
    }

    private mutating func stand(_ meaning: FamilyMeaning) {
        let name = meaning.family.name
        let isUnknown = meaning.quantity == .unknown
        switch meaning.kind {
        case .counter, .gauge: standings[name] = isUnknown ? .standsStill : .moves
        case .histogram, .summary:
            let known: SeriesStanding = isUnknown ? .standsStill : .moves
            standings[name.appending("_sum")] = known
            standings[name.appending("_count")] = known
            if meaning.kind == .summary {
                standings[name] = isUnknown ? .standsStill : .shapeUnknown
            } else {
                let hasShape = meaning.millisecondsPerUnit != nil
                standings[name.appending("_bucket")] = isUnknown ? .standsStill : hasShape ? .moves : .shapeUnknown
            }
        }
    }

    private mutating func close(
        _ group: FamilyDraft.Group, from first: Int, occurrence: [SeriesTerm], _ meaning: FamilyMeaning,
        names: [ByteString]
    ) {
        let label = meaning.roles.filter { $0.value == .version }.keys.sorted()
            .first { group.sampled.value(of: $0) != nil }
        let version = label.flatMap { label in group.sampled.value(of: label).map { (labels.intern(label), $0) } }
        groups.append(
            SeriesGroup(
                members: first..<members.count, birth: group.birth, occurrence: append(occurrence), version: version,
                names: names))
    }

    private mutating func add(
        _ name: ByteString, _ group: FamilyDraft.Group, _ source: SeriesMember.Source, _ terms: [SeriesTerm],
        continues: Bool = false, bound: (label: ByteString, text: ByteString)? = nil
    ) {
        let set = labels.set(target.stored(name, group.sampled.labels, bound: bound))
        members.append(SeriesMember(labels: set, source: source, terms: append(terms), continues: continues))
    }

    // MARK: Counters and gauges

    private mutating func addPlain(_ group: FamilyDraft.Group, _ meaning: FamilyMeaning, _ share: Double?) {
        let first = members.count
        let name = meaning.family.name
        var occurrence: [SeriesTerm] = []
        switch meaning.quantity {
        case .unknown: add(name, group, .constant(group.sampled.value), [])
        case .cacheHitRate, .thinkingActivation:
            var part: [SeriesTerm] = []
            for one in group.parts {
                let share = channels.share(one.population, meaning)
                part += share.part
                occurrence += share.whole
            }
            let whole = append(occurrence)
            add(name, group, .share(whole: whole, factor: meaning.unit == .percent ? 100 : 1), part)
        default:
            occurrence = group.parts.flatMap { channels.count($0, meaning) }
            var scale = Self.scale(of: meaning)
            scale.share = share
            add(name, group, .total(scale), occurrence)
        }
        close(group, from: first, occurrence: occurrence, meaning, names: [name])
    }

    private static func scale(of meaning: FamilyMeaning) -> SeriesScale {
        if let unit = meaning.millisecondsPerUnit { return SeriesScale(divisor: unit) }
        if meaning.quantity == .cost, meaning.unit != .nanoDollars { return SeriesScale(divisor: 1e9) }
        return .one
    }

    // MARK: Histograms and summaries

    private mutating func addDistribution(_ group: FamilyDraft.Group, _ meaning: FamilyMeaning) {
        let first = members.count
        var buckets: [[SeriesTerm]] = Array(repeating: [], count: group.sampled.buckets.count)
        var count: [SeriesTerm] = []
        var sum: [SeriesTerm] = []
        let whole = Self.wholeFailures(of: group)
        for part in group.parts {
            if meaning.millisecondsPerUnit == nil {
                let sizes = channels.sizes(part)
                count += sizes
                sum += channels.count(part, meaning)
                if let usual = Self.usualBucket(group.sampled, meaning) { buckets[usual] += sizes }
            } else if let one = channels.distribution(
                part, meaning, isWholeFailure: whole.contains(part.population))
            {
                Self.distribute(one, over: group.sampled.buckets, meaning, &buckets)
                count += one.buckets
                sum.append(one.sum)
            }
        }
        let name = meaning.family.name
        let isUnknown = meaning.quantity == .unknown
        let counted = SeriesMember.Source.total(.one)
        for (place, bucket) in group.sampled.buckets.enumerated() {
            add(
                name.appending("_bucket"), group, isUnknown ? .constant(0) : counted, buckets[place],
                continues: place > 0, bound: ("le", bucket.text))
        }
        for quantile in group.sampled.quantiles {
            add(name, group, .constant(quantile.value), [], bound: ("quantile", quantile.text))
        }
        if group.sampled.hasCount {
            // The bucket +Inf, just before, has counted everything.
            let isCounted = group.sampled.buckets.last?.bound == .infinity && group.sampled.quantiles.isEmpty
            add(
                name.appending("_count"), group, isUnknown ? .constant(0) : counted, isCounted ? [] : count,
                continues: isCounted)
        }
        if group.sampled.hasSum {
            add(name.appending("_sum"), group, isUnknown ? .constant(0) : .total(Self.scale(of: meaning)), sum)
        }
        close(
            group, from: first, occurrence: count, meaning,
            names: [name] + MetricSpelling.histogramSuffixes.map(name.appending))
    }

    /// The populations whose failed calls all belong to the group.
    private static func wholeFailures(of group: FamilyDraft.Group) -> Set<Int> {
        var failures: [Int: Set<CallOutcome>] = [:]
        for case (let population, .outcome(let outcome)) in group.parts.map({ ($0.population, $0.slot) }) {
            if outcome != .succeeded { failures[population, default: []].insert(outcome) }
        }
        return Set(failures.filter { $0.value.count == CallOutcome.failures.count }.keys)
    }

    /// Adds the layout's buckets to the lowest of the family's that holds them.
    private static func distribute(
        _ one: ChannelTerms.Distribution, over buckets: [(text: ByteString, bound: Double)], _ meaning: FamilyMeaning,
        _ result: inout [[SeriesTerm]]
    ) {
        let bounds = buckets.map { meaning.milliseconds(ofBound: $0.bound) }
        for (place, term) in one.buckets.enumerated() {
            let top = place < one.boundsMilliseconds.count ? one.boundsMilliseconds[place] : .infinity
            if let holder = bounds.firstIndex(where: { $0 >= top }) { result[holder].append(term) }
        }
    }

    /// The bucket that holds the sample's mean.
    private static func usualBucket(_ sampled: SampledGroup, _ meaning: FamilyMeaning) -> Int? {
        let mean = meaning.family.observations?.mean ?? 0
        return sampled.buckets.firstIndex { $0.bound >= mean }
    }

    // MARK: What the server adds

    /// `up` always, and of the rest what rules read.
    mutating func addSynthetics(readBy rules: [RuleFact]) {
        let names = Set(rules.flatMap(\.selectors).compactMap { $0.name?.value })
        for kind in SyntheticSeries.allCases where kind == .up || names.contains(ByteString(kind.name)) {
            synthetics.append((labels.set(target.stored(ByteString(kind.name), [])), kind))
            standings[ByteString(kind.name)] = .moves
        }
    }
}

/// Which part of the answers a quality counter counts: the sample's own, where it tells.
enum QualityShare {
    static func share(of draft: FamilyDraft, among drafts: [FamilyDraft]) -> Double {
        let counted = draft.groups.reduce(0) { $0 + $1.sampled.value }
        let answers = drafts.first { $0.meaning.quantity == .requests && $0.meaning.kind == .counter }.map { requests in
            requests.groups.reduce(0) { sum, group in
                let succeeded = group.parts.contains { $0.slot == .outcome(.succeeded) }
                return succeeded ? sum + group.sampled.value : sum
            }
        }
        guard let answers, answers > 0, counted > 0, counted <= answers else { return 1 }
        return counted / answers
    }
}

extension Double {
    /// A share for a sentence: `98.4 %`.
    fileprivate var percentage: String {
        let tenths = (self * 1_000).rounded()
        guard tenths.magnitude < 1e6 else { return "all" }
        let whole = Int(tenths)
        return whole % 10 == 0 ? "\(whole / 10) %" : "\(whole / 10).\(whole % 10) %"
    }
}
