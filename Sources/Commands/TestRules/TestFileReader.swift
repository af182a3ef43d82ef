import Documents
import Findings
import PromQL
import SourceText
import TimeSeries

/// Reads promtool's unit test files, as strictly as promtool does: an unknown key refuses the file.
///
/// Every key may be absent and every value empty, which means the zero of its type.
/// Source: prometheus/prometheus, `cmd/promtool/unittest.go` (v2.42.0, v3.14.0) and go-yaml's `UnmarshalStrict`.
enum TestFileReader {
    /// What a file holds; nil, and an error among the findings, if promtool would not run it.
    static func read(_ source: SourceFile, _ profile: TestProfile) -> (file: TestFile?, findings: [Finding]) {
        let reading = DocumentReader.readYAML(source)
        var findings = reading.findings
        guard reading.isComplete else { return (nil, findings) }
        var file = TestFile(file: source)
        if let root = reading.documents.first?.root, !root.isNull {
            if reading.documents.count > 1 {
                findings.append(TestFindings.documentIgnored(at: reading.documents[1].range, path: source.path))
            }
            _ = MappingReader.read(root, what: "a test file", into: &findings) { reader in
                fill(&file, from: &reader, profile)
            }
        }
        let isRefused = findings.contains { $0.severity == .error }
        return (isRefused ? nil : file, findings)
    }

    private static func fill(_ file: inout TestFile, from reader: inout MappingReader, _ profile: TestProfile) {
        file.ruleFiles = reader.optional("rule_files") { $0.list { $0.string() } } ?? []
        let interval = reader.optional("evaluation_interval") { $0.duration() }?.value ?? 0
        file.evaluationIntervalMilliseconds = interval == 0 ? 60_000 : interval
        file.groupOrder = reader.optional("group_eval_order") { $0.list { $0.byteString() } } ?? []
        for (index, name) in file.groupOrder.enumerated() {
            if let first = file.groupOrder[..<index].first(where: { $0.value == name.value }) {
                reader.report(TestFindings.groupOrderRepeats(name, first: first.range))
            }
        }
        if profile.knowsFuzzyCompare {
            file.comparesFuzzily = reader.optional("fuzzy_compare") { $0.goBool() }?.value ?? false
        }
        file.groups =
            reader.optional("tests") { $0.list { $0.emptyOrMapping { group(&$0, file, profile) } } } ?? []
    }

    private static func group(
        _ reader: inout MappingReader, _ file: TestFile, _ profile: TestProfile
    ) -> TestGroup {
        var group = TestGroup(place: reader.node.range)
        let interval = reader.optional("interval") { $0.duration() }?.value ?? 0
        group.intervalMilliseconds =
            interval == 0 && profile.defaultsInterval ? file.evaluationIntervalMilliseconds : interval
        group.series = reader.optional("input_series") { $0.list { $0.emptyOrMapping { series(&$0) } } } ?? []
        group.alertTests =
            reader.optional("alert_rule_test") { $0.list { $0.emptyOrMapping { alertTest(&$0) } } } ?? []
        group.expressionTests =
            reader.optional("promql_expr_test") { $0.list { $0.emptyOrMapping { expressionTest(&$0, profile) } } }
            ?? []
        group.externalLabels = reader.optional("external_labels") { $0.labels() } ?? []
        group.externalURL = reader.optional("external_url") { $0.byteString() }?.value
        group.name = reader.optional("name") { $0.byteString() }?.value
        if group.name?.isEmpty == true { group.name = nil }
        if profile.knowsStartTimestamp {
            group.startMilliseconds =
                reader.optional("start_timestamp") { reader in
                    reader.parsed(expected: "seconds since 1970 or a time such as `2026-11-20T08:00:00Z`") {
                        StartTimestamp.milliseconds(of: $0)
                    }
                }?.value ?? 0
        }
        return group
    }

    private static func series(_ reader: inout MappingReader) -> SeriesBlock.Entry {
        let empty = EmbeddedText(file: reader.node.range.file, outer: reader.node.range)
        return SeriesBlock.Entry(
            metric: reader.optional("series") { $0.text() } ?? empty,
            values: reader.optional("values") { $0.text() } ?? empty)
    }

