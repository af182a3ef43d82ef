import ClaudeBackend
import Facts
import Findings
import Manifests
import Simulation
import SourceText

/// Makes a `SimulationInput` of a scenario and a manifest, step by step: users, dependencies, traffic, Claude, faults,
/// telemetry. Each step notes what it took for granted.
struct ScenarioResolver {
    let scenario: Scenario
    let surroundings: ScenarioSurroundings
    var assumptions: [Assumption] = []
    var findings: [Finding] = []

    var manifest: Manifest { surroundings.manifest }

    init(_ scenario: Scenario, _ surroundings: ScenarioSurroundings) {
        self.scenario = scenario
        self.surroundings = surroundings
    }

    mutating func resolve(seed: UInt64) -> ScenarioResolution {
        if let reason = missingNeed() { return .notApplicable(reason) }
        let populations = populations()
        guard !populations.isEmpty else { return .unprovable("nobody comes: the shares of its users come to nothing") }
        let dependencies = dependencies()
        guard let traffic = traffic() else { return .invalid(findings.sortedForOutput()) }
        let policy = policy()
        let peak = peakRequestsPerSecond(traffic)
        let models: [BackendModel]
        switch backend(populations, policy, peak: peak) {
        case .success(let found): models = found
        case .failure(let unknown): return .unprovable("nothing is known of the model `\(unknown.id)`")
        }
        let faults = faults(populations, dependencies)
        let pipeline = pipeline()
        guard findings.isEmpty else { return .invalid(findings.sortedForOutput()) }
        let input = SimulationInput(
            seed: seed, durationMilliseconds: scenario.durationMilliseconds, traffic: traffic,
            populations: populations, policy: policy, models: models, dependencies: dependencies, faults: faults,
            // Without bounds: which there are, the plan of the series says.
            layout: ChannelLayout(
                populationCount: populations.count, dependencyCount: dependencies.count, firstTokenBounds: [],
                latencyBounds: []))
        return .ready(
            ResolvedScenario(
                scenario: scenario, input: input, pipeline: pipeline, assumptions: assumptions,
                signals: signals(dependencies)))
    }

    mutating func assume(_ what: String, key: String?) {
        let assumption = Assumption(what, key: key)
        if !assumptions.contains(assumption) { assumptions.append(assumption) }
    }

    // MARK: Whether it can happen

    private func missingNeed() -> String? {
        for need in scenario.needs.map(\.value) {
            switch need {
            case .streaming where manifest.claude.streaming?.value == false:
                return "the service does not stream (`claude.streaming: false`)"
            case .caching where manifest.claude.promptCaching?.value == false:
                return "the service caches no prompts (`claude.prompt_caching: false`)"
            case .thinking where manifest.claude.extendedThinking?.value == false:
                return "the service does not let Claude think (`claude.extended_thinking: false`)"
            case .dependencies where manifest.dependencies.isEmpty && scenario.dependencies.isEmpty:
                return "the manifest declares no `dependencies`"
            default: continue
            }
        }
        return nil
    }

    /// Whether a feature of the API is used: as declared, or as the scenario needs it, or as most services do.
    mutating func uses(_ need: Scenario.Need, declared: Located<Bool>?, usual: Bool, key: String) -> Bool {
        if let declared { return declared.value }
        let isUsed = usual || scenario.needs.contains { $0.value == need }
        assume("\(need.rawValue) is \(isUsed ? "used" : "not used")", key: key)
        return isUsed
    }

    // MARK: Dependencies

    private mutating func dependencies() -> [DependencyModel] {
        var models: [DependencyModel] = []
        for declared in manifest.dependencies {
            let name = declared.name.value.string
            let own = scenario.dependencies.first { $0.name.value.utf8.elementsEqual(name.utf8) }
            models.append(
                DependencyModel(
                    name: name, latencyMilliseconds: own?.latency ?? usualLatency(of: declared.name.value),
                    errorShare: own?.errorShare ?? ScenarioDefaults.dependencyErrorShare))
        }
        for own in scenario.dependencies
        where !models.contains(where: { $0.name.utf8.elementsEqual(own.name.value.utf8) }) {
            models.append(
                DependencyModel(
                    name: own.name.value, latencyMilliseconds: own.latency ?? ScenarioDefaults.dependencyLatency,
                    errorShare: own.errorShare ?? ScenarioDefaults.dependencyErrorShare))
        }
        return models
    }

