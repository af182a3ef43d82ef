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
        _ source: RequestSource, _ model: CompiledModel, _ condition: CompiledConditions, prefixCount: Int
    ) {
        self.source = source
        inputTable = source.inputTable
        outputTable = source.outputTable
        firstTokenTable = Int(source.shape.model) * 2 * QuantileTable.count
        tokenTimeTable = firstTokenTable + QuantileTable.count
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

/// What is known of a request before anything that came before it matters.
struct PlainDraw: Sendable {
    var input: Int32 = 0
    /// Billed output, thinking included, and how long it takes.
    var output: Int32 = 0
    var outputMilliseconds: Int32 = 0
    var thinking: Int32 = 0
    var firstToken: Float = 0
    var tokenTime: Float = 0
    /// Of its prefix.
    var entry: Int32 = 0
    var stopReason = Decision.StopReason.endTurn

    /// What all output comes to under `max_tokens`.
    @inline(__always)
    mutating func setOutput(_ tokens: Int32, maximum: Int32) {
        output = tokens
        if tokens > maximum {
            output = maximum
            thinking = min(thinking, maximum)
            stopReason = .maximumTokens
        }
        outputMilliseconds = (Float(output) * tokenTime).nearestWhole
    }
}

extension BackendMemory {
    /// Decides as `decide` would, what is rare with it and the rest faster.
    @inline(__always)
    func decide(
        _ requests: PlainRequests, from begin: Int, count: Int, into decisions: UnsafeMutablePointer<Decision>
    ) {
        guard let clients = UnsafePointer(clients.baseAddress) else { return }
        let draws = draws
        let asked = draw(requests, clients, from: begin, count: count, into: draws)
        let populations = requests.populations + begin
        let times = requests.times + begin
        let keys = requests.keys + begin
        for pool in 0..<poolCount where pools[pool].isLimited {
            pools[pool].prepare(
                requests: Int64(count), inputTokens: asked &+ Int64(count) &* Int64(longestPrefix),
                atMilliseconds: times[0].milliseconds)
        }
        let areTroubled = arePlainClientsTroubled
        let (prefixes, pools) = (prefixes, poolsStart)
        let firstDue = settledSlot &* Self.slotMilliseconds
        for index in 0..<count {
            let client = clients + Int(populations[index])
            let draw = draws + index
            let now = times[index].milliseconds
            let entry = prefixes + Int(draw.pointee.entry)
            let pool = pools + client.pointee.pool
            if areTroubled, keys[index].draw(.refusal).lowBits.isBelow(client.pointee.troubles) {
                decideWithCare(client, requests, begin &+ index, draw, into: decisions + index)
            } else if !decidePlainly(client, entry, pool, at: now, firstDue, draw, into: decisions + index) {
                decideWithCare(client, requests, begin &+ index, draw, into: decisions + index)
            }
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
            draw.pointee.thinking = 0
            draw.pointee.stopReason = .endTurn
            draw.pointee.entry = client.pointee.firstEntry &+ bits.pick(of: client.pointee.prefixCount)
            if client.pointee.hasTraits || bits.hasTail {
                drawWithCare(bits, client, key: keys[index], tables: tables, into: draw)
            } else {
                let input = tables[client.pointee.inputTable &+ bits.cell(.input)]
                let output = tables[client.pointee.outputTable &+ bits.cell(.output)]
                draw.pointee.firstToken = pacing[client.pointee.firstTokenTable &+ bits.cell(.firstToken)]
                draw.pointee.tokenTime = pacing[client.pointee.tokenTimeTable &+ bits.cell(.tokenTime)]
                draw.pointee.input = max(1, input.nearestWhole)
                draw.pointee.setOutput(max(1, output.nearestWhole), maximum: client.pointee.maximumTokens)
            }
            asked &+= Int64(draw.pointee.input)
        }
        return asked
    }

    /// The same where a draw lies in a tail, or the model may think or call a tool.
    @inline(never)
    private func drawWithCare(
        _ bits: UInt64, _ client: UnsafePointer<PlainClient>, key: UInt64, tables requested: UnsafePointer<Float>,
        into draw: UnsafeMutablePointer<PlainDraw>
    ) {
        let input = (requested + client.pointee.inputTable).quantile(bits, .input, of: key)
        let output = (requested + client.pointee.outputTable).quantile(bits, .output, of: key)
        draw.pointee.firstToken = (tables + client.pointee.firstTokenTable).quantile(bits, .firstToken, of: key)
        draw.pointee.tokenTime = (tables + client.pointee.tokenTimeTable).quantile(bits, .tokenTime, of: key)
        draw.pointee.input = max(1, input.nearestWhole)
        if client.pointee.hasTraits {
            var shape = client.pointee.source.shape
            withUnsafePointer(to: client.pointee.source) { source in
                RequestSource.drawTraits(&shape, source, call: key, tables: requested)
            }
            draw.pointee.thinking = shape.thinkingTokens
            if shape.traits.isToolCall { draw.pointee.stopReason = .toolUse }
        }
        draw.pointee.setOutput(
            max(1, output.nearestWhole) &+ draw.pointee.thinking, maximum: client.pointee.maximumTokens)
    }

    /// False, and nothing changed, if anything about the request is out of the ordinary.
    @inline(__always)
    private func decidePlainly(
        _ client: UnsafePointer<PlainClient>, _ entry: UnsafeMutablePointer<PrefixEntry>,
        _ pool: UnsafeMutablePointer<PoolBuckets>, at now: Int64, _ firstDue: Int64,
        _ draw: UnsafePointer<PlainDraw>, into decision: UnsafeMutablePointer<Decision>
    ) -> Bool {
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
        let billed = draw.pointee.output
        let lasts = begins &+ draw.pointee.outputMilliseconds
        let end = now &+ Int64(lasts)
        if prompt &+ billed > client.pointee.contextWindow || end >= client.pointee.quietUntil { return false }
        if pool.pointee.isLimited {
            let estimate = Int64(pool.pointee.countsCacheReads ? prompt : uncached)
            if pool.pointee.isAmple {
                pool.pointee.give(estimate, now)
            } else if !pool.pointee.admitsAtOnce(estimate, now) {
                return false
            }
            if pool.pointee.limitsOutput { chargeSoon(billed, pool: client.pointee.pool, after: end &- firstDue) }
        }
        if caches {
            entry.pointee.use(
                at: now, lifetimeMilliseconds: client.pointee.lifetimeMilliseconds,
                answerBegins: now &+ Int64(begins))
        }

        decision.pointee.ending = .completed
        decision.pointee.stopReason = draw.pointee.stopReason
        decision.pointee.retryAfterSeconds = 0
        decision.pointee.firstTokenMilliseconds = begins
        decision.pointee.durationMilliseconds = lasts
        decision.pointee.inputTokens = input
        decision.pointee.cacheReadTokens = reads
        decision.pointee.cacheWrite5mTokens = 0
        decision.pointee.cacheWrite1hTokens = 0
        decision.pointee.outputTokens = billed
        decision.pointee.thinkingTokens = draw.pointee.thinking
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

    /// As `chargeOutput`, for answers that end within the slots that are kept in mind: so long after the first of them.
    @inline(__always)
    private func chargeSoon(_ tokens: Int32, pool: Int, after milliseconds: Int64) {
        // A hundredth, exact for all that ends within a week.
        let passed = (UInt64(truncatingIfNeeded: milliseconds) &* 42_949_673) &>> 32
        let slot = (Int(settledSlot) &+ Int(truncatingIfNeeded: passed)) & Int(Self.slotCount &- 1)
        outputDue[slot &* poolCount &+ pool] &+= Int64(tokens)
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
