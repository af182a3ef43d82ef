package import TimeSeries

/// A backend whose memory is open: the same decisions without the cost of opening it for each batch.
package struct OpenBackend {
    var memory: BackendMemory

    /// Output is charged to its bucket when an answer ends, in slots of this time; answers that take longer than all
    /// slots are charged with the last of them.
    private static let slotMilliseconds = BackendMemory.slotMilliseconds
    private static let slots = BackendMemory.slotCount

    /// What holds from now on, for as many clients as before: see `SimulatedBackend.setConditions`.
    package mutating func setConditions(_ conditions: [BackendConditions], ofModels: [Int], at now: VirtualTime) {
        precondition(conditions.count == memory.conditions.count, "conditions are of the same clients all the time")
        for index in conditions.indices {
            memory.conditions[index] = CompiledConditions(
                conditions[index], hasSchedule: index < memory.schedules.count)
        }
        for (index, source) in memory.sources.enumerated() {
            memory.clients[index] = PlainClient(
                source, memory.models[Int(source.shape.model)], memory.conditions[Int(source.shape.conditions)],
                prefixCount: memory.prefixCount)
        }
        memory.arePlainClientsTroubled = memory.clients.contains { $0.troubles > 0 }
        for pool in memory.pools.indices {
            let concerned = conditions.indices.filter { index in
                ofModels.isEmpty || memory.models[ofModels[index]].pool == pool
            }
            func tightest(_ factor: KeyPath<BackendConditions, Double>) -> Double {
                let factors = concerned.map { conditions[$0][keyPath: factor] }
                return factors.min() ?? 1
            }
            memory.pools[pool].scale(
                requests: tightest(\.requestLimitFactor), input: tightest(\.inputLimitFactor),
                output: tightest(\.outputLimitFactor), atMilliseconds: now.milliseconds)
        }
    }

    /// Decides attempts in the order in which they come; every attempt has its time and its key.
    package mutating func decide(
        shapes: UnsafeBufferPointer<RequestShape>, at times: UnsafeBufferPointer<VirtualTime>,
        keys: UnsafeBufferPointer<UInt64>, into decisions: UnsafeMutableBufferPointer<Decision>
    ) {
        precondition(
            times.count == shapes.count && keys.count == shapes.count && decisions.count >= shapes.count,
            "one time, key and decision for every shape")
        guard let firstShape = shapes.baseAddress, let firstTime = times.baseAddress,
            let firstKey = keys.baseAddress, let firstDecision = decisions.baseAddress, !shapes.isEmpty
        else { return }
        settleOutput(until: firstTime[0].milliseconds)
        let count = shapes.count
        let (firstToken, tokenTime) = (memory.draws.firstToken, memory.draws.tokenTime)
        for begin in stride(from: 0, to: count, by: BackendMemory.chunk) {
            let length = min(BackendMemory.chunk, count &- begin)
            memory.draw(firstShape + begin, firstKey + begin, count: length)
            for index in 0..<length {
                let place = begin &+ index
                memory.decide(
                    firstShape + place, at: firstTime[place].milliseconds, key: firstKey[place],
                    firstToken: Float(drawn: firstToken[index]), tokenTime: Float(drawn: tokenTime[index]),
                    into: firstDecision + place)
            }
        }
    }

    /// Decides plain requests in the order in which they come: as their shapes would be decided, in less time.
    package mutating func decide(_ requests: PlainRequests, into decisions: UnsafeMutablePointer<Decision>) {
        guard requests.count > 0 else { return }
        let now = requests.times[0].milliseconds
        settleOutput(until: now)
        let horizon = (memory.settledSlot + Self.slots - 1) * Self.slotMilliseconds
        for client in memory.clients.indices {
            let place = Int(memory.clients[client].source.shape.conditions)
            var quietUntil = horizon
            if memory.conditions[place].hasSchedule {
                quietUntil = min(horizon, memory.schedules.quietUntil(place, from: now))
            } else if memory.conditions[place].canBreakStreams {
                quietUntil = .min
            }
            memory.clients[client].quietUntil = quietUntil
        }
        for begin in stride(from: 0, to: requests.count, by: BackendMemory.chunk) {
            let length = min(BackendMemory.chunk, requests.count &- begin)
            memory.decide(requests, from: begin, count: length, into: decisions + begin)
        }
    }

    /// What is left of a decision whose client hangs up before the end.
    package func cut(_ decision: Decision, atMilliseconds end: Int32, model: Int) -> Decision {
        memory.models[model].cut(decision, atMilliseconds: end)
    }

    /// Charges output of slots that have passed.
    @inline(__always)
    mutating func settleOutput(until now: Int64) {
        let slot = now / Self.slotMilliseconds
        guard slot > memory.settledSlot else { return }
        let count = memory.poolCount
        // After a long silence every slot has been seen once.
        for passed in 0..<min(slot - memory.settledSlot, Self.slots) {
            let current = memory.settledSlot + passed
            let due = memory.outputDue + Int(current & (Self.slots - 1))
            for pool in 0..<count {
                let place = pool &* Int(Self.slots)
                if due[place] == 0 { continue }
                memory.poolsStart[pool].charge(
                    outputTokens: due[place], atMilliseconds: (current + 1) * Self.slotMilliseconds)
                due[place] = 0
            }
        }
        memory.settledSlot = slot
    }
}
