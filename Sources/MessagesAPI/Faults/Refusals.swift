import ClaudeBackend

extension WireFault {
    /// Every class of error that a client of the Messages API can meet. Sources: platform.claude.com, "Claude API
    /// errors"; anthropic-sdk-python 2.12.0, `_exceptions.py`, for statuses that the SDK has a class for.
    static let refusals: [WireFault] = [
        refusal("bad-request", 400, "invalid_request_error", "Invalid request"),
        refusal("authentication", 401, "authentication_error", "invalid x-api-key"),
        refusal("billing", 402, "billing_error", "Your credit balance is too low to access the Anthropic API."),
        refusal("permission", 403, "permission_error", "Your API key does not have permission to use this resource."),
        refusal("not-found", 404, "not_found_error", "Not found"),
        refusal("request-timeout", 408, "timeout_error", "Request timeout"),
        refusal("conflict", 409, "conflict_error", "Conflict"),
        refusal("precondition", 412, "invalid_request_error", "Precondition failed"),
        refusal("too-large", 413, "request_too_large", "Request exceeds the maximum size"),
        refusal("unprocessable", 422, "invalid_request_error", "Unprocessable entity"),
        rateLimit,
        spendCap,
        acceleration,
        refusal("server-error", 500, "api_error", "Internal server error"),
        refusal("not-implemented", 501, "api_error", "Not implemented"),
        refusal("unavailable", 503, "api_error", "Service unavailable"),
        refusal("gateway-timeout", 504, "timeout_error", "Request timed out"),
        overloaded,
    ]

    private static func refusal(_ name: String, _ status: Int, _ type: String, _ message: String) -> WireFault {
        WireFault(
            name, "\(status) `\(type)`", .refusal { _ in ErrorResponse(status: status, type: type, message: message) })
    }

    /// Zero sends no header. Up to 1.5 the Python SDK obeys no more than 60 s; later ones wait as long as they are told.
    private static func retryAfter(usual: Double) -> Parameter {
        Parameter(
            "retry-after", "seconds that the client is told to wait; 0 tells it nothing", usual: usual, 0...86_400)
    }

    private static let rateLimit = WireFault(
        "rate-limit", "429 `rate_limit_error` with `retry-after`", parameters: [retryAfter(usual: 1)],
        .refusal { values in
            var error = ErrorResponse(
                status: 429, type: "rate_limit_error",
                message: "This request would exceed your organization's rate limit of input tokens per minute.")
            error.retryAfterSeconds = seconds(values[0])
            return error
        })

    /// Source: platform.claude.com, "Rate limits": the monthly cap carries no `retry-after`, and every SDK retries it.
    private static let spendCap = WireFault(
        "spend-cap", "429 of the monthly spend limit, without `retry-after`",
        .refusal { _ in .spendCap(regainedOn: "the first day of next month") })

    private static let acceleration = WireFault(
        "acceleration", "429 because usage grows too fast", parameters: [retryAfter(usual: 30)],
        .refusal { values in
            ErrorResponse(
                status: 429, type: "rate_limit_error",
                message: "This request would exceed your organization's maximum usage increase rate for input tokens "
                    + "per minute.",
                code: "ramp_limit_exceeded", retryAfterSeconds: seconds(values[0]))
        })

    private static let overloaded = WireFault(
        "overloaded", "529 `overloaded_error` before the headers", parameters: [retryAfter(usual: 0)],
        .refusal { values in
            var error = ErrorResponse.overloaded
            error.retryAfterSeconds = seconds(values[0])
            return error
        })

    private static func seconds(_ value: Double) -> Int32? { value > 0 ? Int32(exactly: value.rounded(.up)) : nil }
}
