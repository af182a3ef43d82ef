/// Everything that decisions read and change, as addresses: they live as long as one batch.
struct BackendMemory {
    let models: UnsafeBufferPointer<CompiledModel>
    let tables: UnsafeBufferPointer<Float>
    let conditions: UnsafeBufferPointer<CompiledConditions>
    let pools: UnsafeMutableBufferPointer<PoolBuckets>
    let prefixes: UnsafeMutableBufferPointer<PrefixEntry>
    let outputDue: UnsafeMutableBufferPointer<Int64>
    let schedules: UnsafeBufferPointer<MidstreamSchedule>
    let prefixCount: Int
    let poolCount: Int
    let settledSlot: Int64

    private static let slotCount: Int64 = 8_192
    private static let fiveMinutes: Int64 = 300_000
    private static let hour: Int64 = 3_600_000
    /// Longer than the SDK's read timeout of ten minutes: no client sees the end of it.
    private static let endless: Int32 = 3_600_000

    /// What Claude does to one attempt.
    @inline(__always)
    func decide(_ shape: RequestShape, at now: Int64, key: UInt64) -> Decision {
        let model = models[Int(shape.model)]
        let condition = conditions[Int(shape.conditions)]
        let pacing = key.draw(.pacing)
        let table = Int(shape.model) &* 2 &* QuantileTable.count
        var firstToken = sample(table, pacing.lowBits)
        var tokenTime = sample(table &+ QuantileTable.count, pacing.highBits)
        var output = shape.outputTokens
        var thinking = shape.thinkingTokens
        var isRefusal = false
        var prefixChanges = false
        if !condition.isNormal {
            if let failed = refusal(condition, key: key, pacing: firstToken) { return failed }
            firstToken *= condition.firstTokenFactor
            tokenTime *= condition.tokenTimeFactor
            let draw = key.draw(.afterHeaders)
            (output, thinking) = lengths(shape, condition, bits: draw.lowBits)
            isRefusal = draw.highBits.isBelow(condition.refused)
            prefixChanges = key.draw(.prefix).lowBits.isBelow(condition.prefixChanges)
        }
        let prompt = shape.inputTokens &+ shape.prefixTokens
        if prompt > model.contextWindow { return failure(.promptTooLong, after: firstToken) }

        // What of the prompt is read from the cache and what is written to it.
        var decision = Decision(ending: .completed, stopReason: .endTurn)
        decision.inputTokens = shape.inputTokens
        let caches = shape.prefixTokens >= model.minimumCacheableTokens && shape.prefixTokens > 0
        let isHour = shape.traits.contains(.hourCache)
        let entry = Int(shape.model) &* prefixCount &+ Int(shape.prefix)
        if !caches {
            decision.inputTokens = prompt
        } else if !prefixChanges && prefixes[entry].isReadable(at: now) {
            decision.cacheReadTokens = shape.prefixTokens
        } else if isHour {
            decision.cacheWrite1hTokens = shape.prefixTokens
        } else {
            decision.cacheWrite5mTokens = shape.prefixTokens
        }
        let uncached = prompt &- decision.cacheReadTokens

        let pool = Int(model.pool)
        if pools[pool].isLimited {
            let estimate = Int64(pools[pool].countsCacheReads ? prompt : uncached)
            let admission = pools[pool].admit(inputTokens: estimate, atMilliseconds: now)
            if admission != .admitted {
                return limited(
                    admission, estimate: estimate, pool: pool, at: now, condition, after: firstToken)
            }
        }

        decision.firstTokenMilliseconds = max(
            1, (firstToken + Float(uncached) * model.prefillMillisecondsPerToken).nearestWhole)
        if caches && !prefixChanges {
            prefixes[entry].use(
                at: now, lifetimeMilliseconds: isHour ? Self.hour : Self.fiveMinutes,
                answerBegins: now &+ Int64(decision.firstTokenMilliseconds))
        }
        if !condition.isNormal {
            if let failed = failureAfterAdmission(condition, key: key, decision) { return failed }
        }
        if isRefusal {
            // A refusal comes early: a sixteenth of what would have been said, and no thoughts.
            thinking = 0
            output = max(1, output / 16)
        }
        complete(&decision, shape, output: output, thinking: thinking, room: model.contextWindow &- prompt)
        if isRefusal { decision.stopReason = .refusal }
        decision.durationMilliseconds =
            decision.firstTokenMilliseconds &+ (Float(decision.outputTokens) * tokenTime).nearestWhole
        if condition.hasSchedule || !condition.isNormal {
            breakOff(&decision, shape, condition, at: now, key: key)
        }
        chargeOutput(of: decision, pool: pool, at: now)
        decision.costNanoDollars = model.cost(of: decision)
        return decision
    }

    @inline(__always)
    private func sample(_ table: Int, _ bits: UInt32) -> Float {
        guard let base = tables.baseAddress else { return 0 }
        return (base + table).quantile(bits)
    }

    /// Output and why it stops.
    @inline(__always)
    private func complete(
        _ decision: inout Decision, _ shape: RequestShape, output: Int32, thinking: Int32, room: Int32
    ) {
        var billed = output &+ thinking
        decision.stopReason = shape.traits.contains(.tools) ? .toolUse : .endTurn
        if billed > shape.maximumTokens {
            billed = shape.maximumTokens
            decision.stopReason = .maximumTokens
        }
        if billed > room {
            billed = room
            decision.stopReason = .contextWindowExceeded
        }
        decision.outputTokens = billed
        decision.thinkingTokens = thinking < billed ? thinking : billed
    }

