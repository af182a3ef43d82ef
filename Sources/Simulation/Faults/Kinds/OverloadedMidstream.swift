import ClaudeBackend

extension FaultKind {
    /// An error event behind a 200: no SDK retries it, and no count of statuses shows it.
    package static let overloadedMidstream = FaultKind(
        name: "overloaded-midstream",
        summary: "a stream that began with 200 ends in `overloaded_error`",
        parameters: [
            Parameter("probability", "Share of the streams that it strikes.", .share, usual: 0.15)
        ],
        failures: [.overloadedMidstream],
        effect: .conditions { conditions, strength, values in
            conditions.backend.overloadedMidstream.unite(withShare: strength * values[0])
        })
}
