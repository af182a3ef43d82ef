import ClaudeBackend
import Simulation
import Testing

/// The simulator against what queueing and renewal theory say, within four standard errors; a truth that is 5 % off
/// must be noticed.
struct QueueingTests {
    @Test func `Poisson arrivals have the mean and the variance of their rate`() {
        let run = Simulator.run(
            Workloads.input(seed: 1, minutes: 600, traffic: Traffic(model: .open(.constant(40)))))
        let counts = perRow(run, .begun)
        #expect(Estimate(counts).confirms(40), "\(Estimate(counts))")
        #expect(Estimate.variance(of: counts).confirms(40), "\(Estimate.variance(of: counts))")
    }

    @Test(arguments: [0.5, 2, 3]) func `bursts have the variance of their gaps`(cv: Double) {
        // Over windows that hold many gaps the variance of a renewal process is CV² times its mean, and a constant that
        // falls out of the difference of two window lengths.
        func variance(_ seconds: Int64, _ seed: UInt64) -> Estimate {
            var input = Workloads.input(
                seed: seed, minutes: 1_000, traffic: Traffic(model: .open(.constant(20)), arrivalCV: cv))
            input.rowMilliseconds = seconds * 1_000
            let run = Simulator.run(input)
            #expect(Estimate(perRow(run, .begun)).agrees(with: 20 * Double(seconds)))
            return Estimate.variance(of: perRow(run, .begun))
        }
        let (short, long) = (variance(5, 1), variance(15, 2))
        let difference = Estimate(
            mean: long.mean - short.mean,
            standardError: (long.standardError * long.standardError + short.standardError * short.standardError)
                .squareRoot())
        #expect(difference.agrees(with: 20 * 10 * cv * cv), "\(difference)")
        #expect(!difference.agrees(with: 20 * 10 * cv * cv * 1.5), "\(difference)")
    }

    @Test func `a metronome is even`() {
        let run = Simulator.run(
            Workloads.input(seed: 1, minutes: 20, traffic: Traffic(model: .open(.constant(7)), arrivalCV: 0)))
        #expect(perRow(run, .begun).allSatisfy { $0 == 7 })
    }

    @Test func `a rate that rises in a straight line brings its integral`() {
        let curve = RateCurve(points: [
            .init(milliseconds: 50, perSecond: 0), .init(milliseconds: 600_050, perSecond: 100),
            .init(milliseconds: 600_050, perSecond: 20),
        ])
        let totals = (1...30).map { seed in
            Double(
                Simulator.run(
                    Workloads.input(seed: UInt64(seed), minutes: 12, traffic: Traffic(model: .open(curve)))
                ).total(.begun))
        }
        let truth = 100 * 600.0 / 2 + 20 * 119.95
        #expect(Estimate(totals).confirms(truth), "\(Estimate(totals)) instead of \(truth)")
    }

    @Test func `calls in flight are rate times duration`() {
        // Little's law; the number in flight of an infinite server is Poisson, so its variance is its mean.
        let population = Workloads.population(output: .exponential(mean: 2_000))
        let run = Simulator.run(
            Workloads.input(
                seed: 1, minutes: 2_000, traffic: Traffic(model: .open(.constant(20))), populations: [population],
                models: [Workloads.metronome()]))
        var inFlight: Int64 = 0
        var samples: [Double] = []
        for row in 0..<run.rows.rowCount {
            inFlight += run.rows[row, run.rows.layout.channel(.begun, ofPopulation: 0)]
            for outcome in CallOutcome.allCases {
                inFlight -= run.rows[row, run.rows.layout.channel(.calls(outcome), ofPopulation: 0)]
            }
            // Ten mean durations apart, samples have nothing to do with each other.
            if row >= 60, row % 20 == 0 { samples.append(Double(inFlight)) }
        }
        let truth = 20 * 2.001
        #expect(Estimate(samples).confirms(truth), "\(Estimate(samples)) instead of \(truth)")
        #expect(Estimate.variance(of: samples).agrees(with: truth))
        #expect(inFlight == run.ledger.inFlight)
    }

    @Test func `waits for a connection are those of Erlang C`() {
        let (servers, rate) = (4, 2.8)
        var population = Workloads.population(output: .exponential(mean: 1_000))
        population.inputTokens = .constant(1)
        var policy = ClientPolicy()
        policy.maximumConcurrency = servers
        var waits: [Double] = []
        var service = 0.0
        for seed in UInt64(1)...40 {
            var input = Workloads.input(
                seed: seed, minutes: 400, traffic: Traffic(model: .open(.constant(rate))), populations: [population],
                policy: policy, models: [Workloads.metronome()])
            input.rowMilliseconds = 60_000
            let run = Simulator.run(input)
            let ended = Double(run.total(.calls(.succeeded)))
            let served = Double(run.total(.outputTokens)) / ended / 1_000 + 0.001
            waits.append(Double(run.total(.latencyMilliseconds)) / ended / 1_000 - served)
            service += served / 40
        }
        let truth = erlangWait(servers: servers, rate: rate, service: service)
        #expect(Estimate(waits).confirms(truth), "\(Estimate(waits)) s instead of \(truth) s")
    }

    /// The mean wait of M/M/c.
    private func erlangWait(servers: Int, rate: Double, service: Double) -> Double {
        let load = rate * service
        var term = 1.0
        var sum = 0.0
        for count in 0..<servers {
            sum += term
            term *= load / Double(count + 1)
        }
        let delayed = term / (1 - load / Double(servers))
        return delayed / (sum + delayed) * service / (Double(servers) - load)
    }

    @Test func `a closed model turns round once in a think time and a call`() {
        let population = Workloads.population(output: .constant(3_000))
        let turns = (1...30).map { seed in
            let run = Simulator.run(
                Workloads.input(
                    seed: UInt64(seed), minutes: 60,
                    traffic: Traffic(model: .closed(workers: 50, thinkTime: .exponential(mean: 2_000))),
                    populations: [population], models: [Workloads.metronome()]))
            return Double(run.total(.begun))
        }
        // A worker begins with thinking, so the first cycle is short of one call.
        let truth = 50 * (3_600 + 3.001 / 2 + 4 / (2 * 5.001) - 2.5) / 5.001
        #expect(Estimate(turns).agrees(with: truth) || (Estimate(turns).mean - truth).magnitude < 50)
        #expect(!Estimate(turns).agrees(with: truth * 1.05))
    }

    private func perRow(_ run: SimulatedRun, _ channel: PopulationChannel) -> [Double] {
        let place = run.rows.layout.channel(channel, ofPopulation: 0)
        return (0..<run.rows.rowCount).map { Double(run.rows[$0, place]) }
    }
}
