import ClaudeBackend
import Simulation
import Testing

@Suite struct `A fault on the timeline` {
    private func fault(
        at start: Int64 = 60_000, for length: Int64 = 100_000, rampIn: Int64 = 0, rampOut: Int64 = 0,
        every: Int64? = nil
    ) -> Fault {
        Fault(
            id: "burst", kind: .overloaded, startMilliseconds: start, durationMilliseconds: length,
            rampInMilliseconds: rampIn, rampOutMilliseconds: rampOut, everyMilliseconds: every, values: [0.5])
    }

    @Test func `is nothing before its beginning and from its end on`() {
        let burst = fault()
        #expect(burst.strength(atMilliseconds: 0) == 0)
        #expect(burst.strength(atMilliseconds: 59_999) == 0)
        #expect(burst.strength(atMilliseconds: 60_000) == 1)
        #expect(burst.strength(atMilliseconds: 159_999) == 1)
        #expect(burst.strength(atMilliseconds: 160_000) == 0)
    }

    @Test func `rises and falls in straight lines`() {
        let burst = fault(rampIn: 40_000, rampOut: 20_000)
        #expect(burst.strength(atMilliseconds: 60_000) == 0)
        #expect(burst.strength(atMilliseconds: 70_000) == 0.25)
        #expect(burst.strength(atMilliseconds: 80_000) == 0.5)
        #expect(burst.strength(atMilliseconds: 100_000) == 1)
        #expect(burst.strength(atMilliseconds: 140_000) == 1)
        #expect(burst.strength(atMilliseconds: 150_000) == 0.5)
        #expect(burst.strength(atMilliseconds: 159_000) == 0.05)
    }

    @Test func `comes again in its rhythm, each time the same`() {
        let burst = fault(rampIn: 40_000, every: 300_000)
        for time in stride(from: Int64(60_000), to: 360_000, by: 7_000) {
            let first = burst.strength(atMilliseconds: time)
            #expect(burst.strength(atMilliseconds: time + 300_000) == first, "differs \(time) ms into the run")
            #expect(burst.strength(atMilliseconds: time + 900_000) == first, "differs \(time) ms into the run")
        }
        #expect(burst.strength(atMilliseconds: 59_999) == 0, "a rhythm begins with its first beat")
    }

    @Test func `strikes one dependency by its bytes, or all of them`() {
        var slow = fault()
        #expect(slow.strikes(dependency: "pinecone"))
        slow.dependency = "caf\u{E9}"
        #expect(slow.strikes(dependency: "caf\u{E9}"))
        #expect(!slow.strikes(dependency: "cafe\u{301}"), "two spellings of one accent are two names")
        #expect(!slow.strikes(dependency: "pinecone"))
    }
}

@Suite struct `The catalogue of faults` {
    /// The values of a fault whose scenario says nothing but what it must.
    private static func values(_ kind: FaultKind) -> [Double] {
        kind.parameters.map { parameter in
            if let usual = parameter.usual { return usual }
            switch parameter.kind {
            case .share: return 0.5
            case .factor: return 3
            case .duration: return 30_000
            case .integer(let range): return Double(range.lowerBound)
            case .flag: return 1
            }
        }
    }

    @Test func `has names that scenario files can spell, each once`() {
        let names = FaultKind.catalogue.map(\.name)
        #expect(Set(names).count == names.count)
        for kind in FaultKind.catalogue {
            #expect(FaultKind.named(kind.name)?.summary == kind.summary)
            #expect(kind.name.allSatisfy { $0 == "-" || $0.isLowercase })
            // Keys that every fault has in a scenario cannot be parameters too.
            let reserved: Set = ["id", "fault", "at", "for", "ramp_in", "ramp_out", "every", "match", "dependency"]
            let parameters = kind.parameters.map(\.name)
            #expect(reserved.isDisjoint(with: parameters), "\(kind.name) has a parameter that every fault has")
            #expect(Set(parameters).count == parameters.count)
        }
        #expect(FaultKind.named("overload") == nil)
    }

