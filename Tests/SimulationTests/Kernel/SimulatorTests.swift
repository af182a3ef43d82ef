import ClaudeBackend
import Simulation
import SourceText
import Testing

struct SimulatorTests {
    @Test func `rows and ledger count the same`() {
        for seed in UInt64(1)...5 {
            let input = Workloads.mixed(seed: seed)
            let run = Simulator.run(input)
            expectAgreement(run, input)
            #expect(run.ledger.attempts > 1_000, "nothing happened, so nothing was compared")
        }
    }

    @Test func `equal inputs give equal runs`() {
        let input = Workloads.mixed(seed: 3)
        let one = Simulator.run(input)
        let two = Simulator.run(input)
        #expect(one.rows == two.rows && one.ledger == two.ledger)
        #expect(one.firstTokenTruth == two.firstTokenTruth && one.latencyTruth == two.latencyTruth)
        var other = input
        other.seed = 4
        #expect(Simulator.run(other).rows != one.rows, "the seed changes nothing")
    }

    @Test func `a run in parts is the whole run`() {
        for seed in UInt64(1)...4 {
            var input = Workloads.mixed(seed: seed)
            // What binds all populations to each other leaves one part; without it there are two.
            input.policy.budget = nil
            input.policy.breaker = nil
            input.policy.fallbackModel = nil
            input.policy.maximumConcurrency = nil
            let backwards = Workers { count, body in for index in (0..<count).reversed() { body(index) } }
            let (whole, parts) = (Simulator.run(input), Simulator.run(input, workers: backwards))
            #expect(whole.rows == parts.rows && whole.ledger == parts.ledger)
            #expect(whole.latencyTruth == parts.latencyTruth && whole.firstTokenTruth == parts.firstTokenTruth)
            #expect(whole.firstBadCompletionMilliseconds == parts.firstBadCompletionMilliseconds)
            expectAgreement(whole, input)
        }
    }

    /// What the rows come to, channel by channel, against what was counted beside them.
    private func expectAgreement(_ run: SimulatedRun, _ input: SimulationInput) {
        func sum(_ channel: PopulationChannel) -> Int64 {
            input.populations.indices.reduce(0) { $0 + run.total(input.layout.channel(channel, ofPopulation: $1)) }
        }
        let ledger = run.ledger
        #expect(sum(.begun) == ledger.calls)
        for outcome in CallOutcome.allCases {
            #expect(sum(.calls(outcome)) == ledger.outcomes[outcome.rawValue], "\(outcome)")
        }
        #expect(ledger.outcomes.reduce(0, +) + ledger.inFlight == ledger.calls, "calls ended, or are in flight")
        #expect(AttemptStatus.allCases.reduce(0) { $0 + sum(.attempts($1)) } == ledger.attempts)
        #expect(sum(.inputTokens) == ledger.inputTokens)
        #expect(sum(.outputTokens) == ledger.outputTokens)
        #expect(sum(.cacheReadTokens) == ledger.cacheReadTokens)
        #expect(sum(.cacheWrite5mTokens) + sum(.cacheWrite1hTokens) == ledger.cacheWriteTokens)
        #expect(sum(.thinkingTokens) == ledger.thinkingTokens)
        #expect(sum(.costNanoDollars) == ledger.costNanoDollars)
        let succeeded = run.latencyTruth.reduce(0) { $0 + $1.reduce(0) { $0 + Int64($1) } }
        #expect(succeeded == ledger.outcomes[CallOutcome.succeeded.rawValue])
    }
}
