/// What is wrong with Claude at a moment, for the requests that it strikes; `normal` is a healthy backend.
///
/// Probabilities are of one attempt, in 0...1; factors multiply what the model would do.
package struct BackendConditions: Sendable, Equatable {
    /// 529 before the headers.
    package var overloaded = 0.0
    /// `overloaded_error` inside a stream that began with 200.
    package var overloadedMidstream = 0.0
    package var serverError = 0.0
    package var requestTimeout = 0.0
    package var connectionReset = 0.0
    /// A stream ends without `message_stop`.
    package var truncated = 0.0
    /// A stream falls silent for good.
    package var stalled = 0.0
    /// No byte arrives, not even headers, for longer than clients wait.
    package var stalledBeforeFirstToken = 0.0
    /// A refusal: 200 with `stop_reason: refusal`.
    package var refused = 0.0
    package var firstTokenFactor = 1.0
    /// Below one, tokens come more slowly.
    package var speedFactor = 1.0
    package var outputFactor = 1.0
    package var thinkingFactor = 1.0
    /// Share of the requests that do not think by themselves and do now.
    package var thinkingForced = 0.0
    /// Scales what the buckets hold and how fast they are refilled.
    package var requestLimitFactor = 1.0
    package var inputLimitFactor = 1.0
    package var outputLimitFactor = 1.0
    /// `retry-after` of every refusal in seconds, instead of the time that the bucket needs; zero leaves it be.
    package var retryAfterSeconds: Int32 = 0
    /// Share of the requests whose prefix is found in no cache: it changes from call to call.
    package var prefixChanges = 0.0

    package init() {}

    package static let normal = BackendConditions()
}
