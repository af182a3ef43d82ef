package import Facts
package import Manifests
package import PromQL
package import SourceText

extension AlertLabels {
    /// The labels under which an alert of a rule reaches Alertmanager, as far as the files tell.
    ///
    /// Source: prometheus/prometheus `rules/alerting.go`: the series' labels, over them the rule's own, then `alertname`;
    /// external labels are added where none of them is set (`notifier/notifier.go`).
    init(of rule: RuleFact, _ context: CheckContext) {
        self.init(rule, OutputLabels.of(rule, in: context.facts), context)
    }

    private init(_ rule: RuleFact, _ series: OutputLabels, _ context: CheckContext) {
        var known: [ByteString: ByteString] = ["alertname": rule.name.value]
        var open: Set<ByteString> = []
        var mayHaveOthers = false
        switch series {
        case .only(let labels): open = labels
        case .allExcept: mayHaveOthers = true
        }
        for (label, value) in context.facts.service.targetLabels where series.mayHave(label) { known[label] = value }
        for label in rule.labels {
            let name = label.name.value
            known[name] = nil
            open.remove(name)
            if label.value.string.contains("{{") {
                open.insert(name)
            } else {
                known[name] = ByteString(label.value.bytes)
            }
        }
        known["alertname"] = rule.name.value
        for label in context.manifest.telemetry.externalLabels where known[label.name.value] == nil {
            if !open.contains(label.name.value) { known[label.name.value] = label.value.value }
        }
        self.init(known: known, open: open.subtracting(known.keys), mayHaveOthers: mayHaveOthers)
    }
}

/// The alerts that page a person, by the manifest's selector.
package struct PagingSelector: Sendable {
    private let matchers: [SelectorFact.Matcher]

    /// Nil if the manifest has none or it cannot be read.
    package init?(_ manifest: Manifest) {
        guard let paging = manifest.paging else { return nil }
        self.init(paging.value, manifest.semantics)
    }

    /// Reads `severity="page"`, with or without braces; nil if it is no selector.
    package init?(_ text: ByteString, _ semantics: Semantics) {
        let brace = UInt8(ascii: "{")
        let braced = text.bytes.first == brace ? text.bytes : [brace] + text.bytes + [UInt8(ascii: "}")]
        guard let expression = try? Expression.parse(braced, semantics),
            let selector = SelectorFact(expression.root, in: expression)
        else { return nil }
        matchers = selector.matchers
    }

    /// Whether an alert of these labels pages; nil if that depends on the series.
    package func selects(_ labels: AlertLabels) -> Bool? {
        var result: Bool? = true
        for matcher in matchers {
            if let value = labels.known[matcher.label] {
                if !matcher.accepts(value) { return false }
            } else if labels.open.contains(matcher.label) {
                result = nil
            } else if !matcher.acceptsMissing {
                // What only a series could bring is no severity of a rule.
                return false
            }
        }
        return result
    }
}
