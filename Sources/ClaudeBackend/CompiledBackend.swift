import ClaudeAPI

/// A model as the loop reads it.
struct CompiledModel: Sendable {
    let pool: Int32
    let minimumCacheableTokens: Int32
    let contextWindow: Int32
    let prefillMillisecondsPerToken: Float
    /// For a million tokens, in nano-dollars.
    let inputPrice, outputPrice, readPrice, write5mPrice, write1hPrice: Int64

    /// Dearer than any published price by a factor of three; what is above it would not fit the sums.
    private static let highestPrice: Int64 = 1 << 38

    /// - Parameter pool: Its place among the pools that are in use.
    init(_ model: BackendModel, pool: Int) {
        self.pool = Int32(clamping: pool)
        // A prefix of no tokens is never cached.
        minimumCacheableTokens = max(1, model.minimumCacheableTokens)
        contextWindow = model.contextWindow
        let prefill = model.latency.prefillTokensPerSecond
        prefillMillisecondsPerToken = prefill > 0 ? Float(1_000 / prefill) : 0
        // Where nothing public says what the cache costs, it costs what input does.
        func price(_ price: Int64?) -> Int64 { min(max(0, price ?? model.prices.input), Self.highestPrice) }
        inputPrice = price(model.prices.input)
        outputPrice = price(model.prices.output)
        readPrice = price(model.prices.cacheRead)
        write5mPrice = price(model.prices.cacheWrite5m)
        write1hPrice = price(model.prices.cacheWrite1h)
    }

    /// As `TokenPrices.costNanoDollars`, half a nano-dollar rounded up. Token counts are below 2^23, so that all five
    /// products fit.
    @inline(__always)
    func cost(of used: UnsafePointer<Decision>) -> Int64 {
        let prompt = Int64(used.pointee.inputTokens) &* inputPrice &+ Int64(used.pointee.cacheReadTokens) &* readPrice
        let writes =
            Int64(used.pointee.cacheWrite5mTokens) &* write5mPrice &+ Int64(used.pointee.cacheWrite1hTokens)
            &* write1hPrice
        return Self.nanoDollars(prompt &+ writes &+ Int64(used.pointee.outputTokens) &* outputPrice)
    }

    /// What is left of a decision whose client hangs up before the end: output that was produced until then, and all
    /// input if the answer had begun.
    func cut(_ decision: Decision, atMilliseconds end: Int32) -> Decision {
        var cut = decision
        guard end < decision.durationMilliseconds else { return decision }
        cut.durationMilliseconds = end
        cut.stopReason = .none
        if end < decision.firstTokenMilliseconds {
            cut.inputTokens = 0
            cut.cacheReadTokens = 0
            cut.cacheWrite5mTokens = 0
            cut.cacheWrite1hTokens = 0
            cut.outputTokens = 0
            cut.thinkingTokens = 0
            cut.costNanoDollars = 0
            return cut
        }
        let share =
            Float(end - decision.firstTokenMilliseconds)
            / Float(decision.durationMilliseconds - decision.firstTokenMilliseconds)
        cut.outputTokens = min(decision.outputTokens, (Float(decision.outputTokens) * share).nearestWhole)
        cut.thinkingTokens = min(decision.thinkingTokens, cut.outputTokens)
        cut.costNanoDollars = withUnsafePointer(to: cut) { cost(of: $0) }
        return cut
    }

    /// Tokens times prices of a million tokens come to so much.
    @inline(__always)
    static func nanoDollars(_ sum: Int64) -> Int64 {
        Int64(bitPattern: (UInt64(bitPattern: sum) &+ 500_000) / 1_000_000)
    }
}

/// What holds for some clients as the loop reads it: thresholds for random bits instead of shares.
struct CompiledConditions: Sendable {
    /// Whether a backend under these conditions does what a healthy one does.
    let isNormal: Bool
    /// Whether they do more than let some requests fail.
    let changesAnswers: Bool
    let hasSchedule: Bool
    let canBreakStreams: Bool
    let firstTokenFactor, tokenTimeFactor, outputFactor, thinkingFactor: Float
    /// Of one random number each, one upon the other.
    let overloaded, requestTimeout, connectionReset: UInt64
    let serverError, stalledBeforeFirstToken: UInt64
    let refused, thinkingForced, prefixChanges: UInt64
    let midstream: MidstreamSchedule.Point
    let retryAfterSeconds: Int32

    init(_ conditions: BackendConditions, hasSchedule: Bool) {
        func factor(_ value: Double, _ range: ClosedRange<Double>) -> Float {
            value.isFinite ? Float(min(max(value, range.lowerBound), range.upperBound)) : 1
        }
        firstTokenFactor = factor(conditions.firstTokenFactor, 0...1e6)
        tokenTimeFactor = 1 / factor(conditions.speedFactor, 1e-4...1e4)
        outputFactor = factor(conditions.outputFactor, 0...1e6)
        thinkingFactor = factor(conditions.thinkingFactor, 0...1e6)
        overloaded = Draws.threshold(conditions.overloaded)
        requestTimeout = overloaded + Draws.threshold(conditions.requestTimeout)
        connectionReset = requestTimeout + Draws.threshold(conditions.connectionReset)
        serverError = connectionReset + Draws.threshold(conditions.serverError)
        stalledBeforeFirstToken = serverError + Draws.threshold(conditions.stalledBeforeFirstToken)
        refused = Draws.threshold(conditions.refused)
        thinkingForced = Draws.threshold(conditions.thinkingForced)
        prefixChanges = Draws.threshold(conditions.prefixChanges)
        midstream = MidstreamSchedule.Point(
            milliseconds: 0, overloaded: conditions.overloadedMidstream, truncated: conditions.truncated,
            stalled: conditions.stalled)
        retryAfterSeconds = conditions.retryAfterSeconds
        self.hasSchedule = hasSchedule
        var unlimited = conditions
        unlimited.requestLimitFactor = 1
        unlimited.inputLimitFactor = 1
        unlimited.outputLimitFactor = 1
        unlimited.retryAfterSeconds = 0
        isNormal = unlimited == .normal
        for share in [
            \BackendConditions.overloaded, \.serverError, \.requestTimeout, \.connectionReset,
            \.stalledBeforeFirstToken,
        ] {
            unlimited[keyPath: share] = 0
        }
        // How streams break is looked up when it is known how long they last.
        for share in [\BackendConditions.overloadedMidstream, \.truncated, \.stalled] { unlimited[keyPath: share] = 0 }
        changesAnswers = unlimited != .normal
        canBreakStreams = hasSchedule || midstream.overloaded + midstream.truncated + midstream.stalled > 0
    }
}
