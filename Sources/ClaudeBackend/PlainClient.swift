package import TimeSeries

/// First attempts of calls, one after the other: users' keys, times and kinds. Nothing binds them to each other but the
/// limits and the cache.
package struct PlainRequests {
    let populations: UnsafePointer<Int32>
    let keys: UnsafePointer<UInt64>
    let times: UnsafePointer<VirtualTime>
    let count: Int
    /// What the sources' tables and prefixes refer to.
    let tables: UnsafePointer<Float>
    let prefixTokens: UnsafePointer<Int32>

    package init(
        populations: UnsafePointer<Int32>, keys: UnsafePointer<UInt64>, times: UnsafePointer<VirtualTime>, count: Int,
        tables: UnsafePointer<Float>, prefixTokens: UnsafePointer<Int32>
    ) {
        self.populations = populations
        self.keys = keys
        self.times = times
        self.count = count
        self.tables = tables
        self.prefixTokens = prefixTokens
    }
}

/// All that plain requests of one population need to know, in one place: of their source, their model and the
/// conditions of the moment.
struct PlainClient: Sendable {
    let inputTable: Int
    let outputTable: Int
    let firstTokenTable: Int
    let tokenTimeTable: Int
    /// Where `DrawnCells` of its model begin.
    let firstPace: Int
    /// Of the first of its prefixes.
    let firstEntry: Int32
    let prefixCount: UInt32
    let pool: Int
    /// Where the slots of its pool's output begin.
    let firstSlot: Int
    let minimumCacheableTokens: Int32
    let maximumTokens: Int32
    let contextWindow: Int32
    let prefillMillisecondsPerToken: Float
    let lifetimeMilliseconds: Int64
    let hasTraits: Bool
    let isHour: Bool
    let thinking, tools: UInt64
    let inputPrice, outputPrice, readPrice, writePrice: Int64
    /// Bits of `refusal` below it meet a failure; all do where conditions change whole answers.
    let troubles: UInt64
    /// Answers that end before it can neither break nor last longer than what is kept in mind.
    var quietUntil: Int64 = .max
    let source: RequestSource

    init(
        _ source: RequestSource, _ model: CompiledModel, _ condition: CompiledConditions, prefixCount: Int
    ) {
        self.source = source
        inputTable = source.inputTable
        outputTable = source.outputTable
        firstTokenTable = Int(source.shape.model) * 2 * QuantileTable.count
        tokenTimeTable = firstTokenTable + QuantileTable.count
        firstPace = Int(source.shape.model) * DrawnCells.count
        firstEntry = Int32(clamping: Int(source.shape.model) * prefixCount) &+ source.shape.prefix
        self.prefixCount = source.prefixCount
        pool = Int(model.pool)
        firstSlot = pool * Int(BackendMemory.slotCount)
        minimumCacheableTokens = model.minimumCacheableTokens
        maximumTokens = source.shape.maximumTokens
        contextWindow = model.contextWindow
        prefillMillisecondsPerToken = model.prefillMillisecondsPerToken
        isHour = source.shape.traits.isHourCache
        lifetimeMilliseconds = isHour ? BackendMemory.hour : BackendMemory.fiveMinutes
        hasTraits = source.hasTraits
        thinking = source.thinking
        tools = source.tools
        inputPrice = model.inputPrice
        outputPrice = model.outputPrice
        readPrice = model.readPrice
        writePrice = isHour ? model.write1hPrice : model.write5mPrice
        troubles = condition.changesAnswers ? 1 << 32 : condition.stalledBeforeFirstToken
    }
}
