/// Everything that decisions read and change, as addresses: they live as long as a backend is open.
struct BackendMemory {
    let models: UnsafePointer<CompiledModel>
    /// Of each model two, one behind the other.
    let tables: UnsafePointer<Float>
    let tableCount: Int
    let conditions: UnsafeMutableBufferPointer<CompiledConditions>
    let sources: UnsafeBufferPointer<RequestSource>
    let clients: UnsafeMutableBufferPointer<PlainClient>
    /// Whether anything fails at the moment for any of them.
    var arePlainClientsTroubled: Bool
    /// Whether some calls of any of them think or end with a tool call.
    let clientsHaveTraits: Bool
    /// Whether any of them has several prefixes, and whether all prefixes are long enough to be cached.
    let clientsChoosePrefixes: Bool
    let everyPrefixCaches: Bool
    /// `DrawnCells` of all clients and of all models.
    let sizes: UnsafePointer<Int32>
    let paces: UnsafePointer<Int32>
    let pools: UnsafeMutableBufferPointer<PoolBuckets>
    let prefixes: UnsafeMutablePointer<PrefixEntry>
    let outputDue: UnsafeMutablePointer<Int64>
    let draws: DrawColumns
    let longestPrefix: Int32
    let schedules: CompiledSchedules
    let prefixCount: Int
    var settledSlot: Int64

    static let slotCount: Int64 = 8_192
    static let slotMilliseconds: Int64 = 100
    static let fiveMinutes: Int64 = 300_000
    static let hour: Int64 = 3_600_000
    /// Longer than the SDK's read timeout of ten minutes: no client sees the end of it.
    private static let endless: Int32 = 3_600_000

    /// How many attempts are drawn for at once.
    static let chunk = 256

    var poolCount: Int {
        @inline(__always) get { pools.count }
    }

    /// A backend without pools or conditions has no models, and nobody asks it.
    var poolsStart: UnsafeMutablePointer<PoolBuckets> {
        @inline(__always) get { pools.baseAddress.unsafelyUnwrapped }
    }
    var conditionsStart: UnsafeMutablePointer<CompiledConditions> {
        @inline(__always) get { conditions.baseAddress.unsafelyUnwrapped }
    }

    /// Draws what depends on nothing but model and key, for some attempts at once: a loop of little keeps all it needs
    /// in registers.
    @inline(__always)
    func draw(
        _ shapes: UnsafePointer<RequestShape>, _ keys: UnsafePointer<UInt64>, count: Int
    ) {
        let (firstToken, tokenTime) = (draws.firstToken, draws.tokenTime)
        let tables = tables
        let tableCount = tableCount
        for index in 0..<count {
            let key = keys[index]
            let bits = key.draw(.shape)
            let table = tables + Int(shapes[index].model) &* 2 &* tableCount
            firstToken[index] = table.quantile(bits, .firstToken, of: key).drawnBits
            tokenTime[index] = (table + tableCount).quantile(bits, .tokenTime, of: key).drawnBits
        }
    }

    /// What Claude does to one attempt.
    ///
    /// Everything is read and written in place: copies of such structures through the stack stall the processor, which
    /// cannot forward many narrow stores to one wide load.
    @inline(__always)
    func decide(
        _ shape: UnsafePointer<RequestShape>, at now: Int64, key: UInt64, firstToken: Float, tokenTime: Float,
        into decision: UnsafeMutablePointer<Decision>
    ) {
        let place = Int(shape.pointee.model)
        let model = models + place
        let condition = UnsafePointer(conditionsStart + Int(shape.pointee.conditions))
        var draft = AnswerDraft(
            firstToken: firstToken, tokenTime: tokenTime, output: shape.pointee.outputTokens,
            thinking: shape.pointee.thinkingTokens)
        if !condition.pointee.isNormal {
            if refuse(condition, key: key, draft, into: decision) { return }
            if condition.pointee.changesAnswers { draft = changed(draft, shape, condition, key: key) }
        }
        let prefix = shape.pointee.prefixTokens
        let prompt = shape.pointee.inputTokens &+ prefix
        if prompt > model.pointee.contextWindow {
            fail(.promptTooLong, after: draft.firstToken, into: decision)
            return
        }

        // What of the prompt is read from the cache and what is written to it.
        let caches = prefix >= model.pointee.minimumCacheableTokens
        let entry = prefixes + (place &* prefixCount &+ Int(shape.pointee.prefix))
        let reads = caches && !draft.prefixChanges && entry.pointee.isReadable(at: now)
        let uncached = reads ? shape.pointee.inputTokens : prompt

        let pool = poolsStart + Int(model.pointee.pool)
        if pool.pointee.isLimited {
            let estimate = Int64(pool.pointee.countsCacheReads ? prompt : uncached)
            if !pool.pointee.admitsAtOnce(estimate, now),
                limit(estimate, pool, at: now, condition, after: draft.firstToken, into: decision)
            {
                return
            }
        }

        let begins = max(
            1, (draft.firstToken + Float(uncached) * model.pointee.prefillMillisecondsPerToken).nearestWhole)
        let isHour = shape.pointee.traits.isHourCache
        // An entry whose prefix is too short to be cached is never read, so it may be written.
        if !draft.prefixChanges {
            entry.pointee.use(
                at: now, lifetimeMilliseconds: isHour ? Self.hour : Self.fiveMinutes,
                answerBegins: now &+ Int64(begins))
        }
        if !condition.pointee.isNormal, failLate(condition, key: key, begins, into: decision) { return }

        let writes = caches && !reads ? prefix : 0
        decision.pointee.retryAfterSeconds = 0
        decision.pointee.firstTokenMilliseconds = begins
        decision.pointee.inputTokens = caches ? shape.pointee.inputTokens : prompt
        decision.pointee.cacheReadTokens = reads ? prefix : 0
        decision.pointee.cacheWrite5mTokens = isHour ? 0 : writes
        decision.pointee.cacheWrite1hTokens = isHour ? writes : 0
        complete(decision, shape, draft, room: model.pointee.contextWindow &- prompt)
        if condition.pointee.canBreakStreams { breakOff(decision, shape, condition, at: now, key: key) }
        if pool.pointee.limitsOutput {
            let end = now &+ Int64(decision.pointee.durationMilliseconds)
            chargeOutput(Int64(decision.pointee.outputTokens), pool: Int(model.pointee.pool), at: end)
        }
        decision.pointee.costNanoDollars = model.pointee.cost(of: decision)
    }

