import Documents
import Facts
import SourceText

/// Dashboards of schema v2: a map of elements, and a layout that places them.
///
/// Source: grafana/grafana `apps/dashboard/kinds/v2/dashboard_spec.cue`; v2alpha1 writes plugin ids where later
/// versions write `kind` and `group`.
extension PanelReader {
    mutating func readElements(of root: Node) {
        let placed = root["layout"].map(Self.references) ?? []
        for entry in (root["elements"]?.entries).list where entry.value.kind == .mapping {
            let isPlaced = placed.contains(ByteString(entry.key.bytes))
            readElement(entry.value, hidden: isPlaced ? nil : .notInLayout)
        }
    }

    /// The names of all elements that a layout places, however grids, rows and tabs nest.
    private static func references(in layout: Node) -> Set<ByteString> {
        var names: Set<ByteString> = []
        var pending = [layout]
        while let node = pending.popLast() {
            switch node.kind {
            case .scalar: continue
            case .sequence: pending += Array(node.elements)
            case .mapping:
                if node["kind"]?.equals("ElementReference") == true, let name = node["name"] {
                    names.insert(ByteString(name.bytes))
                }
                pending += node.entries.map(\.value)
            }
        }
        return names
    }

    private mutating func readElement(_ node: Node, hidden: PanelFact.Hidden?) {
        let spec = node["spec"] ?? node
        let located = Self.located(spec["title"], or: node.range)
        let visual = spec["vizConfig"]
        // v2alpha1: `{kind: timeseries}`; later `{kind: VizConfig, group: timeseries}`.
        let type = ByteString((visual?["group"] ?? visual?["kind"])?.bytes ?? [])
        if node["kind"]?.equals("LibraryPanel") == true {
            let name = spec["libraryPanel"]?["name"] ?? spec["libraryPanel"]?["uid"]
            let fact = PanelFact(
                title: located, type: type, queries: [], hidden: hidden,
                opaque: .libraryPanel(ByteString(name?.bytes ?? [])), range: node.range)
            panels.append(PlacedPanel(fact: fact, id: nil, shows: nil))
            return
        }
        let group = spec["data"]?["spec"]
        let targets = (group?["queries"]?.elements).list.filter { $0.kind == .mapping }.map(elementTarget)
        let read = queries(
            of: targets, kept: Self.keptReferences(group?["transformations"]), panelTitle: located.value.string)
        let unit = visual?["spec"]?["fieldConfig"]?["defaults"]?["unit"]
        let fact = PanelFact(
            title: located, type: type, queries: read.queries, unit: Self.unit(unit),
            hidden: hidden ?? (read.isHidden ? .allQueriesHidden : nil), opaque: read.opaque, range: node.range)
        panels.append(
            PlacedPanel(fact: fact, id: Self.integer(spec["id"]), shows: targets.compactMap(\.otherPanel).first))
    }

    private func elementTarget(_ node: Node) -> Target {
        let spec = node["spec"] ?? node
        let query = spec["query"]
        let body = query?["spec"]
        let plugin = ByteString((query?["group"] ?? query?["kind"])?.bytes ?? [])
        var source = plugin.isEmpty ? DataSources.Kind.unknown : DataSources.kind(ofPlugin: plugin)
        if plugin == "__expr__" { source = .expression }
        let named = query?["datasource"] ?? spec["datasource"]
        if plugin.isEmpty || plugin == "datasource" { source = sources.kind(of: named) }
        if case .anotherPanel = sources.kind(of: named) { source = .anotherPanel }
        var target = Target(
            referenceID: ByteString(spec["refId"]?.bytes ?? []), isHidden: spec["hidden"]?.bool() == true,
            source: source, expression: body?["expr"], legend: body?["legendFormat"])
        if case .expression = source { target.formula = ByteString(body?["expression"]?.bytes ?? []) }
        if case .anotherPanel = source { target.otherPanel = Self.integer(body?["panelId"]) }
        return target
    }
}
