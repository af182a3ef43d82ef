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
}

/// All that plain requests of one population need to know, in one place: of their source, their model and the
/// conditions of the moment.
struct PlainClient: Sendable {
    let inputTable: Int
    let outputTable: Int
    let firstTokenTable: Int
    let tokenTimeTable: Int
    /// Of the first of its prefixes.
    let firstEntry: Int32
    let prefixCount: UInt32
    let pool: Int
    let minimumCacheableTokens: Int32
    let maximumTokens: Int32
    let contextWindow: Int32
    let prefillMillisecondsPerToken: Float
    let lifetimeMilliseconds: Int64
    let hasTraits: Bool
    let isHour: Bool
    let inputPrice, outputPrice, readPrice, writePrice: Int64
    /// Bits of `refusal` below it meet a failure; all do where conditions change whole answers.
    let troubles: UInt64
    /// Answers that end before it can neither break nor last longer than what is kept in mind.
    var quietUntil: Int64 = .max
    let source: RequestSource

    init(
        _ source: RequestSource, _ model: CompiledModel, _ condition: CompiledConditions, prefixCount: Int,
        tableCount: Int
    ) {
        self.source = source
        inputTable = source.inputTable
        outputTable = source.outputTable
        firstTokenTable = Int(source.shape.model) * 2 * tableCount
        tokenTimeTable = firstTokenTable + tableCount
        firstEntry = Int32(clamping: Int(source.shape.model) * prefixCount) &+ source.shape.prefix
        self.prefixCount = source.prefixCount
        pool = Int(model.pool)
        minimumCacheableTokens = model.minimumCacheableTokens
        maximumTokens = source.shape.maximumTokens
        contextWindow = model.contextWindow
        prefillMillisecondsPerToken = model.prefillMillisecondsPerToken
        isHour = source.shape.traits.isHourCache
        lifetimeMilliseconds = isHour ? BackendMemory.hour : BackendMemory.fiveMinutes
        hasTraits = source.hasTraits
        inputPrice = model.inputPrice
        outputPrice = model.outputPrice
        readPrice = model.readPrice
        writePrice = isHour ? model.write1hPrice : model.write5mPrice
        troubles = condition.changesAnswers ? 1 << 32 : condition.stalledBeforeFirstToken
    }
}

/// What is drawn for a request before anything is decided.
struct PlainDraw: Sendable {
    var input: Int32 = 0
    var output: Int32 = 0
    var firstToken: Float = 0
    var tokenTime: Float = 0
    /// Of its prefix.
    var entry: Int32 = 0
}

extension BackendMemory {
    /// Decides as `decide` would, what is rare with it and the rest faster.
    @inline(__always)
    func decide(
        _ requests: PlainRequests, from begin: Int, count: Int, into decisions: UnsafeMutablePointer<Decision>
    ) {
        guard let clients = clients.baseAddress else { return }
        let draws = draws
        let asked = draw(requests, clients, from: begin, count: count, into: draws)
        let populations = requests.populations + begin
        let times = requests.times + begin
        let keys = requests.keys + begin
        for pool in 0..<poolCount where pools[pool].isLimited {
            ample[pool] = pools[pool].isAmple(
                requests: Int64(count), inputTokens: asked &+ Int64(count) &* Int64(longestPrefix),
                atMilliseconds: times[0].milliseconds)
        }
        let areTroubled = arePlainClientsTroubled
        for index in 0..<count {
            let client = clients + Int(populations[index])
            if areTroubled, keys[index].draw(.refusal).lowBits.isBelow(client.pointee.troubles) {
                decideWithCare(client, requests, begin &+ index, draws + index, into: decisions + index)
                continue
            }
            let isDecided = decidePlainly(
                client, requests.tables, at: times[index].milliseconds, key: keys[index], draws + index,
                into: decisions + index)
            if !isDecided { decideWithCare(client, requests, begin &+ index, draws + index, into: decisions + index) }
        }
    }