    @Test(arguments: FaultKind.catalogue.indices)
    func `holds faults that change something at full strength and nothing at none`(index: Int) {
        let kind = FaultKind.catalogue[index]
        var values = Self.values(kind)
        // Limits that are left as they are are what somebody writes who means another one.
        if kind.name == "rate-limit" { values = [1, 0.5, 1] }
        switch kind.effect {
        case .conditions(let change):
            let calm = Conditions(dependencyCount: 1)
            var conditions = calm
            change(&conditions, 0, values)
            #expect(conditions == calm, "\(kind.name) acts before it begins")
            change(&conditions, 1, values)
            #expect(conditions != calm, "\(kind.name) does nothing")
        case .dependency(let change):
            var conditions = DependencyConditions()
            change(&conditions, 0, values)
            #expect(conditions == DependencyConditions(), "\(kind.name) acts before it begins")
            change(&conditions, 1, values)
            #expect(conditions != DependencyConditions(), "\(kind.name) does nothing")
        case .pipeline(let change):
            var conditions = PipelineConditions()
            change(&conditions, 0, values)
            #expect(conditions == PipelineConditions(), "\(kind.name) acts before it begins")
            change(&conditions, 1, values)
            #expect(conditions != PipelineConditions(), "\(kind.name) does nothing")
        case .event(let event):
            #expect(kind.isMoment)
            #expect(event(values) == event(values))
        }
    }

    @Test(arguments: FaultKind.catalogue.indices)
    func `keeps every share within zero and one however many faults overlap`(index: Int) {
        let kind = FaultKind.catalogue[index]
        let values = kind.parameters.map { $0.kind == .share ? 0.9 : ($0.usual ?? 3) }
        var conditions = Conditions(dependencyCount: 1)
        var dependency = DependencyConditions()
        var pipeline = PipelineConditions()
        for _ in 0..<5 {
            switch kind.effect {
            case .conditions(let change): change(&conditions, 1, values)
            case .dependency(let change): change(&dependency, 1, values)
            case .pipeline(let change): change(&pipeline, 1, values)
            case .event: break
            }
        }
        let backend = conditions.backend
        let shares = [
            backend.overloaded, backend.overloadedMidstream, backend.serverError, backend.requestTimeout,
            backend.connectionReset, backend.truncated, backend.stalled, backend.stalledBeforeFirstToken,
            backend.refused, backend.thinkingForced, backend.prefixChanges, dependency.errorShare,
            pipeline.datagramLoss, pipeline.scrapeLoss,
        ]
        #expect(shares.allSatisfy { (0...1).contains($0) }, "\(kind.name) makes a share of \(shares)")
        #expect(backend.speedFactor > 0, "a speed of zero is a call that never ends")
    }

    @Test func `unites independent failures as chances do`() throws {
        guard case .conditions(let change) = FaultKind.overloaded.effect else {
            Issue.record("529 strikes calls")
            return
        }
        var conditions = Conditions()
        change(&conditions, 1, [0.5])
        change(&conditions, 0.5, [0.5])
        #expect(conditions.backend.overloaded == 0.625, "a half, and a quarter of the other half")
    }

    @Test func `scales factors along the ramp`() {
        guard case .conditions(let change) = FaultKind.slowFirstToken.effect else {
            Issue.record("a brownout strikes calls")
            return
        }
        var conditions = Conditions()
        change(&conditions, 0.5, [4])
        #expect(conditions.backend.firstTokenFactor == 2.5, "half of the way from one to four")
    }

    @Test func `rounds a wait up to whole seconds, and survives any number`() {
        guard case .conditions(let change) = FaultKind.retryAfter.effect else {
            Issue.record("retry-after strikes calls")
            return
        }
        for (value, seconds) in [(1.0, Int32(1)), (90_000, 90), (90_001, 91), (1e300, .max), (.nan, 0)] {
            var conditions = Conditions()
            change(&conditions, 1, [value])
            #expect(conditions.backend.retryAfterSeconds == seconds, "\(value) ms")
        }
    }

    @Test func `tells events what they need`() {
        guard case .event(let deploy) = FaultKind.deploy.effect, case .event(let crash) = FaultKind.crash.effect,
            case .event(let restart) = FaultKind.collectorRestart.effect
        else {
            Issue.record("deploys, crashes and restarts happen at a moment")
            return
        }
        #expect(deploy([1]) == .deploy(drains: true))
        #expect(deploy([0]) == .deploy(drains: false))
        #expect(crash([30_000]) == .crash(downMilliseconds: 30_000))
        #expect(restart([10_000]) == .collectorRestart(downMilliseconds: 10_000))
    }
}
