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
    let pacingTable: Int
    let source: RequestSource
    /// Of the first of its prefixes: among all prefixes, and among all cache entries.
    let firstPrefix: Int
    let firstEntry: Int
    let prefixCount: UInt32
    let model: Int
    let pool: Int
    let minimumCacheableTokens: Int32
    let maximumTokens: Int32
    let contextWindow: Int32
    let prefillMillisecondsPerToken: Float
    let lifetimeMilliseconds: Int64
    let hasTraits: Bool
    let isHour: Bool
    /// Bits of `refusal` below it meet a failure; all do where conditions change whole answers.
    let troubles: UInt64
    /// Answers that end before it cannot break.
    var quietUntil: Int64 = .max

    init(
        _ source: RequestSource, _ model: CompiledModel, _ condition: CompiledConditions, prefixCount: Int,
        tableCount: Int
    ) {
        self.source = source
        inputTable = source.inputTable
        outputTable = source.outputTable
        self.model = Int(source.shape.model)
        pacingTable = self.model * 2 * tableCount
        firstPrefix = Int(source.shape.prefix)
        firstEntry = self.model * prefixCount + firstPrefix
        self.prefixCount = source.prefixCount
        pool = Int(model.pool)
        minimumCacheableTokens = model.minimumCacheableTokens
        maximumTokens = source.shape.maximumTokens
        contextWindow = model.contextWindow
        prefillMillisecondsPerToken = model.prefillMillisecondsPerToken
        isHour = source.shape.traits.isHourCache
        lifetimeMilliseconds = isHour ? BackendMemory.hour : BackendMemory.fiveMinutes
        hasTraits = source.hasTraits
        troubles = condition.changesAnswers ? 1 << 32 : condition.stalledBeforeFirstToken
    }
}

/// What is drawn for a plain request before anything is decided.
struct PlainDraw {
    var input: Int32
    var output: Int32
    var firstToken: Float
    var tokenTime: Float
    /// Among those of its population.
    var prefix: Int32
}

extension BackendMemory {
    /// Decides as `decide` would, what is rare with it and the rest faster.
    @inline(__always)
    func decide(
        _ requests: PlainRequests, from begin: Int, count: Int, into decisions: UnsafeMutablePointer<Decision>
    ) {
        guard let clients = clients.baseAddress else { return }
        let draws = draws
        draw(requests, clients, from: begin, count: count, into: draws)
        let areTroubled = arePlainClientsTroubled
        let populations = requests.populations + begin
        let times = requests.times + begin
        let keys = requests.keys + begin
        for index in 0..<count {
            let client = clients + Int(populations[index])
            if areTroubled, keys[index].draw(.refusal).lowBits.isBelow(client.pointee.troubles) {
                decideWithCare(client, requests, begin &+ index, draws + index, into: decisions + index)
                continue
            }
            let isDecided = decidePlainly(
                client, requests, at: times[index].milliseconds, key: keys[index], draws + index,
                into: decisions + index)
            if !isDecided { decideWithCare(client, requests, begin &+ index, draws + index, into: decisions + index) }
        }
    }

    /// All that follows from keys alone: a loop of little keeps what it needs in registers.
    @inline(__always)
    private func draw(
        _ requests: PlainRequests, _ clients: UnsafePointer<PlainClient>, from begin: Int, count: Int,
        into draws: UnsafeMutablePointer<PlainDraw>
    ) {
        let pacing = tables
        let tableCount = tableCount
        let tables = requests.tables
        let populations = requests.populations + begin
        let keys = requests.keys + begin
        for index in 0..<count {
            let client = clients + Int(populations[index])
            let key = keys[index]
            let bits = key.draw(.shape)
            let input = (tables + client.pointee.inputTable).quantile(bits, .input, of: key)
            let output = (tables + client.pointee.outputTable).quantile(bits, .output, of: key)
            let speeds = pacing + client.pointee.pacingTable
            draws[index].firstToken = speeds.quantile(bits, .firstToken, of: key)
            draws[index].tokenTime = (speeds + tableCount).quantile(bits, .tokenTime, of: key)
            draws[index].input = max(1, input.nearestWhole)
            draws[index].output = max(1, output.nearestWhole)
            draws[index].prefix = bits.pick(of: client.pointee.prefixCount)
        }
    }

    /// False, and nothing changed, if anything about the request is out of the ordinary.
    @inline(__always)
    private func decidePlainly(
        _ client: UnsafePointer<PlainClient>, _ requests: PlainRequests, at now: Int64, key: UInt64,
        _ draw: UnsafePointer<PlainDraw>, into decision: UnsafeMutablePointer<Decision>
    ) -> Bool {
        let input = draw.pointee.input
        let prefix = requests.prefixTokens[client.pointee.firstPrefix &+ Int(draw.pointee.prefix)]
        let prompt = input &+ prefix
        let entry = prefixes + (client.pointee.firstEntry &+ Int(draw.pointee.prefix))
        let caches = prefix >= client.pointee.minimumCacheableTokens
        let reads = caches && entry.pointee.isReadable(at: now)
        let uncached = reads ? input : prompt
        let begins = max(
            1, (draw.pointee.firstToken + Float(uncached) * client.pointee.prefillMillisecondsPerToken).nearestWhole)

        var billed = draw.pointee.output
        var thinking: Int32 = 0
        var stopReason = Decision.StopReason.endTurn
        if client.pointee.hasTraits {
            let traits = traits(client, key: key, tables: requests.tables)
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
            if !pool.pointee.takesPlainly(estimate, now) { return false }
            if pool.pointee.limitsOutput { chargeOutput(Int64(billed), pool: client.pointee.pool, at: end) }
        }
        entry.pointee.use(
            at: now, lifetimeMilliseconds: client.pointee.lifetimeMilliseconds, answerBegins: now &+ Int64(begins))

        let writes = caches && !reads ? prefix : 0
        decision.pointee.ending = .completed
        decision.pointee.stopReason = stopReason
        decision.pointee.retryAfterSeconds = 0
        decision.pointee.firstTokenMilliseconds = begins
        decision.pointee.durationMilliseconds = lasts
        decision.pointee.inputTokens = caches ? input : prompt
        decision.pointee.cacheReadTokens = reads ? prefix : 0
        decision.pointee.cacheWrite5mTokens = client.pointee.isHour ? 0 : writes
        decision.pointee.cacheWrite1hTokens = client.pointee.isHour ? writes : 0
        decision.pointee.outputTokens = billed
        decision.pointee.thinkingTokens = thinking
        decision.pointee.costNanoDollars = models[client.pointee.model].cost(of: decision)
        return true
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
