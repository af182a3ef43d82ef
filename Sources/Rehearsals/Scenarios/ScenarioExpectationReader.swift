import Documents
import SourceText

/// `expect` in a scenario.
enum ScenarioExpectationReader {
    static func read(_ keys: inout MappingReader) -> ScenarioExpectation? {
        if keys.contains("metric") { return metric(&keys) }
        let alert = keys.required("alert", example: "'*'") { $0.string() }
        let name: ScenarioExpectation.AlertName = alert?.value == "*" ? .any : .named(alert?.value ?? "")
        let ways = ["fires", "silent", "resolves"].filter { keys.contains($0) }
        if ways.count > 1, let place = keys.keys.first(where: { $0.value.utf8.elementsEqual(ways[1].utf8) }) {
            keys.report(
                ScenarioFindings.contradicts(
                    ways[1], at: place.range, ways[0], why: "One expectation says one thing; write two."))
        }
        for way in ways.dropFirst() { keys.allow(way) }
        let subject: Located<ScenarioExpectation.Subject>?
        switch ways.first {
        case "silent":
            let range = keys.node.range
            subject = keys.optional("silent", silence).map {
                Located($0 ? .silentOutsideIncidents(name) : .silent(name), at: range)
            }
        case "resolves":
            subject = keys.optional("resolves") { fault(&$0, "after") }.map {
                Located(.resolves(name, after: $0.name.value, withinMilliseconds: $0.within), at: $0.name.range)
            }
        default:
            subject = keys.required("fires", example: "{during: burst, within: 5m}") { fault(&$0, "during") }.map {
                Located(.fires(name, during: $0.name.value, withinMilliseconds: $0.within), at: $0.name.range)
            }
        }
        guard alert != nil, let subject else { return nil }
        return ScenarioExpectation(subject: subject.value, range: subject.range)
    }

    /// `true`, or `{outside: incidents}`: whether it is only outside of incidents.
    private static func silence(_ value: inout ValueReader) -> Bool? {
        guard value.node.kind == .mapping else {
            guard let flag = value.bool() else { return nil }
            if flag.value { return false }
            value.outOfRange("`true`, or `{outside: incidents}`")
            return nil
        }
        let outside = value.mapping { keys in
            keys.required("outside", example: "incidents") { $0.oneOf(["incidents"]) }
        }
        return (outside ?? nil).map { _ in true }
    }

    private static func fault(
        _ value: inout ValueReader, _ key: String
    ) -> (name: Located<String>, within: Int64)? {
        let read = value.mapping { keys -> (name: Located<String>, within: Int64)? in
            let name = keys.required(key, example: "burst") { $0.string() }
            let within = keys.required("within", example: "5m") { $0.time(atLeast: 1) }
            guard let name, let within else { return nil }
            return (name, within.value)
        }
        return read ?? nil
    }

    private static func metric(_ keys: inout MappingReader) -> ScenarioExpectation? {
        let metric = keys.required("metric", example: "pages") { $0.oneOf(ScenarioExpectation.Metric.self) }
        let comparison = keys.required("op", example: "'<='") { $0.oneOf(ScenarioExpectation.Comparison.self) }
        let value = keys.required("value", example: "0") { value -> Double? in
            switch metric?.value {
            case .detectionWorst: value.time().map { Double($0.value) }
            case .telemetryLoss: value.ratio()?.value
            case .pages, .tickets, .addedLatency, nil: value.number(in: 0...1e12)?.value
            }
        }
        guard let metric, let comparison, let value else { return nil }
        return ScenarioExpectation(
            subject: .metric(metric.value, comparison.value, value), range: metric.range)
    }
}
