package import SourceText

/// What a field of a log row tells, whatever a service calls it. The raw value is the guide's name, the one that
/// findings and `rename` in a manifest use.
package enum LogField: String, CaseIterable, Hashable, Sendable {
    case timestamp
    case level
    case event
    case requestID = "request_id"
    case messageID = "message_id"
    case userID = "user_id"
    case tenant
    /// The thread of a conversation.
    case conversationID = "conversation_id"
    case model
    case feature
    case streaming
    case inputTokens = "input_tokens"
    case outputTokens = "output_tokens"
    case cacheReadTokens = "cache_read_tokens"
    case cacheCreationTokens = "cache_creation_tokens"
    /// The part of the cache writes that lives for an hour, which costs more.
    case cacheCreationHourTokens = "cache_creation_1h_tokens"
    case thinkingTokens = "thinking_tokens"
    case thinking
    case ttft = "ttft_ms"
    case latency = "latency_ms"
    case cost = "cost_usd"
    case status
    case errorType = "error_type"
    case errorMessage = "error_message"
    case stopReason = "stop_reason"
    case toolNames = "tool_names"
    case promptHash = "prompt_hash"
    case attempts
    /// `batch`, `standard`, `priority`: a batch costs half.
    case serviceTier = "service_tier"

    /// Names met in the field, as they end a path: lowercase, words joined by `_`, members by `.`.
    ///
    /// Sources: the Messages API's `usage`, OpenTelemetry GenAI attributes of all eras, LiteLLM's standard logging
    /// payload, structlog, pino and zap defaults.
    package var aliases: [String] {
        switch self {
        case .timestamp: ["ts", "time", "@timestamp", "datetime", "date", "event_time", "start_time", "created_at"]
        case .level: ["severity", "log_level", "levelname", "severity_text", "log.level"]
        case .event: ["event_name", "event_type", "log_event", "event.name"]
        case .requestID:
            [
                "req_id", "anthropic_request_id", "x_request_id", "request.id", "provider_request_id",
                "claude_request_id",
            ]
        case .messageID: ["response_id", "msg_id", "gen_ai.response.id", "response.id", "message.id"]
        case .userID:
            [
                "user", "user_hash", "user_id_hash", "hashed_user_id", "user.id", "end_user", "end_user_id",
                "metadata.user_id", "enduser.id", "actor_id",
            ]
        case .tenant:
            ["tenant_id", "org_id", "organization_id", "organisation_id", "customer_id", "account_id", "workspace_id"]
        case .conversationID:
            ["thread_id", "session_id", "chat_id", "gen_ai.conversation.id", "conversation", "thread", "session.id"]
        case .model:
            [
                "model_id", "model_name", "gen_ai.request.model", "gen_ai.response.model", "llm.model_name",
                "claude_model",
            ]
        case .feature: ["feature_name", "use_case", "feature_id", "feature.name"]
        case .streaming: ["stream", "is_streaming", "is_stream", "gen_ai.request.stream", "streamed"]
        case .inputTokens:
            ["tokens_in", "prompt_tokens", "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "tokens.input"]
        case .outputTokens:
            [
                "tokens_out", "completion_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens",
                "tokens.output",
            ]
        case .cacheReadTokens:
            [
                "cache_read_input_tokens", "gen_ai.usage.cache_read.input_tokens", "cached_tokens", "tokens_cache_read",
                "tokens.cache_read", "cache_read",
            ]
        case .cacheCreationTokens:
            [
                "cache_creation_input_tokens", "cache_write_tokens", "gen_ai.usage.cache_creation.input_tokens",
                "tokens_cache_creation", "tokens_cache_write", "tokens.cache_creation", "tokens.cache_write",
                "cache_write",
            ]
        case .cacheCreationHourTokens:
            ["ephemeral_1h_input_tokens", "cache_write_1h_tokens", "tokens.cache_write_1h", "cache_creation_1h"]
        case .thinkingTokens:
            ["reasoning_tokens", "tokens_thinking", "tokens.thinking", "gen_ai.usage.reasoning.output_tokens"]
        case .thinking:
            [
                "thinking_enabled", "thinking_used", "extended_thinking", "thinking.enabled", "thinking_active",
                "thinking.used", "thinking.type",
            ]
        case .ttft:
            [
                "ttft", "ttft_s", "ttft_seconds", "time_to_first_token", "time_to_first_token_ms",
                "time_to_first_token_s", "first_token_ms", "gen_ai.server.time_to_first_token", "latency.ttft_ms",
            ]
        case .latency:
            [
                "latency", "latency_s", "latency_seconds", "total_ms", "total_latency_ms", "latency_total_ms",
                "duration_ms", "duration", "duration_s", "duration_seconds", "elapsed_ms", "elapsed", "response_time",
                "response_time_ms", "latency.total_ms",
            ]
        case .cost:
            [
                "cost", "usd", "total_cost", "total_cost_usd", "response_cost", "cost.usd", "cost_total_usd",
                "price_usd", "cost_nanodollars", "cost_micros", "cost_microdollars", "cost_cents",
            ]
        case .status:
            [
                "outcome", "result", "success", "ok", "status_code", "http_status", "http.status_code",
                "http.response.status_code",
            ]
        case .errorType:
            [
                "error", "error_class", "error.type", "error_code", "exception", "exception.type", "exc_type",
                "error.code",
            ]
        case .errorMessage:
            ["error.message", "err_msg", "exception.message", "exc_info", "error_detail", "error.detail"]
        case .stopReason: ["finish_reason", "gen_ai.response.finish_reasons", "finish_reasons", "response.stop_reason"]
        case .toolNames:
            ["tools", "tool_calls", "tools_used", "tool_name", "tool_calls.name", "tools.name", "gen_ai.tool.name"]
        case .promptHash:
            ["prompt_sha256", "prompt_fingerprint", "prompt_digest", "prompt.hash", "prompt_hmac", "input_hash"]
        case .attempts: ["attempt", "attempt_count", "retries", "retry_count", "retry.count"]
        case .serviceTier: ["tier", "batch", "is_batch", "usage.service_tier", "gen_ai.request.service_tier"]
        }
    }

    private static let byAlias: [ByteString: LogField] = {
        var result: [ByteString: LogField] = [:]
        for field in allCases {
            for name in [field.rawValue] + field.aliases { result[ByteString(name)] = field }
        }
        return result
    }()

    /// The field of a name as `rename` in a manifest may write it; nil if no field is called so.
    package init?(named name: ByteString) {
        guard let field = LogField.byAlias[name.snakeCased] else { return nil }
        self = field
    }

    /// What the path of a log row tells: the longest of its endings that is somebody's name for a field.
    /// `attributes.gen_ai.usage.input_tokens` and `usage.inputTokens` are both input tokens.
    package static func field(ofPath path: ByteString) -> LogField? {
        let name = path.snakeCased.bytes
        var start = name.startIndex
        while true {
            if let field = byAlias[ByteString(name[start...])] { return field }
            guard let dot = name[start...].firstIndex(of: UInt8(ascii: ".")) else { return nil }
            start = dot + 1
        }
    }
}

/// Which fields a row has a value for.
package struct LogFieldSet: Hashable, Sendable {
    private var bits: UInt64 = 0

    package init() {}

    package func contains(_ field: LogField) -> Bool { bits & field.bit != 0 }

    package mutating func insert(_ field: LogField) { bits |= field.bit }
}

extension LogField {
    /// A bit of its own: a set of fields is asked millions of times for a log, too often for hashing.
    fileprivate var bit: UInt64 { 1 << position }

    private var position: UInt64 {
        switch self {
        case .timestamp: 0
        case .level: 1
        case .event: 2
        case .requestID: 3
        case .messageID: 4
        case .userID: 5
        case .tenant: 6
        case .conversationID: 7
        case .model: 8
        case .feature: 9
        case .streaming: 10
        case .inputTokens: 11
        case .outputTokens: 12
        case .cacheReadTokens: 13
        case .cacheCreationTokens: 14
        case .cacheCreationHourTokens: 15
        case .thinkingTokens: 16
        case .thinking: 17
        case .ttft: 18
        case .latency: 19
        case .cost: 20
        case .status: 21
        case .errorType: 22
        case .errorMessage: 23
        case .stopReason: 24
        case .toolNames: 25
        case .promptHash: 26
        case .attempts: 27
        case .serviceTier: 28
        }
    }
}

extension ByteString {
    /// `inputTokens`, `Input-Tokens` and `input_tokens` alike: lowercase, words joined by `_`.
    package var snakeCased: ByteString {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 4)
        var previousIsLower = false
        for byte in bytes {
            let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            if isUpper, previousIsLower { result.append(UInt8(ascii: "_")) }
            previousIsLower =
                byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
                || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            result.append(byte == UInt8(ascii: "-") ? UInt8(ascii: "_") : isUpper ? byte | 0x20 : byte)
        }
        return ByteString(result)
    }
}
