import ClaudeBackend

extension FaultKind {
    /// Somebody put a date or an id in front of the cached prefix: no answer changes, only the bill and the limits.
    package static let cacheCollapse = FaultKind(
        name: "cache-collapse",
        summary: "the cached prefix changes from call to call, so that nothing is read from the cache",
        parameters: [
            Parameter("share", "Share of the calls whose prefix changes.", .share, usual: 1)
        ],
        effect: .conditions { conditions, strength, values in
            conditions.backend.prefixChanges.unite(withShare: strength * values[0])
        })
}