    private static func alertTest(_ reader: inout MappingReader) -> AlertTest {
        let place = reader.node.range
        let name = reader.optional("alertname") { $0.byteString() }
        if name?.value.isEmpty != false { reader.report(TestFindings.alertNameMissing(at: name?.range ?? place)) }
        return AlertTest(
            place: place, evaluation: reader.optional("eval_time") { $0.duration() } ?? Located(0, at: place),
            alert: name ?? Located("", at: place),
            expected: reader.optional("exp_alerts") { $0.list { $0.emptyOrMapping { expectedAlert(&$0) } } } ?? [])
    }

    private static func expectedAlert(_ reader: inout MappingReader) -> ExpectedAlert {
        ExpectedAlert(
            place: reader.node.range, labels: reader.optional("exp_labels") { $0.labels() } ?? [],
            annotations: reader.optional("exp_annotations") { $0.labels() } ?? [])
    }

    private static func expressionTest(_ reader: inout MappingReader, _ profile: TestProfile) -> ExpressionTest {
        let place = reader.node.range
        return ExpressionTest(
            place: place,
            expression: reader.optional("expr") { $0.text() } ?? EmbeddedText(file: place.file, outer: place),
            evaluation: reader.optional("eval_time") { $0.duration() } ?? Located(0, at: place),
            expected: reader.optional("exp_samples") { $0.list { $0.emptyOrMapping { sample(&$0, profile) } } } ?? [])
    }

    private static func sample(_ reader: inout MappingReader, _ profile: TestProfile) -> ExpectedSample {
        let place = reader.node.range
        let labels =
            reader.optional("labels") { $0.text() } ?? EmbeddedText(file: place.file, outer: place)
        let value = reader.optional("value") { $0.goNumber() }?.value ?? 0
        var histogram: Located<String>?
        if profile.knowsHistograms { histogram = reader.optional("histogram") { $0.string() } }
        return ExpectedSample(
            place: place, labels: labels, value: value, expectsHistogram: histogram?.value.isEmpty == false)
    }
}

/// Which promtool's files are read, and how: 2.42 or 3.14.
package enum TestProfile: String, CaseIterable, Sendable {
    case two = "2"
    case three = "3"

    var semantics: Semantics { self == .two ? .prometheus2 : .prometheus3 }

    var dialect: SeriesDialect { self == .two ? .prometheus2 : .prometheus3 }

    /// `fuzzy_compare` came with 3.5.
    var knowsFuzzyCompare: Bool { self == .three }

    /// `start_timestamp` came with 3.9.
    var knowsStartTimestamp: Bool { self == .three }

    /// `histogram` came with 2.48.
    var knowsHistograms: Bool { self == .three }

    /// Without `interval` a group takes the evaluation interval (2.49).
    var defaultsInterval: Bool { self == .three }
}

extension ValueReader {
    /// A mapping; nothing where promtool reads an empty item as one.
    fileprivate mutating func emptyOrMapping<Value>(_ body: (inout MappingReader) -> Value) -> Value? {
        node.isNull ? nil : mapping(body)
    }

    /// Labels or annotations; a value may be any scalar, and one that says nothing is empty.
    fileprivate mutating func labels() -> [RuleLabel]? {
        table { name, value in
            if value.node.isNull { return ByteString("") }
            return value.byteString()?.value
        }?.map { RuleLabel(name: $0.key.value, value: $0.value) }
    }

    /// A boolean as go-yaml reads one.
    fileprivate mutating func goBool() -> Located<Bool>? {
        if let value = node.bool(.goYAML2) { return Located(value, at: node.range) }
        return bool()
    }

    /// A number as go-yaml reads one: `.inf` and `.nan`, but no `NaN`.
    fileprivate mutating func goNumber() -> Located<Double>? {
        if case .value(let value) = node.number(.goYAML2) { return Located(value, at: node.range) }
        wrongType(expected: "a number (for infinity and not-a-number YAML writes `.inf` and `.nan`)")
        return nil
    }
}
