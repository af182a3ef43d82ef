package import SourceText

/// A canonical quantity of a Claude-powered service, whatever a naming scheme calls it.
package enum Signal: Hashable, Sendable {
    case requests
    case errors
    case attempts
    case timeToFirstToken
    case latency
    case tokens(TokenKind)
    case cost
    case cacheHitRate
    case thinkingActivation
    /// A quality measure the manifest defines: `quality.schema`.
    case quality(ByteString)
    /// A signal of a declared dependency: `dependency.pinecone.latency`.
    case dependency(ByteString, DependencyAspect)

    package enum TokenKind: String, CaseIterable, Sendable {
        case input
        case output
        case cacheRead = "cache_read"
        case cacheCreation = "cache_creation"
        case thinking
    }

    package enum DependencyAspect: String, CaseIterable, Sendable {
        case requests
        case errors
        case latency
    }

    /// The name in manifests, checklists and reports.
    package var name: String {
        switch self {
        case .requests: "requests"
        case .errors: "errors"
        case .attempts: "attempts"
        case .timeToFirstToken: "ttft"
        case .latency: "latency"
        case .tokens(let kind): "tokens.\(kind.rawValue)"
        case .cost: "cost"
        case .cacheHitRate: "cache_hit_rate"
        case .thinkingActivation: "thinking_activation"
        case .quality(let name): "quality.\(name.string)"
        case .dependency(let name, let aspect): "dependency.\(name.string).\(aspect.rawValue)"
        }
    }

    /// The signals that every service has the same names for; the open families are left out.
    package static let fixed: [Signal] =
        [.requests, .errors, .attempts, .timeToFirstToken, .latency]
        + TokenKind.allCases.map(Signal.tokens) + [.cost, .cacheHitRate, .thinkingActivation]

    /// Reads a name as it stands in a manifest or a checklist; nil if no signal is called so.
    package init?(name: ByteString) {
        if let known = Signal.fixed.first(where: { $0.name.utf8.elementsEqual(name.bytes) }) {
            self = known
            return
        }
        let parts = name.bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { return nil }
        switch String(decoding: parts[0], as: UTF8.self) {
        case "quality":
            self = .quality(ByteString(Array(parts[1])))
        case "dependency":
            guard let dot = parts[1].lastIndex(of: UInt8(ascii: ".")), dot > parts[1].startIndex,
                let aspect = DependencyAspect(rawValue: String(decoding: parts[1][(dot + 1)...], as: UTF8.self))
            else { return nil }
            self = .dependency(ByteString(Array(parts[1][..<dot])), aspect)
        default:
            return nil
        }
    }

    /// The unit in which thresholds on this signal are compared, before any statistic is applied.
    package var unit: Unit {
        switch self {
        case .requests, .errors, .attempts, .quality, .dependency(_, .requests), .dependency(_, .errors): .count
        case .timeToFirstToken, .latency, .dependency(_, .latency): .seconds
        case .tokens: .tokens
        case .cost: .usDollars
        case .cacheHitRate, .thinkingActivation: .ratio
        }
    }
}
