package import Documents

/// Tells artefact kinds apart by what is in them.
///
/// The order follows the adapter notes: Kubernetes wrappers first, then the shapes whose keys are most particular.
package enum ArtefactDetection {
    /// The shape of one document; wrappers (`PrometheusRule`, `List`, `ConfigMap`) count as what they wrap.
    package static func shape(of root: Node) -> ArtefactShape {
        guard root.kind == .mapping else { return .unrecognised }
        if root["apiVersion"] != nil, let kind = root["kind"] { return wrapped(kind, root) }
        if let groups = root["groups"] {
            if isGrafanaGroups(groups) { return .grafanaAlerts }
            return .prometheusRules
        }
        if root["rule_files"] != nil, root["tests"] != nil { return .prometheusTests }
        if let receivers = root["receivers"], root["route"] != nil, receivers.kind == .sequence { return .alertmanager }
        if root["service"]?["pipelines"] != nil { return .otelCollector }
        if root["widgets"] != nil, root["layout_type"] != nil { return .datadogDashboard }
        if root["panels"]?.kind == .sequence || root["rows"]?.kind == .sequence || root["dashboard"]?.kind == .mapping {
            return .grafanaDashboard
        }
        if root["elements"]?.kind == .mapping, root["layout"] != nil { return .grafanaDashboard }
        if root["type"] != nil, root["query"] != nil { return .datadogMonitor }
        return .unrecognised
    }

    private static func wrapped(_ kind: Node, _ root: Node) -> ArtefactShape {
        switch kind.string() {
        case "PrometheusRule", "PrometheusRuleList": return .prometheusRules
        case "Dashboard", "GrafanaDashboard": return .grafanaDashboard
        case "List":
            guard let items = root["items"] else { return .unrecognised }
            for item in items.elements {
                let shape = shape(of: item)
                if shape != .unrecognised { return shape }
            }
            return .unrecognised
        case "ConfigMap":
            // The strings inside decide; the rule adapter opens each of them.
            return root["data"]?.kind == .mapping ? .prometheusRules : .unrecognised
        default: return .unrecognised
        }
    }

    /// Grafana provisioning has `groups` too; its rules carry `data` and `condition` instead of `expr`.
    private static func isGrafanaGroups(_ groups: Node) -> Bool {
        for group in groups.elements {
            guard let rules = group["rules"] else { continue }
            for rule in rules.elements where rule.kind == .mapping {
                return rule["data"] != nil && rule["condition"] != nil && rule["expr"] == nil
            }
        }
        return false
    }
}