    /// Output, why it stops, and when.
    @inline(__always)
    func complete(
        _ decision: UnsafeMutablePointer<Decision>, _ shape: UnsafePointer<RequestShape>, _ draft: AnswerDraft,
        room: Int32
    ) {
        var billed = draft.output &+ draft.thinking
        var stopReason: Decision.StopReason = shape.pointee.traits.isToolCall ? .toolUse : .endTurn
        if billed > shape.pointee.maximumTokens {
            billed = shape.pointee.maximumTokens
            stopReason = .maximumTokens
        }
        if billed > room {
            billed = room
            stopReason = .contextWindowExceeded
        }
        decision.pointee.ending = .completed
        decision.pointee.stopReason = draft.isRefusal ? .refusal : stopReason
        decision.pointee.outputTokens = billed
        decision.pointee.thinkingTokens = min(draft.thinking, billed)
        decision.pointee.durationMilliseconds =
            decision.pointee.firstTokenMilliseconds &+ (Float(billed) * draft.tokenTime).nearestWhole
    }

    /// Output counts when the answer ends.
    @inline(__always)
    func chargeOutput(_ tokens: Int64, pool: Int, at end: Int64) {
        let slot = min(Int64(bitPattern: UInt64(bitPattern: end) / 100), settledSlot &+ Self.slotCount &- 1)
        outputDue[pool &* Int(Self.slotCount) &+ Int(slot & (Self.slotCount &- 1))] &+= tokens
    }

    // MARK: What seldom happens

    /// An answer without tokens, ready so long after its request.
    private func end(
        _ ending: Decision.Ending, after milliseconds: Int32, into decision: UnsafeMutablePointer<Decision>
    ) {
        decision.pointee = Decision(ending: ending)
        decision.pointee.firstTokenMilliseconds = max(1, milliseconds)
        decision.pointee.durationMilliseconds = max(1, milliseconds)
    }

    /// What is refused is not computed, so its headers come sooner than a first token would: a tenth of that time.
    @inline(never)
    func fail(
        _ ending: Decision.Ending, after firstToken: Float, into decision: UnsafeMutablePointer<Decision>
    ) {
        end(ending, after: (firstToken * 0.1).nearestWhole, into: decision)
    }

    /// Whether the limits refuse the attempt after all.
    @inline(never)
    func limit(
        _ estimate: Int64, _ pool: UnsafeMutablePointer<PoolBuckets>, at now: Int64,
        _ condition: UnsafePointer<CompiledConditions>, after firstToken: Float,
        into decision: UnsafeMutablePointer<Decision>
    ) -> Bool {
        let admission = pool.pointee.admit(inputTokens: estimate, atMilliseconds: now)
        if case .admitted = admission { return false }
        let ending: Decision.Ending =
            switch admission {
            case .admitted, .requestsLimited: .requestsLimited
            case .inputTokensLimited: .inputTokensLimited
            case .outputTokensLimited: .outputTokensLimited
            case .accelerationLimited: .accelerationLimited
            }
        fail(ending, after: firstToken, into: decision)
        let asked = condition.pointee.retryAfterSeconds
        decision.pointee.retryAfterSeconds =
            asked > 0
            ? asked : pool.pointee.retryAfterSeconds(admission, inputTokens: estimate, atMilliseconds: now)
        return true
    }

