/// What the client library and the service do when an attempt fails; times in milliseconds.
package struct ClientPolicy: Sendable, Equatable {
    package var maximumRetries: Int
    package var backoffBaseMilliseconds: Int64
    package var backoffCapMilliseconds: Int64
    /// A wait is multiplied by one minus this times a random number of 0..<1.
    package var jitter: Double
    package var heedsRetryAfter: Bool
    /// A longer `retry-after` is ignored for the backoff; nil heeds any.
    package var longestRetryAfterMilliseconds: Int64?
    /// Of silence: before the first byte and between two.
    package var readTimeoutMilliseconds: Int64
    /// Of a whole call, retries and waits included; nil for none.
    package var deadlineMilliseconds: Int64?
    /// Attempts that the client has under way at once; others wait for a free connection in the order of their coming, and
    /// the wait is part of the call. Nil for no such limit.
    package var maximumConcurrency: Int?
    /// Whether the service sends a broken stream again: no SDK does.
    package var retriesBrokenStreams: Bool
    package var budget: RetryBudget?
    package var breaker: Breaker?
    /// Canonical id of the model that is asked once retries are used up.
    package var fallbackModel: String?

    /// Retries may be at most this share of calls, with a reserve for quiet times.
    package struct RetryBudget: Sendable, Equatable {
        package var ratio: Double
        package var reserve: Int

        package init(ratio: Double, reserve: Int) {
            self.ratio = ratio
            self.reserve = reserve
        }
    }

    /// Calls fail at once for a while when too many of the last ones failed.
    package struct Breaker: Sendable, Equatable {
        package var failureRatio: Double
        package var minimumCalls: Int
        package var windowMilliseconds: Int64
        package var openMilliseconds: Int64

        package init(failureRatio: Double, minimumCalls: Int, windowMilliseconds: Int64, openMilliseconds: Int64) {
            self.failureRatio = failureRatio
            self.minimumCalls = minimumCalls
            self.windowMilliseconds = windowMilliseconds
            self.openMilliseconds = openMilliseconds
        }
    }

    /// No retries and the SDK's timeouts; presets and scenarios change what they mean to.
    package init() {
        maximumRetries = 0
        backoffBaseMilliseconds = 500
        backoffCapMilliseconds = 8_000
        jitter = 0.25
        heedsRetryAfter = true
        readTimeoutMilliseconds = 600_000
        retriesBrokenStreams = false
    }
}
