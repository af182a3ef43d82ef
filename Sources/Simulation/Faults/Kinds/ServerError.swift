import ClaudeBackend

extension FaultKind {
    /// 500 before the headers.
    package static let serverError = FaultKind(
        name: "server-error",
        summary: "Claude answers 500 `api_error`",
        parameters: [
            Parameter("probability", "Share of the attempts that it strikes.", .share, usual: 0.05)
        ],
        failures: [.serverError],
        effect: .conditions { conditions, strength, values in
            conditions.backend.serverError.unite(withShare: strength * values[0])
        })
}
