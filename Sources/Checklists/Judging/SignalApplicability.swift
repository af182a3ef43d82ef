import Facts
import Manifests
import SourceText

/// Which signals concern a service that uses Claude so.
enum SignalApplicability {
    /// Why a signal does not concern the service; nil if it does, also where the manifest does not say.
    static func reasonAgainst(_ signal: Signal, _ manifest: Manifest) -> String? {
        let claude = manifest.claude
        switch signal {
        case .timeToFirstToken where claude.streaming?.value == false:
            return "the service does not stream, so it has no time to first token"
        case .tokens(.cacheRead), .tokens(.cacheCreation), .cacheHitRate:
            return claude.promptCaching?.value == false ? "prompt caching is off" : nil
        case .thinkingActivation, .tokens(.thinking):
            return claude.extendedThinking?.value == false ? "extended thinking is off" : nil
        default: return nil
        }
    }

    /// Why nothing need be told apart by a role: where there is only one of a thing, its total is its share.
    static func reasonAgainst(_ role: LabelRole, _ manifest: Manifest) -> String? {
        switch role {
        case .feature where manifest.features.count == 1: "the service has one feature"
        case .model where manifest.claude.models.count == 1: "the service uses one model"
        case .tenant where manifest.traffic.tenants.map { $0.value <= 1 } ?? false: "the service has one tenant"
        default: nil
        }
    }
}
