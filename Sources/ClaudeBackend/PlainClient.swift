package import TimeSeries

/// First attempts of calls for a moment in which nothing is wrong, one after the other: users' keys, times and kinds.
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

    @inline(__always)
    func part(from begin: Int, count: Int) -> PlainRequests {
        PlainRequests(
            populations: populations + begin, keys: keys + begin, times: times + begin, count: count, tables: tables,
            prefixTokens: prefixTokens)
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

/// What is known of some requests before anything that came before them matters: each number in a column of its own, so
/// that what follows from several of them is computed for four requests or eight at once.
struct DrawColumns {
    private static let width = BackendMemory.chunk
    /// How many numbers all columns have.
    static let count = 8 * width

    private let start: UnsafeMutablePointer<Int32>

    /// `start` is the first of `count` numbers.
    init(_ start: UnsafeMutablePointer<Int32>) { self.start = start }

    /// Entry of the prefix.
    var entry: UnsafeMutablePointer<Int32> { column(0) }
    /// Tokens behind the prefix.
    var input: UnsafeMutablePointer<Int32> { column(1) }
    /// Billed output, thinking included.
    var output: UnsafeMutablePointer<Int32> { column(2) }
    /// Milliseconds to the first token of an empty prompt, for each token of output and for each of a prompt: the bits of
    /// `Float`, as `DrawnCells` has them.
    var firstToken: UnsafeMutablePointer<Int32> { column(3) }
    var tokenTime: UnsafeMutablePointer<Int32> { column(4) }
    var prefill: UnsafeMutablePointer<Int32> { column(5) }
    /// Milliseconds to the first token if the prefix is read from the cache, and from there to the end.
    var begins: UnsafeMutablePointer<Int32> { column(6) }
    var lasts: UnsafeMutablePointer<Int32> { column(7) }

    @inline(__always)
    private func column(_ number: Int) -> UnsafeMutablePointer<Int32> { start + number &* Self.width }

    /// Fills the last two columns. One by one, the requests wait for each other's conversions and additions: a third of
    /// the time of the loops before and behind it.
    @inline(__always)
    func pace(_ count: Int) {
        let (input, output, firstToken, tokenTime) = (input, output, firstToken, tokenTime)
        let (prefill, begins, lasts) = (prefill, begins, lasts)
        // Whole registers: what lies behind the last request is nobody's.
        for index in 0..<(count &+ 7) & ~7 {
            lasts[index] = (Float(output[index]) * Float(drawn: tokenTime[index])).nearestWhole
            begins[index] = Self.begins(
                after: Float(drawn: firstToken[index]), reading: input[index], Float(drawn: prefill[index]))
        }
    }

    /// Milliseconds to the first token.
    @inline(__always)
    static func begins(after firstToken: Float, reading tokens: Int32, _ prefillMilliseconds: Float) -> Int32 {
        max(1, (firstToken + Float(tokens) * prefillMilliseconds).nearestWhole)
    }
}

extension Float {
    /// Of its bits as a column holds them.
    @inline(__always)
    init(drawn bits: Int32) { self.init(bitPattern: UInt32(bitPattern: bits)) }

    var drawnBits: Int32 {
        @inline(__always) get { Int32(bitPattern: bitPattern) }
    }
}