    /// All that follows from keys alone, and the input of all together: a loop of little that calls nothing keeps what it
    /// needs in registers.
    @inline(__always)
    private func draw(
        _ requests: PlainRequests, _ clients: UnsafePointer<PlainClient>, from begin: Int, count: Int,
        into draws: UnsafeMutablePointer<PlainDraw>
    ) -> Int64 {
        let pacing = tables
        let tables = requests.tables
        let populations = requests.populations + begin
        let keys = requests.keys + begin
        var asked: Int64 = 0
        for index in 0..<count {
            let client = clients + Int(populations[index])
            let bits = keys[index].draw(.shape)
            let draw = draws + index
            if bits.hasTail {
                drawTails(bits, client, key: keys[index], tables: tables, into: draw)
            } else {
                let input = tables[client.pointee.inputTable &+ bits.cell(.input)]
                let output = tables[client.pointee.outputTable &+ bits.cell(.output)]
                draw.pointee.firstToken = pacing[client.pointee.firstTokenTable &+ bits.cell(.firstToken)]
                draw.pointee.tokenTime = pacing[client.pointee.tokenTimeTable &+ bits.cell(.tokenTime)]
                draw.pointee.input = max(1, input.nearestWhole)
                draw.pointee.output = max(1, output.nearestWhole)
            }
            draw.pointee.entry = client.pointee.firstEntry &+ bits.pick(of: client.pointee.prefixCount)
            asked &+= Int64(draw.pointee.input)
        }
        return asked
    }

    @inline(never)
    private func drawTails(
        _ bits: UInt64, _ client: UnsafePointer<PlainClient>, key: UInt64, tables requested: UnsafePointer<Float>,
        into draw: UnsafeMutablePointer<PlainDraw>
    ) {
        let input = (requested + client.pointee.inputTable).quantile(bits, .input, of: key)
        let output = (requested + client.pointee.outputTable).quantile(bits, .output, of: key)
        draw.pointee.firstToken = (tables + client.pointee.firstTokenTable).quantile(bits, .firstToken, of: key)
        draw.pointee.tokenTime = (tables + client.pointee.tokenTimeTable).quantile(bits, .tokenTime, of: key)
        draw.pointee.input = max(1, input.nearestWhole)
        draw.pointee.output = max(1, output.nearestWhole)
    }

