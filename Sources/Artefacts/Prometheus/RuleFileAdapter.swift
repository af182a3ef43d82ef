package import Documents
import Facts
import Findings
package import PromQL
package import SourceText
import TimeSeries

/// Prometheus rule files, plain or wrapped in `PrometheusRule`, `List` or `ConfigMap`, to rule facts.
///
/// Source: prometheus/prometheus `docs/configuration/recording_rules.md`, `alerting_rules.md` and
/// `model/rulefmt/rulefmt.go` for what is refused; prometheus-operator `pkg/apis/monitoring/v1` for the wrappers.
package enum RuleFileAdapter {
    /// Reads every group of a file that `ArtefactDetection` called Prometheus rules.
    package static func read(_ documents: [Document], of file: SourceFile, semantics: Semantics) -> ArtefactReading {
        var reader = RuleFileReader(file: file, semantics: semantics)
        for (position, document) in documents.enumerated() {
            reader.readDocument(document.root, position: position)
        }
        reader.finish()
        return reader.reading
    }
}

/// Walks one file and keeps what it finds; nothing stops it before the end.
struct RuleFileReader {
    /// Both YAML and PromQL have nodes; here they are YAML's.
    typealias Node = Documents.Node

    var reading: ArtefactReading
    let semantics: Semantics
    private let wholeFile: SourceRange
    /// Names of the groups seen in the current rule file; they must differ.
    private var groupNames: [ByteString: SourceRange] = [:]
    private var groupCount = 0

    init(file: SourceFile, semantics: Semantics) {
        reading = ArtefactReading(file: file, shape: .prometheusRules)
        self.semantics = semantics
        wholeFile = SourceRange(file: file.id, start: 0, length: 0)
    }

    mutating func finish() {
        if groupCount == 0, reading.findings.isEmpty {
            reading.findings.append(RuleFileFinding.holdsNoRules(at: wholeFile, path: reading.path))
        }
    }

    mutating func readDocument(_ root: Node, position: Int) {
        guard root.kind == .mapping else {
            if root.isNull { return }
            refuse("a rule file is a mapping with `groups`", "begin the file with `groups:`", at: root.range)
            return
        }
        if let kind = root["kind"], root["apiVersion"] != nil {
            readWrapper(root, kind: kind.string())
        } else if position == 0 {
            readGroups(of: root)
        } else if root["groups"] != nil {
            reading.findings.append(RuleFileFinding.ignored(at: root.range))
        }
    }

    private mutating func readWrapper(_ root: Node, kind: String) {
        switch kind {
        case "PrometheusRule":
            guard let spec = root["spec"], spec.kind == .mapping else {
                refuse("a PrometheusRule without `spec` holds no rules", "put `groups` under `spec`", at: root.range)
                return
            }
            groupNames = [:]
            readGroups(of: spec)
        case "List", "PrometheusRuleList":
            guard let items = root["items"] else { return }
            for item in items.elements where item.kind == .mapping {
                if let inner = item["kind"] { readWrapper(item, kind: inner.string()) }
            }
        case "ConfigMap":
            guard let data = root["data"] else { return }
            for entry in data.entries where entry.value.isScalar { readEmbedded(entry.value.text) }
        default:
            return
        }
    }

    /// A rule file inside a ConfigMap's string; other strings of the map are left alone.
    private mutating func readEmbedded(_ text: EmbeddedText) {
        let inner = DocumentReader.readYAML(text, subject: "a rule file in a ConfigMap")
        guard let root = inner.documents.first?.root, root.kind == .mapping, root["groups"] != nil else { return }
        reading.findings += inner.findings
        groupNames = [:]
        readGroups(of: root)
    }

    private mutating func readGroups(of root: Node) {
        for entry in root.entries where !entry.key.equals("groups") {
            refuseUnknown(entry.key, in: "a rule file", allowed: ["groups"])
        }
        guard let groups = root["groups"] else { return }
        guard groups.kind == .sequence else {
            if !groups.isNull {
                refuse("`groups` is a list of groups", "write each group as `- name: ...`", at: groups.range)
            }
            return
        }
        for group in groups.elements { readGroup(group) }
    }

    private static let groupKeys = [
        "name", "interval", "query_offset", "limit", "labels", "rules", "partial_response_strategy",
    ]
    private static let ruleKeys = ["record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations"]

