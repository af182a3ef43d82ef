import ClaudeBackend

extension FaultKind {
    /// 408: the server gave up waiting for the request, or for itself.
    package static let requestTimeout = FaultKind(
        name: "request-timeout",
        summary: "Claude answers 408",
        parameters: [
            Parameter("probability", "Share of the attempts that it strikes.", .share, usual: 0.05)
        ],
        failures: [.timedOut],
        effect: .conditions { conditions, strength, values in
            conditions.backend.requestTimeout.unite(withShare: strength * values[0])
        })
}
