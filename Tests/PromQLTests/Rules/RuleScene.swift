import PromQL
import SourceText
import TimeSeries

/// Rules over a few series, one value a minute, as short as a test wants to write them.
struct RuleScene {
    /// In promtool's notation: `a{job="x"} 1 2 3`.
    var series: [String] = []
    var groups: [RuleGroup]
    var startMinutes = 0
    var minutes = 20
    var intervalSeconds: Int64 = 60
    var heedsGroupIntervals = false

    init(_ rules: [Rule], series: [String] = [], minutes: Int = 20, limit: Int = 0) {
        groups = [RuleGroup(name: "g", limit: limit, rules: rules)]
        self.series = series
        self.minutes = minutes
    }

    /// Reads all expressions as 2.42 does.
    mutating func becomePrometheus2() throws {
        for group in groups.indices {
            for rule in groups[group].rules.indices {
                let text = groups[group].rules[rule].expression.text
                groups[group].rules[rule].expression = try Expression.parse(text, .prometheus2)
            }
        }
    }

    var store: SeriesStore {
        get throws {
            var store = SeriesStore()
            for line in series {
                let series = try SeriesNotation.parse(Array(line.utf8))
                let labels = store.labels.set(series.labels.map { ($0.name, $0.value) })
                var samples: [(milliseconds: Int64, state: SampleState)] = []
                for (minute, value) in series.values.enumerated() {
                    switch value {
                    case .gap: break
                    case .staleMarker: samples.append((Int64(minute) * 60_000, .stale))
                    case .sample(let number): samples.append((Int64(minute) * 60_000, .value(number)))
                    }
                }
                store.add(labels, samples: samples)
            }
            return store
        }
    }

    var grid: EvaluationGrid? {
        EvaluationGrid(
            startMilliseconds: Int64(startMinutes) * 60_000, endMilliseconds: Int64(minutes) * 60_000,
            intervalMilliseconds: intervalSeconds * 1000, heedsGroupIntervals: heedsGroupIntervals)
    }

    func run() throws -> RuleRun {
        guard let grid else { throw Unreadable() }
        return RuleRun.stepwise(RuleSet(groups: groups), try store, grid, EvaluationOptions())
    }

    func columnar() throws -> RuleRun {
        guard let grid else { throw Unreadable() }
        var engine = StepwiseColumns()
        return RuleRun.columnar(RuleSet(groups: groups), try store, grid, EvaluationOptions(), with: &engine)
    }

    struct Unreadable: Error {}
}

extension Rule {
    static func recording(
        _ name: ByteString, _ expression: String, labels: [(ByteString, ByteString)] = [],
        _ semantics: Semantics = .prometheus3
    ) throws -> Rule {
        Rule(
            kind: .recording, name: name, expression: try Expression.parse(expression, semantics),
            labels: labels.map { RuleText(name: $0.0, text: $0.1) })
    }

    static func alert(
        _ name: ByteString, _ expression: String, for hold: Int64 = 0, keep: Int64 = 0,
        labels: [(ByteString, ByteString)] = [], annotations: [(ByteString, ByteString)] = [],
        _ semantics: Semantics = .prometheus3
    ) throws -> Rule {
        let texts = { (pairs: [(ByteString, ByteString)]) in
            try pairs.map { label, text in
                RuleText(
                    name: label, text: text,
                    template: text.string.contains("{{") ? try Template(text.bytes, alert: name) : nil)
            }
        }
        let alerting = Rule.Alerting(
            holdMilliseconds: hold * 60_000, keepFiringMilliseconds: keep * 60_000, annotations: try texts(annotations))
        return Rule(
            kind: .alerting(alerting), name: name, expression: try Expression.parse(expression, semantics),
            labels: try texts(labels))
    }
}

extension RuleRun {
    /// Every series of a name with its samples by minute: `r{job="x"} 0:1 1:2 3:stale`.
    func text(of metric: String) -> [String] {
        var lines: [String] = []
        for index in 0..<store.seriesCount {
            let series = store[SeriesID(index: Int32(index))]
            let name = store.labels.value(of: .metricName, in: series.labels)
            guard store.labels.bytes(of: name).elementsEqual(metric.utf8) else { continue }
            var line = store.labels.seriesText(of: series.labels)
            for (tick, time) in store.ticks(of: series.clock).enumerated() {
                if series.presence[tick] { line += " \(time / 60_000):\(GoNumberText.shortest(series.values[tick]))" }
                if series.stale[tick] { line += " \(time / 60_000):stale" }
            }
            lines.append(line)
        }
        return lines.sorted()
    }

    /// Every alert of a rule with its episodes by minute: `{alertname="A"} 1>3>11` is pending, firing and over.
    func timeline(_ rule: RuleID) -> [String] {
        (alerts[rule] ?? []).map { timeline in
            let episodes = timeline.episodes.map { episode in
                var text = "\(episode.pendingFromMilliseconds / 60_000)"
                text += ">" + (episode.firingFromMilliseconds.map { "\($0 / 60_000)" } ?? "-")
                text += ">" + (episode.endedAtMilliseconds.map { "\($0 / 60_000)" } ?? "")
                return text
            }
            return "\(store.labels.text(of: timeline.labels)) \(episodes.joined(separator: " "))"
        }
    }
}
