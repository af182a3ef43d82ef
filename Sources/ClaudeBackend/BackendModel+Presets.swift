import ClaudeAPI
package import SourceText

/// How much an organisation may use the API. Source: platform.claude.com, "Rate limits", since 2026-06-26.
package enum UsageTier: String, CaseIterable, Sendable {
    case start
    case build
    case scale
}

extension BackendModel {
    /// The model as it would be served to an organisation of a tier on a day, at that day's prices; nil for ids that
    /// the catalogue does not price on that day. Takes the canonical id.
    ///
    /// Prices and most rate limits are published. Latencies are assumptions: see `LatencyPreset`.
    package static func preset(_ id: String, tier: UsageTier, on day: CivilDate) -> BackendModel? {
        guard let model = ModelCatalogue.model(id), let prices = PriceCatalogue.price(of: id, on: day),
            let row = ModelPreset.rows[id]
        else { return nil }
        return BackendModel(
            id: id, latency: row.latency.model, limits: row.pool.limits(of: tier), pool: row.pool.rawValue,
            prices: prices, minimumCacheableTokens: row.minimumCacheableTokens,
            // Nothing public tells the window of Mythos Preview; its successors' stands in.
            contextWindow: Int32(clamping: model.contextWindow ?? 1_000_000))
    }
}

/// What the presets know of one model beyond the catalogue.
private struct ModelPreset: Sendable {
    var latency: LatencyPreset
    var pool: LimitPool
    /// Source: platform.claude.com, "Prompt caching"; for Opus 5.5, Sonnet 5.5, Fable and Mythos 5.1 and 5.2 litellm
    /// 1.109.1 or the value of the siblings. A user measured 2,048 on Sonnet 4.6 (anthropic-sdk-python issue 1194).
    var minimumCacheableTokens: Int32

    init(_ latency: LatencyPreset, _ pool: LimitPool, minimum: Int32) {
        self.latency = latency
        self.pool = pool
        minimumCacheableTokens = minimum
    }

    static let rows: [String: ModelPreset] = [
        "claude-fable-5-2": ModelPreset(.fable, .fable5, minimum: 512),
        "claude-fable-5-1": ModelPreset(.fable, .fable5, minimum: 512),
        "claude-fable-5": ModelPreset(.fable, .fable5, minimum: 512),
        "claude-mythos-5-2": ModelPreset(.fable, .mythos5, minimum: 512),
        "claude-mythos-5-1": ModelPreset(.fable, .mythos5, minimum: 512),
        "claude-mythos-5": ModelPreset(.fable, .mythos5, minimum: 512),
        "claude-mythos-preview": ModelPreset(.fable, .mythosPreview, minimum: 2048),
        "claude-opus-5-5": ModelPreset(.opus55, .opus55, minimum: 512),
        "claude-opus-5": ModelPreset(.opus5, .opus5, minimum: 512),
        "claude-opus-4-8": ModelPreset(.opus5, .opus4, minimum: 1024),
        "claude-opus-4-7": ModelPreset(.opus5, .opus4, minimum: 2048),
        "claude-opus-4-6": ModelPreset(.opus5, .opus4, minimum: 4096),
        "claude-opus-4-5": ModelPreset(.opus5, .opus4, minimum: 4096),
        "claude-opus-4-1": ModelPreset(.opus4, .opus4, minimum: 1024),
        "claude-opus-4": ModelPreset(.opus4, .opus4, minimum: 1024),
        "claude-sonnet-5-5": ModelPreset(.sonnet55, .sonnet55, minimum: 512),
        "claude-sonnet-5": ModelPreset(.sonnet5, .sonnet5, minimum: 1024),
        "claude-sonnet-4-6": ModelPreset(.sonnet4, .sonnet4, minimum: 1024),
        "claude-sonnet-4-5": ModelPreset(.sonnet4, .sonnet4, minimum: 1024),
        "claude-sonnet-4": ModelPreset(.sonnet4, .sonnet4, minimum: 1024),
        "claude-haiku-5-5": ModelPreset(.haiku55, .haiku55, minimum: 512),
        "claude-haiku-4-5": ModelPreset(.haiku45, .haiku45, minimum: 4096),
        "claude-3-5-haiku": ModelPreset(.haiku35, .haiku35, minimum: 2048),
    ]
}

