import TimeSeries

/// One way in which answers of Claude lead meters astray: the bytes, and what a meter must make of them.
package struct GoldenStream: Sendable {
    /// `G4`, or with its variant `G8-refusal`.
    package var id: String
    package var title: String
    /// What goes wrong in practice.
    package var shows: String
    /// In order; where there are several, all but the last are answered with an error and tried again.
    package var attempts: [Attempt]
    package var consumer = Consumer.readsAll
    package var expected: GoldenRecord

    /// One request to the backend.
    package struct Attempt: Sendable {
        /// When it is sent, after the operation began.
        package var startMilliseconds: Int64
        package var plan: ResponsePlan
    }

    package enum Consumer: Sendable {
        case readsAll
        /// Breaks out of the loop, closes the stream, has its task cancelled, or drops the object: the bytes are the
        /// same in all four cases.
        case stopsAtFirstText
    }

    /// The attempts as a text: bodies are byte for byte as they are sent, and every line that is none of a body begins
    /// with a colon. That is a comment of server-sent events, so that any reader of such streams reads the text.
    package func transcript() -> [UInt8] {
        var text: [UInt8] = []
        func add(_ line: String) {
            // A body that was cut inside a line.
            if let last = text.last, last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
            text += ": \(line)\n".utf8
        }
        for (index, attempt) in attempts.enumerated() {
            add("attempt \(index + 1) at \(attempt.startMilliseconds) ms")
            var player = StreamPlayer(
                attempt.plan, startingAt: VirtualTime(milliseconds: attempt.startMilliseconds))
            var last: VirtualTime?
            for delivery in player.play() {
                let time = "\(delivery.time.milliseconds) ms"
                switch delivery.action {
                case .head(let head):
                    add("\(time) status \(head.status), \(Self.framing(head.framing))")
                    for header in head.headers { add("\(header.name): \(header.value)") }
                case .body(let bytes):
                    if delivery.time != last { add(time) }
                    text += bytes
                    last = delivery.time
                case .partialChunk(let bytes, let announced):
                    add("\(time) chunk of \(announced) bytes, cut")
                    text += bytes
                case .finish: add("\(time) finished")
                case .close: add("\(time) closed")
                case .reset: add("\(time) reset")
                case .stall: add("\(time) stalled")
                }
            }
        }
        return text
    }

    private static func framing(_ framing: ResponseHead.Framing) -> String {
        switch framing {
        case .length(let count): "content-length \(count)"
        case .chunked: "chunked"
        }
    }
}

/// The record of one operation that a right meter writes.
///
/// Tokens follow the merge rule of the SDK: the usage of `message_start`, each field replaced by a later
/// `message_delta` that has it and not null; never added, and never zeroed by a field that is absent.
package struct GoldenRecord: Sendable, Equatable {
    package var outcome: Outcome
    package var attempts = 1
    package var rateLimitedAttempts = 0
    /// As the answer names it; nil where there is none.
    package var model: String?
    package var inputTokens: Int64 = 0
    package var cacheReadTokens: Int64 = 0
    package var cacheWrite5mTokens: Int64 = 0
    package var cacheWrite1hTokens: Int64 = 0
    package var outputTokens: Int64 = 0
    package var webSearchRequests: Int64 = 0
    package var serviceTier: String?
    package var speed: String?
    /// From the beginning of the operation; nil where nothing was streamed.
    package var firstTokenMilliseconds: Int64?
    package var firstTextMilliseconds: Int64?
    package var durationMilliseconds: Int64
    /// At the prices of the day, for the tokens above; nil where no price is known, which is to be flagged and is not zero.
    package var costNanoDollars: Int64?

    package init(outcome: Outcome, durationMilliseconds: Int64, costNanoDollars: Int64? = nil) {
        self.outcome = outcome
        self.durationMilliseconds = durationMilliseconds
        self.costNanoDollars = costNanoDollars
    }

    /// What an operation counts as; only `ok` is a success.
    package enum Outcome: String, CaseIterable, Sendable {
        case ok
        case maximumTokens = "max_tokens"
        case refusal
        case contextWindowExceeded = "model_context_window_exceeded"
        case pauseTurn = "pause_turn"
        case cancelled
        case truncated
        case overloaded
        case rateLimited = "rate_limited"
        case serverError = "server_error"
        case unavailable
        case gatewayTimeout = "gateway_timeout"
        case requestTimeout = "request_timeout"
        case tooLarge = "too_large"
        case unauthenticated
    }
}
