extension FaultKind {
    /// The worst sink: it takes connections and never answers, so every export waits for its timeout.
    package static let sinkBlackHole = FaultKind(
        name: "sink-black-hole",
        summary: "the telemetry sink takes connections and never answers",
        parameters: [],
        effect: .pipeline { conditions, strength, _ in
            if strength > 0 { conditions.sinkIsBlackHole = true }
        })
}
