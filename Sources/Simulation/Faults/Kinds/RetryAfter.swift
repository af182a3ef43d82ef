import ClaudeBackend

extension FaultKind {
    /// Every refusal asks for the same wait, and SDKs add no jitter to it: all come back in one instant.
    package static let retryAfter = FaultKind(
        name: "retry-after",
        summary: "refusals ask for one long wait instead of the time that the limit needs",
        parameters: [
            Parameter("after", "The wait that `retry-after` asks for, in whole seconds.", .duration, usual: 90_000)
        ],
        failures: [.rateLimited],
        effect: .conditions { conditions, strength, values in
            guard strength > 0 else { return }
            let seconds = Int32(clamping: wholeMilliseconds(values[0] + 999) / 1_000)
            conditions.backend.retryAfterSeconds = max(conditions.backend.retryAfterSeconds, seconds)
        })
}
