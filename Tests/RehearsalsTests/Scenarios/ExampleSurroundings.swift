import Artefacts
import ClaudeAPI
import ClaudeBackend
import Facts
import Manifests
import Rehearsals
import Simulation
import SourceText

extension ExampleManifest {
    /// Models with the limits of the tiers and one speed; channels without buckets; a pipeline of round numbers.
    static func surroundings(_ manifest: Manifest, exposition: String?, trace: String?) -> ScenarioSurroundings {
        var gathered = GatheredFacts()
        if let exposition {
            let file = SourceFile(id: FileID(index: 1), path: "metrics.prom", bytes: Array(exposition.utf8))
            gathered = ArtefactReader.readExposition(file).facts
        }
        let facts = FactBase(
            service: manifest.serviceFacts(sampled: gathered.families), gathered: gathered, artefacts: [])
        return ScenarioSurroundings(
            manifest: manifest, facts: facts, model: { model($0, $1) },
            pipeline: { kind, interval in
                PipelineSettings(
                    kind: kind, scrape: PipelineSettings.Scrape(intervalMilliseconds: interval),
                    buffer: PipelineSettings.Buffer(
                        flushMilliseconds: 5_000, batch: 512, capacity: 2_048, onFull: .dropNew),
                    exporter: PipelineSettings.Exporter(timeoutMilliseconds: 10_000), drainMilliseconds: 0)
            },
            trace: { path in
                trace.map { SourceFile(id: FileID(index: 9), path: path.string, bytes: Array($0.utf8)) }
            })
    }

    /// Requests, input and output tokens a minute of Claude 4 and 5 models; one pool each.
    static func limits(_ tier: UsageTier) -> RateLimits {
        switch tier {
        case .start:
            RateLimits(requestsPerMinute: 1_000, inputTokensPerMinute: 2_000_000, outputTokensPerMinute: 400_000)
        case .build:
            RateLimits(requestsPerMinute: 5_000, inputTokensPerMinute: 5_000_000, outputTokensPerMinute: 1_000_000)
        case .scale:
            RateLimits(requestsPerMinute: 10_000, inputTokensPerMinute: 10_000_000, outputTokensPerMinute: 2_000_000)
        }
    }

    private static func model(_ id: String, _ tier: UsageTier) -> BackendModel? {
        guard let place = ModelCatalogue.models.firstIndex(where: { $0.id.utf8.elementsEqual(id.utf8) }) else {
            return nil
        }
        return BackendModel(
            id: id,
            latency: LatencyModel(
                firstTokenMedianMilliseconds: 1_300, firstTokenSigma: 0.5, prefillTokensPerSecond: 12_000,
                outputTokensPerSecond: 65),
            limits: limits(tier), pool: place,
            prices: TokenPrices(input: 3, output: 15, cacheWrite5m: 4, cacheWrite1h: 6, cacheRead: 1),
            minimumCacheableTokens: 1_024, contextWindow: 200_000)
    }
}
