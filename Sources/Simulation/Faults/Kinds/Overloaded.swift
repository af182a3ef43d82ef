import ClaudeBackend

extension FaultKind {
    /// 529 before the headers: the fleet is full. SDKs retry it, so calls fail less often than attempts.
    package static let overloaded = FaultKind(
        name: "overloaded",
        summary: "Claude answers 529 `overloaded_error`",
        parameters: [
            Parameter("probability", "Share of the attempts that it strikes.", .share, usual: 0.25)
        ],
        failures: [.overloaded],
        effect: .conditions { conditions, strength, values in
            conditions.backend.overloaded.unite(withShare: strength * values[0])
        })
}
