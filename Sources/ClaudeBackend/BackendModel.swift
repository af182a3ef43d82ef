package import ClaudeAPI

/// One model as the backend serves it: how fast, within which limits, at which prices.
package struct BackendModel: Sendable {
    /// The canonical id: `claude-sonnet-4-6`.
    package var id: String
    package var latency: LatencyModel
    package var limits: RateLimits
    /// Models of one pool share their buckets.
    package var pool: Int
    package var prices: TokenPrices
    /// A shorter prefix is not cached.
    package var minimumCacheableTokens: Int32
    package var contextWindow: Int32

    package init(
        id: String, latency: LatencyModel, limits: RateLimits, pool: Int, prices: TokenPrices,
        minimumCacheableTokens: Int32, contextWindow: Int32
    ) {
        self.id = id
        self.latency = latency
        self.limits = limits
        self.pool = pool
        self.prices = prices
        self.minimumCacheableTokens = minimumCacheableTokens
        self.contextWindow = contextWindow
    }
}

/// How long a model takes: the time to the first token of an empty prompt is lognormal, a prompt adds its reading, and
/// tokens come at a speed that varies from request to request.
package struct LatencyModel: Sendable, Equatable {
    package var firstTokenMedianMilliseconds: Double
    /// Of the logarithm: 0.5 makes p95 2.3 times the median.
    package var firstTokenSigma: Double
    package var prefillTokensPerSecond: Double
    package var outputTokensPerSecond: Double
    /// Of the logarithm of a request's speed.
    package var speedSigma: Double

    package init(
        firstTokenMedianMilliseconds: Double, firstTokenSigma: Double, prefillTokensPerSecond: Double,
        outputTokensPerSecond: Double, speedSigma: Double = 0.15
    ) {
        self.firstTokenMedianMilliseconds = firstTokenMedianMilliseconds
        self.firstTokenSigma = firstTokenSigma
        self.prefillTokensPerSecond = prefillTokensPerSecond
        self.outputTokensPerSecond = outputTokensPerSecond
        self.speedSigma = speedSigma
    }
}

/// What one pool of models may use in a minute; zero means no limit.
package struct RateLimits: Sendable, Equatable {
    package var requestsPerMinute: Int64
    package var inputTokensPerMinute: Int64
    package var outputTokensPerMinute: Int64
    /// Whether tokens read from the cache count: false for every model now sold.
    package var countsCacheReads: Bool
    /// The most by which input tokens per minute may grow from one minute to the next; zero means no such limit.
    package var inputGrowthPerMinute: Int64

    package init(
        requestsPerMinute: Int64, inputTokensPerMinute: Int64, outputTokensPerMinute: Int64,
        countsCacheReads: Bool = false, inputGrowthPerMinute: Int64 = 0
    ) {
        self.requestsPerMinute = requestsPerMinute
        self.inputTokensPerMinute = inputTokensPerMinute
        self.outputTokensPerMinute = outputTokensPerMinute
        self.countsCacheReads = countsCacheReads
        self.inputGrowthPerMinute = inputGrowthPerMinute
    }

    package static let unlimited = RateLimits(requestsPerMinute: 0, inputTokensPerMinute: 0, outputTokensPerMinute: 0)
}
