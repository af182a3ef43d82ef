import Facts

/// What a log field is good for and where it comes from, in the words of findings.
enum LogFieldWords {
    /// Ends "no request has it, so …".
    static func consequence(_ field: LogField) -> String {
        switch field {
        case .timestamp: "nothing can be put in order or beside a metric"
        case .level, .event: "a request cannot be told from other lines"
        case .requestID, .messageID: "nobody can ask the vendor about one that went wrong"
        case .userID: "a complaint cannot be traced to what happened"
        case .tenant: "a customer's share of cost and failures cannot be told"
        case .conversationID: "the turns of one conversation cannot be put together"
        case .model: "a change of model cannot be seen in cost or quality"
        case .feature: "cost and failures cannot be told apart by what they were for"
        case .streaming: "a missing time to first token cannot be told from a call that did not stream"
        case .inputTokens, .outputTokens, .cacheReadTokens, .cacheCreationTokens, .cacheCreationHourTokens:
            "its cost cannot be computed again"
        case .thinkingTokens, .thinking: "a rise in thinking cannot be told from longer answers"
        case .ttft: "the wait for the first word cannot be told from the length of the answer"
        case .latency: "a slow request cannot be found"
        case .cost: "an expensive request cannot be found"
        case .status, .errorType: "failures cannot be counted by class"
        case .errorMessage: "a failure does not say what it was about"
        case .stopReason: "answers that were cut off look like finished ones"
        case .toolNames: "a tool that is called in a loop cannot be named"
        case .promptHash: "repeated and changed prompts cannot be told apart without keeping their text"
        case .attempts: "retries cannot be told from requests"
        case .serviceTier: "a batch at half the price cannot be told from a request at the full one"
        }
    }

    /// Where a service takes it from: attributes of the Messages API's responses and of its SDKs.
    static func origin(_ field: LogField) -> String {
        switch field {
        case .timestamp: "the moment of the request in UTC, `2026-11-20T10:00:00Z`"
        case .level: "the logger's level"
        case .event: "one fixed word, `llm_call`"
        case .requestID: "the response's `request-id` header (`_request_id` in the SDKs), also of refused requests"
        case .messageID: "the response's `id`"
        case .userID: "an opaque id of the user, no address and no name"
        case .tenant: "the customer's id"
        case .conversationID: "the id of the thread"
        case .model: "the response's `model`"
        case .feature: "one of the names under `features` in the manifest"
        case .streaming: "`true` for calls that stream, `false` for others"
        case .inputTokens: "`usage.input_tokens`"
        case .outputTokens: "`usage.output_tokens`"
        case .cacheReadTokens: "`usage.cache_read_input_tokens`"
        case .cacheCreationTokens: "`usage.cache_creation_input_tokens`"
        case .cacheCreationHourTokens: "`usage.cache_creation.ephemeral_1h_input_tokens`"
        case .thinkingTokens: "the response's thinking tokens"
        case .thinking: "`true` if the response has a thinking block"
        case .ttft:
            "milliseconds to the first content event; `streaming: false` on requests that do not stream excuses them"
        case .latency: "milliseconds to the end of the response"
        case .cost: "dollars, computed from `usage` and the price of the model"
        case .status: "`ok` or `error`"
        case .errorType: "`error.type` of the refusal, `timeout` for none"
        case .errorMessage: "the error's own words, without the request's"
        case .stopReason: "the response's `stop_reason`"
        case .toolNames: "the names in the response's `tool_use` blocks"
        case .promptHash: "a keyed digest of the prompt (HMAC-SHA-256)"
        case .attempts: "how often the call was tried"
        case .serviceTier: "`usage.service_tier`"
        }
    }
}
