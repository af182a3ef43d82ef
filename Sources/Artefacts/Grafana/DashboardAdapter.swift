import Documents
import Facts
import Findings
package import PromQL
package import SourceText

/// Grafana dashboards, however they are wrapped, to dashboard facts.
///
/// Read are exports of the classic schema (5 to 42) and of v2, the HTTP API's `{dashboard, meta}`, Kubernetes resources
/// (`Dashboard`, `GrafanaDashboard`, lists of them) and the JSON strings of ConfigMaps, in JSON or in YAML.
/// Source: grafana/grafana `apps/dashboard/kinds` and `packages/grafana-schema`, grafana-operator
/// `api/v1beta1/grafanadashboard_types.go`.
package enum DashboardAdapter {
    /// Reads a file that the manifest names as a dashboard.
    package static func read(_ file: SourceFile, _ semantics: Semantics) -> ArtefactReading {
        // JSON never goes through the YAML reader: it rejects `"\ud83d\ude00"` and long keys.
        let documents = isJSON(file.bytes) ? DocumentReader.readJSON(file) : DocumentReader.readYAML(file)
        var reader = DashboardFileReader(file: file, semantics: semantics)
        reader.reading.findings = documents.findings
        for document in documents.documents { reader.readDocument(document.root) }
        if !documents.isComplete || documents.documents.isEmpty { reader.reading.isRefused = true }
        reader.finish(file)
        return reader.reading
    }

    /// True if the first byte that says anything opens an object or a list.
    private static func isJSON(_ bytes: [UInt8]) -> Bool {
        let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
        let first = bytes.first { !blanks.contains($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }
}

/// Unwraps what one file holds; nothing stops it before the end.
struct DashboardFileReader {
    typealias Node = Documents.Node

    var reading: ArtefactReading
    let semantics: Semantics

    init(file: SourceFile, semantics: Semantics) {
        reading = ArtefactReading(file: file, shape: .grafanaDashboard)
        self.semantics = semantics
    }

    /// Silence about a file that shows nothing would look like a dashboard that was read.
    mutating func finish(_ file: SourceFile) {
        guard reading.facts.dashboards.isEmpty, reading.findings.isEmpty else { return }
        refuse(
            "`\(reading.path)` holds no dashboard", "name the file that holds one",
            at: SourceRange(file: file.id, start: 0, length: 0))
    }

    mutating func readDocument(_ root: Node) {
        // A list of dashboards, as `curl` scripts collect them.
        if root.kind == .sequence, !root.elements.isEmpty {
            for element in root.elements { readRoot(element) }
        } else {
            readRoot(root)
        }
    }

    private mutating func readRoot(_ root: Node) {
        guard root.kind == .mapping else {
            if root.isNull { return }
            refuse("a dashboard is a JSON object", "export it with Share → Export → Save to file", at: root.range)
            return
        }
        if root["apiVersion"] != nil, let kind = root["kind"] {
            readResource(root, kind: kind.string())
        } else if let inner = root["dashboard"], inner.kind == .mapping {
            readDashboard(inner)
        } else if Self.isDashboard(root) {
            readDashboard(root)
        } else {
            let shape = ArtefactDetection.shape(of: root)
            reading.shape = shape
            refuse(
                "`\(reading.path)` is named as a Grafana dashboard and is "
                    + (shape == .unrecognised ? "none" : "a \(shape.rawValue)"),
                "name a dashboard's JSON here, with its `panels` or its `elements`", at: root.range)
        }
    }

    private static let keys: [StaticString] = ["panels", "rows", "elements", "schemaVersion", "templating"]

    private static func isDashboard(_ root: Node) -> Bool { keys.contains { root.entry($0) != nil } }

    private mutating func readResource(_ root: Node, kind: String) {
        switch kind {
        case "Dashboard":
            guard let spec = root["spec"], spec.kind == .mapping else {
                refuse("a Dashboard without `spec` shows nothing", "put the dashboard under `spec`", at: root.range)
                return
            }
            readDashboard(spec)
        case "GrafanaDashboard":
            if let json = root["spec"]?["json"], json.isScalar {
                readEmbedded(json.text, isMeant: true)
            } else {
                // The operator can also fetch one by URL or from a library; then it is not in this file.
                refuse(
                    "a GrafanaDashboard without `spec.json` keeps its dashboard elsewhere",
                    "hand in the dashboard's JSON itself", at: root.range)
            }
        case "ConfigMap":
            let before = reading.facts.dashboards.count
            for entry in (root["data"]?.entries).list where entry.value.isScalar {
                readEmbedded(entry.value.text, isMeant: entry.key.bytes.suffix(5).elementsEqual(".json".utf8))
            }
            if reading.facts.dashboards.count == before, reading.findings.isEmpty {
                refuse("this ConfigMap holds no dashboard", "name the file that holds one", at: root.range)
            }
        default:
            // `List`, `ConfigMapList`, `DashboardList`; anything else beside a dashboard in a file is left alone.
            for item in (root["items"]?.elements).list where item.kind == .mapping {
                if let inner = item["kind"], !inner.bytes.suffix(4).elementsEqual("List".utf8) {
                    readResource(item, kind: inner.string())
                }
            }
        }
    }

    /// A dashboard in a string; strings that are no dashboards are left alone unless they are meant to be.
    private mutating func readEmbedded(_ text: EmbeddedText, isMeant: Bool) {
        let inner = DocumentReader.readJSON(text, subject: "a dashboard in a string")
        if let root = inner.documents.first?.root, root.kind == .mapping, Self.isDashboard(root) {
            reading.findings += inner.findings
            readDashboard(root)
        } else if isMeant {
            reading.findings += inner.findings
            reading.isRefused = true
        }
    }

    private mutating func readDashboard(_ root: Node) {
        var reader = PanelReader(root, semantics: semantics)
        reader.title = PanelReader.located(
            root["title"], or: SourceRange(file: root.range.file, start: root.range.start, length: 0))
        if reader.title.value.isEmpty { reader.title.value = "untitled" }
        if root["elements"]?.kind == .mapping { reader.readElements(of: root) } else { reader.readPanels(of: root) }
        reader.linkPanels()
        if reader.panels.isEmpty, reader.findings.isEmpty {
            reader.findings.append(DashboardFindings.empty(reader.title.value.string, at: reader.title.range))
        }
        reading.findings += reader.findings
        reading.facts.dashboards.append(
            DashboardFact(
                title: reader.title, panels: reader.panels.map(\.fact), marks: DashboardMarks.read(root),
                variables: reader.variables, range: root.range))
    }

    private mutating func refuse(_ message: String, _ fix: String, at range: SourceRange) {
        reading.findings.append(
            DashboardFindings.shape(
                message, fix: fix, at: SourceRange(file: range.file, start: range.start, length: 0),
                subject: reading.path))
        reading.isRefused = true
    }
}

/// Annotation queries of either schema.
enum DashboardMarks {
    typealias Node = Documents.Node

    /// In the order of the file; Grafana's own "Annotations & Alerts" is left out.
    static func read(_ root: Node) -> [DashboardMark] {
        let nodes = (root["annotations"]?["list"] ?? root["annotations"])?.elements
        return nodes.list.compactMap { node in
            guard node.kind == .mapping else { return nil }
            let spec = node["spec"] ?? node
            let name = spec["name"]
            let isBuiltIn = spec["builtIn"]?.integer() == .value(1) || spec["builtIn"]?.bool() == true
            if isBuiltIn { return nil }
            return DashboardMark(
                name: Located(ByteString(name?.bytes ?? []), at: name?.range ?? node.range),
                isEnabled: spec["enable"]?.bool() != false, texts: texts(below: spec), range: node.range)
        }
    }

    /// Every text of the query itself: tags, expressions, titles. How it is drawn and where it is asked say nothing.
    private static func texts(below spec: Node) -> [ByteString] {
        var texts: [ByteString] = []
        for key in ["expr", "query", "tags", "titleFormat", "textFormat"] as [StaticString] {
            guard let node = spec[key] else { continue }
            if node.isScalar { texts.append(ByteString(node.bytes)) }
            for element in node.elements where element.isScalar { texts.append(ByteString(element.bytes)) }
            if let expression = node["spec"]?["expr"] { texts.append(ByteString(expression.bytes)) }
        }
        for element in (spec["target"]?["tags"]?.elements).list where element.isScalar {
            texts.append(ByteString(element.bytes))
        }
        if let expression = spec["target"]?["expr"] { texts.append(ByteString(expression.bytes)) }
        return texts
    }
}

extension Optional where Wrapped: Sequence {
    /// The elements, or none.
    var list: [Wrapped.Element] { if let self { Array(self) } else { [] } }
}
