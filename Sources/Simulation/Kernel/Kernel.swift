import ClaudeBackend
import TimeSeries

/// The loop of a run and what it carries from tick to tick.
struct Kernel: ~Copyable {
    let memory: KernelMemory
    let records: Records
    let policy: CompiledPolicy
    var plainRows: PlainRows
    let duration: Int64
    let populationCount: Int
    let dependencyCount: Int
    let thinkTimeTable: Int
    let variantModels: [Int]
    let gapTable: Int
    private let shares: [Double]
    /// By which the populations of requests are picked now.
    private var weights: [Double]
    private let dependencyShares: [Double]
    /// Keys of the streams that arrivals, requests and workers draw from.
    let arrivalKey: UInt64
    let requestKey: UInt64

    var backend: OpenBackend
    var wheel = TimingWheel()
    var budget: RetryBudget?
    var breaker: BreakerState?
    var connections: ConnectionPool?
    /// Whether the client may hold calls back: by a breaker or for want of connections.
    let holdsBack: Bool
    var ledger = RunLedger()
    /// Calls that ended well within the run.
    var succeeded: Int64 = 0
    var tick: Int64 = 0
    var filled = 0
    /// When the client is done with the attempt that was settled last.
    var lastRelease: Int64 = 0

    let timeline: FaultTimeline
    /// Whether any fault can show in what dependencies answer.
    let strikesDependencies: Bool
    /// Beyond all time if nothing ever changes again.
    private var nextChange: Int64
    var firstBad: [Int64?]
    /// Whether a fault that shows in whole answers is at work and has not shown yet.
    var watchesAnswers = false
    private var arrivals: ArrivalProcess?
    /// By how much all users together come more often than the curve says.
    private var trafficFactor = 1.0
    /// Of a closed model: by how much less its workers think.
    var thinkTimeFactor: Float = 1

    init(_ input: SimulationInput, _ plan: KernelPlan, _ memory: KernelMemory, _ backend: OpenBackend) {
        self.memory = memory
        records = Records(
            memory, layout: input.layout, rowCount: plan.rowCount, rowMilliseconds: input.rowMilliseconds,
            minuteCount: plan.minuteCount)
        policy = CompiledPolicy(input.policy)
        plainRows = plan.plainRows
        holdsBack = input.policy.breaker != nil || input.policy.maximumConcurrency != nil
        duration = input.durationMilliseconds
        populationCount = input.populations.count
        dependencyCount = input.dependencies.count
        thinkTimeTable = plan.thinkTimeTable
        gapTable = plan.gapTable
        variantModels = plan.variantModels
        shares = input.populations.map(\.share)
        weights = shares
        dependencyShares = input.dependencies.map(\.errorShare)
        arrivalKey = (input.seed ^ 0x6172_7269_7661_6C73).mixed
        requestKey = (input.seed ^ 0x7265_7175_6573_7473).mixed
        timeline = plan.timeline
        strikesDependencies = timeline.changes.contains {
            !$0.isDisjoint(with: [.dependencyLatency, .dependencyErrors])
        }
        firstBad = Array(repeating: nil, count: input.faults.count)
        self.backend = backend
        nextChange = timeline.nextChange(after: -1) ?? .max
        budget = input.policy.budget.map(RetryBudget.init)
        breaker = input.policy.breaker.map { BreakerState($0, runMilliseconds: input.durationMilliseconds) }
        connections = input.policy.maximumConcurrency.map { ConnectionPool(connections: $0) }
        switch input.traffic.model {
        case .open(let curve):
            let first = (arrivalKey &- .requestStep).mixed
            var gap = Double(memory.sample(gapTable, first.highBits))
            // A run begins at no arrival; without memory that makes no difference.
            if input.traffic.arrivalCV != 1 { gap *= Double(first.lowBits) * 0x1p-32 }
            arrivals = ArrivalProcess(points: memory.curve, count: curve.points.count, firstGap: gap)
        case .closed(let workers, _):
            for worker in 0..<max(0, workers) {
                let key = requestKey &+ UInt64(worker) &* 0xA24B_AED4_963E_E407
                scheduleRequest(ofWorker: Int32(clamping: worker), key: key, after: 0)
            }
        }
    }

