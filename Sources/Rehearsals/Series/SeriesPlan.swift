package import Facts
import Findings
package import Manifests
package import Simulation
package import SourceText
import TimeSeries

/// Every series that the service emits in a run, under its own names and labels, and which channels each one sums.
///
/// Families come from the exposition sample alone: what only the manifest declares has no series here, and an alert that
/// reads it is unprovable. What no convention and no declaration explains stands still at the value of the sample.
package struct SeriesPlan: Sendable {
    /// What a run must record so that these series can be made of it.
    package let layout: ChannelLayout
    /// What was taken for granted, in the order of the families.
    package private(set) var assumptions: [Assumption] = []
    /// Whether `up` and its kin exist: only where Prometheus scrapes the service.
    package let isScraped: Bool
    private(set) var labels = LabelTable()
    private(set) var groups: [SeriesGroup] = []
    private(set) var members: [SeriesMember] = []
    private(set) var terms: [SeriesTerm] = []
    private(set) var synthetics: [(labels: LabelSetID, kind: SyntheticSeries)] = []
    private(set) var standings: [ByteString: SeriesStanding] = [:]
    let split: FailureSplit
    private let targetLabels: [ByteString: ByteString]
    /// The channels that any series sums, ascending; those of the split are not among them.
    let channels: [Int]

    /// More series than this are refused: one service of one process has hundreds.
    package static let seriesLimit = 20_000
    /// More samples than this are refused: at eight bytes they take 200 MB.
    package static let sampleLimit = 25_000_000

    /// - Parameters:
    ///   - dependencies: of the run, in its order.
    ///   - ticks: how many samples each series will have in one run, its history included.
    package init(
        _ facts: FactBase, _ manifest: Manifest, populations: [ClientPopulation],
        dependencies: [DependencyModel] = [], ticks: Int = 0
    ) throws(SeriesExplosion) {
        let names = dependencies.map(\.name)
        let usualRoles = FamilyMeaning.usualRoles(facts.signals)
        let meanings = Self.families(of: facts).map {
            FamilyMeaning($0, facts, usualRoles: usualRoles, dependencyNames: names)
        }
        let drafts = meanings.map {
            FamilyDraft($0, populations: populations, declaredValues: Self.declaredValues(manifest, $0.family.name))
        }
        try SeriesExplosion.refuse(drafts, ticks: ticks)
        isScraped = (manifest.telemetry.pipeline?.mode.value ?? .pull) == .pull
        let target = ScrapeTarget(facts, manifest)
        var writer = SeriesWriter(
            ChannelTerms(Self.layout(meanings, populations.count, dependencies.count), populations), target)
        for draft in drafts { writer.add(draft, among: drafts) }
        if isScraped { writer.addSynthetics(readBy: facts.ownRules) }
        layout = writer.channels.layout
        split = writer.channels.split
        labels = writer.labels
        groups = writer.groups
        members = writer.members
        terms = writer.terms
        synthetics = writer.synthetics
        standings = writer.standings
        assumptions = target.assumptions + writer.assumptions
        targetLabels = Dictionary(target.labels.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        var read = Set(terms.map { Int($0.channel) }.filter { [limit = layout.count] in $0 < limit })
        for population in split.populations {
            let sources = split.sources(of: population)
            read.formUnion([sources.sum] + sources.failures)
            read.formUnion(sources.buckets...(sources.buckets + layout.latencyBounds.count))
        }
        channels = read.sorted()
    }

    /// How many series there can be, those of the server's own making included.
    package var seriesCount: Int { members.count + synthetics.count }

    /// The series that exist from the start or from their first event, by name and labels, in no useful order.
    package var entries: [Entry] {
        groups.flatMap { group in
            group.members.map { member in
                Entry(labels: text(of: members[member].labels), birth: group.birth)
            }
        } + synthetics.map { Entry(labels: text(of: $0.labels), birth: .processStart) }
    }

    /// One planned series.
    package struct Entry: Sendable {
        /// With `__name__`, ascending by name.
        package let labels: [(name: ByteString, value: ByteString)]
        package let birth: SeriesBirth

        package var name: ByteString { labels.first { $0.name == "__name__" }?.value ?? ByteString([]) }
    }

    private func text(of set: LabelSetID) -> [(name: ByteString, value: ByteString)] {
        labels.labels(of: set).map {
            (ByteString(labels.bytes(of: $0.name)), ByteString(labels.bytes(of: $0.value)))
        }
    }

    /// What is known of a series name that the sample shows; nil if it shows none of the name.
    func standing(of name: ByteString) -> SeriesStanding? { standings[name] }

    /// What the scrape gives a label; empty where it adds none of the name.
    func targetValue(of label: ByteString) -> ByteString { targetLabels[label] ?? ByteString([]) }

    // MARK: What goes in

    /// The families of the sample without the `_created` times beside them, which no rule compares with anything.
    private static func families(of facts: FactBase) -> [EmittedFamily] {
        let all = facts.emitted.families
        return all.values.filter { family in
            guard family.provenance >= .sampled, !family.samples.isEmpty else { return false }
            guard let base = family.name.dropping(suffix: "_created") else { return true }
            return all[base] == nil && all[base.appending("_total")] == nil
        }.sorted { $0.name < $1.name }
    }

    /// What the manifest says that the values of a family's labels stand for.
    private static func declaredValues(_ manifest: Manifest, _ family: ByteString) -> [ByteString: ByteString] {
        var result: [ByteString: ByteString] = [:]
        for metric in manifest.telemetry.metrics where metric.name.value == family {
            for value in metric.values { result[value.spelling.value] = value.canonical.value }
        }
        return result
    }

    /// The channels with every bound that a family of the service has.
    private static func layout(
        _ meanings: [FamilyMeaning], _ populationCount: Int, _ dependencyCount: Int
    ) -> ChannelLayout {
        func bounds(_ quantity: FamilyMeaning.Quantity) -> [Double] {
            Set(
                meanings.filter { $0.quantity == quantity }
                    .flatMap { meaning in meaning.family.finiteBounds.map(meaning.milliseconds(ofBound:)) }
            ).sorted()
        }
        return ChannelLayout(
            populationCount: populationCount, dependencyCount: dependencyCount,
            firstTokenBounds: bounds(.firstToken), latencyBounds: bounds(.latency),
            dependencyBounds: (0..<dependencyCount).map { bounds(.dependency(index: $0, .latency)) })
    }
}

/// Series that are there together and end together.
struct SeriesGroup: Sendable {
    var members: Range<Int>
    var birth: SeriesBirth
    /// Terms whose sum is above zero once the first event has happened.
    var occurrence: Range<Int>
    /// The label that a deployment changes, with its value before the first.
    var version: (label: TextID, value: ByteString)?
    /// The names that queries read it by.
    var names: [ByteString]
}

/// One series and where its values come from.
struct SeriesMember: Sendable {
    var labels: LabelSetID
    var source: Source
    var terms: Range<Int>
    /// Adds to the total of the member before: buckets count all that lower ones count.
    var continues = false

    enum Source: Sendable {
        case total(SeriesScale)
        /// The terms' growth over a window, divided by that of `whole`.
        case share(whole: Range<Int>, factor: Double)
        case constant(Double)
    }
}

/// From whole numbers to the unit of a family.
struct SeriesScale: Sendable, Equatable {
    var divisor = 1.0
    /// Part of what is counted, rounded down so that it never falls; nil for all.
    var share: Double?

    static let one = SeriesScale()

    func value(_ total: Int64) -> Double {
        let value = Double(total) / divisor
        return share.map { (value * $0).rounded(.down) } ?? value
    }
}

/// What Prometheus writes about a scrape.
enum SyntheticSeries: Sendable, CaseIterable {
    case up
    case scrapeDuration
    case scrapedSamples
    case scrapedSamplesAfterRelabelling

    var name: String {
        switch self {
        case .up: "up"
        case .scrapeDuration: "scrape_duration_seconds"
        case .scrapedSamples: "scrape_samples_scraped"
        case .scrapedSamplesAfterRelabelling: "scrape_samples_post_metric_relabeling"
        }
    }
}

/// How far a run can move a series.
enum SeriesStanding: Sendable, Equatable {
    case moves
    /// Nobody says what it measures.
    case standsStill
    /// Only its sum and its count are known: sizes of single calls, quantiles computed in the process.
    case shapeUnknown
}
