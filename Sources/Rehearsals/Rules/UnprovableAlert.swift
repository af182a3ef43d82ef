package import SourceText

/// Why a rehearsal can say nothing of an alert. The list is closed.
package enum UnprovableAlert: Error, Sendable, Hashable {
    /// The metric is known from the manifest only.
    case onlyDeclared(metric: ByteString)
    /// Another job emits it.
    case otherJob(metric: ByteString)
    /// Nothing that was handed in emits it.
    case notEmitted(metric: ByteString, closest: ByteString?)
    /// A name with colons that no rule of the files records.
    case recordingMissing(ByteString)
    /// The rules that record the name set other labels than are asked for.
    case recordingNeverMatches(ByteString)
    /// No sampled series of the metric meets the condition.
    case notSampled(metric: ByteString, condition: ByteString)
    /// Nobody says what the metric measures.
    case meaningUnknown(metric: ByteString)
    /// The sizes of single calls, or quantiles computed in the process.
    case shapeUnknown(metric: ByteString)
    /// The selector names no metric.
    case byPattern(ByteString)
    /// Recording rules that read each other.
    case cyclicRecording(ByteString)
    /// Something that the evaluator does not model.
    case unsupported(String)

    /// For machines.
    package var word: String {
        switch self {
        case .onlyDeclared: "only-declared"
        case .otherJob: "other-job"
        case .notEmitted: "not-emitted"
        case .recordingMissing: "recording-missing"
        case .recordingNeverMatches: "recording-never-matches"
        case .notSampled: "not-sampled"
        case .meaningUnknown: "meaning-unknown"
        case .shapeUnknown: "shape-unknown"
        case .byPattern: "by-pattern"
        case .cyclicRecording: "cyclic-recording"
        case .unsupported: "unsupported"
        }
    }

    /// What is missing, as a clause.
    package var message: String {
        switch self {
        case .onlyDeclared(let metric): "`\(metric.string)` is declared and stands in no sample"
        case .otherJob(let metric): "`\(metric.string)` comes from another job"
        case .notEmitted(let metric, let closest):
            "nothing that was handed in emits `\(metric.string)`"
                + (closest.map { "; the closest name is `\($0.string)`" } ?? "")
        case .recordingMissing(let name): "no rule of the files records `\(name.string)`"
        case .recordingNeverMatches(let name): "no rule records `\(name.string)` with the labels that are asked for"
        case .notSampled(let metric, let condition):
            "no sampled series of `\(metric.string)` meets `\(condition.string)`"
        case .meaningUnknown(let metric): "nothing says what `\(metric.string)` measures"
        case .shapeUnknown(let metric): "how `\(metric.string)` spreads over single calls is not known"
        case .byPattern(let text): "`\(text.string)` names no metric"
        case .cyclicRecording(let name): "the rule that records `\(name.string)` reads itself"
        case .unsupported(let feature): feature
        }
    }

    /// What would let it be rehearsed; nil where nothing would.
    package var fix: String? {
        switch self {
        case .onlyDeclared, .notEmitted: "hand in an exposition sample that shows it, under `artefacts.exposition`"
        case .notSampled: "hand in an exposition sample taken after forced errors, so that every label value shows"
        case .recordingMissing, .recordingNeverMatches:
            "name the file that records it under `artefacts.prometheus_rules`"
        case .meaningUnknown(let metric):
            "say which signal it is: `telemetry.metrics: {SIGNAL: {name: \(metric.string)}}`"
        case .shapeUnknown: "expose a classic histogram of times instead"
        case .otherJob, .byPattern, .cyclicRecording, .unsupported: nil
        }
    }
}
