import Documents
import Facts
import Findings
import PromQL
import SourceText

/// Reads the panels of one dashboard of the classic schema; `PanelReader+Elements` those of v2.
struct PanelReader {
    typealias Node = Documents.Node

    let semantics: Semantics
    let variables: [DashboardVariable]
    let variablesByName: [ByteString: DashboardVariable]
    let sources: DataSources
    var title = Located(ByteString(""), at: SourceRange(file: FileID(index: 0), start: 0, length: 0))
    var panels: [PlacedPanel] = []
    var findings: [Finding] = []

    /// A panel with what other panels refer to it by.
    struct PlacedPanel {
        var fact: PanelFact
        var id: Int?
        /// The panel whose result it shows.
        var shows: Int?
    }

    /// A query as it stands in a file, whichever the schema.
    struct Target {
        var referenceID: ByteString
        var isHidden: Bool
        var source: DataSources.Kind
        /// `expr`, if there is one.
        var expression: Node?
        var legend: Node?
        /// What an expression over other queries says: `$A / $B`.
        var formula: ByteString?
        /// The panel whose result it shows.
        var otherPanel: Int?
    }

    init(_ root: Node, semantics: Semantics) {
        self.semantics = semantics
        let nodes = root["templating"]?["list"] ?? root["variables"]
        variables = DashboardVariables(semantics: semantics).read((nodes?.elements).list)
        variablesByName = DashboardVariables.byName(variables)
        sources = DataSources(inputs: root["__inputs"], variables: variables)
    }

    mutating func readPanels(of root: Node) {
        for node in (root["panels"]?.elements).list { readPanel(node) }
        // Up to schema 15 panels stood in rows.
        for row in (root["rows"]?.elements).list {
            for node in (row["panels"]?.elements).list { readPanel(node) }
        }
    }

    private mutating func readPanel(_ node: Node) {
        guard node.kind == .mapping else { return }
        let type = node["type"].map { ByteString($0.bytes) } ?? ByteString("")
        if type == "row" {
            // A collapsed row holds its panels; those of an open one follow it. Rows do not nest, but files are files:
            // the depth is bounded by that of the document.
            for inner in (node["panels"]?.elements).list { readPanel(inner) }
            return
        }
        if let library = node["libraryPanel"], library.kind == .mapping {
            let name = library["name"] ?? library["uid"]
            let opacity = PanelFact.Opacity.libraryPanel(ByteString(name?.bytes ?? []))
            add(node, type: type, title: node["title"] ?? name, queries: [], opaque: opacity)
            return
        }
        let own = sources.kind(of: node["datasource"])
        let targets = (node["targets"]?.elements).list.filter { $0.kind == .mapping }.map { target($0, panel: own) }
        let kept = Self.keptReferences(node["transformations"])
        let read = queries(of: targets, kept: kept, panelTitle: node["title"]?.string() ?? "")
        add(
            node, type: type, title: node["title"], queries: read.queries, opaque: read.opaque,
            hidden: read.isHidden ? .allQueriesHidden : nil, shows: targets.compactMap(\.otherPanel).first)
    }

    private mutating func add(
        _ node: Node, type: ByteString, title: Node?, queries: [PanelQuery], opaque: PanelFact.Opacity?,
        hidden: PanelFact.Hidden? = nil, shows: Int? = nil
    ) {
        // `yaxes` and `format` are where graphs and single numbers kept their unit before schema 25.
        let unit =
            node["fieldConfig"]?["defaults"]?["unit"] ?? node["yaxes"]?.elements.first?["format"] ?? node["format"]
        let fact = PanelFact(
            title: Self.located(title, or: node.range), type: type, queries: queries, unit: Self.unit(unit),
            hidden: hidden, opaque: opaque, range: node.range)
        panels.append(PlacedPanel(fact: fact, id: Self.integer(node["id"]), shows: shows))
    }

    static func unit(_ node: Node?) -> Located<ByteString>? {
        node.flatMap { $0.isScalar && !$0.bytes.isEmpty ? located($0, or: $0.range) : nil }
    }

    /// A text with its place inside the quotes; where there is none, an empty one at `fallback`.
    static func located(_ node: Node?, or fallback: SourceRange) -> Located<ByteString> {
        guard let node, !node.bytes.isEmpty else { return Located(ByteString([]), at: node?.range ?? fallback) }
        let text = node.text
        return Located(
            ByteString(text.bytes), at: text.sourceRange(of: ByteRange(start: 0, length: text.bytes.count)))
    }

    static func integer(_ node: Node?) -> Int? {
        if case .value(let number)? = node?.integer() { number } else { nil }
    }

    private func target(_ node: Node, panel: DataSources.Kind) -> Target {
        var source = panel
        if let own = node["datasource"], !own.isNull { source = sources.kind(of: own) }
        var target = Target(
            referenceID: ByteString(node["refId"]?.bytes ?? []), isHidden: node["hide"]?.bool() == true,
            source: source, expression: node["expr"], legend: node["legendFormat"])
        if case .expression = source { target.formula = ByteString(node["expression"]?.bytes ?? []) }
        if case .anotherPanel = source { target.otherPanel = Self.integer(node["panelId"]) }
        return target
    }

