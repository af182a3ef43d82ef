import ClaudeAPI
import ClaudeBackend
import Manifests
import Simulation
import SourceText

/// How many come, and what Claude allows them.
extension ScenarioResolver {
    private static let secondsPerDay = 86_400.0

    /// Nil if a recorded day cannot be read; findings then tell why.
    mutating func traffic() -> Traffic? {
        let own = scenario.traffic
        let curves = TrafficCurve(durationMilliseconds: scenario.durationMilliseconds)
        if own.arrivalCV == nil {
            assume("users come in bursts of a coefficient of variation of 1.2", key: "traffic.arrivals")
        }
        let cv = own.arrivalCV ?? ScenarioDefaults.arrivalCV
        let base: RateCurve
        switch own.model {
        case .closed(let workers, let thinkTime):
            if thinkTime == nil { assume("workers wait 5 s between two requests", key: "traffic.think_time") }
            return Traffic(
                model: .closed(
                    workers: workers,
                    thinkTime: thinkTime ?? .exponential(mean: ScenarioDefaults.thinkTimeMilliseconds)), arrivalCV: cv)
        case .trace(let path):
            guard let file = surroundings.trace(path.value) else {
                findings.append(ScenarioFindings.missingTrace(path))
                return nil
            }
            let (curve, problems) = RateTrace.read(file)
            findings += problems
            guard let curve else { return nil }
            base = curve
        case .stages(let rate, let stages): base = curves.stages(from: rate, stages)
        case .rate(let rate): base = day(mean: rate, curves)
        case .daily(let requests): base = day(mean: requests / Self.secondsPerDay, curves)
        case nil: base = manifestDay(curves)
        }
        return Traffic(model: .open(curves.multiplying(base, by: own.spikes)), arrivalCV: cv)
    }

    private func day(mean: Double, _ curves: TrafficCurve) -> RateCurve {
        guard let diurnal = scenario.traffic.diurnal else { return .constant(mean) }
        let trough = 2 * mean / (1 + diurnal.peakToTrough)
        return curves.day(
            peak: trough * diurnal.peakToTrough, trough: trough, peakHour: diurnal.peakHour,
            startMinute: scenario.start.minuteOfDay)
    }

    private mutating func manifestDay(_ curves: TrafficCurve) -> RateCurve {
        let declared = manifest.traffic.peakRequestsPerSecond?.value ?? 0
        let peak = declared > 0 ? declared : ScenarioDefaults.peakRequestsPerSecond
        if declared <= 0 { assume("10 requests a second at the peak", key: "traffic.peak_rps") }
        let ratio = scenario.traffic.diurnal?.peakToTrough
        var trough = peak / (ratio ?? ScenarioDefaults.peakToTrough)
        if ratio == nil {
            if let night = manifest.traffic.nightRequestsPerSecond?.value {
                trough = min(night, peak)
            } else {
                assume("a quarter of the peak at night", key: "traffic.night_rps")
            }
        }
        let hour = scenario.traffic.diurnal?.peakHour
        if hour == nil { assume("the peak is at 15:00 UTC", key: "traffic.diurnal.peak_hour") }
        return curves.day(
            peak: peak, trough: trough, peakHour: hour ?? ScenarioDefaults.peakHour,
            startMinute: scenario.start.minuteOfDay)
    }

    /// Of users' requests.
    func peakRequestsPerSecond(_ traffic: Traffic) -> Double {
        switch traffic.model {
        case .open(let curve): return TrafficCurve(durationMilliseconds: scenario.durationMilliseconds).peak(curve)
        case .closed(let workers, let thinkTime):
            // A worker that waits for nothing still waits for its answer: no call ends within half a second.
            return Double(workers) / max(0.5, DistributionMean.of(thinkTime) / 1_000)
        }
    }

    // MARK: Claude

    struct UnknownModel: Error {
        var id: String
    }

    /// What the populations of one pool of models use in a minute of the peak.
    private struct Demand {
        var requests = 0.0
        var input = 0.0
        var output = 0.0

        mutating func add(_ population: ClientPopulation, callsPerMinute: Double) {
            requests += callsPerMinute
            input += callsPerMinute * DistributionMean.of(population.inputTokens)
            if let cache = population.cache {
                // Reads count nowhere. Each prefix is written once and read for as long as somebody uses it; counting a
                // write every five minutes, the shorter lifetime, is never too little.
                let writes = min(callsPerMinute, Double(cache.distinctPrefixes) / 5)
                input += writes * DistributionMean.of(cache.prefixTokens)
            }
            let thinking = population.thinking.map { $0.share * DistributionMean.of($0.tokens) } ?? 0
            output += callsPerMinute * (DistributionMean.of(population.outputTokens) + thinking)
        }

        func fits(_ limits: RateLimits, headroom: Double) -> Bool {
            func holds(_ limit: Int64, _ need: Double) -> Bool { limit == 0 || Double(limit) >= need * headroom }
            return holds(limits.requestsPerMinute, requests) && holds(limits.inputTokensPerMinute, input)
                && holds(limits.outputTokensPerMinute, output)
        }

