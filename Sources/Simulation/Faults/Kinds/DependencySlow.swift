extension FaultKind {
    /// What the service asks before it calls Claude: users wait, and Claude looks well.
    package static let dependencySlow = FaultKind(
        name: "dependency-slow",
        summary: "a dependency takes longer to answer",
        parameters: [
            Parameter("factor", "How many times as long.", .factor, usual: 8)
        ],
        effect: .dependency { conditions, strength, values in
            conditions.latencyFactor.scale(by: values[0], strength: strength)
        })
}
