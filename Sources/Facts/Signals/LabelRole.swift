/// What a label tells, whatever it is called: the column of a metric that a check or a matcher asks for.
package enum LabelRole: String, Hashable, CaseIterable, Sendable {
    /// Which class of failure: 429, 529, timeout...
    case errorClass = "class"
    /// Whether the request succeeded, where one counter holds both.
    case status
    case model
    case feature
    case tenant
    /// Which kind of token, where one metric holds several.
    case tokenKind = "token_kind"
    case thinking
    case version
}

/// The failures of a Claude call that need different runbooks.
///
/// The words are those of the manifest (`telemetry.metrics.errors.values.class`). Sources: the API's error types
/// (`rate_limit_error`, `overloaded_error`, `api_error`, `timeout_error`) and the guide's list of classes.
package enum ErrorClass: String, Hashable, CaseIterable, Sendable {
    case rateLimited = "429"
    case serverError = "500"
    case overloaded = "529"
    case timeout = "timeout"
    case contextWindowExceeded = "context_window"
    case invalidToolCall = "invalid_tool_call"
    case malformedOutput = "malformed_output"

    /// Spellings met in the field, lowercase, compared after lowercasing: HTTP status, the API's type, SDK class names.
    package var spellings: [String] {
        switch self {
        case .rateLimited: ["429", "rate_limit_error", "rate_limit", "rate_limited", "ratelimiterror", "throttled"]
        case .serverError: ["500", "api_error", "server_error", "internal_server_error", "internalservererror"]
        case .overloaded: ["529", "overloaded_error", "overloaded", "overload", "overloadederror"]
        case .timeout: ["timeout", "408", "504", "timeout_error", "request_timeout", "apitimeouterror"]
        case .contextWindowExceeded:
            ["context_window", "context_window_exceeded", "model_context_window_exceeded", "prompt_too_long"]
        case .invalidToolCall: ["invalid_tool_call", "tool_call_invalid", "tool_error", "invalid_tool_use"]
        case .malformedOutput: ["malformed_output", "malformed", "invalid_json", "schema_error", "parse_error"]
        }
    }
}
