import Documents
import Facts
import Findings
import PromQL
package import SourceText

/// Alertmanager configurations, plain, in a ConfigMap or Secret, or as an `AlertmanagerConfig` resource, to routing
/// facts.
///
/// Source: prometheus/alertmanager `docs/configuration.md` and `config/config.go` for what is refused;
/// prometheus-operator `pkg/apis/monitoring/v1alpha1` for the resource, whose routes get a matcher on its namespace.
package enum AlertmanagerAdapter {
    package static func read(_ file: SourceFile) -> ArtefactReading {
        let documents = DocumentReader.readYAML(file)
        var reader = AlertmanagerReader(file: file)
        for document in documents.documents { reader.readDocument(document.root) }
        if documents.findings.isEmpty { reader.finish() }
        var reading = reader.reading
        let lines = ShowableLines(file: file)
        reading.findings = (documents.findings + reading.findings).map(lines.hidingCredentials)
        for index in reading.facts.routings.indices { reading.facts.routings[index].keepPlaces(lines.place) }
        if !documents.isComplete || documents.findings.contains(where: { $0.severity == .error }) {
            reading.isRefused = true
        }
        // What the server would not load sends nothing anywhere.
        if reading.isRefused { reading.facts.routings = [] }
        return reading
    }
}

/// Walks one file and keeps what it finds; nothing stops it before the end.
struct AlertmanagerReader {
    typealias Node = Documents.Node

    var reading: ArtefactReading
    private let whole: SourceRange
    private var hasConfiguration = false

    init(file: SourceFile) {
        reading = ArtefactReading(file: file, shape: .alertmanager)
        whole = SourceRange(file: file.id, start: 0, length: 0)
    }

    mutating func finish() {
        if !hasConfiguration { reading.findings.append(AlertmanagerFinding.missing(reading.path, at: whole)) }
    }

    mutating func readDocument(_ root: Node) {
        guard root.kind == .mapping else { return }
        guard root["apiVersion"] != nil, let kind = root["kind"] else {
            if root["route"] != nil || root["receivers"] != nil { readConfiguration(root, namespace: nil) }
            return
        }
        switch kind.string() {
        case "AlertmanagerConfig":
            guard let spec = root["spec"], spec.kind == .mapping else { return }
            let namespace = root["metadata"]?["namespace"].map { ByteString($0.bytes) }
            readConfiguration(spec, namespace: namespace ?? ByteString("default"))
        case "List", "AlertmanagerConfigList":
            // A list in a list is no Kubernetes object, which also bounds the recursion.
            for item in root["items"].map({ Array($0.elements) }) ?? [] where item["items"] == nil {
                readDocument(item)
            }
        case "ConfigMap", "Secret":
            // The values under `data` of a Secret are in base64, without places of their own: render it first.
            let data = kind.equals("Secret") ? root["stringData"] : root["data"]
            for entry in data.map({ Array($0.entries) }) ?? [] where entry.value.isScalar {
                let inner = DocumentReader.readYAML(entry.value.text, subject: "an Alertmanager configuration")
                guard let embedded = inner.documents.first?.root, embedded.kind == .mapping,
                    embedded["apiVersion"] == nil,
                    embedded["route"] != nil
                else { continue }
                reading.findings += inner.findings
                readConfiguration(embedded, namespace: nil)
            }
        default: return
        }
    }

    private mutating func readConfiguration(_ root: Node, namespace: ByteString?) {
        hasConfiguration = true
        guard let route = root["route"], route.kind == .mapping else {
            refuse("the configuration has no `route`", "add `route:` with a `receiver`", at: root.range)
            return
        }
        let receivers = readReceivers(root)
        var tree = RouteTreeReader(
            receivers: Set(receivers.map(\.name.value)), intervals: readIntervals(root).map(\.name.value), whole: whole)
        tree.readRoot(route, namespace: namespace)
        reading.findings += tree.findings.map { finding in
            var finding = finding
            if finding.subject.isEmpty { finding.subject = reading.path }
            return finding
        }
        if !tree.findings.isEmpty { reading.isRefused = true }
        guard !tree.routes.isEmpty else { return }
        reading.facts.routings.append(
            RoutingFact(
                range: route.range, routes: tree.routes, receivers: receivers,
                inhibitions: readInhibitions(root, namespace: namespace), intervals: readIntervals(root)))
    }