        /// Limits of so many times the demand: never so small that one long request would not fit.
        func limits(headroom: Double, like preset: RateLimits) -> RateLimits {
            func whole(_ value: Double, atLeast least: Double) -> Int64 {
                let wanted = value * headroom
                return wanted.isFinite ? Int64(min(max(wanted, least), 1e15).rounded(.up)) : 1_000_000_000_000_000
            }
            var limits = preset
            limits.requestsPerMinute = whole(requests, atLeast: 20)
            limits.inputTokensPerMinute = whole(input, atLeast: 20_000)
            limits.outputTokensPerMinute = whole(output, atLeast: 8_000)
            return limits
        }
    }

    mutating func backend(
        _ populations: [ClientPopulation], _ policy: ClientPolicy, peak: Double
    ) -> Result<[BackendModel], UnknownModel> {
        var ids: [String] = []
        for id in populations.map(\.model) + (policy.fallbackModel.map { [$0] } ?? [])
        where !ids.contains(where: { $0.utf8.elementsEqual(id.utf8) }) { ids.append(id) }
        let tiers: [UsageTier] = scenario.backend.tier.map { [$0] } ?? UsageTier.allCases
        var found: [BackendModel] = []
        for tier in tiers {
            found = []
            for id in ids {
                guard let model = model(id, tier) else { return .failure(UnknownModel(id: id)) }
                found.append(model)
            }
            let demands = demands(found, populations, peak: peak)
            let isEnough = found.allSatisfy { model in
                demands[model.pool]?.fits(model.limits, headroom: ScenarioDefaults.headroom) ?? true
            }
            if scenario.backend.tier == nil, scenario.backend.headroom == nil, isEnough {
                assume("limits of the \(tier.rawValue) tier, which holds the peak", key: "backend.tier")
                return .success(found.map(changed))
            }
        }
        if scenario.backend.tier == nil {
            let demands = demands(found, populations, peak: peak)
            let headroom = scenario.backend.headroom ?? ScenarioDefaults.headroom
            for index in found.indices {
                guard let demand = demands[found[index].pool] else { continue }
                if scenario.backend.headroom == nil, demand.fits(found[index].limits, headroom: headroom) { continue }
                found[index].limits = demand.limits(headroom: headroom, like: found[index].limits)
            }
            if scenario.backend.headroom == nil {
                assume("limits of a contract that holds 1.5 times the peak, which no tier does", key: "backend.tier")
            }
        }
        return .success(found.map(changed))
    }

    private func demands(
        _ models: [BackendModel], _ populations: [ClientPopulation], peak: Double
    ) -> [Int: Demand] {
        let whole = populations.reduce(0) { $0 + $1.share }
        var demands: [Int: Demand] = [:]
        for population in populations where whole > 0 {
            guard let model = models.first(where: { $0.id.utf8.elementsEqual(population.model.utf8) }) else { continue }
            let calls = peak * 60 * population.share / whole * DistributionMean.of(population.callsPerRequest)
            demands[model.pool, default: Demand()].add(population, callsPerMinute: calls)
        }
        return demands
    }

    /// The preset of a model; of the newest of its family where the catalogue does not know it.
    private mutating func model(_ id: String, _ tier: UsageTier) -> BackendModel? {
        if let known = surroundings.model(id, tier) { return known }
        let family = ClaudeModel.Family.allCases.first { id.contains($0.rawValue) } ?? .sonnet
        for candidate in ModelCatalogue.models where candidate.family == family {
            guard var model = surroundings.model(candidate.id, tier) else { continue }
            assume("`\(id)` is as fast and dear as \(candidate.id)", key: "claude.models")
            model.id = id
            return model
        }
        return nil
    }

    /// The model with what the scenario says of it.
    private func changed(_ model: BackendModel) -> BackendModel {
        var model = model
        for own in scenario.backend.models where own.id.value.utf8.elementsEqual(model.id.utf8) {
            if let firstToken = own.firstToken {
                switch firstToken {
                case .percentiles(let p50, let p95):
                    model.latency.firstTokenMedianMilliseconds = p50
                    model.latency.firstTokenSigma = DistributionMean.sigma(p50: p50, p95: p95)
                default: model.latency.firstTokenMedianMilliseconds = DistributionMean.of(firstToken)
                }
            }
            model.latency.prefillTokensPerSecond = own.prefillTokensPerSecond ?? model.latency.prefillTokensPerSecond
            model.latency.outputTokensPerSecond = own.outputTokensPerSecond ?? model.latency.outputTokensPerSecond
            model.limits.requestsPerMinute = own.requestsPerMinute ?? model.limits.requestsPerMinute
            model.limits.inputTokensPerMinute = own.inputTokensPerMinute ?? model.limits.inputTokensPerMinute
            model.limits.outputTokensPerMinute = own.outputTokensPerMinute ?? model.limits.outputTokensPerMinute
            model.limits.inputGrowthPerMinute = own.inputGrowthPerMinute ?? model.limits.inputGrowthPerMinute
        }
        return model
    }
}
