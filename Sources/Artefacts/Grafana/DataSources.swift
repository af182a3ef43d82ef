import Documents
import Facts
import SourceText

/// Which program answers a query, decided from what the dashboard says about its data sources.
struct DataSources {
    enum Kind {
        case prometheus
        case other(ByteString)
        /// Each query names its own.
        case mixed
        /// The result of another panel of the dashboard.
        case anotherPanel
        /// Grafana's own expressions over the other queries.
        case expression
        /// Nothing says; the organisation's default.
        case unknown
    }

    /// Plugins by the placeholder of a shared export (`__inputs`) or the name of a variable of type `datasource`.
    private var plugins: [ByteString: ByteString] = [:]

    init(inputs: Node?, variables: [DashboardVariable]) {
        for input in (inputs?.elements).list where input.kind == .mapping {
            guard let name = input["name"], let plugin = input["pluginId"] else { continue }
            plugins[ByteString(name.bytes)] = ByteString(plugin.bytes)
        }
        for variable in variables where variable.kind == "datasource" {
            // The first value of such a variable is its plugin; see `DashboardVariables`.
            plugins[variable.name.value] = variable.values.first
        }
    }

    /// The kind of one `datasource`: a name, `{type, uid}`, null, or a placeholder.
    func kind(of node: Node?) -> Kind {
        guard let node, !node.isNull else { return .unknown }
        if node.isScalar { return kind(named: ByteString(node.bytes)) }
        guard node.kind == .mapping else { return .unknown }
        let uid = (node["uid"] ?? node["name"]).map { ByteString($0.bytes) } ?? ByteString("")
        if let reserved = Self.reserved(uid) { return reserved }
        if let type = node["type"], !type.bytes.isEmpty {
            let plugin = ByteString(type.bytes)
            if plugin == "__expr__" { return .expression }
            if !Self.isVariable(plugin) { return Self.kind(ofPlugin: plugin) }
        }
        return kind(named: uid)
    }

    /// The kind that a plugin id says: `prometheus`, `grafana-amazonprometheus-datasource`, `loki`.
    static func kind(ofPlugin plugin: ByteString) -> Kind {
        plugin.string.lowercased().contains("prometheus") ? .prometheus : .other(plugin)
    }

    private func kind(named name: ByteString) -> Kind {
        if let reserved = Self.reserved(name) { return reserved }
        if let reference = VariableReference(at: 0, in: name.bytes), let plugin = plugins[reference.name] {
            return Self.kind(ofPlugin: plugin)
        }
        let lowercase = name.string.lowercased()
        if Self.prometheusWords.contains(where: { lowercase.contains($0) }) { return .prometheus }
        if let word = Self.otherWords.first(where: { lowercase.contains($0) }) { return .other(ByteString(word)) }
        return .unknown
    }

    private static func reserved(_ name: ByteString) -> Kind? {
        switch name.string {
        case "-- Mixed --": .mixed
        case "-- Dashboard --": .anotherPanel
        case "__expr__", "-100": .expression
        case "-- Grafana --", "grafana": .other("grafana")
        default: nil
        }
    }

    private static func isVariable(_ name: ByteString) -> Bool { name.bytes.first == UInt8(ascii: "$") }

    /// Programs that answer PromQL, as they are called in names of data sources.
    private static let prometheusWords = ["prometheus", "mimir", "thanos", "cortex", "victoriametrics"]
    private static let otherWords = [
        "loki", "tempo", "elasticsearch", "opensearch", "cloudwatch", "influx", "graphite", "postgres", "mysql",
        "mssql", "clickhouse", "bigquery", "jaeger", "zipkin", "sentry", "testdata", "pyroscope",
    ]
}