    private mutating func readGroup(_ node: Node) {
        groupCount += 1
        guard node.kind == .mapping else {
            refuse("a group is a mapping with `name` and `rules`", "write `- name: ...` and `rules:`", at: node.range)
            return
        }
        for entry in node.entries where !Self.groupKeys.contains(where: { entry.key.bytes.elementsEqual($0.utf8) }) {
            refuseUnknown(entry.key, in: "a group", allowed: Self.groupKeys)
        }
        let name = ByteString(node["name"]?.bytes ?? [])
        if name.isEmpty {
            refuse("a group has no name", "add `name:`", at: node["name"]?.range ?? node.range)
        } else if let name = node["name"], groupNames.updateValue(name.range, forKey: ByteString(name.bytes)) != nil {
            refuse(
                "the group name `\(name.string())` is repeated in the file", "rename one of the groups", at: name.range)
        }
        let interval = duration(node["interval"], key: "interval")
        var groupLabels: [RuleFact.LabelText] = []
        if let labels = node["labels"] { groupLabels = labelTexts(labels, subject: "group \(name.string)") }
        guard let rules = node["rules"], rules.kind == .sequence else {
            if let rules = node["rules"], !rules.isNull {
                refuse("`rules` is a list", "write each rule as `- alert: ...`", at: rules.range)
            }
            return
        }
        for rule in rules.elements {
            readRule(rule, group: name, groupLabels: groupLabels, interval: interval?.value)
        }
    }

    private mutating func readRule(
        _ node: Node, group: ByteString, groupLabels: [RuleFact.LabelText], interval: Int64?
    ) {
        guard node.kind == .mapping else {
            refuse("a rule is a mapping with `alert` or `record`", "write `- alert: NAME` and `expr:`", at: node.range)
            return
        }
        let parts = RuleParts(node)
        for key in parts.unknownKeys { refuseUnknown(key, in: "a rule", allowed: Self.ruleKeys) }
        guard let (kind, nameNode) = identity(of: parts, in: node) else { return }
        let name = Located(ByteString(nameNode.bytes), at: nameNode.range)
        let subject = "\(kind == .alert ? "alert" : "recording rule") `\(name.value.string)`"
        checkKindRules(parts, kind: kind, name: name, subject: subject)
        let hold = duration(parts.hold, key: "for")
        let keepFiring = duration(parts.keepFiring, key: "keep_firing_for")
        var labels = parts.labels.map { labelTexts($0, subject: subject) } ?? []
        let annotations = parts.annotations.map { labelTexts($0, subject: subject, areAnnotations: true) } ?? []
        if kind == .alert {
            checkTemplates(labels + annotations, alert: name.value, subject: subject)
        }
        // A rule's own label wins over its group's (Prometheus 3.0, group labels).
        labels += groupLabels.filter { inherited in !labels.contains { $0.name.value == inherited.name.value } }
        guard let text = expressionText(parts, in: node, subject: subject) else { return }
        let expression: Expression
        do throws(PromQLError) {
            expression = try Expression.parse(text.bytes, semantics)
        } catch {
            reading.findings.append(RuleFileFinding.expression(error, rule: subject, in: text))
            reading.isRefused = true
            return
        }
        reading.facts.rules.append(
            RuleFact(
                kind: kind, name: name, group: group, text: text, expression: expression, holdMilliseconds: hold,
                keepFiringMilliseconds: keepFiring, intervalMilliseconds: interval, labels: labels,
                annotations: annotations, range: node.range))
    }

    private mutating func identity(of parts: RuleParts, in node: Node) -> (RuleFact.Kind, Node)? {
        switch (parts.alert, parts.record) {
        case (let alert?, nil) where !alert.bytes.isEmpty: return (.alert, alert)
        case (nil, let record?) where !record.bytes.isEmpty: return (.recording, record)
        case (.some, .some):
            refuse("a rule has both `alert` and `record`", "keep one of them", at: parts.record?.range ?? node.range)
        default:
            refuse("a rule has neither `alert` nor `record`", "add `alert: NAME` or `record: NAME`", at: node.range)
        }
        return nil
    }

    private mutating func expressionText(_ parts: RuleParts, in node: Node, subject: String) -> EmbeddedText? {
        guard let expression = parts.expression, expression.isScalar, !expression.bytes.isEmpty else {
            refuse(
                "\(subject) has no `expr`", "add `expr:` with a PromQL expression",
                at: parts.expression?.range ?? node.range)
            return nil
        }
        return expression.text
    }

