package import TimeSeries

/// What the `anthropic-ratelimit-*` headers of one answer say. Source: platform.claude.com, "Rate limits".
package struct RateLimitHeaders: Sendable, Equatable {
    /// The state of one bucket.
    package struct Bucket: Sendable, Equatable {
        package var limit: Int64
        /// What may still be used; a bucket that was overdrawn shows zero.
        package var remaining: Int64
        /// When it will be full again, after the Unix epoch: not the time of the next request that is admitted.
        package var fullAt: VirtualTime

        package init(limit: Int64, remaining: Int64, fullAt: VirtualTime) {
            self.limit = limit
            self.remaining = remaining
            self.fullAt = fullAt
        }
    }

    package var requests: Bucket
    package var inputTokens: Bucket
    package var outputTokens: Bucket
    /// A workspace's own limit of all tokens, if it is the most restrictive one in effect.
    package var workspaceTokens: Bucket?

    package init(requests: Bucket, inputTokens: Bucket, outputTokens: Bucket, workspaceTokens: Bucket? = nil) {
        self.requests = requests
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.workspaceTokens = workspaceTokens
    }

    var headers: [HTTPHeader] {
        let both = Bucket(
            limit: inputTokens.limit + outputTokens.limit,
            remaining: max(0, inputTokens.remaining) + max(0, outputTokens.remaining),
            fullAt: max(inputTokens.fullAt, outputTokens.fullAt))
        var headers: [HTTPHeader] = []
        headers.reserveCapacity(12)
        requests.add(Self.requestNames, unit: 1, to: &headers)
        (workspaceTokens ?? both).add(Self.tokenNames, to: &headers)
        inputTokens.add(Self.inputNames, to: &headers)
        outputTokens.add(Self.outputNames, to: &headers)
        return headers
    }

    /// How the headers of one bucket are called.
    fileprivate struct Names {
        let limit: String
        let remaining: String
        let reset: String

        init(_ bucket: String) {
            limit = "anthropic-ratelimit-\(bucket)-limit"
            remaining = "anthropic-ratelimit-\(bucket)-remaining"
            reset = "anthropic-ratelimit-\(bucket)-reset"
        }
    }

    private static let requestNames = Names("requests")
    private static let tokenNames = Names("tokens")
    private static let inputNames = Names("input-tokens")
    private static let outputNames = Names("output-tokens")
}

extension RateLimitHeaders.Bucket {
    /// Tokens that remain are rounded to the nearest thousand.
    fileprivate func add(_ names: RateLimitHeaders.Names, unit: Int64 = 1000, to headers: inout [HTTPHeader]) {
        let left = min(max(0, remaining), max(0, limit))
        let rounded = min((left / unit + (left % unit * 2 >= unit ? 1 : 0)) * unit, max(0, limit))
        headers.append(HTTPHeader(names.limit, String(limit)))
        headers.append(HTTPHeader(names.remaining, String(rounded)))
        headers.append(HTTPHeader(names.reset, WireTime.rfc3339(roundingUp: fullAt)))
    }
}
