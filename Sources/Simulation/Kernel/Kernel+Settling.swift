import ClaudeBackend

extension Kernel {
    /// Counts what the attempts of the batch came to, at the moments at which they end, and plans what follows from it.
    mutating func settle(_ count: Int) {
        let memory = memory
        for index in 0..<count {
            let work = memory.works + index
            let decision = memory.decisions + index
            let isStreaming = memory.shapes[index].isStreaming
            let elapsed = decision.pointee.durationMilliseconds
            let silence = isStreaming ? decision.pointee.firstTokenMilliseconds : elapsed
            let isInTime = silence <= policy.readTimeout && work.pointee.callAge &+ elapsed <= policy.deadline
            // A pattern, not `==`: that is a call through a table for an enumeration of another module.
            guard case .completed = decision.pointee.ending, isInTime, !watchesAnswers else {
                settleWithCare(index)
                continue
            }
            succeed(work, decision, isStreaming: isStreaming)
        }
    }

    /// An answer that arrived whole.
    @inline(never)
    private mutating func succeed(
        _ work: UnsafePointer<Work>, _ decision: UnsafePointer<Decision>, isStreaming: Bool
    ) {
        let elapsed = decision.pointee.durationMilliseconds
        let end = work.pointee.milliseconds &+ Int64(elapsed)
        lastRelease = end
        let block = records.block(at: end, channels: memory.populations[Int(work.pointee.population)].channels)
        block[PopulationChannel.attempts(.ok).offset] &+= 1
        block[PopulationChannel.retries.offset] &+= work.pointee.attempt > 0 ? 1 : 0
        Records.addUsage(block, decision)
        Records.addAnswer(block, decision)
        let truth = records.truth(at: end)
        let callAge = work.pointee.callAge
        if isStreaming {
            let firstToken = callAge &+ decision.pointee.firstTokenMilliseconds
            let cell = TruthBuckets.index(ofMilliseconds: firstToken)
            memory.firstTokenTruth[truth &+ cell] &+= 1
            block[PopulationChannel.firstTokenMilliseconds.offset] &+= Int64(firstToken)
            let bucket = memory.bucket(histogram: 0, truth: cell, milliseconds: firstToken)
            block[records.firstTokenBuckets &+ bucket] &+= 1
        }
        let latency = callAge &+ elapsed
        let cell = TruthBuckets.index(ofMilliseconds: latency)
        memory.latencyTruth[truth &+ cell] &+= 1
        block[PopulationChannel.calls(.succeeded).offset] &+= 1
        block[PopulationChannel.latencyMilliseconds.offset] &+= Int64(latency)
        let bucket = memory.bucket(histogram: 1, truth: cell, milliseconds: latency)
        block[records.latencyBuckets &+ bucket] &+= 1
        if end < duration {
            countInLedger(decision)
            succeeded &+= 1
        } else {
            ledger.inFlight &+= 1
        }
        if holdsBack { breaker?.note(endingAt: end, isFailure: false) }
        if work.pointee.callCount == 1 && work.pointee.worker < 0 {
            finishRequest(requestAge: work.pointee.requestAge &+ elapsed, channel: .requestsSucceeded, block)
        } else {
            continueRequest(work.pointee, succeeded: true, at: end, after: elapsed, block)
        }
    }

    /// What an attempt used, counted apart from the rows.
    @inline(__always)
    private mutating func countInLedger(_ used: UnsafePointer<Decision>) {
        ledger.attempts &+= 1
        ledger.inputTokens &+= Int64(used.pointee.inputTokens)
        ledger.outputTokens &+= Int64(used.pointee.outputTokens)
        ledger.cacheReadTokens &+= Int64(used.pointee.cacheReadTokens)
        ledger.cacheWriteTokens &+= Int64(used.pointee.cacheWrite5mTokens) &+ Int64(used.pointee.cacheWrite1hTokens)
        ledger.thinkingTokens &+= Int64(used.pointee.thinkingTokens)
        ledger.costNanoDollars &+= used.pointee.costNanoDollars
    }