    mutating func run() -> (RunLedger, [Int64?]) {
        let ticks = (duration + TimingWheel.tickMilliseconds - 1) / TimingWheel.tickMilliseconds
        for tick in 0..<ticks {
            self.tick = tick
            let begin = tick * TimingWheel.tickMilliseconds
            let end = min(begin + TimingWheel.tickMilliseconds, duration)
            if nextChange < end { applyConditions(at: begin, until: end) }
            if tick % 10 == 0 { everySecond(at: begin) }
            wheel.turn(to: tick)
            let expected = (arrivals?.expected(from: begin, to: end) ?? 0) * trafficFactor
            if passesQuietly(expected) { continue }
            play(expected, from: begin, to: end)
        }
        plainRows.spellOut(
            before: plainRows.first + PlainRows.held, from: memory.plain, to: memory.rows, rowCount: records.rowCount)
        ledger.inFlight += wheel.begunCalls() + Int64(connections?.waitingCount ?? 0)
        ledger.outcomes[CallOutcome.succeeded.rawValue] = succeeded
        return (ledger, firstBad)
    }

    /// Lets a tick pass in which nobody comes and nothing is due: of a service of a few calls a second that is every other
    /// one.
    @inline(__always)
    private mutating func passesQuietly(_ expected: Double) -> Bool {
        guard wheel.isEmpty(tick: tick), connections == nil else { return false }
        guard let next = arrivals?.untilNext else { return true }
        if next < expected { return false }
        arrivals?.untilNext = next - expected
        return true
    }

    /// A tick in which something happens.
    private mutating func play(_ expected: Double, from begin: Int64, to end: Int64) {
        plainRows.spellOut(
            before: records.row(at: begin), from: memory.plain, to: memory.rows, rowCount: records.rowCount)
        simulate(expected, from: begin, to: end, wheel.take(tick: tick))
        // Work that came out of the tick's work and is still due in it.
        while !wheel.isEmpty(tick: tick) {
            for work in wheel.take(tick: tick) { dispatch(work, until: end) }
            flush()
        }
    }

    /// Arrivals and due work of one tick, in the order of their times.
    private mutating func simulate(
        _ expected: Double, from begin: Int64, to end: Int64, _ due: UnsafeBufferPointer<Work>
    ) {
        startWaiting(before: end)
        guard var arrivals else {
            for work in due { dispatch(work, until: end) }
            flush()
            return
        }
        if allowsPlainRequests(due: due.count, expected: expected) {
            simulatePlainly(&arrivals, expected: expected, from: begin, to: end, due)
        } else {
            simulate(&arrivals, expected: expected, from: begin, to: end, due)
        }
        self.arrivals = arrivals
    }

    private mutating func simulate(
        _ arrivals: inout ArrivalProcess, expected: Double, from begin: Int64, to end: Int64,
        _ due: UnsafeBufferPointer<Work>
    ) {
        let scale = ArrivalScale(from: begin, to: end, expected: expected)
        var next = arrivals.untilNext
        var place = 0
        while next < expected {
            let time = begin &+ Int64(scale.offset(next))
            while place < due.count && due[place].milliseconds <= time {
                dispatch(due[place], until: end)
                place += 1
            }
            let step = arrivals.index &* .requestStep
            let bits = (arrivalKey &+ step).mixed
            next += Double(memory.sample(gapTable, bits.highBits))
            arrivals.index &+= 1
            let population = memory.pickPopulation(bits.lowBits)
            if memory.kinds[population] == .foreign { continue }
            beginRequest(
                Work(milliseconds: time, key: requestKey &+ step, population: Int32(truncatingIfNeeded: population)),
                until: end)
        }
        arrivals.untilNext = next - expected
        while place < due.count {
            dispatch(due[place], until: end)
            place += 1
        }
        flush()
    }

    mutating func dispatch(_ work: Work, until end: Int64) {
        if work.isRequest { beginRequest(work, until: end) } else { append(work, until: end) }
    }

