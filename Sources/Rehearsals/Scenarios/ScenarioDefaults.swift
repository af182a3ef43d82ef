package import Simulation

/// What a rehearsal takes for granted where neither manifest nor scenario says it.
///
/// Sizes are those of public traces of chats: Azure's conversation trace of 2023 (AzurePublicDataset; input median 1,020
/// and 95th percentile between 2,735 and 4,142 tokens, output 129 and between 424 and 601). Arrivals vary as ServeGen's
/// larger clients do (alibaba/ServeGen, median coefficient of variation 1.2). A busy hour has four times the traffic of a
/// quiet one.
package enum ScenarioDefaults {
    package static let peakRequestsPerSecond = 10.0
    package static let peakHour = 15.0
    package static let peakToTrough = 4.0
    package static let arrivalCV = 1.2
    package static let thinkTimeMilliseconds = 5_000.0
    package static let inputTokens = Distribution.percentiles(p50: 1_020, p95: 3_500)
    package static let outputTokens = Distribution.percentiles(p50: 129, p95: 500)
    package static let maximumTokens: Int32 = 8_192
    /// A shared system prompt with tools: longer than what the strictest model caches at all, which is 4,096.
    package static let cache = ClientPopulation.CacheUse(prefixTokens: .constant(6_000))
    /// Reasoning answers of ServeGen's deepseek-r1 trace: median 792 tokens, 95th percentile 5,701.
    package static let thinking = ClientPopulation.ThinkingUse(
        share: 0.2, tokens: .percentiles(p50: 800, p95: 4_000))
    package static let dependencyErrorShare = 0.0005
    package static let policy = "anthropic-sdk"
    package static let scrapeIntervalMilliseconds: Int64 = 60_000
    /// How much more than the peak needs a tier must allow.
    package static let headroom = 1.5
    package static let model = "claude-sonnet-4-6"
    package static let feature = "default"

    package static let dependencyLatency = dependencyLatency(scaledBy: 1)

    package static func dependencyLatency(scaledBy factor: Double) -> Distribution {
        .percentiles(p50: 80 * factor, p95: 200 * factor)
    }
}
