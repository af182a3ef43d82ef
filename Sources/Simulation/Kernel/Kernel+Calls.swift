import ClaudeBackend
import TimeSeries

extension Kernel {
    /// Puts an attempt at the end of the batch: when it comes, what it asks for, and its key.
    mutating func put(_ work: Work) {
        let population = memory.populations + Int(work.population)
        let call = work.key &+ UInt64(work.callIndex) &* .callStep
        var inputFactor: Float = 1
        if population.pointee.inputFactor != 1 {
            for _ in 0..<work.callIndex { inputFactor *= population.pointee.inputFactor }
        }
        memory.works[filled] = work
        memory.times[filled].milliseconds = work.milliseconds
        memory.keys[filled] = call &+ UInt64(work.attempt) &* .attemptStep
        let shape = memory.shapes + filled
        RequestSource.draw(
            shape, memory.sources + Int(work.population), call: call, request: work.key, inputFactor: inputFactor,
            tables: memory.tables, prefixTokens: memory.prefixTokens)
        if work.isFallback {
            shape.pointee.model = population.pointee.fallbackModel
            shape.pointee.conditions &+= Int32(truncatingIfNeeded: populationCount)
        }
        filled += 1
    }

    /// Counts the calls that begin with the batch, most often all in one row.
    mutating func noteBegun(_ count: Int) {
        let memory = memory
        let first = memory.works[0].milliseconds
        guard budget == nil, records.row(at: first) == records.row(at: memory.works[count - 1].milliseconds) else {
            for index in 0..<count where memory.works[index].attempt == 0 { noteBegun(memory.works[index]) }
            return
        }
        let block = records.block(at: first, channels: PopulationChannel.begun.offset)
        var begun: Int64 = 0
        for index in 0..<count where memory.works[index].attempt == 0 {
            block[memory.populations[Int(memory.works[index].population)].channels] &+= 1
            begun &+= 1
        }
        ledger.calls &+= begun
    }

    /// Counts that a call began.
    mutating func noteBegun(_ work: Work) {
        let channels = memory.populations[Int(work.population)].channels
        records.block(at: work.milliseconds, channels: channels)[PopulationChannel.begun.offset] &+= 1
        ledger.calls &+= 1
        if budget != nil { budget?.noteCall() }
    }

    /// A call that the open breaker does not let out.
    mutating func refuseCall(_ work: Work) {
        noteBegun(work)
        finishCall(work, .breakerOpen, after: 0)
    }

    /// A call whose time was up before a connection was free.
    mutating func giveUpWaiting(_ work: Work) {
        var call = work
        let late = Int64(work.callAge - policy.deadline)
        call.milliseconds -= late
        call.callAge = policy.deadline
        call.requestAge -= Work.age(late)
        finishCall(call, .timedOut, after: 0)
    }

    // MARK: Users' requests

    /// A request that asks dependencies first, makes several calls or is one of a closed model's.
    mutating func beginLongRequest(_ request: Work, until end: Int64) {
        var work = request
        work.isRequest = false
        let population = memory.populations[Int(work.population)]
        let bits = work.key.draw(.calls).lowBits
        let calls = memory.sample(population.callsTable, bits) * population.callsFactor
        work.callCount = UInt16(clamping: max(1, min(10_000, calls.nearestWhole)))
        let waited = askDependencies(work)
        if waited == 0 {
            append(work, until: end)
            return
        }
        work.milliseconds += waited
        work.requestAge = Work.age(waited)
        schedule(work)
    }

    /// One dependency after the other; what they took. A failure costs its time and no more: the service goes on without.
    private mutating func askDependencies(_ work: Work) -> Int64 {
        var waited: Int64 = 0
        for place in 0..<dependencyCount {
            let dependency = memory.dependencies[Int(work.population) * dependencyCount + place]
            let draw = (work.key &+ UInt64(place) &* .callStep).draw(.dependency)
            let sampled = memory.sample(dependency.table, draw.lowBits)
            let latency = (sampled * dependency.latencyFactor).nearestWhole
            let fails = draw.highBits.isBelow(dependency.errors)
            waited += Int64(latency)
            let block = records.block(at: work.milliseconds + waited, channels: dependency.channels)
            block[DependencyChannel.requests.rawValue] &+= 1
            block[DependencyChannel.errors.rawValue] &+= fails ? 1 : 0
            block[DependencyChannel.latencyMilliseconds.rawValue] &+= Int64(latency)
            let bucket = memory.bucket(
                histogram: dependency.histogram, truth: TruthBuckets.index(ofMilliseconds: latency),
                milliseconds: latency)
            block[DependencyChannel.allCases.count + bucket] &+= 1
            if strikesDependencies {
                noteFaults(
                    ofDependency: place, population: Int(work.population), fails: fails,
                    from: work.milliseconds, to: work.milliseconds + waited)
            }
        }
        return waited
    }

    /// The next request of a worker, after it has thought.
    mutating func scheduleRequest(ofWorker worker: Int32, key: UInt64, after end: Int64) {
        let draw = key.draw(.thinkTime)
        let think = memory.sample(thinkTimeTable, draw.lowBits) * thinkTimeFactor
        let population = memory.pickPopulation(draw.highBits)
        var work = Work(
            milliseconds: end + Int64(think.nearestWhole), key: key,
            population: Int32(truncatingIfNeeded: population),
            worker: worker)
        work.isRequest = true
        schedule(work)
    }

    /// Work for later; behind the end of the run there is none.
    mutating func schedule(_ work: Work) {
        guard work.milliseconds < duration else {
            if work.attempt > 0 { ledger.inFlight &+= 1 }
            return
        }
        wheel.schedule(work, currentTick: tick)
    }
}