    /// A lognormal with the sampled histogram's mean, or the documented one.
    private mutating func usualLatency(of name: ByteString) -> Distribution {
        let signal = Signal.dependency(name, .latency)
        let usual = ScenarioDefaults.dependencyLatency
        let spelling = surroundings.facts.service.declaredSpellings[signal]
        if let spelling, let mean = surroundings.facts.emitted.families[spelling.family]?.observations?.mean {
            let milliseconds = mean * spelling.unit.canonical.factor * 1_000
            if milliseconds > 0, milliseconds < 600_000 {
                let scale = milliseconds / DistributionMean.of(usual)
                return ScenarioDefaults.dependencyLatency(scaledBy: scale)
            }
        }
        assume("\(name.string) answers in 80 ms, 95 % within 200 ms", key: "dependencies.latency")
        return usual
    }

    // MARK: Faults

    private mutating func faults(
        _ populations: [ClientPopulation], _ dependencies: [DependencyModel]
    ) -> [Fault] {
        (scenario.faults + scenario.background).map { one in
            for target in one.targets {
                let known = names(of: target.kind, populations, dependencies)
                let isKnown = known.contains { $0.utf8.elementsEqual(target.name.value.utf8) }
                if !isKnown { findings.append(ScenarioFindings.unknownTarget(target, known: known)) }
            }
            var fault = one.fault
            // A client that stands for several populations is struck in all of them.
            fault.match.populations = one.fault.match.populations.flatMap { name in
                populations.map(\.id).filter { Self.stands(name, for: $0) }
            }
            return fault
        }
    }

    private static func stands(_ client: String, for population: String) -> Bool {
        population.utf8.elementsEqual(client.utf8) || population.utf8.starts(with: (client + "/").utf8)
    }

    private func names(
        of kind: ScenarioFault.Target.Kind, _ populations: [ClientPopulation], _ dependencies: [DependencyModel]
    ) -> [String] {
        switch kind {
        case .population: populations.map(\.id) + scenario.clients.map(\.id.value)
        case .model: populations.map(\.model)
        case .feature: populations.map(\.feature)
        case .tenant: populations.compactMap(\.tenant)
        case .dependency: dependencies.map(\.name)
        }
    }

    // MARK: What is disturbed

    private func signals(_ dependencies: [DependencyModel]) -> [Signal] {
        scenario.signals.map(\.value).flatMap { signal -> [Signal] in
            guard case .dependency("*", let aspect) = signal else { return [signal] }
            return dependencies.map { .dependency(ByteString($0.name), aspect) }
        }
    }

    // MARK: Policy and pipeline

    private mutating func policy() -> ClientPolicy {
        if let policy = scenario.policy { return policy.policy }
        assume("calls are retried as the newest SDK retries them", key: "client_policy")
        return ClientPolicy.preset(named: ScenarioDefaults.policy) ?? ClientPolicy()
    }

    private mutating func pipeline() -> PipelineSettings {
        let declared = manifest.telemetry.pipeline
        let interval =
            scenario.pipeline?.scrapeIntervalMilliseconds ?? manifest.telemetry.scrapeIntervalMilliseconds?.value
        if interval == nil {
            assume("scraped every minute, as Prometheus does unless told", key: "telemetry.scrape_interval")
        }
        let declaredKind = declared.flatMap { PipelineSettings.Kind(rawValue: $0.mode.value.rawValue) }
        let kind = scenario.pipeline?.mode ?? declaredKind
        if kind == nil { assume("metrics are scraped by Prometheus", key: "telemetry.pipeline") }
        var settings = surroundings.pipeline(kind ?? .pull, interval ?? ScenarioDefaults.scrapeIntervalMilliseconds)
        if scenario.pipeline?.mode == nil || scenario.pipeline?.mode == declaredKind {
            let turned = settings.applying((declared?.settings ?? []).map { ($0.key.value, $0.value.value.string) })
            settings = turned.settings
            for key in turned.unknown {
                assume(
                    "`\(key)` is what the mode has: nothing of that value is simulated",
                    key: "telemetry.pipeline.\(key)")
            }
        }
        return settings.applying((scenario.pipeline?.settings ?? []).map { ($0.key, $0.value.value.string) }).settings
    }
}
