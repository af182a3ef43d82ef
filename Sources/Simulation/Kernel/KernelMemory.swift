import ClaudeBackend
import TimeSeries

/// The addresses of a run's memory. Every array has at least one element.
struct KernelMemory {
    let tables: UnsafePointer<Float>
    let prefixTokens: UnsafePointer<Int32>
    let populations: UnsafeMutablePointer<CompiledPopulation>
    let dependencies: UnsafeMutablePointer<CompiledDependency>
    let choiceStarts: UnsafeMutablePointer<UInt16>
    let choiceThresholds: UnsafeMutablePointer<UInt64>
    let curve: UnsafePointer<RateCurve.Point>
    let rows: UnsafeMutablePointer<Int64>
    let firstTokenTruth: UnsafeMutablePointer<UInt32>
    let latencyTruth: UnsafeMutablePointer<UInt32>
    let histogramStarts: UnsafePointer<UInt16>
    let histogramBounds: UnsafePointer<Int32>
    let histogramOffsets: UnsafePointer<Int>
    let works: UnsafeMutablePointer<Work>
    let shapes: UnsafeMutablePointer<RequestShape>
    let times: UnsafeMutablePointer<VirtualTime>
    let keys: UnsafeMutablePointer<UInt64>
    let decisions: UnsafeMutablePointer<Decision>
    let plain: UnsafeMutablePointer<Int64>
    let sources: UnsafePointer<RequestSource>
    let kinds: UnsafeMutablePointer<RequestKind>
    let plainPopulations: UnsafeMutablePointer<Int32>
    let careful: UnsafeMutablePointer<Int32>

    /// A draw of the table that begins there.
    @inline(__always)
    func sample(_ table: Int, _ bits: UInt32) -> Float { (tables + table).quantile(bits) }

    /// The population that 32 random bits pick.
    @inline(__always)
    func pickPopulation(_ bits: UInt32) -> Int { WeightedChoice.pick(choiceStarts, choiceThresholds, bits) }

    /// The bucket of one of the service's histograms.
    @inline(__always)
    func bucket(histogram: Int, truth: Int, milliseconds: Int32) -> Int {
        BucketTable.bucket(
            histogramStarts + histogram &* TruthBuckets.count, histogramBounds + histogramOffsets[histogram],
            truth: truth, milliseconds: milliseconds)
    }
}

/// Division of whole numbers by one that stays, as a multiplication: exact for dividends below 2^38 and divisors below
/// 2^24.
struct Reciprocal {
    private let factor: UInt64

    init(_ divisor: Int64) {
        precondition(divisor > 0, "nothing is divided by zero")
        // Half of 2^64, so that one is a divisor too.
        factor = (1 << 63) / UInt64(divisor) + 1
    }

    @inline(__always)
    func quotient(_ dividend: Int64) -> Int {
        let twice = UInt64(truncatingIfNeeded: dividend) &* 2
        return Int(truncatingIfNeeded: twice.multipliedFullWidth(by: factor).high)
    }
}

/// Where what has happened is written down.
struct Records {
    let memory: KernelMemory
    let rowWidth: Int
    let rowCount: Int
    let rowMilliseconds: Int64
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
        self.rowMilliseconds = rowMilliseconds
        self.minuteCount = minuteCount
        perRow = Reciprocal(rowMilliseconds)
        firstTokenBuckets = layout.firstTokenBuckets(ofPopulation: 0)
        latencyBuckets = layout.latencyBuckets(ofPopulation: 0, succeeded: true)
        failedLatencyBuckets = layout.latencyBuckets(ofPopulation: 0, succeeded: false)
        requestBuckets = layout.requestBuckets(ofPopulation: 0)
    }

    /// The row of a moment.
    @inline(__always)
    func row(at milliseconds: Int64) -> Int { perRow.quotient(milliseconds) }

    /// The first channel of a block in the row of a moment; behind the end of the run, in the row that is thrown away.
    @inline(__always)
    func block(at milliseconds: Int64, channels: Int) -> UnsafeMutablePointer<Int64> {
        let row = perRow.quotient(milliseconds)
        let place = (row < rowCount ? row : rowCount) &* rowWidth &+ channels
        return memory.rows + place
    }

    /// Where the truth of a minute begins.
    @inline(__always)
    func truth(at milliseconds: Int64) -> Int {
        let minute = perMinute.quotient(milliseconds)
        return (minute < minuteCount ? minute : minuteCount) &* TruthBuckets.count
    }

    /// The same within the run.
    @inline(__always)
    func truthWithin(_ milliseconds: Int64) -> Int { perMinute.quotient(milliseconds) &* TruthBuckets.count }

    /// What an attempt that ended used and cost.
    @inline(__always)
    static func addUsage(_ block: UnsafeMutablePointer<Int64>, _ used: UnsafePointer<Decision>) {
        block[PopulationChannel.inputTokens.offset] &+= Int64(used.pointee.inputTokens)
        block[PopulationChannel.outputTokens.offset] &+= Int64(used.pointee.outputTokens)
        block[PopulationChannel.cacheReadTokens.offset] &+= Int64(used.pointee.cacheReadTokens)
        block[PopulationChannel.cacheWrite5mTokens.offset] &+= Int64(used.pointee.cacheWrite5mTokens)
        block[PopulationChannel.cacheWrite1hTokens.offset] &+= Int64(used.pointee.cacheWrite1hTokens)
        block[PopulationChannel.thinkingTokens.offset] &+= Int64(used.pointee.thinkingTokens)
        block[PopulationChannel.costNanoDollars.offset] &+= used.pointee.costNanoDollars
    }

    /// What only whole answers tell.
    @inline(__always)
    static func addAnswer(_ block: UnsafeMutablePointer<Int64>, _ answer: UnsafePointer<Decision>) {
        block[PopulationChannel.cacheHits.offset] &+= answer.pointee.cacheReadTokens > 0 ? 1 : 0
        block[PopulationChannel.thinkingCalls.offset] &+= answer.pointee.thinkingTokens > 0 ? 1 : 0
        if case .endTurn = answer.pointee.stopReason { return }
        switch answer.pointee.stopReason {
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
