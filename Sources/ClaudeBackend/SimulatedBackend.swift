package import TimeSeries

/// Claude as the simulator meets it: limits, caches and clocks of all models, and one decision for each attempt.
///
/// Attempts are decided in the order in which they come. What has happened before lives in buckets and cache entries;
/// all else follows from the attempt's key.
package struct SimulatedBackend: Sendable {
    package let models: [BackendModel]
    private var compiledModels: [CompiledModel]
    /// Tables of all models, one behind the other: first token and milliseconds per token of each.
    private var tables: [Float]
    /// Those that a model is in: a slot of `outputDue` is as wide, and numbers of pools have gaps.
    private var pools: [PoolBuckets]
    private var prefixes: [PrefixEntry]
    private let prefixCount: Int
    private var conditions: [CompiledConditions]
    private let schedules: [CompiledSchedules.Extent]
    private let schedulePoints: [MidstreamSchedule.Point]
    /// Output that will have been produced at the end of each coming slot of time, for each pool.
    private var outputDue: [Int64]
    private var settledSlot: Int64 = 0
    /// Who sends plain requests, by number.
    private let sources: [RequestSource]
    private var clients: [PlainClient] = []
    private var arePlainClientsTroubled = false
    private var draws = [Int32](repeating: 0, count: DrawColumns.count)
    private let longestPrefix: Int32
    private let everyPrefixCaches: Bool
    private let sizes: [Int32]
    private let paces: [Int32]

    /// - Parameters:
    ///   - prefixTokens: How long the prefixes are that shapes number.
    ///   - schedules: For each of the conditions, how streams break over the run; empty if what holds when a request
    ///     comes holds until it ends.
    ///   - sources: Whose plain requests can be decided; numbered as the populations of `PlainRequests`.
    ///   - sourceTables: What the sources' tables refer to.
    package init(
        models: [BackendModel], prefixTokens: [Int32] = [0], conditions: [BackendConditions] = [.normal],
        schedules: [MidstreamSchedule] = [], sources: [RequestSource] = [], sourceTables: [Float] = []
    ) {
        precondition(!models.isEmpty && !conditions.isEmpty, "a backend has models and conditions")
        precondition(!prefixTokens.isEmpty, "who caches nothing has a prefix of no tokens")
        self.models = models
        prefixCount = prefixTokens.count
        longestPrefix = prefixTokens.max() ?? 0
        self.schedules = CompiledSchedules.Extent.extents(of: schedules)
        schedulePoints = schedules.flatMap(\.points)
        self.sources = sources
        let numbers = Set(models.map(\.pool)).sorted()
        compiledModels = models.map { CompiledModel($0, pool: numbers.firstIndex(of: $0.pool) ?? 0) }
        tables = models.flatMap { $0.latency.tables }
        pools = numbers.map { pool in PoolBuckets(models.first { $0.pool == pool }?.limits ?? .unlimited) }
        let compiled = compiledModels
        everyPrefixCaches = sources.allSatisfy { source in
            let first = Int(source.shape.prefix)
            return prefixTokens[first..<first + Int(source.prefixCount)].allSatisfy {
                $0 >= compiled[Int(source.shape.model)].minimumCacheableTokens
            }
        }
        // Arrays without elements have no address.
        sizes = sources.isEmpty ? [-1] : DrawnCells.sizes(of: sources, tables: sourceTables)
        paces = DrawnCells.paces(of: tables)
        prefixes = models.flatMap { _ in prefixTokens.map { PrefixEntry(tokens: $0) } }
        self.conditions = []
        outputDue = Array(repeating: 0, count: Int(BackendMemory.slotCount) * numbers.count)
        setConditions(conditions, ofModels: [], at: .zero)
    }

    /// What holds from now on, in the order in which shapes number it, and which model each of them is about: limits of a
    /// pool are scaled by the tightest factor of those who use it.
    package mutating func setConditions(_ conditions: [BackendConditions], ofModels: [Int], at now: VirtualTime) {
        self.conditions = conditions.map { CompiledConditions($0, hasSchedule: false) }
        clients = sources.map { source in
            PlainClient(
                source, compiledModels[Int(source.shape.model)], self.conditions[Int(source.shape.conditions)],
                prefixCount: prefixCount)
        }
        open { $0.setConditions(conditions, ofModels: ofModels, at: now) }
    }

    /// Decides attempts in the order in which they come; every attempt has its time and its key.
    package mutating func decide(
        shapes: UnsafeBufferPointer<RequestShape>, at times: UnsafeBufferPointer<VirtualTime>,
        keys: UnsafeBufferPointer<UInt64>, into decisions: UnsafeMutableBufferPointer<Decision>
    ) {
        open { $0.decide(shapes: shapes, at: times, keys: keys, into: decisions) }
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
        compiledModels[model].cut(decision, atMilliseconds: end)
    }

    /// Opens all memory at once for as long as the body runs: to open it costs as much as to decide several attempts, and
    /// a service of a few calls a second would pay that for each.
    package mutating func open<Result>(_ body: (inout OpenBackend) -> Result) -> Result {
        var (settled, areTroubled) = (settledSlot, arePlainClientsTroubled)
        defer { (settledSlot, arePlainClientsTroubled) = (settled, areTroubled) }
        let (prefixCount, longestPrefix) = (prefixCount, longestPrefix)
        let (schedules, schedulePoints, sources) = (schedules, schedulePoints, sources)
        let (sizes, paces) = (sizes, paces)
        let everyPrefixCaches = everyPrefixCaches
        return Self.open(&compiledModels, &tables, &conditions, &clients) { models, tables, conditions, clients in
            Self.open(&pools, &prefixes, &outputDue, &draws) { pools, prefixes, outputDue, draws in
                Self.open(schedules, schedulePoints, sources, sizes, paces) {
                    schedules, points, sources, sizes, paces in
                    guard let models = models.baseAddress, let tables = tables.baseAddress,
                        let prefixes = prefixes.baseAddress, let outputDue = outputDue.baseAddress,
                        let draws = draws.baseAddress,
                        let sizes = sizes.baseAddress, let paces = paces.baseAddress
                    else { preconditionFailure("a backend has models") }
                    var backend = OpenBackend(
                        memory: BackendMemory(
                            models: UnsafePointer(models), tables: UnsafePointer(tables),
                            tableCount: QuantileTable.count, conditions: conditions,
                            sources: sources, clients: clients,
                            arePlainClientsTroubled: areTroubled,
                            clientsHaveTraits: sources.contains { $0.hasTraits },
                            clientsChoosePrefixes: sources.contains { $0.prefixCount > 1 },
                            everyPrefixCaches: everyPrefixCaches, sizes: sizes, paces: paces, pools: pools,
                            prefixes: prefixes,
                            outputDue: outputDue, draws: DrawColumns(draws), longestPrefix: longestPrefix,
                            schedules: CompiledSchedules(schedules, points),
                            prefixCount: prefixCount, settledSlot: settled))
                    defer {
                        settled = backend.memory.settledSlot
                        areTroubled = backend.memory.arePlainClientsTroubled
                    }
                    return body(&backend)
                }
            }
        }
    }

    private static func open<A, B, C, D, E, Result>(
        _ a: [A], _ b: [B], _ c: [C], _ d: [D], _ e: [E],
        _ body: (
            UnsafeBufferPointer<A>, UnsafeBufferPointer<B>, UnsafeBufferPointer<C>, UnsafeBufferPointer<D>,
            UnsafeBufferPointer<E>
        ) -> Result
    ) -> Result {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                c.withUnsafeBufferPointer { c in
                    d.withUnsafeBufferPointer { d in e.withUnsafeBufferPointer { e in body(a, b, c, d, e) } }
                }
            }
        }
    }

    private static func open<A, B, C, D, Result>(
        _ a: inout [A], _ b: inout [B], _ c: inout [C], _ d: inout [D],
        _ body: (
            UnsafeMutableBufferPointer<A>, UnsafeMutableBufferPointer<B>, UnsafeMutableBufferPointer<C>,
            UnsafeMutableBufferPointer<D>
        ) -> Result
    ) -> Result {
        a.withUnsafeMutableBufferPointer { a in
            b.withUnsafeMutableBufferPointer { b in
                c.withUnsafeMutableBufferPointer { c in
                    d.withUnsafeMutableBufferPointer { d in body(a, b, c, d) }
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
