import ClaudeBackend

extension FaultKind {
    /// Answers crawl: the first token is in time, the last one is not.
    package static let slowStream = FaultKind(
        name: "slow-stream",
        summary: "tokens come more slowly",
        parameters: [
            Parameter("speed", "What is left of the speed; never less than a hundredth.", .share, usual: 0.25)
        ],
        effect: .conditions { conditions, strength, values in
            // A speed of zero would be a call that never ends, which is what `stall-midstream` is for.
            conditions.backend.speedFactor.scale(by: max(values[0], 0.01), strength: strength)
        })
}
