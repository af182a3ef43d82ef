/// An answer that is an error: status, `error.type` and message, as far as they do not depend on the request's ids.
///
/// Sources: platform.claude.com, "Claude API errors" and "Rate limits"; for the texts answers that users quote in issues
/// of the SDKs. 413, 500, 503, 504 and 408 have no quoted text; the status' plain meaning stands in.
package struct ErrorResponse: Sendable, Equatable {
    package var status: Int
    package var type: String
    package var message: String
    /// `error.details.error_code`.
    package var code: String?
    /// Seconds; nil sends no `retry-after`.
    package var retryAfterSeconds: Int32?

    package init(status: Int, type: String, message: String, code: String? = nil, retryAfterSeconds: Int32? = nil) {
        self.status = status
        self.type = type
        self.message = message
        self.code = code
        self.retryAfterSeconds = retryAfterSeconds
    }

    package func body(requestID: String) -> WireJSON {
        var error: [(key: String, value: WireJSON)] = [("type", .string(type)), ("message", .string(message))]
        if let code { error.append(("details", .object([("error_code", .string(code))]))) }
        return .object([
            ("type", .string("error")), ("error", .object(error)), ("request_id", .string(requestID)),
        ])
    }
}

extension ErrorResponse {
    package static let overloaded = ErrorResponse(status: 529, type: "overloaded_error", message: "Overloaded")
    package static let serverError = ErrorResponse(status: 500, type: "api_error", message: "Internal server error")
    package static let unavailable = ErrorResponse(status: 503, type: "api_error", message: "Service unavailable")
    package static let gatewayTimeout = ErrorResponse(status: 504, type: "timeout_error", message: "Request timed out")
    /// The type of 408 is not documented; that of 504 stands in.
    package static let requestTimeout = ErrorResponse(status: 408, type: "timeout_error", message: "Request timeout")
    package static let tooLarge = ErrorResponse(
        status: 413, type: "request_too_large", message: "Request exceeds the maximum size")
    package static let credentialsMissing = ErrorResponse(
        status: 401, type: "authentication_error", message: "x-api-key header is required")
    package static let versionMissing = invalid("anthropic-version: header is required")

    /// 400 with a message.
    package static func invalid(_ message: String) -> ErrorResponse {
        ErrorResponse(status: 400, type: "invalid_request_error", message: message)
    }

    package static func promptTooLong(tokens: Int64, maximum: Int64) -> ErrorResponse {
        invalid("prompt is too long: \(tokens) tokens > \(maximum) maximum")
    }

    package static func unknownModel(_ id: String) -> ErrorResponse {
        ErrorResponse(status: 404, type: "not_found_error", message: "model: \(id)")
    }

    /// The monthly cap of the tier: 429 without `retry-after`, until the first of the next month.
    package static func spendCap(regainedOn day: String) -> ErrorResponse {
        ErrorResponse(
            status: 429, type: "rate_limit_error",
            message: "You have reached your API usage limits. You will regain access on \(day) at 00:00 UTC.",
            code: "enforced_spend_limit_reached")
    }

    /// 429 of one bucket; `limit` is nil where the caller does not know it.
    static func rateLimit(_ unit: String, limit: Int64?, organisation: String, model: String) -> ErrorResponse {
        let rate = limit.map { " of \(grouped($0)) \(unit) per minute" } ?? " of \(unit) per minute"
        return ErrorResponse(
            status: 429, type: "rate_limit_error",
            message: "This request would exceed your organization's rate limit\(rate) (org: \(organisation), "
                + "model: \(model)). For details, refer to: https://platform.claude.com/docs/en/api/rate-limits. "
                + "You can see the response headers for current usage. Please reduce the prompt length or the "
                + "maximum tokens requested, or try again later.")
    }

    static func acceleration(organisation: String, model: String) -> ErrorResponse {
        ErrorResponse(
            status: 429, type: "rate_limit_error",
            message: "This request would exceed your organization's maximum usage increase rate for input tokens per "
                + "minute (org: \(organisation), model: \(model)). Please scale up your input tokens usage more "
                + "gradually to stay within the acceleration limit.",
            code: "ramp_limit_exceeded")
    }

    /// `30,000`.
    private static func grouped(_ number: Int64) -> String {
        let digits = Array(String(number).utf8)
        var text: [UInt8] = []
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0, digits[index - 1] != UInt8(ascii: "-") {
                text.append(UInt8(ascii: ","))
            }
            text.append(digit)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Reading a request ends in one of these or in the request.
extension ErrorResponse: Error {}
