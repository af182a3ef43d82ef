import ClaudeBackend
package import SourceText
import TimeSeries

/// Plays a day of users, clients and Claude in virtual time.
///
/// Time goes in ticks of 100 ms; the arrivals and retries of a tick are decided in the order of their milliseconds.
/// There is no queue of events: once an attempt is decided it is known when it ends and what is counted then, so that is
/// added at once to the row of that moment. Only work that changes what comes later waits, in a timing wheel: retries,
/// further calls of a request, the next request of a closed model.
package enum Simulator {
    /// A pure function: equal inputs give equal runs, on every machine.
    package static func run(_ input: SimulationInput) -> SimulatedRun {
        run(input, only: Set(input.populations.indices))
    }

    /// The same run, bit by bit, on several cores where its populations allow it: those that share no limits and no
    /// client have nothing to do with each other. All see the same arrivals and each counts its own.
    package static func run(_ input: SimulationInput, workers: Workers) -> SimulatedRun {
        let parts = IndependentParts(input).parts
        guard parts.count > 1 else { return run(input) }
        let runs = workers.map(parts.count) { run(input, only: parts[$0]) }
        return runs.dropFirst().reduce(into: runs[0]) { whole, part in whole.add(part) }
    }

    private static func run(_ input: SimulationInput, only simulated: Set<Int>) -> SimulatedRun {
        precondition(!input.populations.isEmpty && input.durationMilliseconds > 0, "a run has users and takes time")
        precondition(
            input.rowMilliseconds > 0 && input.durationMilliseconds % input.rowMilliseconds == 0,
            "rows divide the run")
        let plan = KernelPlan(input, only: simulated)
        var storage = plan.storage
        // Not in the plan, so that a day of rows is not copied before the first write.
        storage.rows = Array(repeating: 0, count: (plan.rowCount + 1) * input.layout.count)
        var backend = SimulatedBackend(
            models: input.models, prefixTokens: plan.storage.prefixTokens,
            conditions: Array(repeating: .normal, count: plan.variants.count),
            schedules: plan.timeline.midstreamSchedules(until: input.durationMilliseconds) ?? [],
            sources: plan.storage.sources, sourceTables: plan.storage.tables)
        let (ledger, firstBad) = storage.withMemory { memory in
            backend.open { backend in
                var kernel = Kernel(input, plan, memory, backend)
                return kernel.run()
            }
        }
        storage.rows.removeLast(input.layout.count)
        var run = SimulatedRun(
            rows: RecordedRows(
                layout: input.layout, rowMilliseconds: input.rowMilliseconds, values: storage.rows),
            ledger: ledger, faultCount: input.faults.count)
        func minutes(_ truth: [UInt32]) -> [[UInt32]] {
            (0..<plan.minuteCount).map { minute in
                Array(truth[minute * TruthBuckets.count..<(minute + 1) * TruthBuckets.count])
            }
        }
        run.firstTokenTruth = minutes(storage.firstTokenTruth)
        run.latencyTruth = minutes(storage.latencyTruth)
        run.firstBadCompletionMilliseconds = firstBad
        return run
    }
}

/// What follows from the input before the first tick.
struct KernelPlan {
    private(set) var storage = KernelStorage()
    let rowCount: Int
    let minuteCount: Int
    /// Populations, then the same as they are once they have fallen back on another model.
    let variants: [ClientPopulation]
    /// The model of each variant.
    let variantModels: [Int]
    let timeline: FaultTimeline
    let plainRows: PlainRows
    let gapTable: Int
    let thinkTimeTable: Int

