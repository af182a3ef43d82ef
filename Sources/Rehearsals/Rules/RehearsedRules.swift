package import Facts
package import Manifests
package import PromQL
import SourceText

/// The rules that a rehearsal evaluates: the service's own alerts, and the recording rules that they read, as a server
/// would load them.
package struct RehearsedRules: Sendable {
    package let set: RuleSet
    /// The service's own alerts, in reading order.
    package let alerts: [RuleID]
    /// How the server evaluates, and how its default subqueries step.
    package let options: EvaluationOptions
    package let evaluationIntervalMilliseconds: Int64
    package private(set) var assumptions: [Assumption] = []
    /// By group and rule.
    private let facts: [[RuleFact]]

    /// The interval of a server whose configuration names none.
    package static let usualEvaluationIntervalMilliseconds: Int64 = 60_000

    package init(_ facts: FactBase, _ manifest: Manifest) {
        let kept = Self.needed(facts)
        var groups: [RuleGroup] = []
        var places: [[RuleFact]] = []
        var alerts: [RuleID] = []
        var indices: [GroupKey: Int] = [:]
        let goDialect = facts.service.semantics.goDialect
        for rule in facts.rules where kept.contains(ObjectIdentifier(rule)) {
            let key = GroupKey(file: rule.range.file, name: rule.group)
            let index =
                indices[key]
                ?? {
                    groups.append(
                        RuleGroup(name: rule.group, intervalMilliseconds: rule.intervalMilliseconds, rules: []))
                    places.append([])
                    indices[key] = groups.count - 1
                    return groups.count - 1
                }()
            if rule.kind == .alert { alerts.append(RuleID(group: index, rule: places[index].count)) }
            groups[index].rules.append(Self.rule(rule, goDialect))
            places[index].append(rule)
        }
        set = RuleSet(
            groups: groups,
            externalLabels: manifest.telemetry.externalLabels.map {
                RuleLabel(name: $0.name.value, value: $0.value.value)
            })
        self.alerts = alerts
        self.facts = places
        let declared = facts.service.evaluationIntervalMilliseconds?.value
        evaluationIntervalMilliseconds = declared ?? Self.usualEvaluationIntervalMilliseconds
        if declared == nil {
            assumptions.append(
                Assumption("rules are evaluated every minute", key: "telemetry.prometheus.evaluation_interval"))
        }
        var options = EvaluationOptions()
        options.defaultSubqueryStepMilliseconds = evaluationIntervalMilliseconds
        self.options = options
    }

    private struct GroupKey: Hashable {
        var file: FileID
        var name: ByteString
    }

    package func fact(_ id: RuleID) -> RuleFact { facts[Int(id.group)][Int(id.rule)] }

    /// The evaluations between two moments, each group at its own interval.
    package func grid(
        from start: Int64, through end: Int64, phaseMilliseconds: Int64 = 0
    ) -> EvaluationGrid? {
        EvaluationGrid(
            startMilliseconds: start, endMilliseconds: end, intervalMilliseconds: evaluationIntervalMilliseconds,
            phaseMilliseconds: phaseMilliseconds)
    }

    /// The own alerts and, through any number of steps, the recording rules whose series they read.
    private static func needed(_ facts: FactBase) -> Set<ObjectIdentifier> {
        var kept: Set<ObjectIdentifier> = []
        var pending = facts.ownAlerts.map(\.rule)
        while let rule = pending.popLast() {
            guard kept.insert(ObjectIdentifier(rule)).inserted else { continue }
            for selector in rule.selectors {
                if let name = selector.name?.value {
                    pending += facts.recordings.rules(producing: name, for: selector)
                }
            }
        }
        return kept
    }

    private static func rule(_ fact: RuleFact, _ dialect: GoDialect) -> Rule {
        let isAlert = fact.kind == .alert
        let texts = { (labels: [RuleFact.LabelText]) in
            labels.map { text(of: $0, alert: isAlert ? fact.name.value : nil, dialect) }.sorted { $0.name < $1.name }
        }
        let alerting = Rule.Alerting(
            holdMilliseconds: fact.holdMilliseconds?.value ?? 0,
            keepFiringMilliseconds: fact.keepFiringMilliseconds?.value ?? 0,
            annotations: isAlert ? texts(fact.annotations) : [])
        return Rule(
            kind: isAlert ? .alerting(alerting) : .recording, name: fact.name.value, expression: fact.expression,
            labels: texts(fact.labels))
    }

    private static func text(of label: RuleFact.LabelText, alert: ByteString?, _ dialect: GoDialect) -> RuleText {
        let bytes = label.value.bytes
        var template: Template?
        let opens = UInt8(ascii: "{")
        if let alert, zip(bytes, bytes.dropFirst()).contains(where: { $0 == opens && $1 == opens }) {
            // A file with a template that does not parse was refused when it was read.
            template = try? Template(bytes, alert: alert, dialect)
        }
        return RuleText(name: label.name.value, text: ByteString(bytes), template: template)
    }
}
