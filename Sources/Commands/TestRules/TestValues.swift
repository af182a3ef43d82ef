import PromQL
import Reports
import SourceText

/// A firing alert as tests compare them.
struct FiringAlert: Equatable, Comparable {
    /// Ascending by name.
    let labels: [RuleLabel]
    let annotations: [RuleLabel]

    init(_ labels: [RuleLabel], _ annotations: [RuleLabel]) {
        self.labels = labels
        self.annotations = annotations
    }

    /// The name of the alert belongs to its labels, whatever the test says there.
    init(_ expected: ExpectedAlert, name: ByteString) {
        let others = expected.labels.filter { $0.name != "alertname" }
        labels = (others + [RuleLabel(name: "alertname", value: name)]).sorted { $0.name < $1.name }
        annotations = expected.annotations.sorted { $0.name < $1.name }
    }

    static func < (left: FiringAlert, right: FiringAlert) -> Bool {
        if left.labels != right.labels { return RuleLabel.precedes(left.labels, right.labels) }
        return RuleLabel.precedes(left.annotations, right.annotations)
    }

    /// As `{severity="page"} summary="too many"`.
    var element: RuleTestReport.Element {
        let own = labels.filter { $0.name != "alertname" }
        return RuleTestReport.Element(
            labels: RuleLabel.elements(labels), annotations: RuleLabel.elements(annotations),
            text: ([RuleLabel.text(own)] + annotations.map(\.text)).joined(separator: " "))
    }
}

/// A sample as tests compare them.
struct TestSample: Comparable {
    /// Ascending by name.
    let labels: [RuleLabel]
    let value: Double

    init(_ labels: [RuleLabel], _ value: Double) {
        self.labels = labels
        self.value = value
    }

    static func < (left: TestSample, right: TestSample) -> Bool {
        RuleLabel.precedes(left.labels, right.labels)
    }

    static func == (left: TestSample, right: TestSample) -> Bool { left.labels == right.labels }

    /// As `http_requests{job="a"} 5`.
    var element: RuleTestReport.Element {
        let name = labels.first { $0.name == "__name__" }?.value.string ?? ""
        let others = labels.filter { $0.name != "__name__" }
        let metric = name.isEmpty || !others.isEmpty ? name + RuleLabel.text(others) : name
        let number = GoNumberText.shortest(value)
        return RuleTestReport.Element(labels: RuleLabel.elements(labels), value: number, text: "\(metric) \(number)")
    }
}

extension RuleLabel {
    /// The order of label sets in Prometheus.
    static func precedes(_ left: [RuleLabel], _ right: [RuleLabel]) -> Bool {
        for (one, other) in zip(left, right) where one != other {
            return one.name == other.name ? one.value < other.value : one.name < other.name
        }
        return left.count < right.count
    }

    static func elements(_ labels: [RuleLabel]) -> [RuleTestReport.Element.Label] {
        labels.map { RuleTestReport.Element.Label(name: $0.name.string, value: $0.value.string) }
    }

    var text: String { "\(name.string)=\(GoQuoting.quoted(value.bytes))" }

    static func text(_ labels: [RuleLabel]) -> String { "{" + labels.map(\.text).joined(separator: ", ") + "}" }
}