    private mutating func checkKindRules(
        _ parts: RuleParts, kind: RuleFact.Kind, name: Located<ByteString>, subject: String
    ) {
        guard kind == .recording else { return }
        for (node, key) in [
            (parts.hold, "for"), (parts.keepFiring, "keep_firing_for"), (parts.annotations, "annotations"),
        ] {
            if let node {
                refuse("\(subject) has `\(key)`, which only alerts may have", "remove `\(key)`", at: node.range)
            }
        }
        if !RuleNames.isMetricName(name.value.bytes, semantics) {
            refuse(
                "`\(name.value.string)` is no valid name for a recorded metric", "use letters, digits, `_` and `:`",
                at: name.range)
        }
    }

    private mutating func checkTemplates(_ texts: [RuleFact.LabelText], alert: ByteString, subject: String) {
        for text in texts {
            if let error = Template.validate(text.value.bytes, alert: alert, semantics.goDialect) {
                reading.findings.append(
                    RuleFileFinding.template(
                        error.message, at: text.value.sourceRange(of: error.range), rule: subject,
                        field: text.name.value.string))
                reading.isRefused = true
            }
        }
    }

    private mutating func labelTexts(_ node: Node, subject: String, areAnnotations: Bool = false) -> [RuleFact
        .LabelText]
    {
        let what = areAnnotations ? "annotations" : "labels"
        guard node.kind == .mapping else {
            if !node.isNull {
                refuse("`\(what)` of \(subject) is a mapping", "write `\(what): {name: value}`", at: node.range)
            }
            return []
        }
        var result: [RuleFact.LabelText] = []
        for entry in node.mergedEntries() {
            guard entry.value.isScalar else {
                refuse(
                    "`\(entry.key.string())` of \(subject) is text", "write the value on one line",
                    at: entry.value.range)
                continue
            }
            let isValid = RuleNames.isLabelName(Array(entry.key.bytes), semantics)
            if !isValid || (!areAnnotations && entry.key.equals("__name__")) {
                refuse(
                    "`\(entry.key.string())` of \(subject) is no valid label name", "use letters, digits and `_`",
                    at: entry.key.range)
                continue
            }
            result.append(
                RuleFact.LabelText(
                    name: Located(ByteString(entry.key.bytes), at: entry.key.range), value: entry.value.text))
        }
        return result
    }

    private mutating func duration(_ node: Node?, key: String) -> Located<Int64>? {
        guard let node, !node.isNull else { return nil }
        guard node.isScalar, let value = PrometheusDuration.parse(Array(node.bytes)) else {
            refuse(
                "`\(key): \(node.isScalar ? node.string() : "...")` is no Prometheus duration",
                "write whole numbers with units in falling order, such as `5m` or `1h30m`", at: node.range)
            return nil
        }
        return Located(value, at: node.range)
    }

    private mutating func refuse(_ message: String, _ fix: String, at range: SourceRange) {
        reading.findings.append(
            RuleFileFinding.shape(
                "\(message); Prometheus refuses the whole file", fix: fix, at: range, subject: reading.path))
        reading.isRefused = true
    }

    private mutating func refuseUnknown(_ key: Node, in what: String, allowed: [String]) {
        let meant = NearMiss.closest(to: key.string(), among: allowed)
        let hint = meant.map { ", did you mean `\($0)`?" } ?? ""
        refuse(
            "unknown key `\(key.string())` in \(what)\(hint)",
            meant.map { "rename it to `\($0)`" } ?? "remove it; allowed are \(allowed.joined(separator: ", "))",
            at: key.range)
    }
}

/// The keys of a rule, found in one pass over its entries.
private struct RuleParts {
    typealias Node = Documents.Node

    var alert: Node?
    var record: Node?
    var expression: Node?
    var hold: Node?
    var keepFiring: Node?
    var labels: Node?
    var annotations: Node?
    var unknownKeys: [Node] = []

    init(_ node: Node) {
        for entry in node.mergedEntries() {
            // Bytes are compared, since a string for each key of each rule costs more than reading the rule.
            let key = entry.key
            if key.equals("alert") {
                alert = entry.value
            } else if key.equals("record") {
                record = entry.value
            } else if key.equals("expr") {
                expression = entry.value
            } else if key.equals("for") {
                hold = entry.value
            } else if key.equals("keep_firing_for") {
                keepFiring = entry.value
            } else if key.equals("labels") {
                labels = entry.value
            } else if key.equals("annotations") {
                annotations = entry.value
            } else {
                unknownKeys.append(key)
            }
        }
    }
}
