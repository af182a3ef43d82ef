import TimeSeries

/// What Claude decided, expanded to the bytes and times of its answer.
extension ResponsePlan {
    /// The plan of an attempt. Times are the decision's: headers and the first token at `firstTokenMilliseconds`, the
    /// end at `durationMilliseconds`, and everything between paced by tokens.
    ///
    /// Without streaming there is no error inside an answer: an overload that would strike there is a plain 529.
    package init(_ decision: Decision, _ context: ResponseContext) {
        if let error = Self.error(of: decision, context) {
            self.init(error, context, after: decision.durationMilliseconds)
            return
        }
        self.init()
        if decision.ending == .connectionReset {
            add(.reset, after: decision.durationMilliseconds)
        } else if context.isStreaming {
            var stream = MessageStream(decision: decision, context: context)
            self = stream.plan()
        } else {
            addWholeMessage(decision, context)
        }
    }

    /// The plan of an answer that is an error, also of those that no decision makes: bad credentials, bad requests.
    package init(_ error: ErrorResponse, _ context: ResponseContext, after milliseconds: Int32) {
        let body = error.body(requestID: context.requestID).bytes
        var headers = Self.commonHeaders(context, contentType: "application/json", after: milliseconds)
        // Rate limits belong to an organisation that was recognised.
        if error.status != 401, let limits = context.rateLimits { headers += limits.headers }
        if let seconds = error.retryAfterSeconds { headers.append(HTTPHeader("retry-after", String(seconds))) }
        self.init()
        add(
            .head(ResponseHead(status: error.status, headers: headers, framing: .length(body.count))),
            after: milliseconds)
        add(.body(body), after: milliseconds)
        add(.finish, after: milliseconds)
    }

    /// The plan of an answer that is no message: a list of models, a count.
    package init(
        body: [UInt8], contentType: String = "application/json", status: Int = 200, _ context: ResponseContext,
        after milliseconds: Int32 = 0
    ) {
        let headers = Self.commonHeaders(context, contentType: contentType, after: milliseconds)
        self.init()
        add(.head(ResponseHead(status: status, headers: headers, framing: .length(body.count))), after: milliseconds)
        if !body.isEmpty { add(.body(body), after: milliseconds) }
        add(.finish, after: milliseconds)
    }

    // MARK: Parts

    private static func error(of decision: Decision, _ context: ResponseContext) -> ErrorResponse? {
        func limited(_ unit: String, _ bucket: RateLimitHeaders.Bucket?) -> ErrorResponse {
            .rateLimit(unit, limit: bucket?.limit, organisation: context.organisationID, model: context.model)
        }
        var error: ErrorResponse
        switch decision.ending {
        case .requestsLimited: error = limited("requests", context.rateLimits?.requests)
        case .inputTokensLimited: error = limited("input tokens", context.rateLimits?.inputTokens)
        case .outputTokensLimited: error = limited("output tokens", context.rateLimits?.outputTokens)
        case .accelerationLimited:
            error = .acceleration(organisation: context.organisationID, model: context.model)
        case .overloaded: error = .overloaded
        case .overloadedMidstream where !context.isStreaming: error = .overloaded
        case .serverError: error = .serverError
        case .requestTimeout: error = .requestTimeout
        case .gatewayTimeout: error = .gatewayTimeout
        case .promptTooLong: error = .promptTooLong(tokens: context.promptTokens, maximum: context.contextWindow)
        case .completed, .connectionReset, .overloadedMidstream, .truncated, .stalled: return nil
        }
        if decision.retryAfterSeconds > 0 { error.retryAfterSeconds = decision.retryAfterSeconds }
        return error
    }

    /// An answer without streaming: nothing until all of it is there.
    private mutating func addWholeMessage(_ decision: Decision, _ context: ResponseContext) {
        let body = MessageJSON(decision: decision, context: context).whole.bytes
        let half = body.count / 2
        let end = decision.durationMilliseconds
        let headers = Self.successHeaders(context, contentType: "application/json", after: end)
        let endsEarlyInGoodOrder = decision.ending == .truncated && context.truncation == .cleanEnd
        let length = endsEarlyInGoodOrder ? half : body.count
        add(.head(ResponseHead(status: 200, headers: headers, framing: .length(length))), after: end)
        switch decision.ending {
        case .truncated:
            add(.body(Array(body.prefix(half))), after: end)
            add(endsEarlyInGoodOrder ? .finish : context.truncation == .reset ? .reset : .close, after: end)
        case .stalled:
            add(.body(Array(body.prefix(half))), after: end)
            add(.stall, after: end)
        default:
            add(.body(body), after: end)
            add(.finish, after: end)
        }
    }

    static func successHeaders(
        _ context: ResponseContext, contentType: String, after milliseconds: Int32
    ) -> [HTTPHeader] {
        commonHeaders(context, contentType: contentType, after: milliseconds) + (context.rateLimits?.headers ?? [])
    }

    private static func commonHeaders(
        _ context: ResponseContext, contentType: String, after milliseconds: Int32
    ) -> [HTTPHeader] {
        let time = context.arrival.advanced(byMilliseconds: Int64(max(0, milliseconds)))
        var headers: [HTTPHeader] = []
        // With those of the limits, which most answers have.
        headers.reserveCapacity(20)
        headers.append(HTTPHeader("date", WireTime.httpDate(time)))
        headers.append(HTTPHeader("content-type", contentType))
        headers.append(HTTPHeader("request-id", context.requestID))
        headers.append(HTTPHeader("anthropic-organization-id", context.organisationID))
        if let workspace = context.workspaceID { headers.append(HTTPHeader("anthropic-workspace-id", workspace)) }
        return headers
    }
}
