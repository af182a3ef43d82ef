import ClaudeBackend
import TimeSeries

/// What nearly always happens, in three loops over some requests at once: users come, Claude decides, the answers are
/// counted. Whatever is out of the ordinary takes the way of all other attempts, which does the same one by one.
extension Kernel {
    /// Whether requests of the tick may be taken for plain ones: nothing binds them to each other but the limits, and
    /// nothing is looked at one by one.
    func allowsPlainRequests(due: Int, expected: Double) -> Bool {
        // Where a quarter of the attempts is due work, batches of plain requests between it would be a few requests long.
        !holdsBack && budget == nil && !watchesAnswers && Double(due) * 4 <= expected
    }

    /// Arrivals and due work of one tick; the operational time that is left behind its end.
    mutating func simulatePlainly(
        _ arrivals: inout ArrivalProcess, expected: Double, from begin: Int64, to end: Int64,
        _ due: UnsafeBufferPointer<Work>
    ) {
        let scale = ArrivalScale(from: begin, to: end, expected: expected)
        var place = 0
        var pause = Self.offset(of: due, place, from: begin)
        var next = arrivals.untilNext
        while next < expected {
            let came = comePlainly(&arrivals, &next, until: expected, pause: pause, begin, scale)
            decidePlainly(came.plain)
            if let other = came.other {
                beginRequest(other, until: end)
                flush()
            }
            if next < expected, came.isPaused {
                let time = begin &+ Int64(scale.offset(next))
                while place < due.count, due[place].milliseconds <= time {
                    dispatch(due[place], until: end)
                    place += 1
                }
                pause = Self.offset(of: due, place, from: begin)
                flush()
            }
        }
        arrivals.untilNext = next - expected
        while place < due.count {
            dispatch(due[place], until: end)
            place += 1
        }
        flush()
    }

    /// When the work comes that is due next, from the beginning of the tick.
    private static func offset(of due: UnsafeBufferPointer<Work>, _ place: Int, from begin: Int64) -> Int32 {
        place < due.count ? Int32(clamping: max(0, due[place].milliseconds - begin)) : .max
    }

    /// Users come until a batch is full, or one is no plain one, or other work is due.
    @inline(__always)
    private mutating func comePlainly(
        _ arrivals: inout ArrivalProcess, _ next: inout Double, until expected: Double, pause: Int32, _ begin: Int64,
        _ scale: ArrivalScale
    ) -> (plain: Int, other: Work?, isPaused: Bool) {
        let memory = memory
        let (starts, thresholds) = (UnsafePointer(memory.choiceStarts), UnsafePointer(memory.choiceThresholds))
        let kinds = UnsafePointer(memory.kinds)
        let (populations, keys, times) = (memory.plainPopulations, memory.keys, memory.times)
        let gaps = memory.tables + gapTable
        var step = arrivals.index &* .requestStep
        var count = 0
        var current = next
        defer {
            next = current
            // Steps are odd, so the number of steps follows from where they led.
            arrivals.index = step &* .requestStepInverse
        }
        while current < expected {
            let offset = scale.offset(current)
            if offset >= pause { return (count, nil, true) }
            let bits = (arrivalKey &+ step).mixed
            current += Double(gaps.quantile(bits.highBits))
            let population = WeightedChoice.pick(starts, thresholds, bits.lowBits)
            let kind = kinds[population]
            let key = requestKey &+ step
            step &+= .requestStep
            populations[count] = Int32(truncatingIfNeeded: population)
            keys[count] = key
            times[count].milliseconds = begin &+ Int64(offset)
            if kind == .complex {
                let work = Work(
                    milliseconds: begin &+ Int64(offset), key: key, population: Int32(truncatingIfNeeded: population))
                return (count, work, false)
            }
            count &+= kind == .plain ? 1 : 0
            if count == KernelStorage.batch { return (count, nil, false) }
        }
        return (count, nil, false)
    }

    /// Decides and counts the plain requests that have come.
    private mutating func decidePlainly(_ count: Int) {
        guard count > 0 else { return }
        let memory = memory
        backend.decide(
            PlainRequests(
                populations: memory.plainPopulations, keys: memory.keys, times: memory.times, count: count,
                tables: memory.tables, prefixTokens: memory.prefixTokens), into: memory.decisions)
        ledger.requests &+= Int64(count)
        ledger.calls &+= Int64(count)
        countBegun(count)
        settlePlainly(count)
    }

