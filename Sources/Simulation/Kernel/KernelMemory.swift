import ClaudeBackend
import TimeSeries

/// The addresses of a run's memory. Every array has at least one element.
struct KernelMemory {
    let tables: UnsafeBufferPointer<Float>
    let prefixTokens: UnsafeMutableBufferPointer<Int32>
    let populations: UnsafeMutableBufferPointer<CompiledPopulation>
    let dependencies: UnsafeMutableBufferPointer<CompiledDependency>
    let choiceStarts: UnsafeMutableBufferPointer<UInt16>
    let choiceThresholds: UnsafeMutableBufferPointer<UInt64>
    var rows = UnsafeMutableBufferPointer<Int64>(start: nil, count: 0)
    var firstTokenTruth = UnsafeMutableBufferPointer<UInt32>(start: nil, count: 0)
    var latencyTruth = UnsafeMutableBufferPointer<UInt32>(start: nil, count: 0)
    var histogramStarts = UnsafeMutableBufferPointer<UInt16>(start: nil, count: 0)
    var histogramBounds = UnsafeMutableBufferPointer<Int32>(start: nil, count: 0)
    var histogramOffsets = UnsafeMutableBufferPointer<Int>(start: nil, count: 0)
    var works = UnsafeMutableBufferPointer<Work>(start: nil, count: 0)
    var shapes = UnsafeMutableBufferPointer<RequestShape>(start: nil, count: 0)
    var times = UnsafeMutableBufferPointer<VirtualTime>(start: nil, count: 0)
    var keys = UnsafeMutableBufferPointer<UInt64>(start: nil, count: 0)
    var decisions = UnsafeMutableBufferPointer<Decision>(start: nil, count: 0)

    init(
        tables: UnsafeBufferPointer<Float>, prefixTokens: UnsafeMutableBufferPointer<Int32>,
        populations: UnsafeMutableBufferPointer<CompiledPopulation>,
        dependencies: UnsafeMutableBufferPointer<CompiledDependency>,
        choiceStarts: UnsafeMutableBufferPointer<UInt16>, choiceThresholds: UnsafeMutableBufferPointer<UInt64>
    ) {
        self.tables = tables
        self.prefixTokens = prefixTokens
        self.populations = populations
        self.dependencies = dependencies
        self.choiceStarts = choiceStarts
        self.choiceThresholds = choiceThresholds
    }

    /// A draw of the table that begins there.
    @inline(__always)
    func sample(_ table: Int, _ bits: UInt32) -> Float {
        guard let base = tables.baseAddress else { return 0 }
        return (base + table).quantile(bits)
    }

    /// The population that 32 random bits pick.
    @inline(__always)
    func pickPopulation(_ bits: UInt32) -> Int {
        guard let starts = choiceStarts.baseAddress, let thresholds = choiceThresholds.baseAddress else { return 0 }
        return WeightedChoice.pick(starts, thresholds, bits)
    }

    /// The bucket of one of the service's histograms.
    @inline(__always)
    func bucket(histogram: Int, truth: Int, milliseconds: Int32) -> Int {
        guard let starts = histogramStarts.baseAddress, let bounds = histogramBounds.baseAddress else { return 0 }
        return BucketTable.bucket(
            starts + histogram &* TruthBuckets.count, bounds + histogramOffsets[histogram], truth: truth,
            milliseconds: milliseconds)
    }
}

/// Division of whole numbers by one that stays, as a multiplication: exact for dividends below 2^40 and divisors below
/// 2^24.
struct Reciprocal {
    private let factor: UInt64
    private let isOne: Bool

    init(_ divisor: Int64) {
        precondition(divisor > 0, "nothing is divided by zero")
        isOne = divisor == 1
        factor = isOne ? 0 : UInt64.max / UInt64(divisor) + 1
    }

