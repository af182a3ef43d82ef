import Documents
import Findings
import Simulation
import SourceText

/// `clients` in a scenario.
enum ScenarioClientReader {
    private static let tokens: ClosedRange<Double> = 0...10_000_000

    static func clients(_ value: inout ValueReader) -> [ScenarioClient]? {
        let clients = value.list { $0.mapping(client) ?? nil }
        let shares = (clients ?? []).compactMap(\.share)
        if let clients, let first = shares.first, shares.count == clients.count, shares.allSatisfy({ $0.value == 0 }) {
            value.report(ScenarioFindings.sharesAddToNothing(at: first.range))
        }
        return clients
    }

    private static func client(_ keys: inout MappingReader) -> ScenarioClient? {
        let id = keys.required("id", example: "chat") { $0.name() }
        var client = ScenarioClient(id: id ?? Located("", at: keys.node.range))
        client.share = keys.optional("share") { $0.ratio(in: 0...1_000_000) }
        client.model = keys.optional("model") { $0.model() }
        client.feature = keys.optional("feature") { $0.string() }?.value
        client.tenant = keys.optional("tenant") { $0.string() }?.value
        client.streaming = keys.optional("streaming") { $0.bool() }?.value
        client.inputTokens = keys.optional("input_tokens") { $0.distribution(in: tokens) }
        client.outputTokens = keys.optional("output_tokens") { $0.distribution(in: tokens) }
        client.maximumTokens = keys.optional("max_tokens") { $0.integer(in: 1...10_000_000) }.map { Int32($0.value) }
        client.cache = keys.optional("cache") { $0.mapping(cache) ?? nil }
        client.thinking = keys.optional("thinking") { $0.mapping(thinking) ?? nil }
        client.toolShare = keys.optional("tools") { $0.ratio() }?.value
        client.callsPerRequest = keys.optional("calls_per_request") { $0.distribution(in: 0...10_000) }
        return id == nil ? nil : client
    }

    private static func cache(_ keys: inout MappingReader) -> ClientPopulation.CacheUse? {
        let tokens = keys.required("prefix_tokens", example: "4000") { $0.distribution(in: Self.tokens) }
        let prefixes = keys.optional("prefixes") { $0.integer(in: 1...100_000_000) }
        let lifetime = keys.optional("ttl") { $0.oneOf(["5m", "1h"]) }
        return tokens.map {
            ClientPopulation.CacheUse(
                prefixTokens: $0, distinctPrefixes: prefixes?.value ?? 1, lifetimeIsHour: lifetime?.value == "1h")
        }
    }

    private static func thinking(_ keys: inout MappingReader) -> ClientPopulation.ThinkingUse? {
        let share = keys.required("share", example: "20%") { $0.ratio() }
        let tokens = keys.required("tokens", example: "{p50: 800, p95: 4000}") { $0.distribution(in: Self.tokens) }
        guard let share, let tokens else { return nil }
        return ClientPopulation.ThinkingUse(share: share.value, tokens: tokens)
    }
}

extension ScenarioFindings {
    static func sharesAddToNothing(at range: SourceRange) -> Finding {
        Finding(
            noShares, .error, message: "the shares of all clients are zero, so nobody comes",
            why: "Traffic is divided among clients by their shares.", fix: "write `share: 1` for at least one of them",
            at: Annotation(range, "zero, as all the others"), subject: "clients")
    }
}

/// `client_policy` in a scenario: a preset's name, or a preset with changes.
enum ScenarioPolicyReader {
    static func read(_ value: inout ValueReader) -> ScenarioPolicy? {
        let names = ClientPolicy.presets.map(\.name)
        guard value.node.kind == .mapping else {
            guard let name = value.oneOf(names), let policy = ClientPolicy.preset(named: name.value) else { return nil }
            return ScenarioPolicy(preset: name.value, policy: policy)
        }
        return value.mapping { keys in
            let preset = keys.optional("preset") { $0.oneOf(names) }?.value ?? names[0]
            var policy = ClientPolicy.preset(named: preset) ?? ClientPolicy()
            waiting(&keys, &policy)
            policy.budget = keys.optional("budget") { $0.mapping(budget) ?? nil }
            policy.breaker = keys.optional("breaker") { $0.mapping(breaker) ?? nil }
            let fallback = keys.optional("fallback") { $0.model() }
            policy.fallbackModel = fallback?.value
            return ScenarioPolicy(preset: preset, policy: policy, fallbackModel: fallback)
        }
    }

    private static func waiting(_ keys: inout MappingReader, _ policy: inout ClientPolicy) {
        if let timeout = keys.optional("timeout", { $0.time(atLeast: 1) }) {
            policy.readTimeoutMilliseconds = timeout.value
        }
        policy.deadlineMilliseconds = keys.optional("deadline") { $0.time(atLeast: 1) }?.value
        if let retries = keys.optional("retries", { $0.integer(in: 0...100) }) { policy.maximumRetries = retries.value }
        if let connections = keys.optional("max_concurrency", { $0.integer(in: 1...1_000_000) }) {
            policy.maximumConcurrency = connections.value
        }
        if let broken = keys.optional("retry_broken_streams", { $0.bool() }) {
            policy.retriesBrokenStreams = broken.value
        }
        _ = keys.optional("backoff") { value in
            value.mapping { keys in
                if let base = keys.optional("base", { $0.time() }) { policy.backoffBaseMilliseconds = base.value }
                if let cap = keys.optional("cap", { $0.time() }) { policy.backoffCapMilliseconds = cap.value }
                if let jitter = keys.optional("jitter", { $0.ratio() }) { policy.jitter = jitter.value }
            }
        }
        _ = keys.optional("retry_after") { value in
            value.mapping { keys in
                if let heeded = keys.optional("heeded", { $0.bool() }) { policy.heedsRetryAfter = heeded.value }
                if let longest = keys.optional("up_to", { $0.time() }) {
                    policy.longestRetryAfterMilliseconds = longest.value
                }
            }
        }
    }

    private static func budget(_ keys: inout MappingReader) -> ClientPolicy.RetryBudget? {
        let ratio = keys.required("ratio", example: "10%") { $0.ratio(in: 0...10) }
        let reserve = keys.optional("reserve") { $0.integer(in: 0...1_000_000) }
        return ratio.map { ClientPolicy.RetryBudget(ratio: $0.value, reserve: reserve?.value ?? 10) }
    }

    private static func breaker(_ keys: inout MappingReader) -> ClientPolicy.Breaker? {
        let ratio = keys.required("failure_ratio", example: "50%") { $0.ratio() }
        let minimum = keys.optional("minimum_calls") { $0.integer(in: 1...1_000_000) }
        let window = keys.optional("window") { $0.time(atLeast: 1_000) }
        let open = keys.optional("open") { $0.time(atLeast: 1_000) }
        return ratio.map {
            ClientPolicy.Breaker(
                failureRatio: $0.value, minimumCalls: minimum?.value ?? 20, windowMilliseconds: window?.value ?? 10_000,
                openMilliseconds: open?.value ?? 30_000)
        }
    }
}
