import ClaudeBackend

/// Which populations of a run have nothing to do with each other.
struct IndependentParts {
    /// At most two, about equally busy, for each of them goes through all arrivals: more would cost more than they save on
    /// the two cores that this is meant for.
    let parts: [Set<Int>]

    init(_ input: SimulationInput) {
        let policy = input.policy
        let all = Set(input.populations.indices)
        // What the client shares binds all; and a worker of a closed model is one population after another.
        guard policy.budget == nil, policy.breaker == nil, policy.maximumConcurrency == nil,
            case .open = input.traffic.model
        else {
            parts = [all]
            return
        }
        func pools(_ population: ClientPopulation) -> Set<Int> {
            let names = [population.model] + (policy.fallbackModel.map { [$0] } ?? [])
            return Set(
                names.compactMap { name in
                    input.models.first { $0.id.utf8.elementsEqual(name.utf8) }?.pool
                })
        }
        var groups: [(pools: Set<Int>, members: Set<Int>, share: Double)] = []
        for (index, population) in input.populations.enumerated() {
            var merged = (pools: pools(population), members: Set([index]), share: population.share)
            for group in groups where !group.pools.isDisjoint(with: merged.pools) {
                merged.pools.formUnion(group.pools)
                merged.members.formUnion(group.members)
                merged.share += group.share
            }
            groups.removeAll { !$0.members.isDisjoint(with: merged.members) }
            groups.append(merged)
        }
        var halves = [(members: Set<Int>(), share: 0.0), (members: Set<Int>(), share: 0.0)]
        for group in groups.sorted(by: { ($0.share, $1.members.min() ?? 0) > ($1.share, $0.members.min() ?? 0) }) {
            let lighter = halves[0].share <= halves[1].share ? 0 : 1
            halves[lighter].members.formUnion(group.members)
            halves[lighter].share += group.share
        }
        parts = halves.map(\.members).filter { !$0.isEmpty }
    }
}

extension SimulatedRun {
    /// Adds what another part of the same run counted.
    mutating func add(_ part: SimulatedRun) {
        for index in rows.values.indices { rows.values[index] &+= part.rows.values[index] }
        ledger.add(part.ledger)
        for minute in latencyTruth.indices {
            for bucket in latencyTruth[minute].indices {
                latencyTruth[minute][bucket] &+= part.latencyTruth[minute][bucket]
                firstTokenTruth[minute][bucket] &+= part.firstTokenTruth[minute][bucket]
            }
        }
        for fault in firstBadCompletionMilliseconds.indices {
            let both = [firstBadCompletionMilliseconds[fault], part.firstBadCompletionMilliseconds[fault]]
            firstBadCompletionMilliseconds[fault] = both.compactMap { $0 }.min()
        }
    }
}

extension RunLedger {
    mutating func add(_ other: RunLedger) {
        requests += other.requests
        calls += other.calls
        attempts += other.attempts
        for outcome in outcomes.indices { outcomes[outcome] += other.outcomes[outcome] }
        inputTokens += other.inputTokens
        outputTokens += other.outputTokens
        cacheReadTokens += other.cacheReadTokens
        cacheWriteTokens += other.cacheWriteTokens
        thinkingTokens += other.thinkingTokens
        costNanoDollars += other.costNanoDollars
        inFlight += other.inFlight
    }
}
