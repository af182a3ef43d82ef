import TimeSeries

extension GoldenStreams {
    /// G6 and G10: what comes before the headers, and how often it is tried.
    static let attempts: [GoldenStream] = [triedThrice] + errors

    /// The waits are what `retry-after` says, to the millisecond: SDKs add no jitter to it.
    private static let triedThrice: GoldenStream = {
        func limited(_ start: Int64, ordinal: UInt64, wait: Int32) -> GoldenStream.Attempt {
            let arrival = beginning.advanced(byMilliseconds: start)
            var refusal = Decision(ending: .inputTokensLimited)
            refusal.durationMilliseconds = 40
            refusal.retryAfterSeconds = wait
            let refused = context(ordinal: ordinal) {
                $0.arrival = arrival
                $0.rateLimits = RateLimitHeaders(
                    requests: .init(limit: 1000, remaining: 997, fullAt: arrival.advanced(byMilliseconds: 180)),
                    inputTokens: .init(
                        limit: 2_000_000, remaining: 1_499, fullAt: arrival.advanced(byMilliseconds: 59_955)),
                    outputTokens: .init(
                        limit: 400_000, remaining: 391_500, fullAt: arrival.advanced(byMilliseconds: 1_275)))
            }
            return .init(startMilliseconds: start, plan: ResponsePlan(refusal, refused))
        }
        let last = context(ordinal: 2) { $0.arrival = beginning.advanced(byMilliseconds: 3080) }
        return GoldenStream(
            id: "G6", title: "429, 429, 200",
            shows: "one operation that succeeded, three attempts, two of them refused: three different counts",
            attempts: [
                limited(0, ordinal: 0, wait: 1), limited(1040, ordinal: 1, wait: 2),
                .init(startMilliseconds: 3080, plan: ResponsePlan(decision(), last)),
            ],
            expected: record(cost: 4_624_800) {
                $0.attempts = 3
                $0.rateLimitedAttempts = 2
                $0.firstTokenMilliseconds = 3980
                $0.firstTextMilliseconds = 3980
                $0.durationMilliseconds = 4980
            })
    }()

    private static let errors: [GoldenStream] = [
        error("529", .overloaded, .overloaded, shows: "the whole fleet is short; it says nothing of one's own limits"),
        error("500", .serverError, .serverError, shows: "a defect at the server, apart from overload"),
        error("503", .unavailable, .unavailable, shows: "a front end without a server behind it"),
        error("504", .gatewayTimeout, .gatewayTimeout, shows: "the server took too long, and the client did not"),
        error("408", .requestTimeout, .requestTimeout, shows: "the only 4xx beside 409 and 429 that SDKs retry"),
        error("413", .tooLarge, .tooLarge, shows: "retrying it sends 32 MB again, for nothing"),
        error("401", .credentialsMissing, .unauthenticated, shows: "a key was rotated: every request, at once"),
    ]

    private static func error(
        _ variant: String, _ error: ErrorResponse, _ outcome: GoldenRecord.Outcome, shows: String
    ) -> GoldenStream {
        GoldenStream(
            id: "G10-\(variant)", title: "\(variant) `\(error.type)`", shows: shows,
            attempts: [.init(startMilliseconds: 0, plan: ResponsePlan(error, context(), after: 120))],
            expected: GoldenRecord(outcome: outcome, durationMilliseconds: 120, costNanoDollars: 0))
    }
}
