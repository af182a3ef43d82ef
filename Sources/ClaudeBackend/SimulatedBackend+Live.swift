package import TimeSeries

/// What a live server asks of the backend: attempts whose prompts are known block by block, so that the exact cache has
/// said what is read and what is written, and the state of the limits for the headers of the answer.
extension SimulatedBackend {
    /// Decides one attempt as `decide` does, but for the cache: its say is `cache`, all four parts of which together are
    /// the prompt. Prefix and input of the shape count for nothing.
    package mutating func decide(
        _ shape: RequestShape, cache: CacheUsage, at time: VirtualTime, key: UInt64
    ) -> Decision {
        open { backend in backend.decide(shape, cache: cache, at: time, key: key) }
    }

    /// What the headers of an answer say of the limits of a model; nil where there are none. `epoch` is the time after
    /// the Unix epoch at which the backend's time began.
    package mutating func rateLimits(
        ofModel model: Int, at time: VirtualTime, epoch: VirtualTime
    ) -> RateLimitHeaders? {
        open { backend in backend.rateLimits(ofModel: model, at: time, epoch: epoch) }
    }
}

extension OpenBackend {
    fileprivate mutating func decide(
        _ shape: RequestShape, cache: CacheUsage, at time: VirtualTime, key: UInt64
    ) -> Decision {
        settleOutput(until: time.milliseconds)
        var decision = Decision(ending: .completed)
        withUnsafePointer(to: shape) { shape in
            withUnsafePointer(to: key) { key in memory.draw(shape, key, count: 1) }
            withUnsafeMutablePointer(to: &decision) { decision in
                memory.decide(
                    shape, cache: cache, at: time.milliseconds, key: key,
                    firstToken: Float(drawn: memory.draws.firstToken[0]),
                    tokenTime: Float(drawn: memory.draws.tokenTime[0]), into: decision)
            }
        }
        return decision
    }

    fileprivate mutating func rateLimits(
        ofModel model: Int, at time: VirtualTime, epoch: VirtualTime
    ) -> RateLimitHeaders? {
        settleOutput(until: time.milliseconds)
        return memory.poolsStart[Int(memory.models[model].pool)].headers(
            atMilliseconds: time.milliseconds, epoch: epoch)
    }
}

extension BackendMemory {
    /// The order of things is that of the other `decide`.
    func decide(
        _ shape: UnsafePointer<RequestShape>, cache given: CacheUsage, at now: Int64, key: UInt64, firstToken: Float,
        tokenTime: Float, into decision: UnsafeMutablePointer<Decision>
    ) {
        let model = models + Int(shape.pointee.model)
        let condition = UnsafePointer(conditionsStart + Int(shape.pointee.conditions))
        var draft = AnswerDraft(
            firstToken: firstToken, tokenTime: tokenTime,
            output: shape.pointee.outputTokens,
            thinking: shape.pointee.thinkingTokens)
        if !condition.pointee.isNormal {
            if refuse(condition, key: key, draft, into: decision) { return }
            if condition.pointee.changesAnswers { draft = changed(draft, shape, condition, key: key) }
        }
        guard let prompt = Int32(exactly: given.totalTokens), prompt <= model.pointee.contextWindow else {
            fail(.promptTooLong, after: draft.firstToken, into: decision)
            return
        }
        let cache = draft.prefixChanges ? given.written : given
        let pool = poolsStart + Int(model.pointee.pool)
        if pool.pointee.isLimited {
            let estimate = pool.pointee.countsCacheReads ? Int64(prompt) : Int64(prompt) - cache.readTokens
            if limit(estimate, pool, at: now, condition, after: draft.firstToken, into: decision) { return }
        }
        let unread = Float(Int64(prompt) - cache.readTokens)
        let begins = max(1, (draft.firstToken + unread * model.pointee.prefillMillisecondsPerToken).nearestWhole)
        if !condition.pointee.isNormal, failLate(condition, key: key, begins, into: decision) { return }

        // Each part is at most the prompt.
        decision.pointee.firstTokenMilliseconds = begins
        decision.pointee.inputTokens = Int32(clamping: cache.uncachedTokens)
        decision.pointee.cacheReadTokens = Int32(clamping: cache.readTokens)
        decision.pointee.cacheWrite5mTokens = Int32(clamping: cache.write5mTokens)
        decision.pointee.cacheWrite1hTokens = Int32(clamping: cache.write1hTokens)
        complete(decision, shape, draft, room: model.pointee.contextWindow &- prompt)
        if condition.pointee.canBreakStreams { breakOff(decision, shape, condition, at: now, key: key) }
        if pool.pointee.limitsOutput {
            let end = now &+ Int64(decision.pointee.durationMilliseconds)
            chargeOutput(Int64(decision.pointee.outputTokens), pool: Int(model.pointee.pool), at: end)
        }
        decision.pointee.costNanoDollars = model.pointee.cost(of: decision)
    }
}

extension CacheUsage {
    /// The same prompt, had nothing of it been found: what was read is written, for as long as the first part of what
    /// is written.
    fileprivate var written: CacheUsage {
        var usage = self
        if write1hTokens > 0 { usage.write1hTokens += readTokens } else { usage.write5mTokens += readTokens }
        usage.readTokens = 0
        return usage
    }
}
