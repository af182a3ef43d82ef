package import Manifests
import SourceText

/// A use of Claude without which an incident cannot happen to a service; words as in scenario files.
package enum ServiceFeature: String, CaseIterable, Sendable {
    case streaming
    case caching
    case thinking
    case dependencies

    /// Why a service does without it, in one clause; nil if it has it, or if the manifest does not say.
    package func absence(in manifest: Manifest) -> String? {
        switch self {
        case .streaming where manifest.claude.streaming?.value == false: "the service does not stream"
        case .caching where manifest.claude.promptCaching?.value == false: "prompt caching is off"
        case .thinking where manifest.claude.extendedThinking?.value == false: "extended thinking is off"
        case .dependencies where manifest.dependencies.isEmpty: "the manifest declares no dependency"
        default: nil
        }
    }
}
