import SourceText
package import TimeSeries

/// The golden streams without personal data and pipelines, G0 to G15, by what they lead astray.
package enum GoldenStreams {
    package static let all: [GoldenStream] = usage + outcomes + attempts + latency + prices

    /// When every stream begins: 2026-11-23, 10:00 UTC.
    package static let beginning = VirtualTime(milliseconds: 1_795_428_000_000)

    // MARK: What most of them share

    static let model = "claude-sonnet-4-6"
    static let content = [ContentBlock.text("The refund reaches your account in three days; greetings from Zürich.")]

    /// 812 tokens of input, 4096 from the cache, 64 of output; the first after 900 ms, the last after 1900 ms.
    static func decision(_ change: (inout Decision) -> Void = { _ in }) -> Decision {
        var decision = Decision(ending: .completed, stopReason: .endTurn)
        decision.firstTokenMilliseconds = 900
        decision.durationMilliseconds = 1900
        decision.inputTokens = 812
        decision.cacheReadTokens = 4096
        decision.outputTokens = 64
        change(&decision)
        return decision
    }

    static func context(
        model: String = model, ordinal: UInt64 = 0, _ change: (inout ResponseContext) -> Void = { _ in }
    ) -> ResponseContext {
        var identifiers = WireIdentifiers(seed: 20_261_123, ordinal: ordinal)
        var context = ResponseContext(
            model: model, requestID: identifiers.request(), messageID: identifiers.message(), content: content)
        context.arrival = beginning
        change(&context)
        return context
    }

    /// What belongs to `decision()`.
    static func record(
        _ outcome: GoldenRecord.Outcome = .ok, cost: Int64?, _ change: (inout GoldenRecord) -> Void = { _ in }
    ) -> GoldenRecord {
        var record = GoldenRecord(outcome: outcome, durationMilliseconds: 1900)
        record.model = model
        record.inputTokens = 812
        record.cacheReadTokens = 4096
        record.outputTokens = 64
        record.serviceTier = "standard"
        record.speed = "standard"
        record.firstTokenMilliseconds = 900
        record.firstTextMilliseconds = 900
        record.costNanoDollars = cost
        change(&record)
        return record
    }

    /// A stream of one attempt.
    static func stream(
        _ id: String, _ title: String, shows: String, decision decided: Decision = decision(),
        context given: ResponseContext = context(), consumer: GoldenStream.Consumer = .readsAll,
        expected: GoldenRecord
    ) -> GoldenStream {
        let plan = ResponsePlan(decided, given)
        return GoldenStream(
            id: id, title: title, shows: shows, attempts: [.init(startMilliseconds: 0, plan: plan)],
            consumer: consumer, expected: expected)
    }
}
