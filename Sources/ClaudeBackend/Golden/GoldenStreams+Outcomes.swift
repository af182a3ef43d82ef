extension GoldenStreams {
    /// G4, G5, G8 and G9: status 200 that is no success.
    static let outcomes: [GoldenStream] =
        [
            stream(
                "G4", "overloaded inside the stream",
                shows: "status 200 was sent long before `event: error`; by status it is a success",
                decision: decision { breakOff(&$0, .overloadedMidstream) },
                expected: record(.overloaded, cost: 3_724_800) { $0.outputTokens = 4 }),
            stream(
                "G5", "the consumer stops at the first text",
                shows: "no final event is read, so a meter that waits for it records nothing, though input is billed",
                consumer: .stopsAtFirstText,
                expected: record(.cancelled, cost: 3_724_800) {
                    $0.outputTokens = 4
                    $0.durationMilliseconds = 900
                }),
        ] + stopReasons + cuts

    private static func breakOff(_ decision: inout Decision, _ ending: Decision.Ending) {
        decision.ending = ending
        decision.stopReason = .none
        decision.outputTokens = 32
    }

    private static let stopReasons: [GoldenStream] = [
        stopReason(
            "max-tokens", .maximumTokens, .maximumTokens, shows: "the answer ends in the middle of a sentence"),
        stopReason(
            "refusal", .refusal, .refusal, shows: "a refusal is billed, has status 200 and helps nobody"),
        stopReason(
            "context-window", .contextWindowExceeded, .contextWindowExceeded,
            shows: "the window was full before `max_tokens`"),
        stopReason(
            "pause-turn", .pauseTurn, .pauseTurn,
            shows: "the turn is not over: the content is to be sent back"),
    ]

    private static func stopReason(
        _ variant: String, _ reason: Decision.StopReason, _ outcome: GoldenRecord.Outcome, shows: String
    ) -> GoldenStream {
        stream(
            "G8-\(variant)", "`stop_reason` is `\(reason.word ?? "")`", shows: shows,
            decision: decision { $0.stopReason = reason }, expected: record(outcome, cost: 4_624_800))
    }

    private static let cuts: [GoldenStream] = [
        cut("clean", .cleanEnd, shows: "the SDK raises nothing and returns half an answer without `stop_reason`"),
        cut("closed", .closed, shows: "the body ends without its last chunk"),
        cut("half-chunk", .insideChunk, shows: "the body ends within a chunk, and an event within its name"),
        cut("reset", .reset, shows: "the connection is reset under the reader"),
    ]

    private static func cut(
        _ variant: String, _ truncation: ResponseContext.Truncation, shows: String
    ) -> GoldenStream {
        stream(
            "G9-\(variant)", "cut after a delta, no `message_stop`", shows: shows,
            decision: decision { breakOff(&$0, .truncated) }, context: context { $0.truncation = truncation },
            expected: record(.truncated, cost: 3_724_800) { $0.outputTokens = 4 })
    }
}