    /// Failures before anything is admitted: they use up no limit.
    @inline(never)
    func refuse(
        _ condition: UnsafePointer<CompiledConditions>, key: UInt64, _ draft: AnswerDraft,
        into decision: UnsafeMutablePointer<Decision>
    ) -> Bool {
        let bits = key.draw(.refusal).lowBits
        guard bits.isBelow(condition.pointee.connectionReset) else { return false }
        if bits.isBelow(condition.pointee.overloaded) {
            fail(.overloaded, after: draft.firstToken, into: decision)
            decision.pointee.retryAfterSeconds = condition.pointee.retryAfterSeconds
        } else if bits.isBelow(condition.pointee.requestTimeout) {
            // Not quickly: the server waited for what did not come.
            let firstToken = draft.firstToken * condition.pointee.firstTokenFactor
            end(.requestTimeout, after: firstToken.nearestWhole, into: decision)
        } else {
            fail(.connectionReset, after: draft.firstToken, into: decision)
        }
        return true
    }

    /// Failures of requests that were admitted.
    @inline(never)
    func failLate(
        _ condition: UnsafePointer<CompiledConditions>, key: UInt64, _ firstToken: Int32,
        into decision: UnsafeMutablePointer<Decision>
    ) -> Bool {
        let bits = key.draw(.refusal).lowBits
        guard bits.isBelow(condition.pointee.stalledBeforeFirstToken) else { return false }
        if bits.isBelow(condition.pointee.serverError) {
            end(.serverError, after: firstToken, into: decision)
        } else {
            end(.gatewayTimeout, after: Self.endless, into: decision)
        }
        return true
    }

    /// The draft under conditions that change it.
    @inline(never)
    func changed(
        _ draft: AnswerDraft, _ shape: UnsafePointer<RequestShape>, _ condition: UnsafePointer<CompiledConditions>,
        key: UInt64
    ) -> AnswerDraft {
        var changed = draft
        changed.firstToken *= condition.pointee.firstTokenFactor
        changed.tokenTime *= condition.pointee.tokenTimeFactor
        let draw = key.draw(.afterHeaders)
        var thinking = Float(draft.thinking)
        if draft.thinking == 0 && draw.lowBits.isBelow(condition.pointee.thinkingForced) {
            // Nobody says how much it would think: several times what it answers, and at least the smallest budget that
            // the API takes.
            thinking = max(1_024, Float(draft.output) * 4)
        }
        changed.output = max(1, (Float(draft.output) * condition.pointee.outputFactor).nearestWhole)
        changed.thinking = (thinking * condition.pointee.thinkingFactor).nearestWhole
        changed.prefixChanges = key.draw(.prefix).lowBits.isBelow(condition.pointee.prefixChanges)
        if draw.highBits.isBelow(condition.pointee.refused) {
            // A refusal comes early: a sixteenth of what would have been said, and no thoughts.
            changed.isRefusal = true
            changed.thinking = 0
            changed.output = max(1, changed.output / 16)
        }
        return changed
    }

    /// Whether the answer breaks at a random point between its first token and its end.
    @inline(never)
    func breakOff(
        _ decision: UnsafeMutablePointer<Decision>, _ shape: UnsafePointer<RequestShape>,
        _ condition: UnsafePointer<CompiledConditions>, at now: Int64, key: UInt64
    ) {
        let firstToken = decision.pointee.firstTokenMilliseconds
        let length = decision.pointee.durationMilliseconds &- firstToken
        let place = Int(shape.pointee.conditions)
        let end = now &+ Int64(decision.pointee.durationMilliseconds)
        if condition.pointee.hasSchedule, schedules.isQuiet(place, from: now, to: end) { return }
        let draw = key.draw(.midstream)
        let elapsed = (Float(length) * draw.lowBits.unit).nearestWhole
        let offset = firstToken &+ elapsed
        let point =
            condition.pointee.hasSchedule
            ? schedules.point(place, at: now &+ Int64(offset)) : condition.pointee.midstream
        let chance = Double(draw.highBits) * 0x1p-32
        let truncated = point.overloaded + point.truncated
        guard chance < truncated + point.stalled else { return }
        if chance < point.overloaded && !shape.pointee.traits.contains(.streaming) {
            // Without a stream no header has been sent, so it is an ordinary 529, only late.
            self.end(.overloaded, after: offset, into: decision)
            return
        }
        decision.pointee.ending =
            chance < point.overloaded ? .overloadedMidstream : chance < truncated ? .truncated : .stalled
        let share = length > 0 ? Float(elapsed) / Float(length) : 1
        let produced = (Float(decision.pointee.outputTokens) * share).nearestWhole
        decision.pointee.stopReason = .none
        decision.pointee.outputTokens = min(decision.pointee.outputTokens, produced)
        decision.pointee.thinkingTokens = min(decision.pointee.thinkingTokens, decision.pointee.outputTokens)
        decision.pointee.durationMilliseconds = offset
    }
}

/// What an answer would be, were nothing to stop it.
struct AnswerDraft {
    /// Milliseconds to the first token of an empty prompt, and for each token.
    var firstToken: Float
    var tokenTime: Float
    var output: Int32
    var thinking: Int32
    var isRefusal = false
    var prefixChanges = false
}

extension RequestShape.Traits {
    /// As `contains`, which in this loop would be a call.
    var isHourCache: Bool {
        @inline(__always) get { rawValue & 4 != 0 }
    }
    var isToolCall: Bool {
        @inline(__always) get { rawValue & 2 != 0 }
    }
}
