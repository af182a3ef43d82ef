extension FaultKind {
    /// Whatever the process had not handed over is lost with it.
    package static let crash = FaultKind(
        name: "crash",
        summary: "the process dies and starts again",
        parameters: [
            Parameter("down", "How long it is away.", .duration, usual: 30_000)
        ],
        effect: .event { values in .crash(downMilliseconds: wholeMilliseconds(values[0])) })
}