    /// A user's request ended.
    @inline(__always)
    private func finishRequest(requestAge: Int32, channel: PopulationChannel, _ block: UnsafeMutablePointer<Int64>) {
        block[channel.offset] &+= 1
        block[PopulationChannel.requestMilliseconds.offset] &+= Int64(requestAge)
        let bucket = memory.bucket(
            histogram: 2, truth: TruthBuckets.index(ofMilliseconds: requestAge), milliseconds: requestAge)
        block[records.requestBuckets &+ bucket] &+= 1
    }

    /// A call ended: the next one of its request begins, or the request ends.
    private mutating func continueRequest(
        _ work: Work, succeeded: Bool, at end: Int64, after elapsed: Int32, _ block: UnsafeMutablePointer<Int64>
    ) {
        if succeeded && work.callIndex &+ 1 < work.callCount {
            var next = work.aged(by: Int64(elapsed))
            next.callIndex += 1
            next.callAge = 0
            next.attempt = 0
            next.tries = 0
            next.isFallback = false
            schedule(next)
            return
        }
        finishRequest(
            requestAge: work.requestAge &+ elapsed, channel: succeeded ? .requestsSucceeded : .requestsFailed, block)
        if work.worker >= 0 {
            scheduleRequest(ofWorker: work.worker, key: work.key &+ .requestStep, after: end)
        }
    }

    /// A call that ended without a whole answer, so long after the work's time.
    mutating func finishCall(_ work: Work, _ outcome: CallOutcome, after elapsed: Int32) {
        let end = work.milliseconds + Int64(elapsed)
        let block = records.block(at: end, channels: memory.populations[Int(work.population)].channels)
        let latency = work.callAge + elapsed
        block[PopulationChannel.calls(outcome).offset] &+= 1
        block[PopulationChannel.failedLatencyMilliseconds.offset] &+= Int64(latency)
        let bucket = memory.bucket(
            histogram: 1, truth: TruthBuckets.index(ofMilliseconds: latency), milliseconds: latency)
        block[records.failedLatencyBuckets + bucket] &+= 1
        if end < duration { ledger.outcomes[outcome.rawValue] += 1 } else { ledger.inFlight += 1 }
        // What the caller got wrong, or was never sent, says nothing about Claude.
        if outcome != .breakerOpen && outcome != .promptTooLong { breaker?.note(endingAt: end, isFailure: true) }
        continueRequest(work, succeeded: false, at: end, after: elapsed, block)
    }

    // MARK: Attempts that need a closer look

    @inline(never)
    mutating func settleWithCare(_ index: Int) {
        let work = memory.works[index]
        let shape = memory.shapes[index]
        let decided = memory.decisions[index]
        let seen = SeenAttempt(decided, isStreaming: shape.isStreaming, callAge: work.callAge, policy)
        let end = work.milliseconds + Int64(seen.milliseconds)
        if seen.isCut {
            memory.decisions[index] = backend.cut(
                decided, atMilliseconds: seen.milliseconds, model: Int(shape.model))
        }
        if !firstBad.isEmpty {
            noteFaults(of: decided, variant: Int(shape.conditions), from: work.milliseconds, to: end)
        }
        if seen.outcome == .succeeded {
            succeed(memory.works + index, memory.decisions + index, isStreaming: shape.isStreaming)
            return
        }
        lastRelease = end
        let block = records.block(at: end, channels: memory.populations[Int(work.population)].channels)
        block[PopulationChannel.attempts(seen.status).offset] &+= 1
        block[PopulationChannel.retries.offset] &+= work.attempt > 0 ? 1 : 0
        Records.addUsage(block, memory.decisions + index)
        block[PopulationChannel.wastedNanoDollars.offset] &+= memory.decisions[index].costNanoDollars
        if end < duration { countInLedger(memory.decisions + index) }
        if !seen.isRetryable || !retry(work, after: seen, decided) {
            finishCall(work, seen.outcome, after: seen.milliseconds)
        }
    }

