import ClaudeBackend

extension FaultKind {
    /// Not even headers: the call ends when the client's own timeout does it, ten minutes later for the SDKs.
    package static let stallBeforeFirstToken = FaultKind(
        name: "stall-before-first-token",
        summary: "no byte arrives for longer than clients wait",
        parameters: [
            Parameter("probability", "Share of the attempts that it strikes.", .share, usual: 0.1)
        ],
        failures: [.timedOut],
        effect: .conditions { conditions, strength, values in
            conditions.backend.stalledBeforeFirstToken.unite(withShare: strength * values[0])
        })
}
