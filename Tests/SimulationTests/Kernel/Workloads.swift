import ClaudeAPI
import ClaudeBackend
import Simulation

/// Inputs that several tests run.
enum Workloads {
    static let prices = TokenPrices(
        input: 3_000_000_000, output: 15_000_000_000, cacheWrite5m: 3_750_000_000, cacheWrite1h: 6_000_000_000,
        cacheRead: 300_000_000)

    static func model(
        _ id: String = "claude-sonnet-4-6", limits: RateLimits = .unlimited, pool: Int = 0,
        latency: LatencyModel = LatencyModel(
            firstTokenMedianMilliseconds: 800, firstTokenSigma: 0.5, prefillTokensPerSecond: 20_000,
            outputTokensPerSecond: 70)
    ) -> BackendModel {
        BackendModel(
            id: id, latency: latency, limits: limits, pool: pool, prices: prices, minimumCacheableTokens: 1_024,
            contextWindow: 200_000)
    }

    /// A model that answers after exactly the time that its output takes, a token in a millisecond.
    static func metronome(limits: RateLimits = .unlimited) -> BackendModel {
        model(
            limits: limits,
            latency: LatencyModel(
                firstTokenMedianMilliseconds: 1, firstTokenSigma: 0, prefillTokensPerSecond: 1e9,
                outputTokensPerSecond: 1_000, speedSigma: 0))
    }

    static func population(
        _ id: String = "chat", share: Double = 1, model: String = "claude-sonnet-4-6",
        input: Distribution = .constant(100), output: Distribution = .constant(100), streaming: Bool = true
    ) -> ClientPopulation {
        var population = ClientPopulation(
            id: id, share: share, model: model, feature: id, streaming: streaming, inputTokens: input,
            outputTokens: output)
        population.maximumTokens = 1_000_000
        return population
    }

    static func input(
        seed: UInt64, minutes: Int64 = 10, traffic: Traffic, populations: [ClientPopulation] = [population()],
        policy: ClientPolicy = ClientPolicy(), models: [BackendModel] = [model()],
        dependencies: [DependencyModel] = [], faults: [Fault] = []
    ) -> SimulationInput {
        SimulationInput(
            seed: seed, durationMilliseconds: minutes * 60_000, traffic: traffic, populations: populations,
            policy: policy, models: models, dependencies: dependencies, faults: faults,
            layout: ChannelLayout(
                populationCount: populations.count, dependencyCount: dependencies.count,
                firstTokenBounds: [250, 500, 1_000, 2_500, 5_000],
                latencyBounds: [1_000, 2_500, 5_000, 10_000, 30_000],
                requestBounds: [1_000, 10_000, 60_000], dependencyBounds: dependencies.map { _ in [10, 50, 250] }))
    }

    /// All kinds of fault of the backend, one after the other and all together.
    static let everything = FaultKind(
        name: "everything", summary: "all that can happen to a request", parameters: [],
        effect: .conditions { conditions, strength, values in
            conditions.backend.overloaded = 0.05 * strength
            conditions.backend.overloadedMidstream = 0.05 * strength
            conditions.backend.serverError = 0.05 * strength
            conditions.backend.requestTimeout = 0.02 * strength
            conditions.backend.connectionReset = 0.02 * strength
            conditions.backend.truncated = 0.03 * strength
            conditions.backend.stalled = 0.03 * strength
            conditions.backend.stalledBeforeFirstToken = 0.02 * strength
            conditions.backend.refused = 0.02 * strength
            conditions.backend.firstTokenFactor = 1 + strength
            conditions.backend.thinkingForced = 0.2 * strength
            conditions.backend.inputLimitFactor = 1 - 0.5 * strength
            conditions.backend.prefixChanges = 0.5 * strength
            conditions.trafficFactor = 1 + strength
            conditions.callsFactor = 1 + strength
            conditions.inputFactor = 1 + 0.1 * strength
        })

    /// Many things at once: four populations, caches, thinking, tools, loops, dependencies, limits, faults, every policy.
    static func mixed(seed: UInt64) -> SimulationInput {
        var chat = population(
            "chat", share: 4, input: .percentiles(p50: 300, p95: 2_000), output: .gamma(mean: 300, cv: 1))
        chat.cache = .init(prefixTokens: .constant(3_000), distinctPrefixes: 3)
        var agent = population(
            "agent", share: 1, input: .exponential(mean: 1_000), output: .uniform(low: 50, high: 500))
        agent.callsPerRequest = .gamma(mean: 4, cv: 0.5)
        agent.cache = .init(
            prefixTokens: .percentiles(p50: 5_000, p95: 20_000), distinctPrefixes: 50, lifetimeIsHour: true)
        agent.toolShare = 0.7
        var deep = population("deep", share: 1, model: "claude-opus-5", streaming: false)
        deep.thinking = .init(share: 0.5, tokens: .percentiles(p50: 2_000, p95: 8_000))
        deep.maximumTokens = 4_000
        let batch = population("batch", share: 0.5, input: .percentiles(p50: 50_000, p95: 250_000))
        var policy = ClientPolicy()
        policy.maximumRetries = 2
        policy.readTimeoutMilliseconds = 20_000
        policy.deadlineMilliseconds = 60_000
        policy.budget = .init(ratio: 0.3, reserve: 50)
        policy.breaker = .init(failureRatio: 0.6, minimumCalls: 50, windowMilliseconds: 30_000, openMilliseconds: 5_000)
        policy.fallbackModel = "claude-opus-5"
        policy.retriesBrokenStreams = seed % 2 == 0
        if seed % 3 == 0 { policy.maximumConcurrency = 100 }
        var fault = Fault(
            id: "all", kind: everything, startMilliseconds: 200_050, durationMilliseconds: 150_000,
            rampInMilliseconds: 20_000, rampOutMilliseconds: 10_000, values: [])
        fault.match.populations = ["chat", "agent", "deep"]
        return input(
            seed: seed,
            traffic: Traffic(
                model: .open(
                    RateCurve(points: [
                        .init(milliseconds: 0, perSecond: 5), .init(milliseconds: 300_000, perSecond: 15),
                        .init(milliseconds: 300_000, perSecond: 8),
                    ])), arrivalCV: 2),
            populations: [chat, agent, deep, batch], policy: policy,
            models: [
                model(
                    limits: RateLimits(
                        requestsPerMinute: 2_000, inputTokensPerMinute: 2_000_000, outputTokensPerMinute: 400_000)),
                model(
                    "claude-opus-5",
                    limits: RateLimits(
                        requestsPerMinute: 200, inputTokensPerMinute: 100_000, outputTokensPerMinute: 0,
                        inputGrowthPerMinute: 50_000), pool: 1),
            ],
            dependencies: [
                DependencyModel(name: "vectors", latencyMilliseconds: .percentiles(p50: 30, p95: 120), errorShare: 0.01)
            ], faults: [fault])
    }
}

extension SimulatedRun {
    /// All that a channel counted.
    func total(_ channel: Int) -> Int64 { (0..<rows.rowCount).reduce(0) { $0 + rows[$1, channel] } }

    func total(_ channel: PopulationChannel, population: Int = 0) -> Int64 {
        total(rows.layout.channel(channel, ofPopulation: population))
    }
}
