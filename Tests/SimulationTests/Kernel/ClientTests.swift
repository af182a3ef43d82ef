import ClaudeBackend
import Simulation
import Testing

struct ClientTests {
    private static let failing = FaultKind(
        name: "failing", summary: "attempts fail", parameters: [],
        effect: .conditions { conditions, strength, values in
            conditions.backend.serverError = values[0] * strength
        })

    private func fault(_ kind: FaultKind, from start: Int64 = 0, for duration: Int64 = 86_400_000, _ values: [Double])
        -> Fault
    { Fault(id: kind.name, kind: kind, startMilliseconds: start, durationMilliseconds: duration, values: values) }

    @Test(arguments: [0.1, 0.5, 0.8]) func `retries amplify by a geometric sum`(share: Double) {
        var policy = ClientPolicy()
        policy.maximumRetries = 3
        let amplifications = (1...20).map { seed in
            let run = Simulator.run(
                Workloads.input(
                    seed: UInt64(seed), minutes: 20, traffic: Traffic(model: .open(.constant(20))), policy: policy,
                    faults: [fault(Self.failing, [share])]))
            // Attempts of calls that still run are missing on one side only: they are a few in 24,000.
            return Double(run.ledger.attempts) / Double(run.ledger.calls - run.ledger.inFlight)
        }
        let truth = (0...3).reduce(0.0) { sum, power in sum + (0..<power).reduce(1.0) { product, _ in product * share }
        }
        #expect(Estimate(amplifications).agrees(with: truth), "\(Estimate(amplifications)) instead of \(truth)")
        #expect(!Estimate(amplifications).agrees(with: truth * 1.05))
    }

    @Test func `a cache is hit by whoever comes within its lifetime`() {
        let prefixes = 200
        var population = Workloads.population()
        population.cache = .init(prefixTokens: .constant(2_000), distinctPrefixes: prefixes)
        let rate = Double(prefixes) / 300
        func hits(_ seed: UInt64, rate: Double) -> Double {
            let run = Simulator.run(
                Workloads.input(
                    seed: seed, minutes: 1_200, traffic: Traffic(model: .open(.constant(rate))),
                    populations: [population], models: [Workloads.metronome()]))
            // The first use of every prefix is no hit for certain.
            return Double(run.total(.cacheHits)) / Double(run.ledger.attempts - Int64(prefixes))
        }
        let measured = Estimate((1...10).map { hits($0, rate: rate) })
        // 1 − 1/e: gaps are exponential with a mean of one lifetime, and each use begins a new one.
        #expect(measured.confirms(0.632_120_558_828_557_7), "\(measured)")
    }

    @Test func `variants of a run share their draws`() {
        let input = Workloads.input(
            seed: 1, traffic: Traffic(model: .open(.constant(20))),
            populations: [Workloads.population(output: .percentiles(p50: 200, p95: 900))])
        var faulty = input
        faulty.faults = [fault(Self.failing, from: 300_000, for: 60_000, [0.5])]
        let (healthy, broken) = (Simulator.run(input), Simulator.run(faulty))
        let width = input.layout.count
        #expect(healthy.rows.values[..<(300 * width)] == broken.rows.values[..<(300 * width)])
        let begun = input.layout.channel(.begun, ofPopulation: 0)
        for row in 0..<healthy.rows.rowCount { #expect(healthy.rows[row, begun] == broken.rows[row, begun]) }
        // Ten minutes later, when the last call of the fault has ended, nothing tells the runs apart.
        #expect(healthy.rows.values[(500 * width)...] == broken.rows.values[(500 * width)...])
        let first = broken.firstBadCompletionMilliseconds[0]
        #expect(first.map { (300_000..<310_000).contains($0) } == true, "a fault shows soon after it began")
    }

    @Test func `what the server says is waited without jitter, within what is heeded`() {
        let limited = Workloads.metronome(
            limits: RateLimits(requestsPerMinute: 1, inputTokensPerMinute: 0, outputTokensPerMinute: 0))
        var policy = ClientPolicy()
        policy.maximumRetries = 1
        func run() -> SimulatedRun {
            Simulator.run(
                Workloads.input(
                    seed: 1, minutes: 5, traffic: Traffic(model: .open(.constant(0.1)), arrivalCV: 0), policy: policy,
                    models: [limited]))
        }
        // One request a minute, six come: whoever is refused waits for as long as the bucket says.
        let heeding = run()
        policy.longestRetryAfterMilliseconds = 1_000
        let ignoring = run()
        #expect(heeding.ledger.outcomes[CallOutcome.rateLimited.rawValue] > 0)
        func meanFailure(_ run: SimulatedRun) -> Double {
            Double(run.total(.failedLatencyMilliseconds)) / Double(run.total(.calls(.rateLimited)))
        }
        #expect(meanFailure(heeding) > 5_000, "retry-after of up to a minute was not waited for")
        #expect(meanFailure(ignoring) < 1_000, "a retry-after that is too long gives way to the backoff")
    }

    @Test func `clients hang up when nothing comes and when their time is over`() {
        let silent = FaultKind(
            name: "silent", summary: "no byte", parameters: [],
            effect: .conditions { conditions, strength, _ in conditions.backend.stalledBeforeFirstToken = strength })
        var policy = ClientPolicy()
        policy.maximumRetries = 2
        policy.readTimeoutMilliseconds = 10_000
        let run = Simulator.run(
            Workloads.input(
                seed: 1, traffic: Traffic(model: .open(.constant(1))), policy: policy, faults: [fault(silent, [])]))
        let ended = run.total(.calls(.timedOut))
        #expect(ended > 500 && run.total(.calls(.succeeded)) == 0)
        #expect(run.total(.attempts(.none)) == run.ledger.attempts, "no status arrives")
        let mean = Double(run.total(.failedLatencyMilliseconds)) / Double(ended)
        #expect((31_125..<31_500).contains(mean), "three timeouts and two backoffs, not \(mean) ms")
        policy.deadlineMilliseconds = 15_000
        let hurried = Simulator.run(
            Workloads.input(
                seed: 1, traffic: Traffic(model: .open(.constant(1))), policy: policy, faults: [fault(silent, [])]))
        #expect(
            hurried.total(.failedLatencyMilliseconds) == 15_000 * hurried.total(.calls(.timedOut)),
            "every call ends with its deadline")
    }

