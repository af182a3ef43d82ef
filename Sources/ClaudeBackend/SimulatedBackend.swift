package import TimeSeries

/// Claude as the simulator meets it: limits, caches and clocks of all models, and one decision for each attempt.
///
/// Attempts are decided in the order in which they come. What has happened before lives in buckets and cache entries;
/// all else follows from the attempt's key. A call into this module costs more than the decision (measured: 16 to 21 ns
/// against 10), so a whole tick is decided at once.
package struct SimulatedBackend: Sendable {
    package let models: [BackendModel]
    private var compiledModels: [CompiledModel]
    /// Tables of all models, one behind the other: first token and milliseconds per token of each.
    private var tables: [Float]
    var pools: [PoolBuckets]
    private var prefixes: [PrefixEntry]
    private let prefixCount: Int
    private var conditions: [CompiledConditions]
    private var schedules: [MidstreamSchedule]
    /// Output that will have been produced at the end of each coming slot of time, for each pool.
    private var outputDue: [Int64]
    private var settledSlot: Int64 = 0
    /// Who sends plain requests, by number.
    private let sources: [RequestSource]
    private var clients: [PlainClient] = []
    private var arePlainClientsTroubled = false
    private var draws = [PlainDraw](repeating: PlainDraw(), count: BackendMemory.chunk)
    private let longestPrefix: Int32

    /// - Parameters:
    ///   - prefixTokens: How long the prefixes are that shapes number.
    ///   - schedules: For each of the conditions, how streams break over the run; empty if what holds when a request
    ///     comes holds until it ends.
    ///   - sources: Whose plain requests can be decided; numbered as the populations of `PlainRequests`.
    package init(
        models: [BackendModel], prefixTokens: [Int32] = [0], conditions: [BackendConditions] = [.normal],
        schedules: [MidstreamSchedule] = [], sources: [RequestSource] = []
    ) {
        precondition(models.allSatisfy { $0.pool >= 0 }, "pools are numbered from zero")
        self.models = models
        precondition(!prefixTokens.isEmpty, "who caches nothing has a prefix of no tokens")
        prefixCount = prefixTokens.count
        longestPrefix = prefixTokens.max() ?? 0
        self.schedules = schedules
        self.sources = sources
        compiledModels = models.map(CompiledModel.init)
        tables = models.flatMap { $0.latency.tables }
        let poolCount = (models.map(\.pool).max() ?? 0) + 1
        pools = (0..<poolCount).map { pool in
            PoolBuckets(models.first { $0.pool == pool }?.limits ?? .unlimited)
        }
        prefixes = models.flatMap { _ in prefixTokens.map { PrefixEntry(tokens: $0) } }
        self.conditions = []
        outputDue = Array(repeating: 0, count: Self.slots * poolCount)
        setConditions(conditions, ofModels: [], at: .zero)
    }

    /// Output is charged to its bucket when an answer ends, in slots of this time; answers that take longer than all
    /// slots are charged with the last of them.
    private static let slotMilliseconds = BackendMemory.slotMilliseconds
    private static let slots = Int(BackendMemory.slotCount)

    /// What holds from now on, in the order in which shapes number it, and which model each of them is about: limits of a
    /// pool are scaled by the tightest factor of those who use it.
    package mutating func setConditions(_ conditions: [BackendConditions], ofModels: [Int], at now: VirtualTime) {
        self.conditions = conditions.indices.map { index in
            CompiledConditions(conditions[index], hasSchedule: schedules.indices.contains(index))
        }
        clients = sources.map { source in
            PlainClient(
                source, compiledModels[Int(source.shape.model)], self.conditions[Int(source.shape.conditions)],
                prefixCount: prefixCount, tableCount: QuantileTable.count)
        }
        arePlainClientsTroubled = clients.contains { $0.troubles > 0 }
        for pool in pools.indices {
            let concerned = conditions.indices.filter { index in
                ofModels.isEmpty || models[ofModels[index]].pool == pool
            }
            func tightest(_ factor: KeyPath<BackendConditions, Double>) -> Double {
                let factors = concerned.map { conditions[$0][keyPath: factor] }
                return factors.min() ?? 1
            }
            pools[pool].scale(
                requests: tightest(\.requestLimitFactor), input: tightest(\.inputLimitFactor),
                output: tightest(\.outputLimitFactor), atMilliseconds: now.milliseconds)
        }
    }

    /// Decides attempts in the order in which they come; every attempt has its time and its key.
    package mutating func decide(
        shapes: UnsafeBufferPointer<RequestShape>, at times: UnsafeBufferPointer<VirtualTime>,
        keys: UnsafeBufferPointer<UInt64>, into decisions: UnsafeMutableBufferPointer<Decision>
    ) {
        precondition(
            times.count == shapes.count && keys.count == shapes.count && decisions.count >= shapes.count,
            "one time, key and decision for every shape")
        guard let firstShape = shapes.baseAddress, let firstTime = times.baseAddress,
            let firstKey = keys.baseAddress, let firstDecision = decisions.baseAddress, !shapes.isEmpty
        else { return }
        settleOutput(until: firstTime[0].milliseconds)
        let count = shapes.count
        withMemory { memory in
            for begin in stride(from: 0, to: count, by: BackendMemory.chunk) {
                let length = min(BackendMemory.chunk, count &- begin)
                let draws = memory.draws
                memory.draw(firstShape + begin, firstKey + begin, count: length, into: draws)
                for index in 0..<length {
                    let place = begin &+ index
                    memory.decide(
                        firstShape + place, at: firstTime[place].milliseconds, key: firstKey[place],
                        firstToken: draws[index].firstToken, tokenTime: draws[index].tokenTime,
                        into: firstDecision + place)
                }
            }
        }
    }

    /// Decides plain requests in the order in which they come: as their shapes would be decided, in less time.
    package mutating func decide(_ requests: PlainRequests, into decisions: UnsafeMutablePointer<Decision>) {
        guard requests.count > 0 else { return }
        let now = requests.times[0].milliseconds
        settleOutput(until: now)
        let horizon = (settledSlot + Int64(Self.slots - 1)) * Self.slotMilliseconds
        for client in clients.indices {
            let place = Int(clients[client].source.shape.conditions)
            var quietUntil = horizon
            if conditions[place].hasSchedule {
                quietUntil = min(horizon, schedules[place].quietUntil(from: now))
            } else if conditions[place].canBreakStreams {
                quietUntil = .min
            }
            clients[client].quietUntil = quietUntil
        }
        withMemory { memory in
            for begin in stride(from: 0, to: requests.count, by: BackendMemory.chunk) {
                let length = min(BackendMemory.chunk, requests.count &- begin)
                memory.decide(requests, from: begin, count: length, into: decisions + begin)
            }
        }
    }

    /// Decides one attempt.
    package mutating func decide(_ shape: RequestShape, at time: VirtualTime, key: UInt64) -> Decision {
        var decision = Decision(ending: .completed)
        withUnsafePointer(to: shape) { shape in
            withUnsafePointer(to: time) { time in
                withUnsafePointer(to: key) { key in
                    withUnsafeMutablePointer(to: &decision) { decision in
                        decide(
                            shapes: UnsafeBufferPointer(start: shape, count: 1),
                            at: UnsafeBufferPointer(start: time, count: 1),
                            keys: UnsafeBufferPointer(start: key, count: 1),
                            into: UnsafeMutableBufferPointer(start: decision, count: 1))
                    }
                }
            }
        }
        return decision
    }

    /// What is left of a decision whose client hangs up before the end: output that was produced until then, and all
    /// input if the answer had begun.
    package func cut(_ decision: Decision, atMilliseconds end: Int32, model: Int) -> Decision {
        var cut = decision
        guard end < decision.durationMilliseconds else { return decision }
        cut.durationMilliseconds = end
        cut.stopReason = .none
        if end < decision.firstTokenMilliseconds {
            cut.inputTokens = 0
            cut.cacheReadTokens = 0
            cut.cacheWrite5mTokens = 0
            cut.cacheWrite1hTokens = 0
            cut.outputTokens = 0
            cut.thinkingTokens = 0
            cut.costNanoDollars = 0
            return cut
        }
        let share =
            Float(end - decision.firstTokenMilliseconds)
            / Float(decision.durationMilliseconds - decision.firstTokenMilliseconds)
        cut.outputTokens = min(decision.outputTokens, (Float(decision.outputTokens) * share).nearestWhole)
        cut.thinkingTokens = min(decision.thinkingTokens, cut.outputTokens)
        cut.costNanoDollars = withUnsafePointer(to: cut) { compiledModels[model].cost(of: $0) }
        return cut
    }

    /// Charges output of slots that have passed.
    mutating func settleOutput(until now: Int64) {
        let slot = now / Self.slotMilliseconds
        guard slot > settledSlot else { return }
        let count = pools.count
        // After a long silence every slot has been seen once.
        for passed in 0..<min(slot - settledSlot, Int64(Self.slots)) {
            let current = settledSlot + passed
            let place = Int(current & Int64(Self.slots - 1)) * count
            for pool in 0..<count where outputDue[place + pool] != 0 {
                pools[pool].charge(
                    outputTokens: outputDue[place + pool], atMilliseconds: (current + 1) * Self.slotMilliseconds)
                outputDue[place + pool] = 0
            }
        }
        settledSlot = slot
    }

    mutating func withMemory(_ body: (borrowing BackendMemory) -> Void) {
        let poolCount = pools.count
        let settled = settledSlot
        let prefixCount = prefixCount
        let longestPrefix = longestPrefix
        let areTroubled = arePlainClientsTroubled
        Self.open(compiledModels, tables, conditions) { models, tables, conditions in
            Self.open(&pools, &prefixes, &outputDue, &draws) { pools, prefixes, outputDue, draws in
                clients.withUnsafeBufferPointer { clients in
                    schedules.withUnsafeBufferPointer { schedules in
                        body(
                            BackendMemory(
                                models: models, tables: tables, tableCount: QuantileTable.count,
                                conditions: conditions, clients: clients, arePlainClientsTroubled: areTroubled,
                                pools: pools, prefixes: prefixes, outputDue: outputDue, draws: draws,
                                longestPrefix: longestPrefix, schedules: schedules, prefixCount: prefixCount,
                                poolCount: poolCount, settledSlot: settled))
                    }
                }
            }
        }
    }

    private static func open<A, B, C>(
        _ a: [A], _ b: [B], _ c: [C], _ body: (UnsafePointer<A>, UnsafePointer<B>, UnsafePointer<C>) -> Void
    ) {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                c.withUnsafeBufferPointer { c in
                    guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else {
                        preconditionFailure("a backend has models and conditions")
                    }
                    body(a, b, c)
                }
            }
        }
    }

    private static func open<A, B, C, D>(
        _ a: inout [A], _ b: inout [B], _ c: inout [C], _ d: inout [D],
        _ body: (UnsafeMutablePointer<A>, UnsafeMutablePointer<B>, UnsafeMutablePointer<C>, UnsafeMutablePointer<D>)
            -> Void
    ) {
        a.withUnsafeMutableBufferPointer { a in
            b.withUnsafeMutableBufferPointer { b in
                c.withUnsafeMutableBufferPointer { c in
                    d.withUnsafeMutableBufferPointer { d in
                        guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress,
                            let d = d.baseAddress
                        else { preconditionFailure("a backend has models and conditions") }
                        body(a, b, c, d)
                    }
                }
            }
        }
    }
}

extension LatencyModel {
    /// The time to the first token of an empty prompt, then the time of one token.
    fileprivate var tables: [Float] {
        QuantileTable.lognormal(median: firstTokenMedianMilliseconds, sigma: firstTokenSigma).nodes
            + QuantileTable.lognormal(median: 1_000 / max(outputTokensPerSecond, 1e-3), sigma: speedSigma).nodes
    }
}
