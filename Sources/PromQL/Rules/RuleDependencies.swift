package import SourceText

/// Which rules read what other rules write.
///
/// Read off the selectors: by metric name, and where a rule fixes a label, by that label too, so that an alert on
/// `ALERTS{alertname="Other"}` does not seem to read itself. What cannot be told is taken for read.
package struct RuleDependencies: Sendable {
    /// For each rule, by its place in `ids`, the places of the rules whose series it may read; ascending.
    package let reads: [[Int]]
    /// All rules in the order of evaluation.
    package let ids: [RuleID]

    /// - Complexity: linear in rules and selectors where selectors name their metric.
    package init(_ rules: RuleSet) {
        ids = rules.ids
        let outputs = ids.map { RuleOutput(rules[$0]) }
        var writers: [ByteString: [Int]] = [:]
        for (index, output) in outputs.enumerated() {
            for name in output.names { writers[name, default: []].append(index) }
        }
        reads = ids.map { id in
            let rule = rules[id]
            guard let selectors = Self.selectors(of: rule) else { return Array(outputs.indices) }
            var found: Set<Int> = []
            for selector in selectors {
                let reading = SelectorReading(selector, rule.expression.semantics)
                let candidates = reading.name.map { writers[$0] ?? [] } ?? Array(outputs.indices)
                for index in candidates where !found.contains(index) && reading.mayRead(outputs[index]) {
                    found.insert(index)
                }
            }
            return found.sorted()
        }
    }

    /// All selectors of a rule, those that the templates of its labels ask for too; nil if a template makes one up.
    private static func selectors(of rule: Rule) -> [VectorSelector]? {
        var selectors = rule.expression.vectorSelectors
        for query in rule.labels.flatMap({ $0.template?.references.queries ?? [] }) {
            guard let text = query.expression,
                let expression = try? Expression.parse(text.bytes, rule.expression.semantics)
            else { return nil }
            selectors += expression.vectorSelectors
        }
        return selectors
    }

    /// The rules that read what no rule at all may write of before them, given an order: each rule with the rules
    /// behind it that it reads.
    func laterWriters(of reader: Int) -> [Int] { reads[reader].filter { $0 >= reader } }
}

/// What is known of the series that a rule writes before it is evaluated.
private struct RuleOutput {
    let names: [ByteString]
    /// Labels whose value the rule fixes; empty for one it takes away.
    var fixed: [ByteString: ByteString] = [:]
    let isAlert: Bool

    init(_ rule: Rule) {
        isAlert = rule.alerting != nil
        names = isAlert ? [AlertSeries.alerts, AlertSeries.alertsForState] : [rule.name]
        for label in rule.labels where label.template == nil { fixed[label.name] = label.text }
        if isAlert {
            fixed["alertname"] = rule.name
            fixed["alertstate"] = nil
        }
    }
}

/// The names of what alerts write.
package enum AlertSeries {
    package static let alerts: ByteString = "ALERTS"
    package static let alertsForState: ByteString = "ALERTS_FOR_STATE"
}

/// One selector, ready to be held against outputs.
private struct SelectorReading {
    /// The only name it can select; nil where that is not plain.
    let name: ByteString?
    private let conditions: [(name: ByteString, holds: (ByteString) -> Bool)]

    init(_ selector: VectorSelector, _ semantics: Semantics) {
        name = selector.metricName
        conditions = selector.matchers.map { matcher in
            let value = matcher.value
            switch matcher.operator {
            case .equal: return (matcher.name, { $0 == value })
            case .notEqual: return (matcher.name, { $0 != value })
            case .matches, .matchesNot:
                let isWanted = matcher.operator == .matches
                let regex = try? Regex(value.bytes, as: .matcher, semantics.goDialect)
                return (matcher.name, { text in regex.map { $0.matchesWhole(text.bytes) == isWanted } ?? true })
            }
        }
    }

    func mayRead(_ output: RuleOutput) -> Bool {
        output.names.contains { candidate in
            if let name, name != candidate { return false }
            return conditions.allSatisfy { condition in
                if condition.name == "__name__" { return condition.holds(candidate) }
                if condition.name == "alertstate", output.isAlert, candidate == AlertSeries.alerts { return true }
                guard let value = output.fixed[condition.name] else { return true }
                return condition.holds(value)
            }
        }
    }
}

extension Expression {
    /// All selectors, those within ranges and subqueries too.
    var vectorSelectors: [VectorSelector] {
        nodes.compactMap { node in
            if case .vectorSelector(let selector) = node.kind { return selector }
            return nil
        }
    }

    /// True where the expression may ask for samples later than its own evaluation: a negative offset or a fixed time.
    var looksAhead: Bool {
        nodes.contains { node in
            switch node.kind {
            case .vectorSelector(let selector): selector.modifiers.looksAhead
            case .subquery(let subquery): subquery.modifiers.looksAhead
            default: false
            }
        }
    }
}

extension TimeModifiers {
    fileprivate var looksAhead: Bool {
        if case .timestamp = at { return true }
        guard case .fixed(let nanoseconds) = offset else { return true }
        return nanoseconds < 0
    }
}
