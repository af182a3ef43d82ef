import ClaudeBackend
import Simulation
import Testing

/// What nearly always happens takes a short way through the kernel; it must lead where the long one does.
struct PlainRequestTests {
    /// A breaker that never opens changes nothing but the way that requests take.
    private func theLongWay(_ input: SimulationInput) -> SimulationInput {
        var long = input
        long.policy.breaker = .init(
            failureRatio: 1, minimumCalls: .max, windowMilliseconds: 1_000, openMilliseconds: 1_000)
        return long
    }

    private func expectSameRun(_ input: SimulationInput, _ what: Comment) {
        let (short, long) = (Simulator.run(input), Simulator.run(theLongWay(input)))
        #expect(short.ledger.attempts > 10_000, "nothing happened, so nothing was compared")
        // Compared before they are expected: nobody wants to read a run.
        let rows = short.rows == long.rows
        let truths = short.firstTokenTruth == long.firstTokenTruth && short.latencyTruth == long.latencyTruth
        #expect(rows && truths, what)
        #expect(short.ledger == long.ledger, what)
        #expect(short.firstBadCompletionMilliseconds == long.firstBadCompletionMilliseconds, what)
    }

    /// Three populations of one call each, of which one caches, one thinks and answers with tools without streaming, and
    /// one is cut off.
    private func input(seed: UInt64, limits: Double = 1, cv: Double = 1, faults: [Fault] = []) -> SimulationInput {
        var chat = Workloads.population("chat", share: 3, input: .percentiles(p50: 300, p95: 2_000))
        chat.cache = .init(prefixTokens: .percentiles(p50: 1_500, p95: 4_000), distinctPrefixes: 30)
        chat.outputTokens = .percentiles(p50: 200, p95: 900)
        var deep = Workloads.population("deep", output: .gamma(mean: 300, cv: 1), streaming: false)
        deep.thinking = .init(share: 0.4, tokens: .exponential(mean: 1_000))
        deep.toolShare = 0.3
        deep.cache = .init(prefixTokens: .constant(2_000), distinctPrefixes: 5, lifetimeIsHour: true)
        var short = Workloads.population("short", model: "claude-opus-5", output: .exponential(mean: 200))
        short.maximumTokens = 300
        var policy = ClientPolicy()
        policy.maximumRetries = 2
        policy.readTimeoutMilliseconds = 15_000
        policy.deadlineMilliseconds = 40_000
        let minute = RateLimits(
            requestsPerMinute: Int64(2_300 * limits), inputTokensPerMinute: Int64(3_000_000 * limits),
            outputTokensPerMinute: Int64(1_200_000 * limits))
        return Workloads.input(
            seed: seed, minutes: 10, traffic: Traffic(model: .open(.constant(40)), arrivalCV: cv),
            populations: [chat, deep, short], policy: policy,
            models: [Workloads.model(limits: minute), Workloads.model("claude-opus-5", pool: 1)], faults: faults)
    }

    private func fault(_ kind: FaultKind, from start: Int64, for duration: Int64, _ values: [Double] = []) -> Fault {
        Fault(id: kind.name, kind: kind, startMilliseconds: start, durationMilliseconds: duration, values: values)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func `healthy traffic`(seed: UInt64) {
        expectSameRun(input(seed: seed, cv: Double(seed)), "without limits in reach")
    }

    @Test(arguments: [0.85, 0.75, 0.5]) func `traffic that meets its limits`(share: Double) {
        let tight = input(seed: 1, limits: share, cv: 2)
        #expect(Simulator.run(tight).ledger.outcomes[CallOutcome.rateLimited.rawValue] > 0, "no limit was met")
        expectSameRun(tight, "at \(share) of what is asked")
    }

    /// Output counts when an answer ends, so that what is admitted hangs on what ends meanwhile.
    @Test(arguments: [0.95, 0.8, 0.6]) func `traffic that uses up its output`(share: Double) {
        var tight = input(seed: 4, cv: 1.5)
        tight.models[0] = Workloads.model(
            limits: RateLimits(
                requestsPerMinute: 100_000, inputTokensPerMinute: 100_000_000,
                outputTokensPerMinute: Int64(900_000 * share)))
        #expect(Simulator.run(tight).ledger.outcomes[CallOutcome.rateLimited.rawValue] > 0, "no limit was met")
        expectSameRun(tight, "at \(share) of what is produced")
    }

    /// Retries may come at once, among the requests of the same tick.
    @Test(arguments: [0, 40, 250, 2_000] as [Int64]) func `retries after any wait`(milliseconds: Int64) {
        let failing = FaultKind(
            name: "failing", summary: "attempts fail", parameters: [],
            effect: .conditions { conditions, strength, _ in
                conditions.backend.overloaded = 0.3 * strength
            })
        var input = input(seed: 5, limits: 0.9, faults: [fault(failing, from: 60_000, for: 480_000)])
        input.policy.heedsRetryAfter = false
        input.policy.backoffBaseMilliseconds = milliseconds
        expectSameRun(input, "a backoff of \(milliseconds) ms")
    }

    @Test func `faults that are always at work, and those that come and go`() {
        let failing = FaultKind(
            name: "failing", summary: "attempts fail", parameters: [],
            effect: .conditions { conditions, strength, values in
                conditions.backend.serverError = values[0] * strength
                conditions.backend.overloaded = values[0] * strength
                conditions.backend.stalledBeforeFirstToken = values[0] * 0.1 * strength
            })
        expectSameRun(input(seed: 1, faults: [fault(failing, from: 0, for: 600_000, [0.002])]), "always a few errors")
        expectSameRun(
            input(seed: 2, faults: [fault(Workloads.everything, from: 200_050, for: 100_000)]), "an incident")
        let breaking = FaultKind(
            name: "breaking", summary: "streams break", parameters: [],
            effect: .conditions { conditions, strength, _ in
                conditions.backend.overloadedMidstream = 0.1 * strength
                conditions.backend.truncated = 0.1 * strength
            })
        expectSameRun(input(seed: 3, faults: [fault(breaking, from: 300_000, for: 30_000)]), "streams break")
    }
}
