import ClaudeBackend
import TimeSeries

extension Kernel {
    /// What all attempts of a call draw their common part from.
    @inline(__always)
    func callKey(_ work: Work) -> UInt64 {
        work.key &+ UInt64(truncatingIfNeeded: work.callIndex) &* .callStep
    }

    /// What an attempt asks for. Attempts of one call ask for the same.
    @inline(__always)
    func shape(of work: Work) -> RequestShape {
        let population = memory.populations[Int(work.population)]
        let key = callKey(work)
        let lengths = key.draw(.lengths)
        var input = memory.sample(population.inputTable, lengths.lowBits)
        if work.callIndex > 0 && population.inputFactor != 1 {
            for _ in 0..<work.callIndex { input *= population.inputFactor }
        }
        let output = memory.sample(population.outputTable, lengths.highBits)
        // The template's fields are set one by one: an initialiser of another module is a call.
        var shape = population.shape
        if work.isFallback {
            shape.model = population.fallbackModel
            shape.conditions &+= Int32(truncatingIfNeeded: populationCount)
        }
        shape.inputTokens = max(1, input.nearestWhole)
        shape.outputTokens = max(1, output.nearestWhole)
        if population.prefixCount > 0 {
            var prefix = population.shape.prefix
            if population.prefixCount > 1 {
                let bits = UInt64(work.key.draw(.prefix).lowBits)
                prefix &+= Int32(truncatingIfNeeded: (bits &* UInt64(population.prefixCount)) &>> 32)
            }
            shape.prefix = prefix
            shape.prefixTokens = memory.prefixTokens[Int(prefix)]
        }
        if population.thinking | population.tools != 0 {
            let traits = key.draw(.traits)
            if traits.lowBits.isBelow(population.thinking) {
                let bits = key.draw(.thinking).lowBits
                shape.thinkingTokens = memory.sample(population.thinkingTable, bits).nearestWhole
            }
            if traits.highBits.isBelow(population.tools) {
                shape.traits = population.toolTraits
            }
        }
        return shape
    }

    /// Counts that a call began.
    @inline(__always)
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
            if !firstBad.isEmpty {
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
