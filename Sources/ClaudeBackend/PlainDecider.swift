import TimeSeries

/// Decides plain requests, with all that it needs for it at hand: whatever is read by way of a structure in memory is read
/// again after every store.
struct PlainDecider {
    private let clients: UnsafePointer<PlainClient>
    private let populations: UnsafePointer<Int32>
    private let keys: UnsafePointer<UInt64>
    private let times: UnsafePointer<VirtualTime>
    private let draws: DrawColumns
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
        draws = memory.draws
        prefixes = memory.prefixes
        pools = memory.poolsStart
        outputDue = memory.outputDue
        areTroubled = memory.arePlainClientsTroubled
        firstDue = memory.settledSlot &* BackendMemory.slotMilliseconds
        settledSlot = Int(memory.settledSlot)
    }

    /// False, and nothing changed, if anything about the request is out of the ordinary. What the answer thinks and why it
    /// stops is known since it was drawn.
    ///
    /// - Parameter isUsual: Every prefix is cached and no pool can refuse anything.
    @inline(__always)
    func decide(_ index: Int, isUsual: Bool) -> Bool {
        let client = clients + Int(populations[index])
        if areTroubled, keys[index].draw(.refusal).lowBits.isBelow(client.pointee.troubles) { return false }
        let now = times[index].milliseconds
        let entry = prefixes + Int(draws.entry[index])
        let prefix = entry.pointee.tokens
        let asked = draws.input[index]
        let prompt = asked &+ prefix
        let caches = isUsual || prefix >= client.pointee.minimumCacheableTokens
        // As a rule the prefix is read.
        var (input, uncached, reads, writes) = (asked, asked, prefix, Int32(0))
        var begins = draws.begins[index]
        if !(caches && entry.pointee.isReadable(at: now)) {
            (input, uncached, reads, writes) = caches ? (asked, prompt, 0, prefix) : (prompt, prompt, 0, 0)
            begins = DrawColumns.begins(
                after: Float(drawn: draws.firstToken[index]), reading: prompt, Float(drawn: draws.prefill[index]))
        }
        let billed = draws.output[index]
        let lasts = begins &+ draws.lasts[index]
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
        decision.pointee.retryAfterSeconds = 0
        decision.pointee.firstTokenMilliseconds = begins
        decision.pointee.durationMilliseconds = lasts
        decision.pointee.inputTokens = input
        decision.pointee.cacheReadTokens = reads
        decision.pointee.cacheWrite5mTokens = 0
        decision.pointee.cacheWrite1hTokens = 0
        decision.pointee.outputTokens = billed
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
