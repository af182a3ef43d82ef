import ClaudeBackend

extension FaultKind {
    /// 200, and no answer for the user.
    package static let refusal = FaultKind(
        name: "refusal",
        summary: "Claude declines: `stop_reason: refusal`",
        parameters: [
            Parameter("probability", "Share of the answers that are refusals.", .share, usual: 0.1)
        ],
        effect: .conditions { conditions, strength, values in
            conditions.backend.refused.unite(withShare: strength * values[0])
        })
}
