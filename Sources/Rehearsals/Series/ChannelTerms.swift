import Facts
import Simulation

/// One addend of a series: a channel, or a share of the failed calls' latency, so many times.
struct SeriesTerm: Hashable, Sendable {
    var channel: Int32
    var weight: Int64 = 1
}

/// From what is counted to the channels that hold it.
///
/// The channels of failed calls' latency do not tell how the calls failed. Where a label does, `FailureSplit` makes
/// channels of it, which stand behind those of the layout.
struct ChannelTerms {
    let layout: ChannelLayout
    let populations: [ClientPopulation]
    private(set) var split: FailureSplit

    init(_ layout: ChannelLayout, _ populations: [ClientPopulation]) {
        self.layout = layout
        self.populations = populations
        split = FailureSplit(layout)
    }

    private func term(_ channel: PopulationChannel, _ population: Int, weight: Int64 = 1) -> SeriesTerm {
        SeriesTerm(channel: Int32(layout.channel(channel, ofPopulation: population)), weight: weight)
    }

    // MARK: Plain numbers

    /// What a counter of the family counts for one part.
    func count(_ part: CountedPart, _ meaning: FamilyMeaning) -> [SeriesTerm] {
        switch (meaning.quantity, part.slot) {
        case (.requests, .outcome(let outcome)), (.errors, .outcome(let outcome)):
            [term(.calls(outcome), part.population)]
        case (.attempts, .attempt(let status)): [term(.attempts(status), part.population)]
        case (.tokens, .tokens(let kind)): tokens(kind, part.population, meaning)
        case (.cost, _): [term(.costNanoDollars, part.population)]
        case (.quality, _): [term(.calls(.succeeded), part.population)]
        case (.dependency(let index, .requests), _): [dependency(.requests, index)]
        case (.dependency(let index, .errors), _): [dependency(.errors, index)]
        default: []
        }
    }

    func dependency(_ channel: DependencyChannel, _ index: Int) -> SeriesTerm {
        SeriesTerm(channel: Int32(layout.channel(channel, ofDependency: index)))
    }

    private func tokens(_ kind: Signal.TokenKind, _ population: Int, _ meaning: FamilyMeaning) -> [SeriesTerm] {
        switch kind {
        case .input where meaning.inputIncludesCache:
            return [term(.inputTokens, population), term(.cacheReadTokens, population)] + written(population)
        case .input: return [term(.inputTokens, population)]
        case .output:
            let extra = populations[population].streaming ? meaning.behaviour.extraOutputTokensPerStream : 0
            let inflation = extra == 0 ? [] : [term(.calls(.succeeded), population, weight: extra)]
            return [term(.outputTokens, population)] + inflation
        case .cacheRead: return [term(.cacheReadTokens, population)]
        case .cacheCreation: return written(population)
        case .thinking: return [term(.thinkingTokens, population)]
        }
    }

    private func written(_ population: Int) -> [SeriesTerm] {
        [term(.cacheWrite5mTokens, population), term(.cacheWrite1hTokens, population)]
    }

    /// What a share divides, and by what.
    func share(_ population: Int, _ meaning: FamilyMeaning) -> (part: [SeriesTerm], whole: [SeriesTerm]) {
        if meaning.quantity == .cacheHitRate {
            let read = [term(.cacheReadTokens, population)]
            return (read, read + [term(.inputTokens, population)] + written(population))
        }
        return ([term(.thinkingCalls, population)], [term(.calls(.succeeded), population)])
    }

    // MARK: Histograms

    /// A histogram of times: the channel of each bucket of the layout, not cumulative, and of the sum.
    struct Distribution {
        var boundsMilliseconds: [Double]
        /// One more than there are bounds.
        var buckets: [SeriesTerm]
        var sum: SeriesTerm
    }

