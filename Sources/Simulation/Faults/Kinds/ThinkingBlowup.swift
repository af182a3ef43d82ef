import ClaudeBackend

extension FaultKind {
    /// Thinking is billed as output and seen by nobody.
    package static let thinkingBlowup = FaultKind(
        name: "thinking-blowup",
        summary: "the model thinks longer, and where it did not before",
        parameters: [
            Parameter("factor", "How many times as many thinking tokens.", .factor, usual: 4),
            Parameter("forced", "Share of the calls that think now and did not before.", .share, usual: 0.5),
        ],
        effect: .conditions { conditions, strength, values in
            conditions.backend.thinkingFactor.scale(by: values[0], strength: strength)
            conditions.backend.thinkingForced.unite(withShare: strength * values[1])
        })
}
