package import ClaudeBackend

/// What all faults together come to at a moment, for each population.
package struct FaultTimeline: Sendable {
    private let faults: [Fault]
    private let populations: [ClientPopulation]
    /// Names of dependencies, in order.
    private let dependencies: [String]
    /// For each fault, what it can change.
    let changes: [FaultChanges]
    /// For each fault, whom it strikes.
    private let strikes: [[Bool]]

    /// - Parameter populations: Every population, then, with another model, every population that has fallen back.
    package init(faults: [Fault], populations: [ClientPopulation], dependencies: [String]) {
        self.faults = faults
        self.populations = populations
        self.dependencies = dependencies
        changes = faults.map(FaultChanges.init)
        strikes = faults.map { fault in populations.map(fault.match.matches) }
    }

    func strikes(_ fault: Int, _ population: Int) -> Bool { strikes[fault][population] }

    func strikes(_ fault: Int, dependency: Int) -> Bool { faults[fault].strikes(dependency: dependencies[dependency]) }

    func strength(_ fault: Int, at time: Int64) -> Double { faults[fault].strength(atMilliseconds: time) }

    /// What holds now, for every population.
    package func conditions(at time: Int64) -> [Conditions] {
        var all = Array(repeating: Conditions(dependencyCount: dependencies.count), count: populations.count)
        for (index, fault) in faults.enumerated() {
            let strength = fault.strength(atMilliseconds: time)
            guard strength > 0 else { continue }
            for population in populations.indices where strikes[index][population] {
                apply(fault, strength, to: &all[population])
            }
        }
        return all
    }

    private func apply(_ fault: Fault, _ strength: Double, to conditions: inout Conditions) {
        switch fault.kind.effect {
        case .conditions(let change): change(&conditions, strength, fault.values)
        case .dependency(let change):
            for place in dependencies.indices where fault.strikes(dependency: dependencies[place]) {
                change(&conditions.dependencies[place], strength, fault.values)
            }
        case .pipeline, .event: break
        }
    }

    /// The next moment behind `time` at which anything may be different; nil if nothing ever is again.
    package func nextChange(after time: Int64) -> Int64? {
        zip(faults, changes).compactMap { fault, changes in
            changes.isEmpty ? nil : fault.nextChange(after: time)
        }.min()
    }

    // MARK: Streams that break

    /// For each population how streams break over the run; nil if nothing ever breaks one.
    package func midstreamSchedules(until end: Int64) -> [MidstreamSchedule]? {
        guard changes.contains(where: { $0.contains(.midstream) }) else { return nil }
        return populations.indices.map { population in
            let concerned = faults.indices.filter { changes[$0].contains(.midstream) && strikes[$0][population] }
            var times: Set<Int64> = []
            for fault in concerned {
                times.formUnion(faults[fault].corners(until: end))
            }
            var points: [MidstreamSchedule.Point] = []
            for time in times.sorted() {
                // Just before and at: a fault without ramps is a step.
                let before = midstream(at: time - 1, population, concerned)
                let now = midstream(at: time, population, concerned)
                if before != now { points.append(Self.point(time, before)) }
                points.append(Self.point(time, now))
            }
            return MidstreamSchedule(points: points)
        }
    }

    private func midstream(at time: Int64, _ population: Int, _ concerned: [Int]) -> BackendConditions {
        var conditions = Conditions(dependencyCount: dependencies.count)
        for fault in concerned {
            let strength = faults[fault].strength(atMilliseconds: time)
            if strength > 0 { apply(faults[fault], strength, to: &conditions) }
        }
        return conditions.backend
    }

    private static func point(_ time: Int64, _ conditions: BackendConditions) -> MidstreamSchedule.Point {
        MidstreamSchedule.Point(
            milliseconds: time, overloaded: conditions.overloadedMidstream, truncated: conditions.truncated,
            stalled: conditions.stalled)
    }
}

extension Fault {
    /// The next moment behind `time` at which its strength may be another than a moment before; nil if none comes.
    func nextChange(after time: Int64) -> Int64? {
        if time < startMilliseconds { return startMilliseconds }
        var begin = startMilliseconds
        if let every = everyMilliseconds, every > 0 { begin += (time - startMilliseconds) / every * every }
        let rampEnd = begin + rampInMilliseconds
        let fall = begin + durationMilliseconds - rampOutMilliseconds
        let end = begin + durationMilliseconds
        if time < end {
            // On a ramp it changes all the time; once a second is often enough for what takes a minute.
            if time < rampEnd || time >= fall { return min(time + 1_000, time < rampEnd ? rampEnd : end) }
            return fall
        }
        guard let every = everyMilliseconds, every > 0 else { return nil }
        return begin + every
    }

    /// Where its strength bends or jumps, up to the end of the run.
    func corners(until end: Int64) -> [Int64] {
        var corners: [Int64] = []
        var begin = startMilliseconds
        while begin < end {
            corners += [
                begin, begin + rampInMilliseconds, begin + durationMilliseconds - rampOutMilliseconds,
                begin + durationMilliseconds,
            ]
            guard let every = everyMilliseconds, every > 0 else { break }
            begin += every
        }
        return corners
    }
}