    init(_ input: SimulationInput, only simulated: Set<Int>) {
        let layout = input.layout
        precondition(
            layout.populationCount == input.populations.count && layout.dependencyCount == input.dependencies.count,
            "the layout has a block for every population and dependency")
        rowCount = Int(input.durationMilliseconds / input.rowMilliseconds)
        minuteCount = Int((input.durationMilliseconds + 59_999) / 60_000)
        storage.firstTokenTruth = Array(repeating: 0, count: (minuteCount + 1) * TruthBuckets.count)
        storage.latencyTruth = storage.firstTokenTruth

        func model(_ id: String) -> Int? { input.models.firstIndex { $0.id.utf8.elementsEqual(id.utf8) } }
        let fallback = input.policy.fallbackModel.flatMap(model)
        variants =
            input.populations
            + input.populations.map { population in
                var other = population
                if let fallback { other.model = input.models[fallback].id }
                return other
            }
        variantModels = variants.map { population in
            guard let place = model(population.model) else {
                preconditionFailure("the model of every population is among the models")
            }
            return place
        }
        timeline = FaultTimeline(
            faults: input.faults, populations: variants, dependencies: input.dependencies.map(\.name))
        var tables = TableBuilder(input.compiled)
        gapTable = tables.add(input.traffic.gaps)
        switch input.traffic.model {
        case .open(let curve):
            thinkTimeTable = gapTable
            storage.curve = curve.points
        case .closed(_, let thinkTime):
            thinkTimeTable = tables.add(thinkTime)
            storage.curve = RateCurve.constant(0).points
        }
        var prefixTokens: [Int32] = []
        let variantModels = variantModels
        let populations = input.populations.indices.map { index in
            Self.compile(
                input.populations[index], index, model: variantModels[index], fallback: fallback, tables: &tables,
                prefixTokens: &prefixTokens, hasDependencies: !input.dependencies.isEmpty,
                channels: index * layout.populationWidth, seed: input.seed &+ UInt64(index) &* .callStep)
        }
        storage.populations = populations.map(\.population)
        storage.sources = populations.map(\.source)
        for index in populations.indices { storage.populations[index].isSimulated = simulated.contains(index) }
        storage.kinds = storage.populations.map(\.kind)
        storage.prefixTokens = prefixTokens

        plainRows = PlainRows(layout)
        storage.plain = Array(repeating: 0, count: plainRows.count)
        let histograms =
            [layout.firstTokenBounds, layout.latencyBounds, layout.requestBounds, plainRows.jointBounds]
            + layout.dependencyBounds
        for bounds in histograms {
            let table = BucketTable(bounds)
            storage.histogramOffsets.append(storage.histogramBounds.count)
            storage.histogramStarts += table.starts
            storage.histogramBounds += table.bounds
        }
        let dependencies = input.dependencies.indices.map { place in
            CompiledDependency(
                table: tables.add(input.dependencies[place].latencyMilliseconds),
                channels: layout.channel(.requests, ofDependency: place), histogram: 4 + place,
                errors: Draws.threshold(input.dependencies[place].errorShare))
        }
        storage.dependencies = input.populations.flatMap { _ in dependencies }
        // Arrays without elements have no address.
        if dependencies.isEmpty {
            storage.dependencies = [CompiledDependency(table: 0, channels: 0, histogram: 0, errors: 0)]
        }
        let choice = WeightedChoice(input.populations.map(\.share))
        storage.choiceStarts = choice.starts
        storage.choiceThresholds = choice.thresholds
        storage.tables = tables.nodes
    }

    private static func compile(
        _ population: ClientPopulation, _ index: Int, model: Int, fallback: Int?, tables: inout TableBuilder,
        prefixTokens: inout [Int32], hasDependencies: Bool, channels: Int, seed: UInt64
    ) -> (population: CompiledPopulation, source: RequestSource) {
        let prefixBase = prefixTokens.count
        let lengths = (population.cache?.prefixTokens ?? .constant(0)).table
        for prefix in 0..<max(1, population.cache?.distinctPrefixes ?? 1) {
            let bits = (seed &+ UInt64(prefix) &* .requestStep).draw(.prefix).lowBits
            prefixTokens.append(Float(lengths.sample(bits)).nearestWhole)
        }
        var traits: RequestShape.Traits = population.streaming ? .streaming : []
        if population.cache?.lifetimeIsHour == true { traits.insert(.hourCache) }
        let shape = RequestShape(
            model: Int32(clamping: model), conditions: Int32(clamping: index), inputTokens: 0,
            prefix: Int32(clamping: prefixBase), outputTokens: 0, maximumTokens: population.maximumTokens,
            traits: traits)
        let isOneCall = !hasDependencies && population.callsPerRequest == .constant(1)
        let source = RequestSource(
            shape: shape, toolTraits: traits.union(.tools), inputTable: tables.add(population.inputTokens),
            outputTable: tables.add(population.outputTokens),
            thinkingTable: tables.add(population.thinking?.tokens ?? .constant(0)),
            prefixCount: UInt32(clamping: prefixTokens.count - prefixBase),
            thinking: Draws.threshold(population.thinking?.share ?? 0), tools: Draws.threshold(population.toolShare))
        let compiled = CompiledPopulation(
            model: shape.model, isStreaming: population.streaming, isOneCall: isOneCall, isPlain: isOneCall,
            fallbackModel: fallback.map { Int32(clamping: $0) } ?? -1,
            callsTable: tables.add(population.callsPerRequest), channels: channels)
        return (compiled, source)
    }
}

/// Tables of distributions, one behind the other; equal ones stand there once.
struct TableBuilder {
    private let compiled: CompiledDistributions?
    private(set) var nodes: [Float] = []
    private var known: [Distribution] = []

    init(_ compiled: CompiledDistributions?) { self.compiled = compiled }

    /// Where the distribution's table begins.
    mutating func add(_ distribution: Distribution) -> Int {
        if let place = known.firstIndex(of: distribution) { return place * QuantileTable.count }
        known.append(distribution)
        nodes += (compiled?.table(of: distribution) ?? distribution.table).nodes
        return (known.count - 1) * QuantileTable.count
    }
}
