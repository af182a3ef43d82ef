/// One request as a log row tells it: numbers, places and indices of words; no text that a person wrote.
///
/// About 130 bytes, so that a log of 100 MB with a row of 500 bytes for each request comes to 26 MB.
package struct LogRow: Sendable {
    /// Where its line begins in the file, in bytes.
    package var start: UInt64
    /// Length of its line in bytes.
    package var length: UInt32
    /// The fields with a value: neither null nor an empty text.
    package var filled = LogFieldSet()
    /// True if status, error type or HTTP status say that the request failed.
    package var isError = false
    /// Nil if the row does not say.
    package var isStreaming: Bool?
    /// Nil if the row does not say.
    package var usedThinking: Bool?
    /// True if the row says that it was priced as part of a batch.
    package var isBatch = false
    /// Days since 1970-01-01 in UTC; nil without a timestamp that can be read.
    package var day: Int32?
    /// Indices into `LogSampleFact.words`; nil without a value.
    package var model: Int32?
    package var feature: Int32?
    package var tenant: Int32?
    package var errorType: Int32?
    package var stopReason: Int32?
    /// The same number for the same request id, in this run only; nil without one.
    package var requestDigest: UInt64?
    package var messageDigest: UInt64?
    /// Tokens as the row has them; nil if absent. Negative numbers are kept: they are findings.
    package var inputTokens: Int64?
    package var outputTokens: Int64?
    package var cacheReadTokens: Int64?
    package var cacheCreationTokens: Int64?
    package var cacheCreationHourTokens: Int64?
    package var thinkingTokens: Int64?
    package var costNanoDollars: Int64?
    package var ttftMilliseconds: Double?
    package var latencyMilliseconds: Double?

    package init(start: UInt64, length: UInt32) {
        self.start = start
        self.length = length
    }
}
