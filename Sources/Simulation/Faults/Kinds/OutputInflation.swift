import ClaudeBackend

extension FaultKind {
    /// The model talks more than it did: a change of prompt or of model.
    package static let outputInflation = FaultKind(
        name: "output-inflation",
        summary: "answers become longer",
        parameters: [
            Parameter("factor", "How many times as long.", .factor, usual: 3)
        ],
        effect: .conditions { conditions, strength, values in
            conditions.backend.outputFactor.scale(by: values[0], strength: strength)
        })
}
