import TestKit

/// A rule file and a test file made up from a seed, to be held against promtool.
///
/// Values are whole numbers, so that sums do not depend on their order, and every group stands in `group_eval_order`.
struct GeneratedRuleTest {
    private var generator: SeededGenerator
    let rules: String
    /// The test file up to its questions.
    private let head: String
    private let alerts: [String]
    private let interval: Int
    private let evaluationInterval: Int
    private let length: Int

    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        interval = generator.pick([15, 30, 60, 60, 120])
        evaluationInterval = generator.pick([15, 30, 60, 60, 90])
        length = evaluationInterval * (6 + generator.below(10))
        var maker = RuleMaker(generator: generator, evaluationInterval: evaluationInterval)
        rules = maker.file()
        alerts = maker.alerts
        var text = "rule_files: [rules.yaml]\nevaluation_interval: \(evaluationInterval)s\n"
        text += "group_eval_order: [\(maker.shuffledGroups().joined(separator: ", "))]\ntests:\n"
        text +=
            "- interval: \(interval)s\n  external_labels: {cluster: eu1}\n  external_url: http://p\n  input_series:\n"
        let (wanted, step) = (length, interval)
        text += maker.series(count: wanted / step + 3)
        head = text
        self.generator = maker.generator
    }

    /// A question with its answer, to be written as a test.
    enum Answer {
        case alert(name: String, seconds: Int, alerts: [(labels: [(String, String)], annotations: [(String, String)])])
        case expression(text: String, seconds: Int, samples: [(metric: String, value: String)])
    }

    /// Asks for every alert at some moments, and for some expressions.
    mutating func questions() -> [Answer] {
        var answers: [Answer] = []
        for _ in 0..<8 {
            let seconds = moment()
            for alert in alerts { answers.append(.alert(name: alert, seconds: seconds, alerts: [])) }
        }
        for text in ["ALERTS", "ALERTS_FOR_STATE", "{__name__=~'r.*'}", "a", "rate(a[2m])", "sum_over_time(r0[4m:1m])"]
        {
            answers.append(.expression(text: text, seconds: moment(), samples: []))
        }
        return answers
    }

    private mutating func moment() -> Int {
        generator.chance(2, in: 3)
            ? generator.below(length / evaluationInterval + 1) * evaluationInterval : generator.below(length + 1)
    }

    /// The test file that expects these answers.
    func testFile(_ answers: [Answer]) -> String {
        var alertTests = ""
        var expressionTests = ""
        for answer in answers {
            switch answer {
            case .alert(let name, let seconds, let alerts):
                alertTests += "  - eval_time: \(seconds)s\n    alertname: \(name)\n    exp_alerts:"
                alertTests += alerts.isEmpty ? " []\n" : "\n"
                for (labels, annotations) in alerts {
                    alertTests +=
                        "    - exp_labels: \(Self.map(labels))\n      exp_annotations: \(Self.map(annotations))\n"
                }
            case .expression(let text, let seconds, let samples):
                expressionTests += "  - eval_time: \(seconds)s\n    expr: \"\(text)\"\n    exp_samples:"
                expressionTests += samples.isEmpty ? " []\n" : "\n"
                for (metric, value) in samples {
                    expressionTests += "    - {labels: \(Self.quoted(metric)), value: \(value)}\n"
                }
            }
        }
        var text = head
        if !alertTests.isEmpty { text += "  alert_rule_test:\n\(alertTests)" }
        if !expressionTests.isEmpty { text += "  promql_expr_test:\n\(expressionTests)" }
        return text
    }

    private static func map(_ pairs: [(String, String)]) -> String {
        "{" + pairs.map { "\($0.0): \(quoted($0.1))" }.joined(separator: ", ") + "}"
    }

    static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}

/// Makes up rules and series.
private struct RuleMaker {
    var generator: SeededGenerator
    let evaluationInterval: Int
    var alerts: [String] = []
    private var groups: [String] = []
    private var recorded: [String] = []

    init(generator: SeededGenerator, evaluationInterval: Int) {
        self.generator = generator
        self.evaluationInterval = evaluationInterval
    }

    mutating func file() -> String {
        var text = "groups:\n"
        for group in 0..<1 + generator.below(3) {
            groups.append("g\(group)")
            text += "- name: g\(group)\n"
            if generator.chance(1, in: 8) { text += "  limit: \(1 + generator.below(4))\n" }
            if generator.chance(1, in: 4) { text += "  interval: 7m\n" }
            text += "  rules:\n"
            for _ in 0..<1 + generator.below(4) { text += generator.chance(2, in: 5) ? recording() : alert() }
        }
        if alerts.isEmpty { text += alert() }
        return text
    }

    mutating func shuffledGroups() -> [String] { groups.shuffled(using: &generator) }

    private mutating func recording() -> String {
        // Some names come twice, so that rules write the same series.
        let name = "r\(generator.below(4))"
        recorded.append(name)
        var text = "  - record: \(name)\n    expr: \(GeneratedRuleTest.quoted(expression()))\n"
        if generator.chance(1, in: 3) { text += "    labels: {kind: k\(generator.below(2)), job: ''}\n" }
        return text
    }

