import Documents
import Facts
import Findings
import SourceText

extension ValueReader {
    private static let unknownSignal = FindingKind(code: "PF050", name: "unknown-signal")

    /// A key under `telemetry.metrics` that is no signal.
    mutating func reportUnknownSignal(_ key: Located<ByteString>) {
        let known = Signal.fixed.map(\.name)
        let near = NearMiss.closest(to: key.value.string, among: known)
        report(
            Finding(
                Self.unknownSignal, .error,
                message: "`\(key.value.string)` is no signal" + (near.map { ", did you mean `\($0)`?" } ?? ""),
                why: "A metric under an unknown signal is joined with nothing.",
                fix: "use one of \(known.map { "`\($0)`" }.joined(separator: ", ")), `quality.NAME`, or "
                    + "`dependency.NAME.latency`",
                at: Annotation(key.range, near.map { "did you mean `\($0)`?" } ?? "unknown"),
                subject: "key telemetry.metrics.\(key.value.string)"))
    }
}
