package import ClaudeBackend
package import TimeSeries

/// The last answers one by one; the ledger has all of them summed up.
package struct Journal: Sendable {
    package static let capacity = 10_000

    /// A ring: the oldest is at `next` once it is full.
    private var ring: [JournalEntry] = []
    private var next = 0
    /// How many were forgotten.
    package private(set) var forgotten: Int64 = 0

    package init() {}

    mutating func add(_ entry: JournalEntry) {
        if ring.count < Self.capacity {
            ring.append(entry)
        } else {
            ring[next] = entry
            next = (next + 1) % Self.capacity
            forgotten += 1
        }
    }

    /// From the oldest to the newest.
    package var entries: [JournalEntry] { Array(ring[next...] + ring[..<next]) }
}

/// One answer. No header, no key and nothing of a prompt is in it.
package struct JournalEntry: Sendable {
    package var requestID: String
    package var arrival: VirtualTime
    package var path: String
    /// What the client called it, by `x-preflight-tag`.
    package var tag: String?
    /// Zero if no headers were sent.
    package var status: Int
    package var end: StreamPlayer.End
    package var durationMilliseconds: Int64
    package var model: String?
    package var fault: String?
    /// What it was booked as; nil for what is no message.
    package var decision: Decision?

    /// `message` is as it was booked.
    init(_ answer: RunningAnswer, _ end: StreamPlayer.End, _ message: RunningAnswer.Message?, now: VirtualTime) {
        requestID = answer.arrival.requestID
        arrival = answer.arrival.time
        path = answer.arrival.path
        tag = answer.arrival.tag
        status = answer.status
        self.end = end
        durationMilliseconds = now.milliseconds - answer.arrival.time.milliseconds
        model = answer.model
        fault = answer.fault
        decision = message?.decision
    }

    var json: WireJSON {
        var members: [(key: String, value: WireJSON)] = [
            ("requestID", .string(requestID)), ("at", .string(WireTime.rfc3339(roundingUp: arrival))),
            ("path", .string(path)), ("tag", .optional(tag)), ("status", .integer(Int64(status))),
            ("end", .string(Self.word(end))),
            ("durationMilliseconds", .integer(durationMilliseconds)), ("model", .optional(model)),
            ("fault", .optional(fault)),
        ]
        if let decision {
            members += [
                ("ending", .string(ServedLedger.word(decision.ending))),
                ("stopReason", .optional(decision.stopReason.word)),
                ("firstTokenMilliseconds", .integer(decision.firstTokenMilliseconds)),
                ("inputTokens", .integer(decision.inputTokens)),
                ("cacheReadTokens", .integer(decision.cacheReadTokens)),
                ("cacheWriteTokens", .integer(Int64(decision.cacheWrite5mTokens) + Int64(decision.cacheWrite1hTokens))),
                ("outputTokens", .integer(decision.outputTokens)),
                ("thinkingTokens", .integer(decision.thinkingTokens)),
                ("costNanoDollars", .integer(decision.costNanoDollars)),
            ]
        }
        return .object(members)
    }

    private static func word(_ end: StreamPlayer.End) -> String {
        switch end {
        case .finished: "finished"
        case .closed: "closed"
        case .reset: "reset"
        case .stalled: "stalled"
        case .cancelled: "cancelled"
        }
    }
}