    /// Plans the next attempt of a call, or its end by the deadline while it waits; false if there is nothing to be planned.
    private mutating func retry(_ work: Work, after seen: SeenAttempt, _ decision: Decision) -> Bool {
        guard work.attempt < .max else { return false }
        var next = work.aged(by: Int64(seen.milliseconds))
        next.attempt += 1
        if work.tries < policy.maximumRetries {
            let key =
                work.key &+ UInt64(work.callIndex) &* .callStep
                &+ UInt64(work.attempt) &* .attemptStep
            let wait = policy.wait(
                retries: work.tries, retryAfterSeconds: decision.retryAfterSeconds,
                bits: key.draw(.backoff).lowBits)
            if Int64(next.callAge) + wait >= Int64(policy.deadline) {
                finishCall(work, .timedOut, after: policy.deadline - work.callAge)
                return true
            }
            if budget?.takeRetry() ?? true {
                next = next.aged(by: wait)
                next.tries += 1
                schedule(next)
                return true
            }
        }
        let fallback = memory.populations[Int(work.population)].fallbackModel
        guard !work.isFallback, fallback >= 0, fallback != memory.populations[Int(work.population)].model else {
            return false
        }
        next.tries = 0
        next.isFallback = true
        schedule(next)
        return true
    }
}

/// How an attempt looks to the client that made it: its own clocks may end it before Claude does.
struct SeenAttempt {
    var outcome: CallOutcome
    var status: AttemptStatus
    var isRetryable: Bool
    /// Whether the client hung up.
    var isCut = false
    /// From the attempt's beginning to its end for the client.
    var milliseconds: Int32

    init(_ decision: Decision, isStreaming: Bool, callAge: Int32, _ policy: CompiledPolicy) {
        (outcome, status, isRetryable) = Self.reading(decision.ending, isStreaming: isStreaming, policy)
        milliseconds = decision.durationMilliseconds
        if decision.ending == .stalled {
            milliseconds = Int32(clamping: Int64(milliseconds) + Int64(policy.readTimeout))
        }
        // Without a stream the answer comes at once when it is whole, so that until then all is silence.
        let headers = isStreaming ? decision.firstTokenMilliseconds : decision.durationMilliseconds
        if headers > policy.readTimeout {
            outcome = .timedOut
            status = .none
            isRetryable = true
            isCut = true
            milliseconds = policy.readTimeout
        }
        let left = policy.deadline &- callAge
        if milliseconds > left {
            outcome = .timedOut
            if headers > left { status = .none }
            isRetryable = false
            isCut = true
            milliseconds = max(0, left)
        }
    }

    /// The SDKs retry 408, 409, 429, 5xx, connections that fail and timeouts before the headers; a stream that broke
    /// they do not. The body of a call without a stream belongs to the attempt. Source: anthropic-sdk-python,
    /// `_base_client.py`.
    private static func reading(
        _ ending: Decision.Ending, isStreaming: Bool, _ policy: CompiledPolicy
    ) -> (CallOutcome, AttemptStatus, isRetryable: Bool) {
        let retriesBroken = !isStreaming || policy.retriesBrokenStreams
        return switch ending {
        case .completed: (.succeeded, .ok, false)
        case .requestsLimited, .inputTokensLimited, .outputTokensLimited, .accelerationLimited:
            (.rateLimited, .rateLimited, true)
        case .overloaded: (.overloaded, .overloaded, true)
        case .serverError: (.serverError, .serverError, true)
        case .requestTimeout: (.timedOut, .requestTimeout, true)
        case .gatewayTimeout: (.timedOut, .gatewayTimeout, true)
        case .promptTooLong: (.promptTooLong, .badRequest, false)
        case .connectionReset: (.connectionFailed, .none, true)
        case .overloadedMidstream: (.overloadedMidstream, .ok, retriesBroken)
        case .truncated: (isStreaming ? .truncated : .connectionFailed, .ok, retriesBroken)
        case .stalled: (.timedOut, .ok, retriesBroken)
        }
    }
}