    /// The queries that a "filter data by query" transformation keeps; nil if there is none, or none that is followed.
    static func keptReferences(_ transformations: Node?) -> [ByteString]? {
        for node in (transformations?.elements).list {
            let spec = node["spec"] ?? node
            guard (spec["id"] ?? node["kind"] ?? node["group"])?.equals("filterByRefId") == true,
                spec["disabled"]?.bool() != true, let include = spec["options"]?["include"], include.isScalar,
                include.bytes.allSatisfy({ VariableReference.isNameByte($0) || $0 == UInt8(ascii: "|") })
            else { continue }
            return include.bytes.split(separator: UInt8(ascii: "|")).map { ByteString($0) }
        }
        return nil
    }

    // MARK: Queries

    /// What the targets of one panel come to.
    struct ReadQueries {
        var queries: [PanelQuery] = []
        var opaque: PanelFact.Opacity?
        /// True if there are queries and none of them is ever drawn.
        var isHidden = false
    }

    mutating func queries(of targets: [Target], kept: [ByteString]?, panelTitle: String) -> ReadQueries {
        var result = ReadQueries()
        let formulas = targets.filter { !$0.isHidden }.compactMap(\.formula)
        for target in targets {
            switch target.source {
            case .other(let plugin): result.opaque = result.opaque ?? .otherSource(plugin)
            case .anotherPanel: result.opaque = result.opaque ?? .otherPanel
            case .expression, .mixed: continue
            case .prometheus, .unknown:
                guard let text = target.expression, text.isScalar, !text.bytes.isEmpty else {
                    // A query builder that was opened and never filled in has an empty `expr`; other keys are others'.
                    if target.expression == nil, case .unknown = target.source {
                        result.opaque = result.opaque ?? .unknownSource
                    }
                    continue
                }
                var display = PanelQuery.Display.drawn
                if target.isHidden || !(kept?.contains(target.referenceID) ?? true) {
                    let feeds = formulas.contains { Self.mentions(target.referenceID, in: $0) }
                    display = feeds ? .feedsExpression : .hidden
                }
                var isPrometheus = false
                if case .prometheus = target.source { isPrometheus = true }
                switch query(text.text, legend: target.legend, display, isPrometheus: isPrometheus, panelTitle) {
                case .success(let query): result.queries.append(query)
                case .failure(let refusal): result.opaque = result.opaque ?? refusal.opacity
                }
            }
        }
        result.isHidden =
            !targets.isEmpty && targets.allSatisfy(\.isHidden)
            || !result.queries.isEmpty && result.opaque == nil && result.queries.allSatisfy { $0.display == .hidden }
        return result
    }

    private struct Refusal: Error { var opacity: PanelFact.Opacity }

    /// One query, its variables replaced; what does not parse is a finding if Prometheus is to answer it.
    private mutating func query(
        _ text: EmbeddedText, legend: Node?, _ display: PanelQuery.Display, isPrometheus: Bool, _ panelTitle: String
    ) -> Result<PanelQuery, Refusal> {
        let legend = legend.flatMap { $0.isScalar ? Located(ByteString($0.bytes), at: $0.range) : nil }
        var first: (error: PromQLError, text: EmbeddedText)?
        let isPlain = !VariableSubstitution.isNeeded(text)
        for fallback in isPlain ? [VariableSubstitution.Fallback.number] : [.number, .identifier] {
            let (substituted, substitutes) =
                isPlain ? (text, []) : VariableSubstitution.substitute(text, variablesByName, fallback: fallback)
            do throws(PromQLError) {
                let expression = try Expression.parse(substituted.bytes, semantics)
                return .success(
                    PanelQuery(
                        text: substituted, expression: expression, legend: legend, display: display,
                        substitutes: substitutes))
            } catch {
                first = first ?? (error, substituted)
            }
        }
        // Without a word on the data source, a query that is no PromQL is somebody else's language.
        guard isPrometheus, let first else { return .failure(Refusal(opacity: .unknownSource)) }
        findings.append(
            DashboardFindings.query(
                first.error, in: first.text, panel: panelTitle, dashboard: title.value.string,
                undeclared: Self.undeclared(in: text, variablesByName)))
        return .failure(Refusal(opacity: .invalidQuery))
    }

    /// The first variable that the dashboard does not declare.
    private static func undeclared(
        in text: EmbeddedText, _ variables: [ByteString: DashboardVariable]
    ) -> ByteString? {
        for index in text.bytes.indices {
            guard let name = VariableReference(at: index, in: text.bytes)?.name, variables[name] == nil,
                BuiltInVariable.value(of: name) == nil, name.bytes.contains(where: { $0 > UInt8(ascii: "9") })
            else { continue }
            return name
        }
        return nil
    }

    /// True if a formula computes with a query: `$A`, `${A}`, or `A` alone as reductions write it.
    private static func mentions(_ reference: ByteString, in formula: ByteString) -> Bool {
        if formula == reference { return true }
        for index in formula.bytes.indices
        where VariableReference(at: index, in: formula.bytes)?.name == reference {
            return true
        }
        return false
    }

    /// Panels that show another panel's result show its queries.
    mutating func linkPanels() {
        var byID: [Int: PanelFact] = [:]
        for panel in panels where panel.shows == nil {
            if let id = panel.id, byID[id] == nil { byID[id] = panel.fact }
        }
        for index in panels.indices {
            guard let shown = panels[index].shows, let other = byID[shown] else { continue }
            let fact = panels[index].fact
            panels[index].fact = PanelFact(
                title: fact.title, type: fact.type, queries: other.queries, unit: fact.unit, hidden: fact.hidden,
                opaque: other.opaque, range: fact.range)
        }
    }
}
