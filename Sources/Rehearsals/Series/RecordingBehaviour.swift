package import Facts
import Simulation

/// What an instrumentation really counts, which its names do not tell.
///
/// Measured by replaying fixed streams of known content against each package, in the versions that the conventions
/// name: "OpenLLMetry adds the output that `message_start` announces to that of `message_delta`", and so on.
package struct RecordingBehaviour: Sendable, Equatable {
    /// What becomes of a call whose stream broke.
    package enum BrokenStream: Sendable, Equatable {
        /// A failure of its own class.
        case ownClass
        /// A failure of the SDK's base class, which says nothing: `APIStatusError`.
        case baseClass
        case success
        case unrecorded
    }

    /// How error labels are spelt where no sample shows it.
    package enum ErrorWords: Sendable, Equatable {
        /// `rate_limit_error`
        case apiTypes
        /// `429`
        case statusCodes
        /// `RateLimitError`, behind a prefix.
        case classNames(prefix: String)
    }

    /// An error event in a stream that began with 200.
    package var overloadedMidstream = BrokenStream.ownClass
    /// The same in a counter of errors that stands apart; nil where it makes no difference.
    package var overloadedMidstreamInErrorCounter: BrokenStream?
    /// A stream that ended without `message_stop`.
    package var truncated = BrokenStream.ownClass
    /// False where a call that failed leaves no metric at all.
    package var recordsFailures = true
    /// Output tokens counted on top of the true ones for each streamed answer.
    package var extraOutputTokensPerStream: Int64 = 0
    package var errorWords = ErrorWords.apiTypes
    /// What it does that the rehearsal does not play, one clause each.
    package var unplayed: [String] = []

    /// Everything when the call ends, and errors inside a stream as errors of their class: what the guide asks for.
    package static let guide = RecordingBehaviour()

    /// What is known of a convention's instrumentation.
    package static func of(_ convention: Convention) -> RecordingBehaviour {
        switch convention.id {
        case "otel-genai", "otel-genai-1.36", "otel-genai-1.37": otelGenAI
        case "openllmetry": openLLMetry
        case "openlit": openLIT
        case "litellm": liteLLM
        default: guide
        }
    }

    /// `opentelemetry-instrumentation-genai-anthropic` 1.3b0: one result a call.
    private static let otelGenAI = {
        var behaviour = RecordingBehaviour()
        behaviour.overloadedMidstream = .baseClass
        behaviour.truncated = .success
        behaviour.errorWords = .classNames(prefix: "anthropic.")
        behaviour.unplayed = ["its time to first token is that of `message_start`, ahead of the first text"]
        return behaviour
    }()

    /// `opentelemetry-instrumentation-anthropic` 0.62.4: 54 output tokens for 50, 43 for 40.
    private static let openLLMetry = {
        var behaviour = RecordingBehaviour()
        behaviour.overloadedMidstream = .unrecorded
        behaviour.truncated = .success
        behaviour.extraOutputTokensPerStream = 4
        behaviour.errorWords = .classNames(prefix: "")
        behaviour.overloadedMidstreamInErrorCounter = .baseClass
        return behaviour
    }()

    /// `openlit` 1.45.0.
    private static let openLIT = {
        var behaviour = RecordingBehaviour()
        behaviour.overloadedMidstream = .unrecorded
        behaviour.truncated = .success
        behaviour.recordsFailures = false
        behaviour.unplayed = ["calls that do not stream put their whole latency into its time to first token"]
        return behaviour
    }()

    private static let liteLLM = {
        var behaviour = RecordingBehaviour()
        behaviour.errorWords = .statusCodes
        return behaviour
    }()

    /// What becomes of a call that ended so.
    func fate(of outcome: CallOutcome) -> BrokenStream {
        switch outcome {
        case .succeeded: .success
        case .overloadedMidstream: overloadedMidstream
        case .truncated: truncated
        default: recordsFailures ? .ownClass : .unrecorded
        }
    }
}
