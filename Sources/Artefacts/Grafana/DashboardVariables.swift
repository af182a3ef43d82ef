import Documents
import Facts
import PromQL
import SourceText

/// Template variables, of the classic schema (`templating.list[]`) and of v2 (`variables[].spec`).
struct DashboardVariables {
    typealias Node = Documents.Node

    let semantics: Semantics

    /// Every variable that has a name, in the order of the file; sources are read with the others substituted.
    func read(_ nodes: [Node]) -> [DashboardVariable] {
        var variables: [DashboardVariable] = []
        var sources: [(index: Int, text: EmbeddedText)] = []
        for node in nodes where node.kind == .mapping {
            let spec = node["spec"] ?? node
            guard let name = spec["name"], name.isScalar, !name.bytes.isEmpty else { continue }
            let kind = Self.kind(of: node)
            let variable = DashboardVariable(
                name: Located(ByteString(name.bytes), at: name.range), kind: kind,
                values: Self.values(of: spec, kind: kind))
            if kind == "query", let query = Self.queryText(of: spec) { sources.append((variables.count, query)) }
            variables.append(variable)
        }
        let scope = Self.byName(variables)
        for (index, text) in sources {
            guard let (selector, label) = Self.labelValues(text) else { continue }
            variables[index].label = label
            if let selector { variables[index].source = query(selector, scope) }
        }
        return variables
    }

    static func byName(_ variables: [DashboardVariable]) -> [ByteString: DashboardVariable] {
        var result: [ByteString: DashboardVariable] = [:]
        for variable in variables { result[variable.name.value] = variable }
        return result
    }

    private func query(_ text: EmbeddedText, _ scope: [ByteString: DashboardVariable]) -> PanelQuery? {
        let (substituted, substitutes) = VariableSubstitution.substitute(text, scope, fallback: .identifier)
        guard let expression = try? Expression.parse(substituted.bytes, semantics) else { return nil }
        return PanelQuery(text: substituted, expression: expression, substitutes: substitutes)
    }

    /// Grafana's word for the kind; v2 says `QueryVariable` where the classic schema says `query`.
    private static func kind(of node: Node) -> ByteString {
        if let type = node["type"] { return ByteString(type.bytes) }
        let word = node["kind"].map { ByteString($0.bytes) } ?? ByteString("")
        switch word.string {
        case "TextVariable": return "textbox"
        case "DatasourceVariable": return "datasource"
        default: return ByteString((word.dropping(suffix: "Variable") ?? word).string.lowercased())
        }
    }

    /// The chosen value first, then the others that the file lists; for a data source variable its plugin.
    private static func values(of spec: Node, kind: ByteString) -> [ByteString] {
        if kind == "datasource" {
            return [spec["pluginId"], spec["query"]].compactMap(\.self).filter(\.isScalar).prefix(1).map {
                ByteString($0.bytes)
            }
        }
        var values: [ByteString] = []
        func add(_ node: Node?) {
            guard let node else { return }
            if node.kind == .sequence {
                for element in node.elements where element.isScalar { values.append(ByteString(element.bytes)) }
            } else if node.isScalar, !node.isNull {
                values.append(ByteString(node.bytes))
            }
        }
        add(spec["current"]?["value"])
        for option in (spec["options"]?.elements).list { add(option["value"]) }
        if kind == "custom" || kind == "interval" || kind == "constant" || kind == "textbox",
            let query = spec["query"], query.isScalar
        {
            values += listed(query.string(), isList: kind == "custom" || kind == "interval")
        }
        return values.filter { $0 != "$__all" && $0 != "$__auto" && !$0.bytes.starts(with: "$__auto_interval".utf8) }
    }

    /// `0.5,0.95 : p95`: values apart by commas, each perhaps behind the text that a person sees.
    private static func listed(_ query: String, isList: Bool) -> [ByteString] {
        if !isList { return [ByteString(query)] }
        return query.split(separator: ",").map { entry in
            let value = entry.split(separator: " : ").last ?? entry
            return ByteString(String(value).trimmed)
        }
    }

    private static func queryText(of spec: Node) -> EmbeddedText? {
        let candidates = [
            spec["query"], spec["query"]?["query"], spec["query"]?["spec"]?["query"], spec["definition"],
        ]
        return candidates.compactMap(\.self).first { $0.isScalar && !$0.bytes.isEmpty }?.text
    }

    /// The selector and the label of `label_values(selector, label)`, or the label alone.
    private static func labelValues(_ text: EmbeddedText) -> (selector: EmbeddedText?, label: Located<ByteString>)? {
        let bytes = text.bytes
        let opening = Array("label_values(".utf8)
        guard let start = bytes.firstIndex(where: { $0 != UInt8(ascii: " ") }), bytes[start...].starts(with: opening),
            let end = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let inside = start + opening.count
        guard inside < end else { return nil }
        // The label is the last argument, and a label's name has no comma.
        let comma = bytes[inside..<end].lastIndex(of: UInt8(ascii: ","))
        let label = trimmed((comma.map { $0 + 1 } ?? inside)..<end, in: bytes)
        guard !label.isEmpty, bytes[label].allSatisfy(VariableReference.isNameByte) else { return nil }
        let located = Located(ByteString(bytes[label]), at: text.sourceRange(of: ByteRange(label)))
        guard let comma else { return (nil, located) }
        let selector = trimmed(inside..<comma, in: bytes)
        return (selector.isEmpty ? nil : text.slice(ByteRange(selector)), located)
    }

    private static func trimmed(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        var range = range
        while let first = range.first, bytes[first] == UInt8(ascii: " ") { range.removeFirst() }
        while let last = range.last, bytes[last] == UInt8(ascii: " ") { range.removeLast() }
        return range
    }
}

extension String {
    /// Without blanks at both ends.
    fileprivate var trimmed: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
