import ClaudeBackend

extension FaultKind {
    /// No SDK raises anything when a stream ends early: half an answer looks like an answer.
    package static let streamTruncated = FaultKind(
        name: "stream-truncated",
        summary: "streams end without `message_stop`",
        parameters: [
            Parameter("probability", "Share of the streams that it strikes.", .share, usual: 0.1)
        ],
        failures: [.truncated],
        effect: .conditions { conditions, strength, values in
            conditions.backend.truncated.unite(withShare: strength * values[0])
        })
}
