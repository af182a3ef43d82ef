import Facts
import SourceText

/// The formulas in use for "cache hit rate", told apart by what is divided by what.
///
/// Five are in use (reference/telemetry-formats.md, section 8.3), and the one that loses its denominator.
enum CacheHitRate {
    /// Reads over all input: uncached, read and written.
    case ofAllInput
    /// Reads over reads and writes: Datadog's shipped monitor; blind to a service that stopped caching.
    case ofCachedInput
    /// Reads over writes: how often an entry is reused; unbounded.
    case perWrite
    /// Reads over uncached input: beyond 100 % as soon as caching works.
    case ofUncachedInput
    /// Writes are left out of the denominator.
    case withoutWrites
    /// Requests with a read over requests.
    case ofRequests
    /// Hits over hits and misses of a cache of whole responses; a different thing.
    case ofResponses

    /// Nil for what is no hit rate at all. `includesCache` says whether the service's input tokens hold cached ones
    /// (OpenTelemetry) or not (the Messages API); nil is taken as not.
    static func classify(_ meaning: QueryMeaning, _ includesCache: Bool?) -> CacheHitRate? {
        guard !meaning.denominator.isEmpty else { return nil }
        let numerator = meaning.numerator.map(\.selection)
        let denominator = meaning.denominator.map(\.selection)
        let above = Set(numerator.compactMap(\.signal))
        let below = Set(denominator.compactMap(\.signal))
        let read = Signal.tokens(.cacheRead)
        if above == [read], numerator.allSatisfy({ $0.signal != nil }), denominator.allSatisfy({ $0.signal != nil }) {
            let isInclusive = includesCache == true
            switch below {
            case [.tokens(.input), read, .tokens(.cacheCreation)]: return isInclusive ? nil : .ofAllInput
            case [read, .tokens(.cacheCreation)]: return .ofCachedInput
            case [.tokens(.cacheCreation)]: return .perWrite
            case [.tokens(.input)]: return isInclusive ? .ofAllInput : .ofUncachedInput
            case [.tokens(.input), read]: return isInclusive ? nil : .withoutWrites
            default: return nil
            }
        }
        if !above.isEmpty, above.isSubset(of: [.requests]), below.isSubset(of: [.requests]), !below.isEmpty,
            numerator.contains(where: { $0.narrowedBy.contains { $0.string.lowercased().contains("cache") } })
        {
            return .ofRequests
        }
        let names = (numerator + denominator).map { $0.family.string.lowercased() }
        if above.isEmpty, numerator.allSatisfy({ Self.says("hit", $0) }),
            names.contains(where: { $0.contains("cache") }),
            denominator.contains(where: { Self.says("miss", $0) })
        {
            return .ofResponses
        }
        return nil
    }

    private static func says(_ word: String, _ selection: SignalSelection) -> Bool {
        selection.family.string.lowercased().contains(word)
            || selection.narrowedBy.contains { $0.string.lowercased().contains(word) }
    }

    /// What it divides, in words.
    var sentence: String {
        switch self {
        case .ofAllInput: "reads over all input tokens"
        case .ofCachedInput:
            "reads over reads and writes, which says nothing about input that is not cached at all: a service that stopped caching shows no data"
        case .perWrite: "reads over writes, which has no upper bound and is no share"
        case .ofUncachedInput:
            "reads over uncached input alone, which passes 100% as soon as caching works (2,000 read of 2,145 tokens come to 8,000%)"
        case .withoutWrites: "reads over input without cache writes, which is too high while the cache is being filled"
        case .ofRequests: "requests with a read over requests, which weighs a short prompt like a long one"
        case .ofResponses: "hits of a cache of whole responses, which is not the prompt cache"
        }
    }
}