/// What a fault can change, found out by trying it on healthy conditions: from this follows which attempts it has
/// spoilt.
struct FaultChanges: OptionSet {
    let rawValue: UInt16

    static let overloaded = FaultChanges(rawValue: 1)
    static let serverError = FaultChanges(rawValue: 2)
    static let requestTimeout = FaultChanges(rawValue: 4)
    static let connectionReset = FaultChanges(rawValue: 8)
    static let silence = FaultChanges(rawValue: 16)
    static let midstream = FaultChanges(rawValue: 32)
    static let refusal = FaultChanges(rawValue: 64)
    /// How long an answer takes or is: every answer.
    static let answer = FaultChanges(rawValue: 128)
    static let limits = FaultChanges(rawValue: 256)
    static let prefixes = FaultChanges(rawValue: 512)
    /// How much is asked: everything.
    static let demand = FaultChanges(rawValue: 1_024)
    static let dependencyLatency = FaultChanges(rawValue: 2_048)
    static let dependencyErrors = FaultChanges(rawValue: 4_096)
    /// How streams break, each by itself: `midstream` says that one of them does.
    static let overloadedMidstream = FaultChanges(rawValue: 8_192)
    static let truncated = FaultChanges(rawValue: 16_384)
    static let stalled = FaultChanges(rawValue: 32_768)

    init(rawValue: UInt16) { self.rawValue = rawValue }

    init(_ fault: Fault) {
        self = []
        switch fault.kind.effect {
        case .pipeline, .event: return
        case .dependency(let change):
            var conditions = DependencyConditions()
            change(&conditions, 1, fault.values)
            if conditions.latencyFactor != 1 { insert(.dependencyLatency) }
            if conditions.errorShare != 0 { insert(.dependencyErrors) }
        case .conditions(let change):
            var conditions = Conditions()
            change(&conditions, 1, fault.values)
            noteBackend(conditions.backend)
            if conditions.trafficFactor != 1 || conditions.callsFactor != 1 || conditions.inputFactor != 1 {
                insert(.demand)
            }
        }
    }

    private mutating func noteBackend(_ backend: BackendConditions) {
        func note(_ change: FaultChanges, if isChanged: Bool) -> FaultChanges { isChanged ? change : [] }
        formUnion(note(.overloaded, if: backend.overloaded > 0))
        formUnion(note(.serverError, if: backend.serverError > 0))
        formUnion(note(.requestTimeout, if: backend.requestTimeout > 0))
        formUnion(note(.connectionReset, if: backend.connectionReset > 0))
        formUnion(note(.silence, if: backend.stalledBeforeFirstToken > 0))
        formUnion(
            note(.midstream, if: backend.overloadedMidstream > 0 || backend.truncated > 0 || backend.stalled > 0))
        formUnion(note(.overloadedMidstream, if: backend.overloadedMidstream > 0))
        formUnion(note(.truncated, if: backend.truncated > 0))
        formUnion(note(.stalled, if: backend.stalled > 0))
        formUnion(note(.refusal, if: backend.refused > 0))
        formUnion(note(.prefixes, if: backend.prefixChanges > 0))
        let factors = [
            backend.firstTokenFactor, backend.speedFactor, backend.outputFactor, backend.thinkingFactor,
        ]
        formUnion(note(.answer, if: factors.contains { $0 != 1 } || backend.thinkingForced > 0))
        let limits = [backend.requestLimitFactor, backend.inputLimitFactor, backend.outputLimitFactor]
        formUnion(note(.limits, if: limits.contains { $0 != 1 } || backend.retryAfterSeconds > 0))
    }

    /// Whether this is how a fault shows that changes such things.
    func show(in decision: Decision) -> Bool {
        switch decision.ending {
        // Without streaming an overload on the way comes as a late 529.
        case .overloaded: !isDisjoint(with: [.overloaded, .overloadedMidstream, .demand])
        case .serverError: !isDisjoint(with: [.serverError, .demand])
        case .requestTimeout: !isDisjoint(with: [.requestTimeout, .demand])
        case .connectionReset: !isDisjoint(with: [.connectionReset, .demand])
        case .gatewayTimeout: !isDisjoint(with: [.silence, .demand])
        case .overloadedMidstream: !isDisjoint(with: [.overloadedMidstream, .answer, .demand])
        case .truncated: !isDisjoint(with: [.truncated, .answer, .demand])
        case .stalled: !isDisjoint(with: [.stalled, .answer, .demand])
        case .requestsLimited, .inputTokensLimited, .outputTokensLimited, .accelerationLimited:
            !isDisjoint(with: [.limits, .demand])
        case .promptTooLong: contains(.demand)
        case .completed:
            !isDisjoint(with: [.answer, .demand])
                || (contains(.refusal) && decision.stopReason == .refusal)
                || (contains(.prefixes) && decision.cacheWrite5mTokens + decision.cacheWrite1hTokens > 0)
        }
    }
}
