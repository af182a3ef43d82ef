import SourceText
import TimeSeries

/// The questions and answers of an exported run, as a test file of promtool's.
struct TestFileText {
    private(set) var text: String
    private let tested: ExportPart.Tested
    private let run: RuleRun

    /// Turns of an alert that are asked about; a flapping one is not asked about for ever.
    private static let turnLimit = 20
    /// Recorded series of a rule that are asked about.
    private static let seriesLimit = 10
    /// promtool counts no more series than this: it holds each twice, and 10,000 in all.
    private static let countLimit = 4_500

    init(_ tested: ExportPart.Tested, rules: String, header: [String]) {
        self.tested = tested
        run = tested.run
        text = header.flatMap { $0.split(whereSeparator: \.isNewline) }.map { "# \($0)\n" }.joined()
        text += "rule_files: [\(YAMLText.quoted(Self.globLiteral(rules)))]\n"
        text += "evaluation_interval: \(Self.duration(tested.evaluationIntervalMilliseconds))\n"
        let names = tested.rules.groups.map { YAMLText.quoted($0.name.string) }
        text += "group_eval_order: [\(names.joined(separator: ", "))]\ntests:\n"
        text += "- interval: \(Self.duration(tested.inputIntervalMilliseconds))\n"
        if let url = tested.rules.externalURL { text += "  external_url: \(YAMLText.quoted(url.string))\n" }
        if !tested.rules.externalLabels.isEmpty {
            let labels = tested.rules.externalLabels.map { ($0.name.string, $0.value.string) }
            text += "  external_labels: \(YAMLText.mapping(labels))\n"
        }
        text += "  input_series:\(tested.series.isEmpty ? " []" : "")\n"
        for (metric, values) in tested.series {
            text += "  - {series: \(YAMLText.quoted(metric)), values: \(YAMLText.quoted(values))}\n"
        }
        var alertTests = ""
        var expressionTests = ""
        for name in alertNames { alertTests += self.alertTests(name, &expressionTests) }
        for id in run.rules.ids where run.rules[id].alerting == nil { expressionTests += recordingTests(id) }
        if !alertTests.isEmpty { text += "  alert_rule_test:\n\(alertTests)" }
        if !expressionTests.isEmpty { text += "  promql_expr_test:\n\(expressionTests)" }
    }

    /// promtool takes the name for a pattern.
    private static func globLiteral(_ name: String) -> String {
        var result = ""
        for character in name.unicodeScalars {
            if ["*", "?", "[", "\\"].contains(character) { result += "\\" }
            result.unicodeScalars.append(character)
        }
        return result
    }

    private static func duration(_ milliseconds: Int64) -> String {
        PrometheusDuration.text(milliseconds: milliseconds)
    }

    // MARK: Alerts

    private var alertNames: [ByteString] {
        Set(run.rules.ids.filter { run.rules[$0].alerting != nil }.map { run.rules[$0].name }).sorted()
    }

    /// Asks at the evaluation before each turn and at the turn itself.
    private func alertTests(_ name: ByteString, _ expressions: inout String) -> String {
        let ids = run.rules.ids.filter { run.rules[$0].alerting != nil && run.rules[$0].name == name }
        var turns: Set<Int64> = []
        for episode in ids.flatMap({ run.alerts[$0] ?? [] }).flatMap(\.episodes) {
            for turn in [episode.pendingFromMilliseconds, episode.firingFromMilliseconds, episode.endedAtMilliseconds] {
                if let turn { turns.formUnion([max(0, turn - tested.evaluationIntervalMilliseconds), turn]) }
            }
        }
        if turns.isEmpty { turns = [run.grid.endMilliseconds] }
        var text = ""
        for time in turns.sorted().prefix(Self.turnLimit) {
            expressions += countTest("ALERTS", name, .pending, at: time)
            if let alerts = firing(ids, at: time) {
                text += "  - eval_time: \(Self.duration(time))\n    alertname: \(YAMLText.quoted(name.string))\n"
                text += "    exp_alerts:\(alerts.isEmpty ? " []" : "")\n\(alerts.joined())"
            } else {
                expressions += countTest("ALERTS", name, .firing, at: time)
            }
        }
        return text
    }