    private func countBegun(_ count: Int) {
        let memory = memory
        let populations = UnsafePointer(memory.populations)
        let plain = UnsafePointer(memory.plainPopulations)
        let first = memory.times[0].milliseconds
        let begun = PopulationChannel.begun.offset
        if records.row(at: first) == records.row(at: memory.times[count - 1].milliseconds) {
            let block = records.block(at: first, channels: begun)
            for index in 0..<count { block[populations[Int(plain[index])].channels] &+= 1 }
        } else {
            for index in 0..<count {
                let block = records.block(at: memory.times[index].milliseconds, channels: begun)
                block[populations[Int(plain[index])].channels] &+= 1
            }
        }
    }

    /// Counts what plain requests came to.
    private mutating func settlePlainly(_ count: Int) {
        let counter = PlainCounter(self)
        var sums = PlainSums()
        var careful = 0
        for index in 0..<count where !counter.count(index, &sums) {
            memory.careful[careful] = Int32(truncatingIfNeeded: index)
            careful &+= 1
        }
        plainRows.noteCounted()
        succeeded &+= sums.attempts
        sums.add(to: &ledger)
        for place in 0..<careful { settlePlainWithCare(Int(memory.careful[place])) }
    }

    @inline(never)
    private mutating func settlePlainWithCare(_ index: Int) {
        let key = memory.keys[index]
        let population = memory.plainPopulations[index]
        memory.works[index] = Work(
            milliseconds: memory.times[index].milliseconds, key: key, population: population)
        RequestSource.draw(
            memory.shapes + index, memory.sources + Int(population), call: key, request: key, inputFactor: 1,
            tables: memory.tables, prefixTokens: memory.prefixTokens)
        settleWithCare(index)
    }
}

/// What a batch adds to a run's sums. Tokens of one attempt are below 2^23, so those of a batch fit.
struct PlainSums {
    var attempts: Int64 = 0
    /// Input, read from the cache, written for five minutes and for an hour.
    var prompts = SIMD4<UInt32>()
    /// Output and thinking.
    var answers = SIMD2<UInt32>()
    var cost: Int64 = 0

    func add(to ledger: inout RunLedger) {
        ledger.attempts &+= attempts
        ledger.inputTokens &+= Int64(prompts[0])
        ledger.cacheReadTokens &+= Int64(prompts[1])
        ledger.cacheWriteTokens &+= Int64(prompts[2]) &+ Int64(prompts[3])
        ledger.outputTokens &+= Int64(answers[0])
        ledger.thinkingTokens &+= Int64(answers[1])
        ledger.costNanoDollars &+= cost
    }
}

/// Counts answers to plain requests, with all that it needs for it at hand: whatever is read by way of a structure in
/// memory is read again after every store.
struct PlainCounter {
    private let populations: UnsafePointer<CompiledPopulation>
    private let plain: UnsafePointer<Int32>
    private let times: UnsafePointer<VirtualTime>
    private let decisions: UnsafePointer<Decision>
    private let blocks: UnsafeMutablePointer<Int64>
    private let firstTokenTruth: UnsafeMutablePointer<UInt32>
    private let latencyTruth: UnsafeMutablePointer<UInt32>
    private let firstTokenStarts: UnsafePointer<UInt16>
    private let firstTokenBounds: UnsafePointer<Int32>
    private let jointStarts: UnsafePointer<UInt16>
    private let jointBounds: UnsafePointer<Int32>
    private let jointBuckets: Int
    private let width: Int
    private let populationCount: Int
    private let records: Records
    private let readTimeout: Int32
    private let deadline: Int32
    /// The shorter of the two: whatever ends within it is in time.
    private let patience: Int32
    /// What ends from then on is not counted here.
    private let horizon: Int64