    @Test func `streams that run when a fault begins are hit by it`() {
        let breaking = FaultKind(
            name: "breaking", summary: "streams break", parameters: [],
            effect: .conditions { conditions, strength, _ in conditions.backend.overloadedMidstream = strength })
        let start: Int64 = 300_000
        let run = Simulator.run(
            Workloads.input(
                seed: 1, traffic: Traffic(model: .open(.constant(50))),
                populations: [Workloads.population(output: .constant(20_000))], models: [Workloads.metronome()],
                faults: [fault(breaking, from: start, for: 60_000, [])]))
        let channel = run.rows.layout.channel(.calls(.overloadedMidstream), ofPopulation: 0)
        let before = (0..<300).reduce(0) { $0 + run.rows[$1, channel] }
        #expect(before == 0)
        // Streams take twenty seconds: those that break in the first second began before the fault, nearly all.
        #expect(run.rows[300, channel] > 20, "streams under way break when the fault begins")
        #expect(run.firstBadCompletionMilliseconds[0].map { (start..<start + 1_000).contains($0) } == true)
        #expect(run.total(.wastedNanoDollars) > 0, "what broke was billed and bought nothing")
    }

    @Test func `an agent's loop makes its calls one after the other`() {
        var population = Workloads.population()
        population.callsPerRequest = .constant(5)
        let run = Simulator.run(
            Workloads.input(
                seed: 1, traffic: Traffic(model: .open(.constant(2))), populations: [population],
                models: [Workloads.metronome()],
                dependencies: [DependencyModel(name: "vectors", latencyMilliseconds: .constant(40), errorShare: 1)]))
        let requests = run.total(.requestsSucceeded)
        #expect(requests > 1_000)
        #expect(run.total(.requestMilliseconds) == requests * (40 + 5 * 101), "a dependency, then five calls")
        let layout = run.rows.layout
        #expect(
            run.total(layout.channel(.errors, ofDependency: 0)) == run.total(layout.channel(.requests, ofDependency: 0))
        )
    }

    @Test func `budget, breaker and fallback do their work`() {
        var policy = ClientPolicy()
        policy.maximumRetries = 5
        policy.budget = .init(ratio: 0.1, reserve: 10)
        let failing = [fault(Self.failing, [1])]
        let budgeted = Simulator.run(
            Workloads.input(seed: 1, traffic: Traffic(model: .open(.constant(20))), policy: policy, faults: failing))
        let retries = Double(budgeted.total(.retries)) / Double(budgeted.ledger.calls)
        #expect((0.09...0.102).contains(retries), "a tenth of the calls, and a reserve of ten, not \(retries)")

        policy.budget = nil
        policy.maximumRetries = 0
        policy.breaker = .init(
            failureRatio: 0.5, minimumCalls: 20, windowMilliseconds: 10_000, openMilliseconds: 30_000)
        let broken = Simulator.run(
            Workloads.input(seed: 1, traffic: Traffic(model: .open(.constant(20))), policy: policy, faults: failing))
        #expect(broken.total(.calls(.breakerOpen)) > broken.total(.calls(.serverError)) * 5)

        policy.breaker = nil
        policy.fallbackModel = "claude-opus-5"
        var strikes = fault(Self.failing, [1])
        strikes.match.models = ["claude-sonnet-4-6"]
        let fallen = Simulator.run(
            Workloads.input(
                seed: 1, traffic: Traffic(model: .open(.constant(20))), policy: policy,
                models: [Workloads.model(), Workloads.model("claude-opus-5", pool: 1)], faults: [strikes]))
        #expect(fallen.total(.calls(.serverError)) == 0 && fallen.total(.calls(.succeeded)) > 1_000)
        #expect(fallen.total(.retries) == fallen.total(.calls(.succeeded)), "each call needed one more attempt")
    }
}
