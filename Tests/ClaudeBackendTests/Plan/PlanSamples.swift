import ClaudeBackend
import TestKit
import TimeSeries

/// Decisions and contexts of all kinds, for properties that hold of every plan.
enum PlanSamples {
    static func decision(_ random: inout SeededGenerator, _ ending: Decision.Ending? = nil) -> Decision {
        var decision = Decision(ending: ending ?? random.pick(Decision.Ending.allCases))
        if decision.ending == .completed { decision.stopReason = random.pick(Decision.StopReason.allCases) }
        decision.firstTokenMilliseconds = Int32(random.below(5000))
        decision.durationMilliseconds = decision.firstTokenMilliseconds + Int32(random.below(20_000))
        if decision.ending.status == 429 { decision.retryAfterSeconds = Int32(1 + random.below(60)) }
        guard [0, 200].contains(decision.ending.status), decision.ending != .connectionReset else { return decision }
        decision.inputTokens = Int32(random.below(10_000))
        decision.cacheReadTokens = Int32(random.below(3) * random.below(50_000))
        decision.cacheWrite5mTokens = Int32(random.below(2) * random.below(50_000))
        decision.cacheWrite1hTokens = Int32(random.below(2) * random.below(50_000))
        decision.outputTokens = Int32(random.below(120))
        decision.thinkingTokens = Int32(random.below(2) * random.below(Int(decision.outputTokens) + 1))
        return decision
    }

    static func context(for decision: Decision, _ random: inout SeededGenerator) -> ResponseContext {
        var identifiers = WireIdentifiers(seed: random.next(), ordinal: 0)
        var context = ResponseContext(
            model: "claude-sonnet-4-6", requestID: identifiers.request(), messageID: identifiers.message(),
            isStreaming: random.chance(2, in: 3),
            content: ContentBlock.generated(
                for: decision, seed: random.next(), showsThinking: random.chance(1, in: 2)))
        context.usage.inDelta = random.pick(UsageDetails.InDelta.allCases)
        context.usage.placeholderOutputTokens = Int32(1 + random.below(8))
        context.truncation = random.pick(ResponseContext.Truncation.allCases)
        context.bytesPerDelta = 1 + random.below(40)
        context.headLeadMilliseconds = Int32(random.below(2) * random.below(800))
        if random.chance(1, in: 2) {
            context.rateLimits = RateLimitHeaders(
                requests: .init(limit: 1000, remaining: 999, fullAt: VirtualTime(milliseconds: 60)),
                inputTokens: .init(limit: 30_000, remaining: 1_499, fullAt: VirtualTime(milliseconds: 57_002)),
                outputTokens: .init(limit: 8_000, remaining: 7_900, fullAt: VirtualTime(milliseconds: 750)))
        }
        return context
    }
}