    /// Output counts when the answer ends.
    @inline(__always)
    private func chargeOutput(of decision: Decision, pool: Int, at now: Int64) {
        guard pools[pool].output.isLimited else { return }
        let slot = min((now &+ Int64(decision.durationMilliseconds)) / 100, settledSlot &+ Self.slotCount &- 1)
        outputDue[Int(slot & (Self.slotCount &- 1)) &* poolCount &+ pool] &+= Int64(decision.outputTokens)
    }

    // MARK: What seldom happens

    /// An answer without tokens. What is refused is not computed, so its headers come sooner than a first token would: a
    /// tenth of that time.
    @inline(never)
    private func failure(_ ending: Decision.Ending, after firstToken: Float) -> Decision {
        var decision = Decision(ending: ending)
        decision.firstTokenMilliseconds = max(1, (firstToken * 0.1).nearestWhole)
        decision.durationMilliseconds = decision.firstTokenMilliseconds
        return decision
    }

    @inline(never)
    private func limited(
        _ admission: Admission, estimate: Int64, pool: Int, at now: Int64, _ condition: CompiledConditions,
        after firstToken: Float
    ) -> Decision {
        let ending: Decision.Ending =
            switch admission {
            case .admitted, .requestsLimited: .requestsLimited
            case .inputTokensLimited: .inputTokensLimited
            case .outputTokensLimited: .outputTokensLimited
            case .accelerationLimited: .accelerationLimited
            }
        var decision = failure(ending, after: firstToken)
        decision.retryAfterSeconds =
            condition.retryAfterSeconds > 0
            ? condition.retryAfterSeconds
            : pools[pool].retryAfterSeconds(admission, inputTokens: estimate, atMilliseconds: now)
        return decision
    }

    /// Failures before anything is admitted: they use up no limit.
    @inline(never)
    private func refusal(_ condition: CompiledConditions, key: UInt64, pacing firstToken: Float) -> Decision? {
        let bits = UInt64(key.draw(.refusal).lowBits)
        guard bits < condition.connectionReset else { return nil }
        if bits < condition.overloaded {
            var decision = failure(.overloaded, after: firstToken)
            decision.retryAfterSeconds = condition.retryAfterSeconds
            return decision
        }
        if bits < condition.requestTimeout {
            var decision = failure(.requestTimeout, after: firstToken)
            // Not quickly: the server waited for what did not come.
            decision.firstTokenMilliseconds = max(1, (firstToken * condition.firstTokenFactor).nearestWhole)
            decision.durationMilliseconds = decision.firstTokenMilliseconds
            return decision
        }
        return failure(.connectionReset, after: firstToken)
    }

    /// Failures of requests that were admitted.
    @inline(never)
    private func failureAfterAdmission(_ condition: CompiledConditions, key: UInt64, _ begun: Decision) -> Decision? {
        let bits = UInt64(key.draw(.refusal).lowBits)
        guard bits < condition.stalledBeforeFirstToken else { return nil }
        var decision = Decision(ending: bits < condition.serverError ? .serverError : .gatewayTimeout)
        decision.firstTokenMilliseconds =
            decision.ending == .serverError ? begun.firstTokenMilliseconds : Self.endless
        decision.durationMilliseconds = decision.firstTokenMilliseconds
        return decision
    }

    /// Output and thinking under conditions that change them.
    @inline(never)
    private func lengths(_ shape: RequestShape, _ condition: CompiledConditions, bits: UInt32) -> (Int32, Int32) {
        var thinking = Float(shape.thinkingTokens)
        if shape.thinkingTokens == 0 && UInt64(bits) < condition.thinkingForced {
            // Nobody says how much it would think: several times what it answers, and at least the smallest budget that
            // the API takes.
            thinking = max(1_024, Float(shape.outputTokens) * 4)
        }
        return (
            max(1, (Float(shape.outputTokens) * condition.outputFactor).nearestWhole),
            (thinking * condition.thinkingFactor).nearestWhole
        )
    }

    /// Whether the answer breaks at a random point between its first token and its end.
    @inline(never)
    private func breakOff(
        _ decision: inout Decision, _ shape: RequestShape, _ condition: CompiledConditions, at now: Int64, key: UInt64
    ) {
        let end = now &+ Int64(decision.durationMilliseconds)
        if condition.hasSchedule, schedules[Int(shape.conditions)].isQuiet(from: now, to: end) { return }
        let draw = key.draw(.midstream)
        let length = decision.durationMilliseconds &- decision.firstTokenMilliseconds
        let elapsed = (Float(length) * draw.lowBits.unit).nearestWhole
        let offset = decision.firstTokenMilliseconds &+ elapsed
        let point =
            condition.hasSchedule
            ? schedules[Int(shape.conditions)].point(at: now &+ Int64(offset)) : condition.midstream
        let chance = Double(draw.highBits) * 0x1p-32
        let overloaded = point.overloaded
        let truncated = overloaded + point.truncated
        guard chance < truncated + point.stalled else { return }
        let isStreaming = shape.traits.contains(.streaming)
        if chance < overloaded {
            guard isStreaming else {
                // Without a stream no header has been sent, so it is an ordinary 529, only late.
                let shed = Decision(ending: .overloaded)
                decision = shed
                decision.firstTokenMilliseconds = offset
                decision.durationMilliseconds = offset
                return
            }
            decision.ending = .overloadedMidstream
        } else {
            decision.ending = chance < truncated ? .truncated : .stalled
        }
        let share = length > 0 ? Float(elapsed) / Float(length) : 1
        decision.stopReason = .none
        decision.outputTokens = min(decision.outputTokens, (Float(decision.outputTokens) * share).nearestWhole)
        decision.thinkingTokens = min(decision.thinkingTokens, decision.outputTokens)
        decision.durationMilliseconds = offset
    }
}
