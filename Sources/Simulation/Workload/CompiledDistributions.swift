import ClaudeBackend

/// Tables of all distributions of an input, whatever its seed.
package struct CompiledDistributions: Sendable {
    private var known: [(distribution: Distribution, table: QuantileTable)] = []

    package init(_ input: SimulationInput) {
        add(input.traffic.gaps)
        if case .closed(_, let thinkTime) = input.traffic.model { add(thinkTime) }
        for population in input.populations {
            add(population.inputTokens)
            add(population.outputTokens)
            add(population.callsPerRequest)
            if let cache = population.cache { add(cache.prefixTokens) }
            add(population.thinking?.tokens ?? .constant(0))
        }
        for dependency in input.dependencies { add(dependency.latencyMilliseconds) }
    }

    private mutating func add(_ distribution: Distribution) {
        if table(of: distribution) == nil { known.append((distribution, distribution.table)) }
    }

    /// Nil for a distribution that the input had not.
    func table(of distribution: Distribution) -> QuantileTable? {
        known.first { $0.distribution == distribution }?.table
    }
}

extension Traffic {
    /// The time between two users where one comes in each unit of time.
    var gaps: Distribution { arrivalCV == 1 ? .exponential(mean: 1) : .gamma(mean: 1, cv: arrivalCV) }
}
