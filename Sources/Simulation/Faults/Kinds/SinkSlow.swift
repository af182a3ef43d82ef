extension FaultKind {
    /// Whoever takes the telemetry takes it slowly: buffers fill, and a pipeline inside the call slows the call.
    package static let sinkSlow = FaultKind(
        name: "sink-slow",
        summary: "the telemetry sink answers late",
        parameters: [
            Parameter("delay", "Added to every request to the sink.", .duration, usual: 5_000)
        ],
        effect: .pipeline { conditions, strength, values in
            conditions.sinkDelayMilliseconds += wholeMilliseconds(strength * values[0])
        })
}
