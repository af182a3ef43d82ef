import Findings
package import SourceText

/// Everything that can be said about "does anything emit this name?", from samples, manifest and rules.
package struct EmittedMetrics: Sendable {
    /// Families by name.
    package private(set) var families: [ByteString: EmittedFamily] = [:]
    /// Every series name a query may read, with the family it belongs to.
    private var familyOfSeries: [ByteString: ByteString] = [:]
    /// Names that recording rules produce.
    package let recorded: Set<ByteString>
    /// Patterns of families that other jobs emit (`telemetry.external`).
    package let external: [Wildcard]
    /// Labels that the scrape adds to every series (`telemetry.target_labels`).
    package let targetLabels: [ByteString: ByteString]
    /// True if the manifest says that the samples show every family.
    package var isComplete = false
    /// First words of the names of this service's signals: `claude` of `claude_errors_total`.
    private var claimedPrefixes: Set<ByteString> = []
    private var remembered: [ByteString: Emission] = [:]

    package init(
        external: [Wildcard] = [], targetLabels: [ByteString: ByteString] = [:], recorded: Set<ByteString> = []
    ) {
        self.external = external
        self.targetLabels = targetLabels
        self.recorded = recorded
    }

    /// True if there is a sample to judge by.
    package var hasSample: Bool { families.values.contains { $0.provenance >= .sampled } }

    /// Takes the first words of the emitted families that spell signals as this service's own.
    package mutating func claimPrefixes(of signals: SignalMap) {
        for name in families.keys where signals.knows(family: name) {
            if let word = EmittedMetrics.firstWord(of: name) { claimedPrefixes.insert(word) }
        }
    }

    /// What is known about a series name.
    package enum Emission: Sendable {
        /// The service emits it.
        case emitted(EmittedFamily)
        /// A recording rule produces it.
        case recorded
        /// Prometheus makes it itself: `up`, `ALERTS`, `scrape_duration_seconds`...
        case synthetic
        /// Another job emits it, says the manifest.
        case external
        case absent(Absence)
    }

    /// What speaks for and against the name being a mistake.
    package struct Absence: Sendable {
        /// The emitted or recorded name that is closest, if one is close.
        package var closest: ByteString?
        /// True if emitted signals share its first word: the name claims to be one of this service's.
        package var hasSiblings: Bool
    }

    package mutating func add(_ family: EmittedFamily) {
        var merged = family
        if let known = families[family.name] {
            merged = EmittedMetrics.merge(known, family)
        }
        families[merged.name] = merged
        for series in EmittedMetrics.seriesNames(of: merged) where familyOfSeries[series] == nil {
            familyOfSeries[series] = merged.name
        }
    }

    /// Puts a family in the place of the one of its name.
    package mutating func replace(_ family: EmittedFamily) { families[family.name] = family }

    /// All series names, sorted bytewise.
    package var seriesNames: [ByteString] { familyOfSeries.keys.sorted() }

    package func family(ofSeries name: ByteString) -> EmittedFamily? {
        familyOfSeries[name].flatMap { families[$0] }
    }

    /// Looks names up once, so that asking again costs nothing: rules read the same few names over and over, and the
    /// search for the closest name goes through all of them.
    package mutating func remember(_ names: Set<ByteString>) {
        for name in names { remembered[name] = lookUp(name) }
    }

    package func emission(of name: ByteString) -> Emission { remembered[name] ?? lookUp(name) }

    private func lookUp(_ name: ByteString) -> Emission {
        if let family = family(ofSeries: name) { return .emitted(family) }
        if recorded.contains(name) { return .recorded }
        if EmittedMetrics.isSynthetic(name) { return .synthetic }
        if external.contains(where: { $0.matches(name.bytes) }) { return .external }
        let known = familyOfSeries.keys.map(\.string) + recorded.map(\.string)
        let closest = NearMiss.closest(to: name.string, among: known).map { ByteString($0) }
        let hasSiblings = EmittedMetrics.firstWord(of: name).map(claimedPrefixes.contains) ?? false
        return .absent(Absence(closest: closest, hasSiblings: hasSiblings))
    }

    private static func firstWord(of name: ByteString) -> ByteString? {
        let separators: [UInt8] = [UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":")]
        guard let end = name.bytes.firstIndex(where: separators.contains), end > 0 else { return nil }
        return ByteString(name.bytes[..<end])
    }

    /// Names that no exposition shows because the server makes them.
    ///
    /// Source: Prometheus documentation, "Jobs and instances" (automatically generated series) and "Alerting rules".
    package static func isSynthetic(_ name: ByteString) -> Bool {
        let text = name.string
        return text == "up" || text == "ALERTS" || text == "ALERTS_FOR_STATE" || text == "target_info"
            || text.hasPrefix("scrape_")
    }

    private static func seriesNames(of family: EmittedFamily) -> [ByteString] {
        switch family.kind {
        case .histogram: MetricSpelling.histogramSuffixes.map(family.name.appending)
        case .summary: [family.name, family.name.appending("_sum"), family.name.appending("_count")]
        case .counter, .gauge, nil: [family.name]
        }
    }

    /// A family sampled twice: labels and values add up; a sample outranks a declaration.
    private static func merge(_ first: EmittedFamily, _ second: EmittedFamily) -> EmittedFamily {
        var (strong, weak) = second.provenance > first.provenance ? (second, first) : (first, second)
        strong.kind = strong.kind ?? weak.kind
        for (label, domain) in weak.labels {
            var own = strong.labels[label] ?? LabelDomain(values: [], isPartial: true)
            let seen = own.seen.union(domain.seen)
            own.values.formUnion(domain.values)
            own.unseen = own.values.subtracting(seen)
            own.isClosed = own.isClosed || domain.isClosed
            own.isPartial = own.isPartial || domain.isPartial
            strong.labels[label] = own
        }
        if strong.finiteBounds.isEmpty { strong.finiteBounds = weak.finiteBounds }
        strong.seriesCount += weak.seriesCount
        strong.samples += weak.samples.prefix(max(0, EmittedFamily.sampleLimit - strong.samples.count))
        return strong
    }
}
