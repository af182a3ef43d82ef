import ClaudeBackend

extension FaultKind {
    /// A brownout: everything succeeds, later.
    package static let slowFirstToken = FaultKind(
        name: "slow-first-token",
        summary: "the first token takes longer",
        parameters: [
            Parameter("factor", "How many times as long.", .factor, usual: 4)
        ],
        effect: .conditions { conditions, strength, values in
            conditions.backend.firstTokenFactor.scale(by: values[0], strength: strength)
        })
}
