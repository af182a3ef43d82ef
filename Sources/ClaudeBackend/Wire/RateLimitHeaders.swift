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
        return Self.headers("requests", requests, unit: 1) + Self.headers("tokens", workspaceTokens ?? both)
            + Self.headers("input-tokens", inputTokens) + Self.headers("output-tokens", outputTokens)
    }

    /// Tokens that remain are rounded to the nearest thousand.
    private static func headers(_ name: String, _ bucket: Bucket, unit: Int64 = 1000) -> [HTTPHeader] {
        let remaining = min(max(0, bucket.remaining), max(0, bucket.limit))
        let rounded = min((remaining / unit + (remaining % unit * 2 >= unit ? 1 : 0)) * unit, max(0, bucket.limit))
        return [
            HTTPHeader("anthropic-ratelimit-\(name)-limit", String(bucket.limit)),
            HTTPHeader("anthropic-ratelimit-\(name)-remaining", String(rounded)),
            HTTPHeader("anthropic-ratelimit-\(name)-reset", WireTime.rfc3339(roundingUp: bucket.fullAt)),
        ]
    }
}