    /// A user asks.
    mutating func beginRequest(_ work: Work, until end: Int64) {
        ledger.requests &+= 1
        if memory.populations[Int(work.population)].isPlain && !work.isRequest {
            append(work, until: end)
        } else {
            beginLongRequest(work, until: end)
        }
    }

    /// Puts an attempt with the others of its batch.
    mutating func append(_ work: Work, until end: Int64) {
        if holdsBack {
            appendUnderLimits(work, until: end)
            return
        }
        put(work)
        if filled == KernelStorage.batch { flush() }
    }

    private mutating func appendUnderLimits(_ work: Work, until end: Int64) {
        if work.attempt == 0, let breaker, breaker.isOpen(at: work.milliseconds) {
            refuseCall(work)
            return
        }
        if connections != nil {
            if work.attempt == 0 { noteBegun(work) }
            connections?.wait(work)
            startWaiting(before: end)
            return
        }
        put(work)
        if filled == KernelStorage.batch { flush() }
    }

    /// Starts attempts that find a free connection, one by one: when the next one is free follows from each.
    private mutating func startWaiting(before end: Int64) {
        guard connections?.isAnyoneWaiting == true else { return }
        while let work = connections?.next(before: end) {
            if work.callAge >= policy.deadline {
                giveUpWaiting(work)
                continue
            }
            put(work)
            flush()
            connections?.occupy(until: lastRelease)
        }
    }

    /// Decides and settles the batch.
    mutating func flush() {
        let count = filled
        guard count > 0 else { return }
        if connections == nil { noteBegun(count) }
        backend.decide(
            shapes: UnsafeBufferPointer(start: memory.shapes, count: count),
            at: UnsafeBufferPointer(start: memory.times, count: count),
            keys: UnsafeBufferPointer(start: memory.keys, count: count),
            into: UnsafeMutableBufferPointer(start: memory.decisions, count: count))
        filled = 0
        settle(count)
    }

    // MARK: Conditions

    private mutating func applyConditions(at begin: Int64, until end: Int64) {
        // A fault that begins within a tick begins with it; ramps move from tick to tick.
        let moment = max(begin, min(nextChange, end - 1))
        nextChange = timeline.nextChange(after: moment) ?? .max
        let conditions = timeline.conditions(at: moment)
        backend.setConditions(
            conditions.map(\.backend), ofModels: variantModels, at: VirtualTime(milliseconds: begin))
        var weights: [Double] = []
        for population in 0..<populationCount {
            let own = conditions[population]
            let isOneCall = memory.populations[population].isOneCall
            memory.populations[population].isPlain = isOneCall && own.callsFactor == 1
            memory.kinds[population] = memory.populations[population].kind
            memory.populations[population].callsFactor = Float(min(max(own.callsFactor, 0), 1e4))
            memory.populations[population].inputFactor = Float(min(max(own.inputFactor, 0), 1e4))
            weights.append(shares[population] * max(0, own.trafficFactor))
            for dependency in 0..<dependencyCount {
                let place = population * dependencyCount + dependency
                let state = own.dependencies[dependency]
                memory.dependencies[place].latencyFactor = Float(min(max(state.latencyFactor, 0), 1e6))
                memory.dependencies[place].errors = Draws.threshold(dependencyShares[dependency] + state.errorShare)
            }
        }
        let sum = shares.reduce(0, +)
        trafficFactor = sum > 0 ? weights.reduce(0, +) / sum : 1
        thinkTimeFactor = trafficFactor > 0 ? Float(1 / trafficFactor) : 1e6
        if weights != self.weights { weigh(weights) }
        watchAnswers(at: begin, until: end)
    }

    private mutating func weigh(_ weights: [Double]) {
        self.weights = weights
        let choice = WeightedChoice(weights)
        for (index, start) in choice.starts.enumerated() { memory.choiceStarts[index] = start }
        for (index, threshold) in choice.thresholds.enumerated() { memory.choiceThresholds[index] = threshold }
    }

    private mutating func everySecond(at now: Int64) {
        breaker?.evaluate(at: now)
        if watchesAnswers { watchAnswers(at: now, until: now + 1) }
    }
}
