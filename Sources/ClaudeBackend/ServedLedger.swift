import SourceText

/// Everything that was served, counted: the truth that a service's telemetry is held against.
package struct ServedLedger: Sendable, Equatable {
    /// What one model did with one ending.
    package struct Tally: Sendable, Equatable {
        package var requests: Int64 = 0
        /// Of the requests those whose client left before the end.
        package var cancelled: Int64 = 0
        package var inputTokens: Int64 = 0
        package var cacheReadTokens: Int64 = 0
        package var cacheWrite5mTokens: Int64 = 0
        package var cacheWrite1hTokens: Int64 = 0
        package var outputTokens: Int64 = 0
        package var thinkingTokens: Int64 = 0
        package var costNanoDollars: Int64 = 0

        package init() {}

        package static func += (left: inout Tally, right: Tally) {
            left.requests += right.requests
            left.cancelled += right.cancelled
            left.inputTokens += right.inputTokens
            left.cacheReadTokens += right.cacheReadTokens
            left.cacheWrite5mTokens += right.cacheWrite5mTokens
            left.cacheWrite1hTokens += right.cacheWrite1hTokens
            left.outputTokens += right.outputTokens
            left.thinkingTokens += right.thinkingTokens
            left.costNanoDollars += right.costNanoDollars
        }
    }

    private struct Key: Hashable, Comparable {
        /// As the request names it, which may be anything.
        var model: ByteString
        var ending: Decision.Ending

        init(_ model: String, _ ending: Decision.Ending) {
            self.model = ByteString(model)
            self.ending = ending
        }

        static func < (left: Key, right: Key) -> Bool {
            (left.model, left.ending.rawValue) < (right.model, right.ending.rawValue)
        }
    }

    private var tallies: [Key: Tally] = [:]
    /// Answers that no decision made, by status: bad requests, injected errors.
    package private(set) var refusals: [Int: Int64] = [:]

    package init() {}

    /// Books an attempt. If the client left before the end, the decision is what was left of it then.
    package mutating func book(_ decision: Decision, model: String, isCancelled: Bool = false) {
        var tally = Tally()
        tally.requests = 1
        tally.cancelled = isCancelled ? 1 : 0
        tally.inputTokens = Int64(decision.inputTokens)
        tally.cacheReadTokens = Int64(decision.cacheReadTokens)
        tally.cacheWrite5mTokens = Int64(decision.cacheWrite5mTokens)
        tally.cacheWrite1hTokens = Int64(decision.cacheWrite1hTokens)
        tally.outputTokens = Int64(decision.outputTokens)
        tally.thinkingTokens = Int64(decision.thinkingTokens)
        tally.costNanoDollars = decision.costNanoDollars
        tallies[Key(model, decision.ending), default: Tally()] += tally
    }

    /// Books an answer that was refused before anything was decided.
    package mutating func bookRefusal(status: Int) { refusals[status, default: 0] += 1 }

    package mutating func merge(_ other: ServedLedger) {
        for (status, count) in other.refusals { refusals[status, default: 0] += count }
        for (key, tally) in other.tallies { tallies[key, default: Tally()] += tally }
    }

    package func tally(model: String, ending: Decision.Ending) -> Tally {
        tallies[Key(model, ending)] ?? Tally()
    }

    package var total: Tally { tallies.values.reduce(into: Tally()) { $0 += $1 } }

    /// One object with a list of what was counted, by model and ending, on one line.
    package var json: [UInt8] {
        let rows = tallies.sorted { $0.key < $1.key }.map { key, tally in
            WireJSON.object(
                [("model", .string(key.model.string)), ("ending", .string(Self.word(key.ending)))] + Self.members(tally)
            )
        }
        let refused = refusals.sorted { $0.key < $1.key }.map { status, count in
            WireJSON.object([("status", .integer(Int64(status))), ("requests", .integer(count))])
        }
        return WireJSON.object([
            ("served", .array(rows)), ("refused", .array(refused)), ("total", .object(Self.members(total))),
        ]).bytes
    }

    private static func members(_ tally: Tally) -> [(key: String, value: WireJSON)] {
        [
            ("requests", .integer(tally.requests)), ("cancelled", .integer(tally.cancelled)),
            ("inputTokens", .integer(tally.inputTokens)), ("cacheReadTokens", .integer(tally.cacheReadTokens)),
            ("cacheWrite5mTokens", .integer(tally.cacheWrite5mTokens)),
            ("cacheWrite1hTokens", .integer(tally.cacheWrite1hTokens)),
            ("outputTokens", .integer(tally.outputTokens)), ("thinkingTokens", .integer(tally.thinkingTokens)),
            ("costNanoDollars", .integer(tally.costNanoDollars)),
        ]
    }

    package static func word(_ ending: Decision.Ending) -> String {
        switch ending {
        case .completed: "completed"
        case .requestsLimited: "requests-limited"
        case .inputTokensLimited: "input-tokens-limited"
        case .outputTokensLimited: "output-tokens-limited"
        case .accelerationLimited: "acceleration-limited"
        case .overloaded: "overloaded"
        case .serverError: "server-error"
        case .requestTimeout: "request-timeout"
        case .gatewayTimeout: "gateway-timeout"
        case .promptTooLong: "prompt-too-long"
        case .connectionReset: "connection-reset"
        case .overloadedMidstream: "overloaded-midstream"
        case .truncated: "truncated"
        case .stalled: "stalled"
        }
    }
}
