extension FaultKind {
    /// An agent that does not find its way out calls again and again, each time with a longer history.
    package static let agentLoop = FaultKind(
        name: "agent-loop",
        summary: "a request of a user makes more calls, and each carries more input",
        parameters: [
            Parameter("calls", "How many times as many calls.", .factor, usual: 6),
            Parameter(
                "input", "What the input of each further call is to that of the call before it.", .factor, usual: 1.2),
        ],
        effect: .conditions { conditions, strength, values in
            conditions.callsFactor.scale(by: values[0], strength: strength)
            conditions.inputFactor.scale(by: values[1], strength: strength)
        })
}
