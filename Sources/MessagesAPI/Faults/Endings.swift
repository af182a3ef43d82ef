import ClaudeBackend

extension WireFault {
    /// Answers with 200 that are not what was asked for: no status tells them from a success.
    static let endings: [WireFault] = [
        WireFault("refusal", "200 with `stop_reason: refusal`", .stop(.refusal)),
        WireFault("pause-turn", "200 with `stop_reason: pause_turn`", .stop(.pauseTurn)),
        WireFault("max-tokens", "200 with `stop_reason: max_tokens`", .stop(.maximumTokens)),
        WireFault(
            "context-window", "200 with `stop_reason: model_context_window_exceeded`", .stop(.contextWindowExceeded)),
    ]

    /// Answers that begin and do not come to their end. Without streaming there is nothing to break before the body, so
    /// the body breaks.
    static let breaks: [WireFault] = [
        WireFault(
            "overloaded-midstream", "200, then `event: error` with `overloaded_error`", parameters: [point],
            .broken(.overloadedMidstream, .cleanEnd)),
        WireFault(
            "cut-stream", "200, then the body ends in good order without `message_stop`", parameters: [point],
            .broken(.truncated, .cleanEnd)),
        WireFault(
            "close-midstream", "200, then the connection is closed before the body ends", parameters: [point],
            .broken(.truncated, .closed)),
        WireFault(
            "truncated-chunk", "200, then the connection is closed within a chunk", parameters: [point],
            .broken(.truncated, .insideChunk)),
        WireFault(
            "reset-midstream", "200, then the connection is reset", parameters: [point], .broken(.truncated, .reset)),
        WireFault(
            "stall-midstream", "200, then silence until the client gives up", parameters: [point],
            .broken(.stalled, .cleanEnd)),
    ]

    private static let point = Parameter("at", "share of the answer that comes before it", usual: 0.5, 0...1)
}
