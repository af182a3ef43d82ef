import TimeSeries

/// Decides plain requests, with all that it needs for it at hand: whatever is read by way of a structure in memory is read
/// again after every store.
struct PlainDecider {
    private let clients: UnsafePointer<PlainClient>
    private let populations: UnsafePointer<Int32>
    private let keys: UnsafePointer<UInt64>
    private let times: UnsafePointer<VirtualTime>
    private let draws: UnsafePointer<PlainDraw>
    private let decisions: UnsafeMutablePointer<Decision>
    private let prefixes: UnsafeMutablePointer<PrefixEntry>
    private let pools: UnsafeMutablePointer<PoolBuckets>
    private let outputDue: UnsafeMutablePointer<Int64>
    private let areTroubled: Bool
    /// Of the first slot whose output is due.
    private let firstDue: Int64
    private let settledSlot: Int

    @inline(__always)
    init(
        _ memory: borrowing BackendMemory, _ requests: PlainRequests, _ clients: UnsafePointer<PlainClient>,
        from begin: Int, into decisions: UnsafeMutablePointer<Decision>
    ) {
        self.clients = clients
        self.decisions = decisions
        populations = requests.populations + begin
        keys = requests.keys + begin
        times = requests.times + begin
        draws = UnsafePointer(memory.draws)
        prefixes = memory.prefixes
        pools = memory.poolsStart
        outputDue = memory.outputDue
        areTroubled = memory.arePlainClientsTroubled
        firstDue = memory.settledSlot &* BackendMemory.slotMilliseconds
        settledSlot = Int(memory.settledSlot)
    }

    /// False, and nothing changed, if anything about the request is out of the ordinary.
    ///
    /// - Parameter isUsual: Every prefix is cached and no pool can refuse anything.
    @inline(__always)
    func decide(_ index: Int, isUsual: Bool) -> Bool {
        let client = clients + Int(populations[index])
        if areTroubled, keys[index].draw(.refusal).lowBits.isBelow(client.pointee.troubles) { return false }
        let draw = draws + index
        let now = times[index].milliseconds
        let entry = prefixes + Int(draw.pointee.entry)
        let prefix = entry.pointee.tokens
        let prompt = draw.pointee.input &+ prefix
        let caches = isUsual || prefix >= client.pointee.minimumCacheableTokens
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
        let pool = pools + client.pointee.pool
        if isUsual {
            pool.pointee.give(Int64(uncached), now)
            chargeOutput(billed, client, at: end)
        } else if pool.pointee.isLimited {
            let estimate = Int64(pool.pointee.countsCacheReads ? prompt : uncached)
            if pool.pointee.isAmple {
                pool.pointee.give(estimate, now)
            } else if !pool.pointee.admitsAtOnce(estimate, now) {
                return false
            }
            if pool.pointee.limitsOutput { chargeOutput(billed, client, at: end) }
        }
        if caches {
            entry.pointee.use(
                at: now, lifetimeMilliseconds: client.pointee.lifetimeMilliseconds,
                answerBegins: now &+ Int64(begins))
        }

        let decision = decisions + index
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

    /// As `BackendMemory.chargeOutput`, for answers that end within the slots that are kept in mind.
    @inline(__always)
    private func chargeOutput(_ tokens: Int32, _ client: UnsafePointer<PlainClient>, at end: Int64) {
        // A hundredth, exact for all that ends within a week of the first of them.
        let passed = (UInt64(truncatingIfNeeded: end &- firstDue) &* 42_949_673) &>> 32
        let slot = (settledSlot &+ Int(truncatingIfNeeded: passed)) & Int(BackendMemory.slotCount &- 1)
        outputDue[client.pointee.firstSlot &+ slot] &+= Int64(tokens)
    }
}