    @inline(__always)
    func quotient(_ dividend: Int64) -> Int {
        if isOne { return Int(dividend) }
        return Int(truncatingIfNeeded: UInt64(truncatingIfNeeded: dividend).multipliedFullWidth(by: factor).high)
    }
}

/// Where what has happened is written down.
struct Records {
    let memory: KernelMemory
    let rowWidth: Int
    private let rowCount: Int
    private let minuteCount: Int
    private let perRow: Reciprocal
    private let perMinute = Reciprocal(60_000)
    let firstTokenBuckets: Int
    let latencyBuckets: Int
    let failedLatencyBuckets: Int
    let requestBuckets: Int

    init(_ memory: KernelMemory, layout: ChannelLayout, rowCount: Int, rowMilliseconds: Int64, minuteCount: Int) {
        self.memory = memory
        rowWidth = layout.count
        self.rowCount = rowCount
        self.minuteCount = minuteCount
        perRow = Reciprocal(rowMilliseconds)
        firstTokenBuckets = layout.firstTokenBuckets(ofPopulation: 0)
        latencyBuckets = layout.latencyBuckets(ofPopulation: 0, succeeded: true)
        failedLatencyBuckets = layout.latencyBuckets(ofPopulation: 0, succeeded: false)
        requestBuckets = layout.requestBuckets(ofPopulation: 0)
    }

    /// The first channel of a block in the row of a moment; behind the end of the run, in the row that is thrown away.
    @inline(__always)
    func block(at milliseconds: Int64, channels: Int) -> UnsafeMutablePointer<Int64> {
        let row = perRow.quotient(milliseconds)
        let place = (row < rowCount ? row : rowCount) &* rowWidth &+ channels
        // Every run has rows: the one that is thrown away at least.
        guard let base = memory.rows.baseAddress else { preconditionFailure("a run has rows") }
        return base + place
    }

    /// Where the truth of a minute begins.
    @inline(__always)
    func truth(at milliseconds: Int64) -> Int {
        let minute = perMinute.quotient(milliseconds)
        return (minute < minuteCount ? minute : minuteCount) &* TruthBuckets.count
    }

    /// What an attempt that ended used and cost.
    @inline(__always)
    static func addUsage(_ block: UnsafeMutablePointer<Int64>, _ decision: Decision) {
        block[PopulationChannel.inputTokens.offset] &+= Int64(decision.inputTokens)
        block[PopulationChannel.outputTokens.offset] &+= Int64(decision.outputTokens)
        block[PopulationChannel.cacheReadTokens.offset] &+= Int64(decision.cacheReadTokens)
        block[PopulationChannel.cacheWrite5mTokens.offset] &+= Int64(decision.cacheWrite5mTokens)
        block[PopulationChannel.cacheWrite1hTokens.offset] &+= Int64(decision.cacheWrite1hTokens)
        block[PopulationChannel.thinkingTokens.offset] &+= Int64(decision.thinkingTokens)
        block[PopulationChannel.costNanoDollars.offset] &+= decision.costNanoDollars
    }

    /// What only whole answers tell.
    @inline(__always)
    static func addAnswer(_ block: UnsafeMutablePointer<Int64>, _ decision: Decision) {
        block[PopulationChannel.cacheHits.offset] &+= decision.cacheReadTokens > 0 ? 1 : 0
        block[PopulationChannel.thinkingCalls.offset] &+= decision.thinkingTokens > 0 ? 1 : 0
        switch decision.stopReason {
        case .none, .endTurn, .stopSequence, .pauseTurn: break
        case .toolUse: block[PopulationChannel.toolCalls.offset] &+= 1
        case .maximumTokens, .contextWindowExceeded: block[PopulationChannel.cutOff.offset] &+= 1
        case .refusal: block[PopulationChannel.refused.offset] &+= 1
        }
    }
}

extension RequestShape {
    /// As `traits.contains(.streaming)`, which is a call through a table for an option set of another module.
    var isStreaming: Bool {
        @inline(__always) get { traits.rawValue & 1 != 0 }
    }
}
