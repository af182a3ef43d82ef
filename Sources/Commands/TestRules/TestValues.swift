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

    /// In what it differs from the one among others that is most like it, as a sentence; nil if there is no other.
    func difference(fromClosestOf others: [FiringAlert]) -> String? {
        let texts = others.map { Self.differences("label", labels, $0.labels) }
        let annotationTexts = others.map { Self.differences("annotation", annotations, $0.annotations) }
        let all = zip(texts, annotationTexts).map { $0 + $1 }
        guard let closest = all.min(by: { $0.count < $1.count }), !closest.isEmpty else { return nil }
        return closest.prefix(3).joined(separator: "; ") + (closest.count > 3 ? "; and \(closest.count - 3) more" : "")
    }

    private static func differences(_ what: String, _ expected: [RuleLabel], _ got: [RuleLabel]) -> [String] {
        Set((expected + got).map(\.name)).sorted().compactMap { name in
            let (one, other) = (expected.first { $0.name == name }, got.first { $0.name == name })
            guard one != other else { return nil }
            let quoted = { (label: RuleLabel) in GoQuoting.quoted(label.value.bytes) }
            switch (one, other) {
            case (let one?, let other?):
                return "\(what) `\(name.string)` is \(quoted(other)), expected \(quoted(one))"
            case (nil, let other?): return "\(what) `\(name.string)` is \(quoted(other)), and not expected"
            default: return "\(what) `\(name.string)` is missing"
            }
        }
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
