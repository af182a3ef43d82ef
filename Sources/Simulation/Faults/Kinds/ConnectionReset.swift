import ClaudeBackend

extension FaultKind {
    /// No status at all: what lies between breaks the connection.
    package static let connectionReset = FaultKind(
        name: "connection-reset",
        summary: "the connection breaks before any answer",
        parameters: [
            Parameter("probability", "Share of the attempts that it strikes.", .share, usual: 0.05)
        ],
        failures: [.connectionFailed],
        effect: .conditions { conditions, strength, values in
            conditions.backend.connectionReset.unite(withShare: strength * values[0])
        })
}
