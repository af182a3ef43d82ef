/// What is done to one attempt, and when: enough for whoever holds the socket to know nothing of Claude.
package struct ResponsePlan: Sendable, Equatable {
    /// One act, so many milliseconds after the request arrived. Times never fall.
    package struct Step: Sendable, Equatable {
        package var afterMilliseconds: Int32
        package var action: Action

        package init(afterMilliseconds: Int32, _ action: Action) {
            self.afterMilliseconds = afterMilliseconds
            self.action = action
        }
    }

    package enum Action: Sendable, Equatable {
        /// Status line and headers; always before any body.
        case head(ResponseHead)
        /// A piece of the body, as one write; a chunk of its own if the body is chunked.
        case body([UInt8])
        /// The beginning of a chunk that claims to be longer.
        case partialChunk([UInt8], announced: Int)
        /// The body ends as its framing demands; the connection may serve the next request.
        case finish
        /// The connection is closed in good order, wherever the body is.
        case close
        /// The connection is reset.
        case reset
        /// Nothing more comes, and the connection stays open until the client gives up.
        case stall

        /// Nothing is done after it.
        package var isEnd: Bool {
            switch self {
            case .head, .body, .partialChunk: false
            case .finish, .close, .reset, .stall: true
            }
        }
    }

    /// Exactly one end, the last.
    package private(set) var steps: [Step] = []

    package init() {}

    /// Adds a step; one that would come before its predecessor comes with it.
    package mutating func add(_ action: Action, after milliseconds: Int32) {
        precondition(steps.last?.action.isEnd != true, "nothing follows the end of a plan")
        let time = max(0, milliseconds, steps.last?.afterMilliseconds ?? 0)
        steps.append(Step(afterMilliseconds: time, action))
    }

    package var head: ResponseHead? {
        for case .head(let head) in steps.lazy.map(\.action) { return head }
        return nil
    }

    /// The body's bytes as far as they are sent, without framing.
    package var body: [UInt8] {
        steps.flatMap { step -> [UInt8] in
            switch step.action {
            case .body(let bytes), .partialChunk(let bytes, _): bytes
            default: []
            }
        }
    }
}