/// Latency by class of model. Assumptions: no percentiles of a Claude model are public. The medians and speeds follow
/// the averages that Artificial Analysis and the Vercel AI Gateway publish; spreads and reading speeds are guesses.
private enum LatencyPreset: Sendable {
    case fable
    case opus55
    case opus5
    case opus4
    case sonnet55
    case sonnet5
    case sonnet4
    case haiku55
    case haiku45
    case haiku35

    var model: LatencyModel {
        switch self {
        case .fable: Self.row(2000, sigma: 0.6, prefill: 7_000, output: 50)
        case .opus55: Self.row(1500, sigma: 0.55, prefill: 9_000, output: 90)
        case .opus5: Self.row(1500, sigma: 0.55, prefill: 9_000, output: 60)
        // Opus 4.1 measured at 2.67 s, of which a prompt of 10,000 tokens takes 1.1 s, and 45 tokens/s.
        case .opus4: Self.row(1500, sigma: 0.55, prefill: 9_000, output: 45)
        case .sonnet55: Self.row(900, sigma: 0.5, prefill: 15_000, output: 130)
        case .sonnet5: Self.row(900, sigma: 0.5, prefill: 15_000, output: 100)
        case .sonnet4: Self.row(1300, sigma: 0.5, prefill: 12_000, output: 65)
        case .haiku55: Self.row(500, sigma: 0.45, prefill: 30_000, output: 180)
        case .haiku45: Self.row(600, sigma: 0.45, prefill: 25_000, output: 140)
        case .haiku35: Self.row(800, sigma: 0.45, prefill: 25_000, output: 68)
        }
    }

    private static func row(_ median: Double, sigma: Double, prefill: Double, output: Double) -> LatencyModel {
        LatencyModel(
            firstTokenMedianMilliseconds: median, firstTokenSigma: sigma, prefillTokensPerSecond: prefill,
            outputTokensPerSecond: output)
    }
}

/// Models that share their rate limits; the raw value numbers the pool.
///
/// Source: platform.claude.com, "Rate limits". The rows of Haiku 5.5 and Mythos Preview are assumed to be their
/// siblings'; Opus 4.1, Opus 4 and Sonnet 4, now retired, are counted to the pools of 4.x.
private enum LimitPool: Int, Sendable {
    case fable5
    case mythos5
    case mythosPreview
    case opus55
    case opus5
    case opus4
    case sonnet55
    case sonnet5
    case sonnet4
    case haiku55
    case haiku45
    case haiku35

    func limits(of tier: UsageTier) -> RateLimits {
        switch self {
        case .fable5, .mythos5, .mythosPreview:
            switch tier {
            case .start: Self.perMinute(1_000, input: 500_000, output: 100_000)
            case .build: Self.perMinute(2_000, input: 1_500_000, output: 300_000)
            case .scale: Self.perMinute(4_000, input: 4_000_000, output: 800_000)
            }
        case .haiku35:
            switch tier {
            case .start: Self.perMinute(1_000, input: 100_000, output: 20_000, countsCacheReads: true)
            case .build: Self.perMinute(2_000, input: 200_000, output: 40_000, countsCacheReads: true)
            case .scale: Self.perMinute(4_000, input: 400_000, output: 80_000, countsCacheReads: true)
            }
        default:
            switch tier {
            case .start: Self.perMinute(1_000, input: 2_000_000, output: 400_000)
            case .build: Self.perMinute(5_000, input: 5_000_000, output: 1_000_000)
            case .scale: Self.perMinute(10_000, input: 10_000_000, output: 2_000_000)
            }
        }
    }

    private static func perMinute(
        _ requests: Int64, input: Int64, output: Int64, countsCacheReads: Bool = false
    ) -> RateLimits {
        RateLimits(
            requestsPerMinute: requests, inputTokensPerMinute: input, outputTokensPerMinute: output,
            countsCacheReads: countsCacheReads)
    }
}
