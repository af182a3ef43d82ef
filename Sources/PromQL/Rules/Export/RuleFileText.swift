import SourceText
import TimeSeries

/// Rules as a file that Prometheus loads.
enum RuleFileText {
    static func text(of rules: RuleSet) -> String {
        var text = "groups:\n"
        for group in rules.groups {
            text += "- name: \(YAMLText.quoted(group.name.string))\n"
            if group.limit > 0 { text += "  limit: \(group.limit)\n" }
            text += "  rules:\(group.rules.isEmpty ? " []" : "")\n"
            for rule in group.rules { text += self.text(of: rule) }
        }
        return text
    }

    private static func text(of rule: Rule) -> String {
        var text = "  - \(rule.alerting == nil ? "record" : "alert"): \(YAMLText.quoted(rule.name.string))\n"
        text += "    expr: \(YAMLText.quoted(String(decoding: rule.expression.text, as: UTF8.self)))\n"
        if let alerting = rule.alerting {
            text += duration("for", alerting.holdMilliseconds)
            text += duration("keep_firing_for", alerting.keepFiringMilliseconds)
        }
        text += texts("labels", rule.labels)
        if let alerting = rule.alerting { text += texts("annotations", alerting.annotations) }
        return text
    }

    private static func duration(_ key: String, _ milliseconds: Int64) -> String {
        milliseconds == 0 ? "" : "    \(key): \(PrometheusDuration.text(milliseconds: milliseconds))\n"
    }

    private static func texts(_ key: String, _ texts: [RuleText]) -> String {
        texts.isEmpty ? "" : "    \(key): \(YAMLText.mapping(texts.map { ($0.name.string, $0.text.string) }))\n"
    }
}
