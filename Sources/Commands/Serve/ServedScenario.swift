#if Live
import ClaudeBackend
import Facts
import Findings
import LiveServer
import Manifests
import MessagesAPI
import Rehearsals
import Reports
import Simulation
import SourceText
import TimeSeries

/// A scenario as a server plays it: how long answers are, which limits hold, and what goes wrong when. Users, clients
/// and telemetry are those of whoever calls.
struct ServedScenario {
    let conditions: ScenarioConditions
    private let input: SimulationInput

    /// Finds and resolves the scenario; misuse if it is none, or none for this service.
    init(_ name: String, _ request: ServeRequest, _ invocation: Invocation) throws(Misuse) {
        var sources = SourceSet()
        let choice = ScenarioChoice([name], files: invocation.files, sources: &sources)
        for message in choice.messages { invocation.standardError.write(line: message) }
        guard choice.isValid, let chosen = choice.chosen.first else { throw Misuse("nothing is served") }
        let manifest = try Self.manifest(request.manifestPath, invocation, &sources)
        var reading = ServiceReading(
            manifest, overrides: [], files: invocation.files, workers: invocation.workers, sources: sources)
        let rehearser = Rehearser(
            reading.read(), manifest, Rehearser.Settings(runCount: 1, firstSeed: request.seed, asOf: request.day))
        switch rehearser.resolve(chosen.scenario) {
        case .ready(let resolved):
            input = resolved.input
            conditions = ScenarioConditions(faults: input.faults, populations: input.populations)
        case .notApplicable(let reason), .unprovable(let reason):
            throw Misuse("the scenario `\(name)` cannot be served: \(reason)")
        case .invalid(let findings):
            var renderer = DiagnosticRenderer(sources: sources)
            for finding in findings { invocation.standardError.write(line: renderer.render(finding)) }
            throw Misuse("the scenario `\(name)` does not fit the service; nothing is served")
        }
    }

    /// Unless its limits are kept, those of the options' tier hold.
    func apply(to options: inout MessagesAPI.ServiceOptions, keepsLimits: Bool) {
        options.models = input.models
        if !keepsLimits {
            let served = ServedModels(on: options.day, tier: options.tier).entries.map(\.backend)
            for place in options.models.indices {
                let own = served.first { $0.id.utf8.elementsEqual(options.models[place].id.utf8) }
                options.models[place].limits = own?.limits ?? .unlimited
            }
        }
        options.clients = input.populations.map(ServedClient.init)
        options.schedules = conditions.schedules(until: input.durationMilliseconds)
    }

    /// When the first of its faults begins, in real time: scenarios begin with a while in which nothing is wrong but what
    /// always is.
    func notice(timeScale: Double) -> String? {
        let later = input.faults.filter { $0.startMilliseconds > 0 }
        guard let first = later.min(by: { $0.startMilliseconds < $1.startMilliseconds }) else { return nil }
        let seconds = Int64((Double(first.startMilliseconds) / 1_000 / timeScale).rounded(.up))
        let wait = PrometheusDuration.text(milliseconds: seconds * 1_000)
        return "the fault `\(first.id)` begins in \(wait); --time-scale shortens the wait"
    }

    // MARK: The service

    /// A scenario leaves the users to the manifest; without one, users of two models that most services ask.
    private static func manifest(
        _ path: String?, _ invocation: Invocation, _ sources: inout SourceSet
    ) throws(Misuse) -> Manifest {
        var (found, bytes) = ("built-in manifest", Array(usual.utf8))
        if let path { (found, bytes) = try read(path, invocation) }
        let (manifest, findings) = ManifestReader.read(sources.add(path: found, bytes: bytes))
        guard let manifest, !findings.contains(where: { $0.severity == .error }) else {
            throw Misuse("the manifest `\(found)` is not valid: `preflight check \(found)` shows what is wrong")
        }
        return manifest
    }

    private static func read(
        _ path: String, _ invocation: Invocation
    ) throws(Misuse) -> (path: String, bytes: [UInt8]) {
        switch ManifestDiscovery.find(path, in: invocation.files) {
        case .nothingIn(let folder):
            throw Misuse(
                "the folder `\(folder)` holds no manifest (\(ManifestReader.fileNames.joined(separator: ", ")))")
        case .unreadable(let path, let problem): throw Misuse("the manifest `\(path)` \(problem.sentence)")
        case .manifest(let file):
            switch invocation.files.read(file) {
            case .success(let bytes): return (file, bytes)
            case .failure(let problem): throw Misuse("the manifest `\(file)` \(problem.sentence)")
            }
        }
    }

    private static let usual = """
        preflight: 1
        service: served
        claude:
          models: [claude-sonnet-4-6, claude-haiku-4-5]
          streaming: true
          prompt_caching: true
          extended_thinking: true
        features: [all]
        traffic: {peak_rps: 10, night_rps: 1}
        """
}

extension ServedClient {
    fileprivate init(_ population: ClientPopulation) {
        self.init(
            name: population.id, model: population.model, isStreaming: population.streaming,
            share: population.share,
            lengths: AnswerLengths(
                output: population.outputTokens.table,
                thinking: (population.thinking?.tokens ?? .constant(0)).table,
                thinkingShare: population.thinking?.share ?? 0))
    }
}
#endif
