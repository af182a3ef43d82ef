package import SourceText

/// The names that OTLP metrics get in Prometheus: computed, never guessed.
///
/// Strategy `UnderscoreEscapingWithSuffixes`, the default of the server, of the collector's exporter and of the SDKs'
/// Prometheus exporters. Source: telemetry notes on OTLP names, run with the Python SDK's exporter; the unit words are
/// those of the OpenTelemetry compatibility specification for Prometheus.
package enum OTLPTranslation {
    /// Who does the renaming; they differ in three corners.
    package enum Route: Sendable {
        /// The server's OTLP endpoint and the collector's exporters. A unit that is a word of the name already is not
        /// repeated, and gauges of unit `1` get `_ratio`. Source: prometheus/otlptranslator.
        case server
        /// The Python SDK's exporter: a unit is repeated unless the name ends in it, a `total` inside a counter's name
        /// stays, and there is no `_ratio`.
        case pythonExporter
    }

    /// The family name for an instrument; a monotonic sum carries its `_total`.
    package static func family(
        name: String, unit: String, kind: MetricKind, via route: Route = .server
    ) -> ByteString {
        var tokens = words(of: name)
        if kind == .counter {
            switch route {
            case .server: tokens.removeAll { $0 == "total" }
            case .pythonExporter: if tokens.last == "total" { tokens.removeLast() }
            }
        }
        for suffix in unitSuffixes(unit) {
            let isThere =
                switch route {
                case .server: tokens.contains(suffix)
                case .pythonExporter: tokens.last == suffix
                }
            if !isThere { tokens.append(suffix) }
        }
        if kind == .counter { tokens.append("total") }
        // Only gauges: receivers count objects in unit "1" too.
        if unit == "1", kind == .gauge, route == .server { tokens.append("ratio") }
        var result = tokens.joined(separator: "_")
        if let first = result.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
            result = "_" + result
        }
        return ByteString(result)
    }

    /// A label name: every character that Prometheus 2 does not allow becomes an underscore.
    package static func label(_ name: String) -> ByteString {
        ByteString(String(name.unicodeScalars.map { isAllowed($0, colon: false) ? Character($0) : "_" }))
    }

    private static func words(of name: String) -> [String] {
        let escaped = String(name.unicodeScalars.map { isAllowed($0, colon: true) ? Character($0) : "_" })
        return escaped.split(separator: "_", omittingEmptySubsequences: true).map(String.init)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar, colon: Bool) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        case ":": colon
        default: false
        }
    }

    /// Annotations in braces add nothing; known UCUM codes become words; `a/b` becomes `a_per_b`.
    private static func unitSuffixes(_ unit: String) -> [String] {
        guard !unit.isEmpty, unit != "1" else { return [] }
        let parts = unit.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var result: [[String]] = []
        if !isAnnotated(parts[0]) { result.append(words(of: unitNames[parts[0]] ?? parts[0])) }
        if parts.count == 2, !isAnnotated(parts[1]) {
            let per = words(of: perUnitNames[parts[1]] ?? parts[1])
            if !per.isEmpty { result.append(["per"] + per) }
        }
        return result.filter { !$0.isEmpty }.map { $0.joined(separator: "_") }
    }

    private static func isAnnotated(_ unit: String) -> Bool { unit.contains { $0 == "{" || $0 == "}" } }

    private static let unitNames: [String: String] = [
        "d": "days", "h": "hours", "min": "minutes", "s": "seconds", "ms": "milliseconds", "us": "microseconds",
        "ns": "nanoseconds", "By": "bytes", "KiBy": "kibibytes", "MiBy": "mebibytes", "GiBy": "gibibytes",
        "KBy": "kilobytes", "MBy": "megabytes", "GBy": "gigabytes", "%": "percent",
    ]

    private static let perUnitNames: [String: String] = [
        "s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year",
    ]
}