    /// - Parameter isWholeFailure: whether the series takes every failed call of the population, so that nothing has to
    ///   be told apart.
    mutating func distribution(_ part: CountedPart, _ meaning: FamilyMeaning, isWholeFailure: Bool) -> Distribution? {
        let population = part.population
        switch (meaning.quantity, part.slot) {
        case (.firstToken, _):
            return Distribution(
                boundsMilliseconds: layout.firstTokenBounds,
                buckets: buckets(from: layout.firstTokenBuckets(ofPopulation: population), layout.firstTokenBounds),
                sum: term(.firstTokenMilliseconds, population))
        case (.latency, .outcome(.succeeded)):
            let first = layout.latencyBuckets(ofPopulation: population, succeeded: true)
            return Distribution(
                boundsMilliseconds: layout.latencyBounds, buckets: buckets(from: first, layout.latencyBounds),
                sum: term(.latencyMilliseconds, population))
        case (.latency, .outcome(let outcome)) where isWholeFailure:
            // One of the failures stands for all of them.
            guard outcome == CallOutcome.failures.first else { return nil }
            let first = layout.latencyBuckets(ofPopulation: population, succeeded: false)
            return Distribution(
                boundsMilliseconds: layout.latencyBounds, buckets: buckets(from: first, layout.latencyBounds),
                sum: term(.failedLatencyMilliseconds, population))
        case (.latency, .outcome(let outcome)):
            let first = split.firstBucket(population, outcome)
            return Distribution(
                boundsMilliseconds: layout.latencyBounds, buckets: buckets(from: first, layout.latencyBounds),
                sum: SeriesTerm(channel: Int32(first + layout.latencyBounds.count + 1)))
        case (.dependency(let index, .latency), _):
            let bounds = layout.dependencyBounds[index]
            return Distribution(
                boundsMilliseconds: bounds, buckets: buckets(from: layout.latencyBuckets(ofDependency: index), bounds),
                sum: dependency(.latencyMilliseconds, index))
        default: return nil
        }
    }

    private func buckets(from first: Int, _ bounds: [Double]) -> [SeriesTerm] {
        (0...bounds.count).map { SeriesTerm(channel: Int32(first + $0)) }
    }

    /// How many values a histogram of sizes has, whose sizes nobody knows: one for each answer.
    func sizes(_ part: CountedPart) -> [SeriesTerm] { [term(.calls(.succeeded), part.population)] }
}

/// Which failed calls took how long, where a label of a latency histogram tells how they failed.
///
/// The run counts failures by how they ended and by how long they took, not by both. In every step both marginal sums
/// are kept exactly, and calls are given their times from the fastest kind of failure to the slowest: a refusal takes
/// moments, a timeout takes the longest. This is the north-west corner rule of transport problems.
struct FailureSplit: Sendable, Equatable {
    private let layout: ChannelLayout
    private(set) var populations: [Int] = []

    /// From the fastest kind to the slowest.
    static let order: [CallOutcome] = [
        .breakerOpen, .rateLimited, .overloaded, .serverError, .promptTooLong, .connectionFailed, .overloadedMidstream,
        .truncated, .timedOut,
    ]

    init(_ layout: ChannelLayout) { self.layout = layout }

    /// Buckets and sum of one kind of failure.
    var width: Int { layout.latencyBounds.count + 2 }

    /// Channels that it adds to the layout's.
    var channelCount: Int { populations.count * Self.order.count * width }

    /// The channel of the first bucket of the calls of a population that failed so.
    mutating func firstBucket(_ population: Int, _ outcome: CallOutcome) -> Int {
        let place =
            populations.firstIndex(of: population)
            ?? {
                populations.append(population)
                return populations.count - 1
            }()
        let kind = Self.order.firstIndex(of: outcome) ?? 0
        return layout.count + (place * Self.order.count + kind) * width
    }

    /// What the split reads: for each population the failed buckets, their sum, and the failures in order.
    func sources(of population: Int) -> (buckets: Int, sum: Int, failures: [Int]) {
        (
            layout.latencyBuckets(ofPopulation: population, succeeded: false),
            layout.channel(.failedLatencyMilliseconds, ofPopulation: population),
            Self.order.map { layout.channel(.calls($0), ofPopulation: population) }
        )
    }
}
