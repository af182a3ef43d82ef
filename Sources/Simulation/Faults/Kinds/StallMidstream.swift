import ClaudeBackend

extension FaultKind {
    /// A stream that falls silent counts as a success until a timeout ends it.
    package static let stallMidstream = FaultKind(
        name: "stall-midstream",
        summary: "streams fall silent for good after they began",
        parameters: [
            Parameter("probability", "Share of the streams that it strikes.", .share, usual: 0.1)
        ],
        failures: [.timedOut],
        effect: .conditions { conditions, strength, values in
            conditions.backend.stalled.unite(withShare: strength * values[0])
        })
}
