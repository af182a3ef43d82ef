extension FaultKind {
    /// A campaign, a bot, or a front end that lost its users.
    package static let trafficChange = FaultKind(
        name: "traffic",
        summary: "more or fewer users come",
        parameters: [
            Parameter("factor", "How many times as many; below one, fewer.", .factor)
        ],
        effect: .conditions { conditions, strength, values in
            conditions.trafficFactor.scale(by: values[0], strength: strength)
        })
}