    /// False, and nothing changed, if anything about the request is out of the ordinary.
    @inline(__always)
    private func decidePlainly(
        _ client: UnsafePointer<PlainClient>, _ requested: UnsafePointer<Float>, at now: Int64, key: UInt64,
        _ draw: UnsafePointer<PlainDraw>, into decision: UnsafeMutablePointer<Decision>
    ) -> Bool {
        let entry = prefixes + Int(draw.pointee.entry)
        let prefix = entry.pointee.tokens
        let prompt = draw.pointee.input &+ prefix
        let caches = prefix >= client.pointee.minimumCacheableTokens
        var (input, uncached, reads, writes) = (prompt, prompt, Int32(0), Int32(0))
        if caches {
            input = draw.pointee.input
            if entry.pointee.isReadable(at: now) {
                uncached = input
                reads = prefix
            } else {
                writes = prefix
            }
        }
        let begins = max(
            1, (draw.pointee.firstToken + Float(uncached) * client.pointee.prefillMillisecondsPerToken).nearestWhole)

        var billed = draw.pointee.output
        var thinking: Int32 = 0
        var stopReason = Decision.StopReason.endTurn
        if client.pointee.hasTraits {
            let traits = traits(client, key: key, tables: requested)
            thinking = traits.thinking
            billed &+= thinking
            if traits.isToolCall { stopReason = .toolUse }
        }
        if billed > client.pointee.maximumTokens {
            billed = client.pointee.maximumTokens
            stopReason = .maximumTokens
            thinking = min(thinking, billed)
        }
        let lasts = begins &+ (Float(billed) * draw.pointee.tokenTime).nearestWhole
        let end = now &+ Int64(lasts)
        if prompt &+ billed > client.pointee.contextWindow || end >= client.pointee.quietUntil { return false }
        let pool = pools + client.pointee.pool
        if pool.pointee.isLimited {
            let estimate = Int64(pool.pointee.countsCacheReads ? prompt : uncached)
            if ample[client.pointee.pool] {
                pool.pointee.give(estimate, now)
            } else if !pool.pointee.admitsAtOnce(estimate, now) {
                return false
            }
            if pool.pointee.limitsOutput { chargeSoon(billed, pool: client.pointee.pool, at: end) }
        }
        if caches {
            entry.pointee.use(
                at: now, lifetimeMilliseconds: client.pointee.lifetimeMilliseconds,
                answerBegins: now &+ Int64(begins))
        }

        decision.pointee.ending = .completed
        decision.pointee.stopReason = stopReason
        decision.pointee.retryAfterSeconds = 0
        decision.pointee.firstTokenMilliseconds = begins
        decision.pointee.durationMilliseconds = lasts
        decision.pointee.inputTokens = input
        decision.pointee.cacheReadTokens = reads
        decision.pointee.cacheWrite5mTokens = 0
        decision.pointee.cacheWrite1hTokens = 0
        decision.pointee.outputTokens = billed
        decision.pointee.thinkingTokens = thinking
        var sum = Int64(input) &* client.pointee.inputPrice &+ Int64(reads) &* client.pointee.readPrice
        sum &+= Int64(billed) &* client.pointee.outputPrice
        if writes != 0 {
            decision.pointee.cacheWrite5mTokens = client.pointee.isHour ? 0 : writes
            decision.pointee.cacheWrite1hTokens = client.pointee.isHour ? writes : 0
            sum &+= Int64(writes) &* client.pointee.writePrice
        }
        decision.pointee.costNanoDollars = CompiledModel.nanoDollars(sum)
        return true
    }

    /// As `chargeOutput`, for answers that end within the slots that are kept in mind.
    @inline(__always)
    private func chargeSoon(_ tokens: Int32, pool: Int, at end: Int64) {
        // Exact for all that ends within a week.
        let passed = (UInt64(truncatingIfNeeded: end &- settledSlot &* Self.slotMilliseconds) &* 42_949_673) &>> 32
        let slot = (Int(settledSlot) &+ Int(truncatingIfNeeded: passed)) & Int(Self.slotCount &- 1)
        outputDue[slot &* poolCount &+ pool] &+= Int64(tokens)
    }

    @inline(never)
    private func traits(
        _ client: UnsafePointer<PlainClient>, key: UInt64, tables: UnsafePointer<Float>
    ) -> (thinking: Int32, isToolCall: Bool) {
        var shape = client.pointee.source.shape
        withUnsafePointer(to: client.pointee.source) { source in
            RequestSource.drawTraits(&shape, source, call: key, tables: tables)
        }
        return (shape.thinkingTokens, shape.traits.isToolCall)
    }

    /// The same request as `decide` sees it.
    @inline(never)
    private func decideWithCare(
        _ client: UnsafePointer<PlainClient>, _ requests: PlainRequests, _ index: Int,
        _ draw: UnsafePointer<PlainDraw>, into decision: UnsafeMutablePointer<Decision>
    ) {
        let key = requests.keys[index]
        var shape = client.pointee.source.shape
        withUnsafePointer(to: client.pointee.source) { source in
            RequestSource.draw(
                &shape, source, call: key, request: key, inputFactor: 1, tables: requests.tables,
                prefixTokens: requests.prefixTokens)
        }
        decide(
            &shape, at: requests.times[index].milliseconds, key: key, firstToken: draw.pointee.firstToken,
            tokenTime: draw.pointee.tokenTime, into: decision)
    }
}