    /// The firing alerts as a test writes them; nil where their texts hold a value, whose last digit may depend on the
    /// order in which promtool keeps its series.
    private func firing(_ ids: [RuleID], at time: Int64) -> [String]? {
        var alerts: [(labels: [RuleLabel], annotations: [RuleLabel])] = []
        for id in ids {
            let texts = run.rules[id].labels + (run.rules[id].alerting?.annotations ?? [])
            if texts.contains(where: { $0.template?.references.isSteady == false }) { return nil }
            for timeline in run.alerts[id] ?? [] where timeline.state(atMilliseconds: time) == .firing {
                guard let annotations = try? run.annotations(of: id, timeline, atMilliseconds: time) else { return nil }
                alerts.append((run.labels(of: timeline.labels), annotations))
            }
        }
        return alerts.map { labels, annotations in
            let own = labels.filter { $0.name != "alertname" }.map { ($0.name.string, $0.value.string) }
            return "    - exp_labels: \(YAMLText.mapping(own))\n"
                + "      exp_annotations: \(YAMLText.mapping(annotations.map { ($0.name.string, $0.value.string) }))\n"
        }
    }

    /// Asks how many series of `ALERTS` there are: some may have been handed in.
    private func countTest(
        _ metric: String, _ name: ByteString, _ state: AlertState, at time: Int64
    ) -> String {
        let selector = "\(metric){alertname=\(GoQuoting.quoted(name.bytes)),alertstate=\"\(state.word)\"}"
        let count = present(selector, at: time).count
        if count > Self.countLimit { return "" }
        return expressionTest("count(\(selector))", at: time, samples: count == 0 ? [] : [("{}", "\(count)")])
    }

    private func expressionTest(_ text: String, at time: Int64, samples: [(metric: String, value: String)]) -> String {
        var result = "  - expr: \(YAMLText.quoted(text))\n    eval_time: \(Self.duration(time))\n"
        result += "    exp_samples:\(samples.isEmpty ? " []" : "")\n"
        for (metric, value) in samples { result += "    - {labels: \(YAMLText.quoted(metric)), value: \(value)}\n" }
        return result
    }

    // MARK: Recorded series

    /// Asks how many series there are, and whether some have their values: never for a fraction to the last digit.
    private func recordingTests(_ id: RuleID) -> String {
        let name = run.rules[id].name.string
        let end = run.grid.endMilliseconds
        let interval = tested.evaluationIntervalMilliseconds
        var text = ""
        for time in Set([0, end / 2 / interval * interval, end]).sorted() {
            let present = present(name, at: time)
            let count = present.count
            guard count <= Self.countLimit else { continue }
            text += expressionTest("count(\(name))", at: time, samples: count == 0 ? [] : [("{}", "\(count)")])
            for (labels, value) in present.prefix(Self.seriesLimit) where value.isFinite {
                text += valueTest(labels, value, at: time)
            }
        }
        return text
    }

    /// What an instant query finds.
    private func present(_ selector: String, at time: Int64) -> [(labels: [RuleLabel], value: Double)] {
        guard let expression = try? Expression.parse(selector, .prometheus2) else { return [] }
        return (try? run.query(expression, atMilliseconds: time)) ?? []
    }

    private func valueTest(_ labels: [RuleLabel], _ value: Double, at time: Int64) -> String {
        let notation = labels.map { SeriesLabel(name: $0.name, value: $0.value) }
        let others = notation.filter { $0.name != "__name__" }
        guard let metric = selector(notation), let rest = SeriesNotation.metric(others) else { return "" }
        // One in a billion is far beyond what the order of a sum can change.
        let tolerance = max(value.magnitude * 1e-9, 1e-12)
        let number = GoNumberText.shortest(value)
        let expression =
            "abs(\(metric) - \(value < 0 ? "(\(number))" : number)) <= bool \(GoNumberText.shortest(tolerance))"
        return expressionTest(expression, at: time, samples: [(rest, "1")])
    }

    /// The series and no other: labels that it has not must be empty.
    private func selector(_ labels: [SeriesLabel]) -> String? {
        guard let metric = SeriesNotation.metric(labels), let name = labels.first(where: { $0.name == "__name__" })
        else {
            return nil
        }
        let known = Set(labels.map(\.name))
        var absent: Set<ByteString> = []
        for (others, _) in presentSeriesLabels(named: name.value) { absent.formUnion(others.map(\.name)) }
        let empty = absent.subtracting(known).sorted().map { "\($0.string)=\"\"" }
        if empty.isEmpty { return metric }
        return metric.hasSuffix("}")
            ? "\(metric.dropLast()),\(empty.joined(separator: ","))}" : "\(metric){\(empty.joined(separator: ","))}"
    }

    /// Labels of all series of a name, whenever they were present.
    private func presentSeriesLabels(named name: ByteString) -> [(labels: [RuleLabel], series: SeriesID)] {
        run.store.select([LabelCondition("__name__", .equal(name.bytes))]).map {
            (run.labels(of: run.store[$0].labels), $0)
        }
    }
}
