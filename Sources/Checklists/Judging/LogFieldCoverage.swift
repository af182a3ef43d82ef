import Facts
import Manifests
import SourceText

/// On how many of the requests that ought to have it a field stands.
struct LogFieldCoverage {
    var field: LogField
    /// The requests that the field concerns.
    var wanted = 0
    /// Those of them that have it.
    var filled = 0
    var firstWithout: SourceRange?

    /// A few rows in a hundred may be cut off, or be logged on a way that nobody thought of.
    static let sufficientPercent = 95

    var isSufficient: Bool { wanted > 0 && filled * 100 >= wanted * Self.sufficientPercent }

    init(_ field: LogField, _ requests: LogRequests, onErrors: Bool) {
        self.field = field
        for sample in requests.samples {
            for row in sample.rows where Self.concerns(field, row, sample, onErrors) {
                wanted += 1
                if Self.isFilled(field, row) {
                    filled += 1
                } else if firstWithout == nil {
                    firstWithout = sample.place(of: row)
                }
            }
        }
    }

    /// Thinking tokens say that the model thought.
    static func isFilled(_ field: LogField, _ row: LogRow) -> Bool {
        row.filled.contains(field) || field == .thinking && row.filled.contains(.thinkingTokens)
    }

    /// Which requests a field can stand on at all: a call that failed has no usage, one that was never answered no
    /// request id, and one that did not stream no first token.
    private static func concerns(_ field: LogField, _ row: LogRow, _ sample: LogSampleFact, _ onErrors: Bool) -> Bool {
        if onErrors, !row.isError { return false }
        switch field {
        case .errorType, .errorMessage: return row.isError
        case .requestID: return !row.isError || isAnswered(row, sample)
        case .ttft: return row.isStreaming != false && (onErrors || !row.isError)
        case .thinkingTokens: return row.usedThinking != false && (onErrors || !row.isError)
        case .toolNames: return row.stopReason != nil && sample.word(row.stopReason) == "tool_use"
        case .messageID, .inputTokens, .outputTokens, .cacheReadTokens, .cacheCreationTokens,
            .cacheCreationHourTokens, .cost, .stopReason, .serviceTier:
            return onErrors || !row.isError
        case .timestamp, .level, .event, .userID, .tenant, .conversationID, .model, .feature, .streaming, .thinking,
            .latency, .status, .promptHash, .attempts:
            return true
        }
    }

    /// False for a request that got no response, which then has no header to take an id from.
    private static func isAnswered(_ row: LogRow, _ sample: LogSampleFact) -> Bool {
        guard let type = sample.word(row.errorType)?.string.lowercased() else { return true }
        return !["timeout", "timed", "connect", "network", "dns", "socket", "cancel", "abort"].contains {
            type.contains($0)
        }
    }
}

/// Which fields concern a service that uses Claude so.
enum LogFieldApplicability {
    /// The key of the manifest that decides whether the field concerns the service; nil if it always does.
    static func key(of field: LogField) -> String? {
        switch field {
        case .ttft: "claude.streaming"
        case .cacheReadTokens, .cacheCreationTokens, .cacheCreationHourTokens: "claude.prompt_caching"
        case .thinking, .thinkingTokens: "claude.extended_thinking"
        default: nil
        }
    }

    private static func use(of field: LogField, _ manifest: Manifest) -> Bool? {
        switch key(of: field) {
        case "claude.streaming": manifest.claude.streaming?.value
        case "claude.prompt_caching": manifest.claude.promptCaching?.value
        case "claude.extended_thinking": manifest.claude.extendedThinking?.value
        default: true
        }
    }

    /// Why the field does not concern the service; nil if it does, also where the manifest does not say.
    static func reasonAgainst(_ field: LogField, _ manifest: Manifest) -> String? {
        guard use(of: field, manifest) == false else { return nil }
        switch key(of: field) {
        case "claude.streaming": return "the service does not stream, so it has no time to first token"
        case "claude.prompt_caching": return "prompt caching is off"
        default: return "extended thinking is off"
        }
    }

    /// The key that would decide it, if the manifest leaves it out.
    static func undeclaredKey(_ field: LogField, _ manifest: Manifest) -> String? {
        use(of: field, manifest) == nil ? key(of: field) : nil
    }
}

/// A path of the log that looks like a missing field under a name of the service's own.
enum LogFieldSuggestion {
    /// Words that many names share and that tell no two fields apart.
    private static let common: Set<String> = [
        "id", "ms", "s", "sec", "seconds", "name", "type", "total", "count", "tokens", "token", "usd", "time", "llm",
        "claude", "anthropic", "gen", "ai", "usage", "the", "number", "num", "n", "value", "x", "is",
    ]

    /// Half of the words that matter have to be the same.
    private static let leastLikeness = 0.5

    static func path(for field: LogField, in requests: LogRequests) -> LogPathFact? {
        let names = ([field.rawValue] + field.aliases).map { words(ByteString($0)) }
        var best: (path: LogPathFact, likeness: Double)?
        for path in requests.paths
        where path.field == nil && path.filledCount * 2 > requests.rowCount && path.proseCount == 0
            && LogFieldNames.isPrintable(path.name) && fits(path, field)
        {
            // `meta.usage.prompt_size`: what the last member says counts, with what stands before it or without.
            let last = LogFieldNames.members(path.name).last.map { words(ByteString($0)) } ?? []
            let greatest = names.map { likeness(last, $0) }.max() ?? 0
            if greatest >= leastLikeness, greatest > best?.likeness ?? 0 { best = (path, greatest) }
        }
        return best?.path
    }

    /// Numbers for what is counted or measured, texts for what is named.
    private static func fits(_ path: LogPathFact, _ field: LogField) -> Bool {
        switch field {
        case .inputTokens, .outputTokens, .cacheReadTokens, .cacheCreationTokens, .cacheCreationHourTokens,
            .thinkingTokens, .ttft, .latency, .cost, .attempts:
            path.numberCount > 0
        case .requestID, .messageID, .model, .feature, .stopReason, .toolNames, .promptHash, .errorType, .errorMessage:
            path.textCount > 0
        case .timestamp, .level, .event, .userID, .tenant, .conversationID, .streaming, .thinking, .status,
            .serviceTier:
            true
        }
    }

    private static func words(_ name: ByteString) -> Set<String> {
        let parts = name.snakeCased.string.split { $0 == "_" || $0 == "." }
        return Set(parts.map(String.init)).subtracting(common)
    }

    private static func likeness(_ one: Set<String>, _ other: Set<String>) -> Double {
        let all = one.union(other).count
        return all == 0 ? 0 : Double(one.intersection(other).count) / Double(all)
    }
}
