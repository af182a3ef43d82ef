package import TimeSeries

/// What the bytes of an answer need beyond the decision.
package struct ResponseContext: Sendable {
    /// As the answer names it: for aliases the dated id.
    package var model: String
    package var requestID: String
    package var messageID: String
    package var organisationID = "00000000-0000-4000-8000-000000000000"
    package var workspaceID: String?
    /// When the request arrived, after the Unix epoch.
    package var arrival = VirtualTime.zero
    package var isStreaming: Bool
    package var content: [ContentBlock]
    /// Nil sends no `anthropic-ratelimit-*` headers.
    package var rateLimits: RateLimitHeaders?
    package var usage = UsageDetails()
    /// Headers and `message_start` come so long before the first token.
    package var headLeadMilliseconds: Int32 = 0
    /// A text is split into pieces of so many bytes, at least; a piece never splits a character's code point.
    package var bytesPerDelta = 24
    /// The text that ended an answer with `stop_sequence`.
    package var stopSequence: String?
    package var refusal = Refusal()
    /// What a truncated answer looks like to the client's transport.
    package var truncation = Truncation.cleanEnd
    /// For the message of a prompt that is too long.
    package var promptTokens: Int64 = 0
    package var contextWindow: Int64 = 0

    package init(
        model: String, requestID: String, messageID: String, isStreaming: Bool = true, content: [ContentBlock] = []
    ) {
        self.model = model
        self.requestID = requestID
        self.messageID = messageID
        self.isStreaming = isStreaming
        self.content = content
    }

    /// `stop_details` of a refusal.
    package struct Refusal: Sendable, Equatable {
        package var category: String? = "general_harms"
        package var explanation: String?

        package init() {}
    }

    package enum Truncation: CaseIterable, Sendable {
        /// The body ends as if it were complete: a proxy that gave up did so in good order. Without streaming the
        /// length that is announced is that of the half, which is no JSON.
        case cleanEnd
        /// The connection is closed before the body ends.
        case closed
        /// As `closed`, within a chunk.
        case insideChunk
        case reset
    }
}

/// Fields of `usage` that a decision does not know.
package struct UsageDetails: Sendable, Equatable {
    package var serviceTier = "standard"
    package var inferenceGeo = "global"
    package var speed = "standard"
    package var webSearchRequests: Int32 = 0
    package var webFetchRequests: Int32 = 0
    /// What `message_start` says of the output: no count, only a small number.
    package var placeholderOutputTokens: Int32 = 4
    package var inDelta = InDelta.cumulative

    package init() {}

    /// How much of the usage `message_delta` repeats.
    package enum InDelta: CaseIterable, Sendable {
        /// The counts of the whole message, as answers of 2026 have them.
        case cumulative
        /// `output_tokens` alone, as older answers.
        case outputOnly
        /// The input's fields are there and null.
        case nullInput
    }
}