    // MARK: Receivers

    private mutating func readReceivers(_ root: Node) -> [Receiver] {
        guard let list = root["receivers"], list.kind == .sequence else { return [] }
        let global = root["global"].flatMap { $0.kind == .mapping ? $0 : nil }
        var result: [Receiver] = []
        var names: Set<ByteString> = []
        for node in list.elements {
            guard node.kind == .mapping, let name = node["name"], name.isScalar, !name.bytes.isEmpty else {
                refuse("a receiver has no name", "add `name:`", at: node.range)
                continue
            }
            if !names.insert(ByteString(name.bytes)).inserted {
                refuse("two receivers have the same name", "rename one of them", at: name.range)
                continue
            }
            result.append(
                Receiver(
                    name: Located(ByteString(name.bytes), at: name.range),
                    integrations: integrations(of: node, global: global)))
        }
        return result
    }

    private func integrations(of receiver: Node, global: Node?) -> [Integration] {
        receiver.mergedEntries().flatMap { entry -> [Integration] in
            guard entry.value.kind == .sequence, let kind = Self.kind(of: entry.key) else { return [] }
            return entry.value.elements.map { configuration in
                Integration(
                    kind: kind, placeholder: IntegrationTarget.trouble(of: configuration, kind: kind, global: global),
                    sendsResolved: Self.sendsResolved(configuration, kind), range: entry.key.range)
            }
        }
    }

    /// Chats and mail say nothing of the end of an alert unless asked; pagers and webhooks do unless told not to
    /// (`config/notifiers.go`).
    private static func sendsResolved(_ configuration: Node, _ kind: String) -> Bool {
        let said = (configuration["send_resolved"] ?? configuration["sendResolved"])?.bool(.goYAML2)
        return said ?? !["slack", "email", "wechat", "rocketchat"].contains(kind)
    }

    /// `slack` of `slack_configs` and `slackConfigs`, known or not.
    private static func kind(of key: Node) -> String? {
        let text = key.string()
        for suffix in ["_configs", "Configs"] where text.hasSuffix(suffix) {
            return String(text.dropLast(suffix.count)).lowercased()
        }
        return nil
    }

    // MARK: Intervals and inhibitions

    private func readIntervals(_ root: Node) -> [NamedInterval] {
        // The older key and the newer one share their names.
        ["time_intervals", "mute_time_intervals", "muteTimeIntervals"].flatMap { key -> [NamedInterval] in
            guard let list = root[bytes: key.utf8], list.kind == .sequence else { return [] }
            return list.elements.compactMap(TimeIntervals.read)
        }
    }

    private mutating func readInhibitions(_ root: Node, namespace: ByteString?) -> [Inhibition] {
        guard let list = root["inhibit_rules"] ?? root["inhibitRules"], list.kind == .sequence else { return [] }
        return list.elements.compactMap { node in
            guard node.kind == .mapping else { return nil }
            var source: [RouteMatcher] = []
            var target: [RouteMatcher] = []
            for (prefix, camel, isSource) in [("source", "source", true), ("target", "target", false)] {
                let keys = MatcherKeys(
                    matchers: ["\(prefix)_matchers", "\(camel)Match"], equals: "\(prefix)_match",
                    patterns: "\(prefix)_match_re")
                guard let found = keys.read(node) else {
                    reading.findings.append(AlertmanagerFinding.matcher(at: node.range, subject: "an inhibition"))
                    reading.isRefused = true
                    return nil
                }
                if isSource { source = found } else { target = found }
            }
            if let namespace, let own = RouteMatcher(label: "namespace", .equal, value: namespace, range: node.range) {
                source.append(own)
                target.append(own)
            }
            let equal = node["equal"].map { $0.elements.map { ByteString($0.bytes) } } ?? []
            return Inhibition(source: source, target: target, equal: equal, range: node.range)
        }
    }

    private mutating func refuse(_ message: String, _ fix: String, at range: SourceRange) {
        reading.findings.append(AlertmanagerFinding.refused(message, fix: fix, at: range, subject: reading.path))
        reading.isRefused = true
    }
}
