extension FaultKind {
    /// What stands in its queue in memory is gone.
    package static let collectorRestart = FaultKind(
        name: "collector-restart",
        summary: "the collector between process and store starts again",
        parameters: [
            Parameter("down", "How long it is away.", .duration, usual: 10_000)
        ],
        effect: .event { values in .collectorRestart(downMilliseconds: wholeMilliseconds(values[0])) })
}