    private mutating func alert() -> String {
        let name = generator.chance(1, in: 6) ? "A0" : "A\(alerts.count)"
        if !alerts.contains(name) { alerts.append(name) }
        var text = "  - alert: \(name)\n    expr: \(GeneratedRuleTest.quoted(condition()))\n"
        if generator.chance(3, in: 4) { text += "    for: \(duration())\n" }
        if generator.chance(1, in: 2) { text += "    keep_firing_for: \(duration())\n" }
        if generator.chance(2, in: 3) {
            text +=
                "    labels: {severity: \(generator.pick(Self.labelTexts)), who: \(generator.pick(Self.labelTexts))}\n"
        }
        if generator.chance(2, in: 3) {
            text += "    annotations: {summary: \(generator.pick(Self.annotationTexts))}\n"
        }
        return text
    }

    /// At the boundaries of the rhythm, where a comparison the wrong way round shows.
    private mutating func duration() -> String {
        let steps = generator.below(5) * evaluationInterval
        let seconds = max(0, steps + generator.pick([0, 0, 0, -1, 1]))
        return "\(seconds)s"
    }

    private static let labelTexts = [
        "page", "'{{ $labels.job }}'", "'{{ $value }}'", "''", "'{{ if gt $value 3.0 }}high{{ end }}'",
        "'{{ $externalLabels.cluster }}'", "'{{ $labels.nothing }}'", "'{{ .Labels.instance }}-{{ $externalURL }}'",
    ]
    private static let annotationTexts = [
        "plain", "'{{ $labels.job }}: {{ $value }}'", "'{{ $value | humanize }}'", "'{{ $labels }}'", "''",
        "'{{ range query \"max by (instance) (a)\" | sortByLabel \"instance\" }}{{ .Labels.instance }}={{ .Value }} {{ end }}'",
        "'{{ printf \"%.2f\" $value }}'",
        "'{{ query \"ALERTS\" | len }} {{ query \"r0\" | len }}'", "'{{ humanizeDuration 5 | nothing }}'",
    ].filter { !$0.contains("nothing }}'") }

    private mutating func condition() -> String {
        switch generator.below(6) {
        case 0: generator.pick([expression(), "time()", "scalar(sum(a))"])
        case 1: "absent(\(generator.pick(["a", "b{job=\"x\"}", "r0", "nothing{x=\"1\"}"])))"
        default: "\(expression()) \(generator.pick([">", ">=", "<", "==", "!="])) \(generator.below(8))"
        }
    }

    private mutating func expression() -> String {
        var pool = [
            "a", "b", "a{job=\"x\"}", "sum by (job) (a)", "max(b)", "count(a)", "rate(a[2m])", "increase(a[3m])",
            "changes(b[3m])", "max_over_time(a[2m])", "a + on (job, instance) b", "a unless b", "a or b", "b and a",
            "a > bool 2", "a offset 1m", "vector(time())", "vector(3)", "vector(scalar(sum(a)))", "count(ALERTS)",
            "ALERTS{alertstate=\"firing\"}", "ALERTS_FOR_STATE", "sum by (instance) (b) * 2", "a * 0 / (b * 0)",
            "absent(none{job=\"x\", job!=\"y\"})",
            "label_replace(a, \"job\", \"z\", \"instance\", \"(.*)\")", "a + on (job) b", "sum_over_time(a[3m:1m])",
        ]
        for name in recorded { pool += [name, "sum(\(name))", "\(name) offset 1m", "increase(\(name)[4m])"] }
        if generator.chance(1, in: 12) { pool = ["a offset -1m", "a @ 120", "r0 offset -30s", "b @ end()"] }
        return generator.pick(pool)
    }

    // MARK: Series

    mutating func series(count: Int) -> String {
        var text = ""
        for metric in ["a", "b", "r1"] {
            for job in ["x", "y"] {
                for instance in ["1", "2"] where generator.chance(metric == "r1" ? 1 : 5, in: 8) {
                    let labels = "{job=\"\(job)\", instance=\"\(instance)\"}"
                    text += "  - {series: '\(metric)\(labels)', values: '\(values(count: count))'}\n"
                }
            }
        }
        return text.isEmpty ? "  - {series: 'a{job=\"x\"}', values: '1x\(count)'}\n" : text
    }

    private mutating func values(count: Int) -> String {
        var pieces: [String] = []
        var left = count
        while left > 0 {
            let length = 1 + generator.below(5)
            left -= length
            switch generator.below(7) {
            case 0: pieces.append("_x\(length)")
            case 1: pieces.append("stale")
            case 2: pieces.append("0x\(length - 1)")
            case 3: pieces.append("\(generator.below(9))+\(1 + generator.below(3))x\(length - 1)")
            case 4: pieces.append(generator.chance(1, in: 4) ? "NaN" : "\(generator.below(9))")
            default: pieces.append("\(generator.below(9))x\(length - 1)")
            }
        }
        return pieces.joined(separator: " ")
    }
}
