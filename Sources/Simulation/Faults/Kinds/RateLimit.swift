import ClaudeBackend

extension FaultKind {
    /// Limits shrink: somebody else uses up what the organisation may use, or a workspace is given less.
    package static let rateLimit = FaultKind(
        name: "rate-limit",
        summary: "what may be used in a minute shrinks, and Claude answers 429",
        parameters: [
            Parameter("requests", "What is left of the requests a minute.", .factor, usual: 1),
            Parameter("input", "What is left of the input tokens a minute.", .factor, usual: 1),
            Parameter("output", "What is left of the output tokens a minute.", .factor, usual: 1),
        ],
        failures: [.rateLimited],
        effect: .conditions { conditions, strength, values in
            conditions.backend.requestLimitFactor.scale(by: values[0], strength: strength)
            conditions.backend.inputLimitFactor.scale(by: values[1], strength: strength)
            conditions.backend.outputLimitFactor.scale(by: values[2], strength: strength)
        })
}
