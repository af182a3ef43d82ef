import PromQL
import SourceText
import TimeSeries

/// A promtool unit test file, read: everything in it with its place.
struct TestFile: Sendable {
    var file: SourceFile
    /// Patterns relative to the folder of the file, as Go's `filepath.Glob` takes them.
    var ruleFiles: [Located<String>] = []
    var evaluationIntervalMilliseconds: Int64 = 60_000
    /// Names of groups; those named are evaluated in this order, the others with the first.
    var groupOrder: [Located<ByteString>] = []
    /// Values may differ by one unit in the last place.
    var comparesFuzzily = false
    var groups: [TestGroup] = []
}

/// Input series, and what the rules must make of them.
struct TestGroup: Sendable {
    var name: ByteString?
    var place: SourceRange
    /// The distance of two input values; 0 puts them all at the beginning, as Prometheus 2.42 does where none is given.
    var intervalMilliseconds: Int64 = 0
    var series: [SeriesBlock.Entry] = []
    var alertTests: [AlertTest] = []
    var expressionTests: [ExpressionTest] = []
    var externalLabels: [RuleLabel] = []
    var externalURL: ByteString?
    /// The moment that all times of the group are counted from, since the epoch.
    var startMilliseconds: Int64 = 0

    /// The last moment anything is asked about, counted from the beginning.
    var lastEvaluationMilliseconds: Int64 {
        max(
            alertTests.map(\.evaluation.value).max() ?? 0, expressionTests.map(\.evaluation.value).max() ?? 0)
    }
}

/// Which alerts of one name must fire at a moment.
struct AlertTest: Sendable {
    var place: SourceRange
    /// Milliseconds from the beginning.
    var evaluation: Located<Int64>
    var alert: Located<ByteString>
    var expected: [ExpectedAlert]
}

/// A firing alert as a test describes it; `alertname` is not among the labels unless written.
struct ExpectedAlert: Sendable {
    var place: SourceRange
    /// In the order written, each name once.
    var labels: [RuleLabel]
    var annotations: [RuleLabel]
}

/// What an expression must yield at a moment.
struct ExpressionTest: Sendable {
    var place: SourceRange
    var expression: EmbeddedText
    /// Milliseconds from the beginning.
    var evaluation: Located<Int64>
    var expected: [ExpectedSample]
}

/// A sample as a test describes it.
struct ExpectedSample: Sendable {
    var place: SourceRange
    /// A metric in the notation of series.
    var labels: EmbeddedText
    var value: Double
    /// A native histogram is expected, which this evaluator does not model.
    var expectsHistogram: Bool
}
