/// What Claude does to one attempt: trivial and at most 64 bytes, so that it is returned in registers and arrays of it
/// are only bytes. `plan` expands it to what is sent and when.
package struct Decision: Sendable, Equatable {
    package var ending: Ending
    package var stopReason: StopReason
    /// `retry-after` in seconds; zero where the answer carries none.
    package var retryAfterSeconds: Int32
    /// From the request to the first token, or to the answer's headers where there is none; milliseconds.
    package var firstTokenMilliseconds: Int32
    /// From the request to the end of the answer, or to its breaking off; milliseconds. A client's timeout may come before it.
    package var durationMilliseconds: Int32
    /// Uncached input, as `usage.input_tokens` counts it. What an attempt that was refused sent counts nowhere.
    package var inputTokens: Int32
    package var cacheReadTokens: Int32
    package var cacheWrite5mTokens: Int32
    package var cacheWrite1hTokens: Int32
    /// Billed output, thinking included.
    package var outputTokens: Int32
    package var thinkingTokens: Int32
    /// What the attempt is billed.
    package var costNanoDollars: Int64

    package init(ending: Ending, stopReason: StopReason = .none) {
        self.ending = ending
        self.stopReason = stopReason
        retryAfterSeconds = 0
        firstTokenMilliseconds = 0
        durationMilliseconds = 0
        inputTokens = 0
        cacheReadTokens = 0
        cacheWrite5mTokens = 0
        cacheWrite1hTokens = 0
        outputTokens = 0
        thinkingTokens = 0
        costNanoDollars = 0
    }

    /// How an attempt ends on the wire.
    package enum Ending: UInt8, CaseIterable, Sendable {
        /// 200, to the end.
        case completed
        /// 429 of the requests bucket.
        case requestsLimited
        /// 429 of the input tokens bucket.
        case inputTokensLimited
        /// 429 of the output tokens bucket.
        case outputTokensLimited
        /// 429 because usage grows too fast.
        case accelerationLimited
        /// 529 `overloaded_error` before the headers.
        case overloaded
        /// 500 `api_error`.
        case serverError
        /// 408: the request timed out at the server.
        case requestTimeout
        /// 504 `timeout_error`.
        case gatewayTimeout
        /// 400 `invalid_request_error`: the prompt is longer than the context window.
        case promptTooLong
        /// The connection breaks before any header.
        case connectionReset
        /// 200, then `event: error` with `overloaded_error` in the stream.
        case overloadedMidstream
        /// 200, then the stream ends without `message_stop`.
        case truncated
        /// 200, then silence for longer than any client waits.
        case stalled

        /// The HTTP status; zero where no header arrives.
        package var status: Int {
            switch self {
            case .completed, .overloadedMidstream, .truncated, .stalled: 200
            case .requestsLimited, .inputTokensLimited, .outputTokensLimited, .accelerationLimited: 429
            case .overloaded: 529
            case .serverError: 500
            case .requestTimeout: 408
            case .gatewayTimeout: 504
            case .promptTooLong: 400
            case .connectionReset: 0
            }
        }
    }

    /// `stop_reason` of an answer that ran to its end.
    package enum StopReason: UInt8, CaseIterable, Sendable {
        case none
        case endTurn
        case maximumTokens
        case stopSequence
        case toolUse
        case pauseTurn
        case refusal
        case contextWindowExceeded

        /// As on the wire; nil for none.
        package var word: String? {
            switch self {
            case .none: nil
            case .endTurn: "end_turn"
            case .maximumTokens: "max_tokens"
            case .stopSequence: "stop_sequence"
            case .toolUse: "tool_use"
            case .pauseTurn: "pause_turn"
            case .refusal: "refusal"
            case .contextWindowExceeded: "model_context_window_exceeded"
            }
        }
    }
}
