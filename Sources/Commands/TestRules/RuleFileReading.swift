import Artefacts
import Documents
import Facts
package import Findings
package import PromQL
package import SourceText
import TimeSeries

/// The rule files of a test, read as far as rules are evaluated from them.
package struct RuleFileReading {
    /// In the order of the files and within them.
    package private(set) var groups: [RuleGroup] = []
    /// For each group the rules as they stand in their file.
    private(set) var facts: [[RuleFact]] = []
    package private(set) var findings: [Finding] = []
    /// True if Prometheus would not load one of the files.
    package private(set) var isRefused = false

    package init() {}

    /// Reads one more file, as the server of a profile would.
    package mutating func add(_ file: SourceFile, _ profile: TestProfile) {
        let reading = ArtefactReader.readRules(file, profile.semantics)
        findings += reading.findings.filter { $0.severity != .info }
        if reading.isRefused {
            isRefused = true
            return
        }
        guard let root = DocumentReader.readYAML(file).documents.first?.root, root.kind == .mapping else { return }
        if let objection = Self.objection(to: root, profile, path: file.path) {
            findings.append(objection)
            isRefused = true
            return
        }
        for node in root["groups"]?.elements.map({ $0 }) ?? [] {
            let name = ByteString(node["name"]?.bytes ?? [])
            let facts = reading.facts.rules.filter { $0.group == name }
            self.facts.append(facts)
            groups.append(
                RuleGroup(
                    name: name, intervalMilliseconds: facts.first?.intervalMilliseconds,
                    queryOffsetMilliseconds: Self.duration(node["query_offset"]),
                    limit: Self.limit(node["limit"]), rules: facts.map { Self.rule($0, profile) }))
        }
    }

    /// A group by the place of its rules.
    func fact(_ id: RuleID) -> RuleFact { facts[Int(id.group)][Int(id.rule)] }

    /// The same in the order in which promtool evaluates the groups. Those it is not told of stand with the first.
    func ordered(by names: [Located<ByteString>]) -> RuleFileReading {
        let rank = { (name: ByteString) in names.firstIndex { $0.value == name } ?? 0 }
        let order = groups.indices.sorted { left, right in
            let (one, other) = (rank(groups[left].name), rank(groups[right].name))
            return (one, left) < (other, right)
        }
        var result = self
        result.groups = order.map { groups[$0] }
        result.facts = order.map { facts[$0] }
        return result
    }

    private static func rule(_ fact: RuleFact, _ profile: TestProfile) -> Rule {
        let isAlert = fact.kind == .alert
        let texts = { (labels: [RuleFact.LabelText]) in
            labels.map { text(of: $0, alert: isAlert ? fact.name.value : nil, profile) }
                .sorted { $0.name < $1.name }
        }
        let alerting = Rule.Alerting(
            holdMilliseconds: fact.holdMilliseconds?.value ?? 0,
            keepFiringMilliseconds: fact.keepFiringMilliseconds?.value ?? 0,
            annotations: isAlert ? texts(fact.annotations) : [])
        return Rule(
            kind: isAlert ? .alerting(alerting) : .recording, name: fact.name.value, expression: fact.expression,
            labels: texts(fact.labels))
    }

    private static func text(
        of label: RuleFact.LabelText, alert: ByteString?, _ profile: TestProfile
    ) -> RuleText {
        let bytes = label.value.bytes
        var template: Template?
        if let alert, zip(bytes, bytes.dropFirst()).contains(where: { $0 == 0x7B && $1 == 0x7B }) {
            // The adapter has refused the file if this fails.
            template = try? Template(bytes, alert: alert, profile.semantics.goDialect)
        }
        return RuleText(name: label.name.value, text: ByteString(bytes), template: template)
    }

    private static func duration(_ node: Documents.Node?) -> Int64 {
        node.flatMap { PrometheusDuration.parse(Array($0.bytes)) } ?? 0
    }

    private static func limit(_ node: Documents.Node?) -> Int {
        guard case .value(let limit)? = node?.integer(.goYAML3) else { return 0 }
        return max(0, limit)
    }

    // MARK: What only the server itself accepts

    /// promtool takes plain rule files only, and each version the keys it knows.
    private static func objection(to root: Documents.Node, _ profile: TestProfile, path: String) -> Finding? {
        if let entry = root.entries.first(where: { !$0.key.equals("groups") && !$0.isMerge }) {
            return TestFindings.notPlainRules(entry.key, path: path)
        }
        let known = ["name", "interval", "limit", "rules"] + (profile == .three ? ["query_offset", "labels"] : [])
        for group in root["groups"]?.elements.map({ $0 }) ?? [] {
            for entry in group.mergedEntries() where !known.contains(where: { entry.key.bytes.elementsEqual($0.utf8) })
            {
                return TestFindings.unknownGroupKey(entry.key, profile: profile.semantics.profileName, path: path)
            }
            if let limit = group["limit"], !limit.isNull, case .value = limit.integer(.goYAML3) {
                continue
            } else if let limit = group["limit"], !limit.isNull {
                return TestFindings.limitIsNoNumber(limit, path: path)
            }
            if let offset = group["query_offset"], !offset.isNull,
                PrometheusDuration.parse(Array(offset.bytes)) == nil
            {
                return TestFindings.offsetIsNoDuration(offset, path: path)
            }
        }
        return nil
    }
}
