import ClaudeAPI
import Facts
import Manifests
import Simulation
import SourceText

/// Who asks: the scenario's clients, spread over the manifest's models and features.
extension ScenarioResolver {
    /// A share of something that populations are spread over.
    struct Part {
        var name: String
        var share: Double
    }

    mutating func populations() -> [ClientPopulation] {
        let clients =
            scenario.clients.isEmpty
            ? [ScenarioClient(id: Located("", at: scenario.id.range))] : scenario.clients
        // What no client leaves open is nothing to be taken for granted.
        let models = clients.contains { $0.model == nil } ? models() : []
        let features = clients.contains { $0.feature == nil } ? features() : []
        return clients.flatMap { client -> [ClientPopulation] in
            let askedModels = client.model.map { [Part(name: $0.value, share: 1)] } ?? models
            let askedFeatures = client.feature.map { [Part(name: $0, share: 1)] } ?? features
            var result: [ClientPopulation] = []
            for model in askedModels {
                for feature in askedFeatures {
                    var words = client.id.value.isEmpty ? [] : [client.id.value]
                    if askedModels.count > 1 || words.isEmpty { words.append(model.name) }
                    if askedFeatures.count > 1 || client.id.value.isEmpty { words.append(feature.name) }
                    let share = (client.share?.value ?? 1) * model.share * feature.share
                    result.append(
                        population(
                            client, id: words.joined(separator: "/"), share: share, model: model.name,
                            feature: feature.name))
                }
            }
            return result
        }.filter { $0.share > 0 }
    }

    private mutating func population(
        _ client: ScenarioClient, id: String, share: Double, model: String, feature: String
    ) -> ClientPopulation {
        let streams =
            client.streaming
            ?? uses(.streaming, declared: manifest.claude.streaming, usual: true, key: "claude.streaming")
        if client.inputTokens == nil {
            assume("1,020 tokens of input behind the cached prefix, 95 % below 3,500", key: "clients.input_tokens")
        }
        if client.outputTokens == nil {
            assume("129 tokens of output, 95 % below 500", key: "clients.output_tokens")
        }
        return ClientPopulation(
            id: id, share: share, model: model, feature: feature, tenant: client.tenant, streaming: streams,
            inputTokens: client.inputTokens ?? ScenarioDefaults.inputTokens,
            outputTokens: client.outputTokens ?? ScenarioDefaults.outputTokens,
            maximumTokens: client.maximumTokens ?? ScenarioDefaults.maximumTokens, cache: cache(client),
            thinking: thinking(client), toolShare: client.toolShare ?? 0,
            callsPerRequest: client.callsPerRequest ?? .constant(1))
    }

    private mutating func cache(_ client: ScenarioClient) -> ClientPopulation.CacheUse? {
        if let cache = client.cache { return cache }
        let isUsed = uses(
            .caching, declared: manifest.claude.promptCaching, usual: true, key: "claude.prompt_caching")
        guard isUsed else { return nil }
        assume("one cached prefix of 6,000 tokens for each kind of users", key: "clients.cache")
        return ScenarioDefaults.cache
    }

    private mutating func thinking(_ client: ScenarioClient) -> ClientPopulation.ThinkingUse? {
        if let thinking = client.thinking { return thinking }
        let isUsed = uses(
            .thinking, declared: manifest.claude.extendedThinking, usual: false, key: "claude.extended_thinking")
        guard isUsed else { return nil }
        assume("Claude thinks in 20 % of the calls, 800 tokens, 95 % below 4,000", key: "clients.thinking")
        return ScenarioDefaults.thinking
    }

    // MARK: Models and features

    /// The manifest's models by their intended shares; those that the sample shows where it names none.
    private mutating func models() -> [Part] {
        let declared = manifest.claude.models.map(\.value)
        let routing = manifest.claude.routing
        var names = declared.isEmpty ? (routing?.intent ?? []).map(\.model.value) : declared
        if names.isEmpty {
            names = sampledValues(of: .model).filter { ModelCatalogue.canonicalID(of: $0) != nil }
            if !names.isEmpty { assume("models as the sample shows them", key: "claude.models") }
        }
        if names.isEmpty {
            assume("all calls ask \(ScenarioDefaults.model)", key: "claude.models")
            return [Part(name: ScenarioDefaults.model, share: 1)]
        }
        var parts = Self.distinct(names.map { ModelCatalogue.canonicalID(of: $0) ?? $0.string })
        if let routing, routing.intent.contains(where: { $0.share.value > 0 }) {
            if let by = routing.by?.value, by != "requests" {
                assume("shares of \(by) are taken for shares of requests", key: "claude.routing.by")
            }
            for index in parts.indices {
                parts[index].share = routing.intent.reduce(0) { sum, entry in
                    let id = ModelCatalogue.canonicalID(of: entry.model.value) ?? entry.model.value.string
                    return id.utf8.elementsEqual(parts[index].name.utf8) ? sum + entry.share.value : sum
                }
            }
            if parts.contains(where: { $0.share > 0 }) { return parts.filter { $0.share > 0 } }
        }
        for index in parts.indices { parts[index].share = 1 / Double(parts.count) }
        if parts.count > 1 { assume("each of \(parts.count) models gets as many calls", key: "claude.routing.intent") }
        return parts
    }

    private mutating func features() -> [Part] {
        var names = manifest.features.map(\.value)
        if names.isEmpty {
            names = sampledValues(of: .feature)
            if !names.isEmpty { assume("features as the sample shows them", key: "features") }
        }
        if names.isEmpty {
            assume("one feature, `\(ScenarioDefaults.feature)`", key: "features")
            return [Part(name: ScenarioDefaults.feature, share: 1)]
        }
        var parts = Self.distinct(names.map(\.string))
        for index in parts.indices { parts[index].share = 1 / Double(parts.count) }
        if parts.count > 1 { assume("each of \(parts.count) features gets as many calls", key: "clients.share") }
        return parts
    }

    private static func distinct(_ names: [String]) -> [Part] {
        var parts: [Part] = []
        for name in names where !parts.contains(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
            parts.append(Part(name: name, share: 1))
        }
        return parts
    }

    /// The values that a label of the requests' metric has in the sample, in bytewise order.
    private func sampledValues(of role: LabelRole) -> [ByteString] {
        let facts = surroundings.facts
        for signal in [Signal.requests, .latency, .cost, .tokens(.input)] {
            for spelling in facts.signals.spellings[signal] ?? [] {
                guard let label = spelling.labels[role],
                    let seen = facts.emitted.families[spelling.family]?.labels[label]?.seen, !seen.isEmpty
                else { continue }
                return seen.sorted()
            }
        }
        return []
    }
}