    init(_ kernel: borrowing Kernel) {
        let memory = kernel.memory
        populations = UnsafePointer(memory.populations)
        plain = UnsafePointer(memory.plainPopulations)
        times = UnsafePointer(memory.times)
        decisions = UnsafePointer(memory.decisions)
        blocks = memory.plain
        firstTokenTruth = memory.firstTokenTruth
        latencyTruth = memory.latencyTruth
        firstTokenStarts = memory.histogramStarts
        firstTokenBounds = memory.histogramBounds + memory.histogramOffsets[0]
        jointStarts = memory.histogramStarts + 3 &* TruthBuckets.count
        jointBounds = memory.histogramBounds + memory.histogramOffsets[3]
        jointBuckets = kernel.plainRows.jointBuckets
        width = kernel.plainRows.width
        populationCount = kernel.populationCount
        records = kernel.records
        readTimeout = kernel.policy.readTimeout
        deadline = kernel.policy.deadline
        patience = min(readTimeout, deadline)
        let held = Int64(kernel.plainRows.first &+ PlainRows.held) &* kernel.records.rowMilliseconds
        horizon = min(kernel.duration, held)
    }

    /// False, and nothing counted, if the answer did not arrive whole, in time and within the rows that are held.
    @inline(__always)
    func count(_ index: Int, _ sums: inout PlainSums) -> Bool {
        let decision = decisions + index
        let population = Int(plain[index])
        let isStreaming = populations[population].isStreaming
        let elapsed = decision.pointee.durationMilliseconds
        let firstToken = decision.pointee.firstTokenMilliseconds
        let end = times[index].milliseconds &+ Int64(elapsed)
        guard case .completed = decision.pointee.ending, end < horizon else { return false }
        if elapsed > patience, (isStreaming ? firstToken : elapsed) > readTimeout || elapsed > deadline { return false }
        let row = records.row(at: end)
        let block = blocks + ((row & (PlainRows.held &- 1)) &* populationCount &+ population) &* width
        addUsage(decision, to: block, &sums)
        let truth = records.truthWithin(end)
        if isStreaming {
            let cell = TruthBuckets.index(ofShort: firstToken)
            firstTokenTruth[truth &+ cell] &+= 1
            block[PlainRows.firstToken] &+= Int64(firstToken)
            let bucket = BucketTable.bucket(firstTokenStarts, firstTokenBounds, truth: cell, milliseconds: firstToken)
            block[PlainRows.firstTokenBuckets &+ bucket] &+= 1
        }
        let cell = TruthBuckets.index(ofShort: elapsed)
        latencyTruth[truth &+ cell] &+= 1
        block[PlainRows.latency] &+= Int64(elapsed)
        let bucket = BucketTable.bucket(jointStarts, jointBounds, truth: cell, milliseconds: elapsed)
        block[jointBuckets &+ bucket] &+= 1
        return true
    }

    @inline(__always)
    private func addUsage(
        _ decision: UnsafePointer<Decision>, to block: UnsafeMutablePointer<Int64>, _ sums: inout PlainSums
    ) {
        let prompt = SIMD4<UInt32>(
            UInt32(bitPattern: decision.pointee.inputTokens), UInt32(bitPattern: decision.pointee.cacheReadTokens),
            UInt32(bitPattern: decision.pointee.cacheWrite5mTokens),
            UInt32(bitPattern: decision.pointee.cacheWrite1hTokens))
        let answer = SIMD2<UInt32>(
            UInt32(bitPattern: decision.pointee.outputTokens), UInt32(bitPattern: decision.pointee.thinkingTokens))
        let cost = decision.pointee.costNanoDollars
        sums.attempts &+= 1
        sums.prompts &+= prompt
        sums.answers &+= answer
        sums.cost &+= cost
        block[PlainRows.input] &+= Int64(prompt[0])
        block[PlainRows.cacheRead] &+= Int64(prompt[1])
        block[PlainRows.cacheHits] &+= prompt[1] > 0 ? 1 : 0
        block[PlainRows.output] &+= Int64(answer[0])
        block[PlainRows.cost] &+= cost
        if prompt[2] | prompt[3] != 0 {
            block[PlainRows.cacheWrite5m] &+= Int64(prompt[2])
            block[PlainRows.cacheWrite1h] &+= Int64(prompt[3])
        }
        if answer[1] != 0 {
            block[PlainRows.thinking] &+= Int64(answer[1])
            block[PlainRows.thinkingCalls] &+= 1
        }
        if case .endTurn = decision.pointee.stopReason { return }
        PlainRows.noteStop(decision.pointee.stopReason, block)
    }
}
