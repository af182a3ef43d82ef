import PromQL
import SourceText

/// Names and templates in rule files, judged as Prometheus judges them.
enum RuleNames {
    /// The name of a recorded series. Prometheus 3 allows any UTF-8 text; 2.x letters, digits, `_` and `:`.
    ///
    /// Source: prometheus/common `model/metric.go` (IsValidMetricName); rulefmt also refuses braces in either version.
    static func isMetricName(_ name: [UInt8], _ semantics: Semantics) -> Bool {
        if semantics.allowsQuotedNames { return !name.isEmpty && !name.contains(UInt8(ascii: "{")) && isUTF8(name) }
        return isClassic(name, colon: true)
    }

    static func isLabelName(_ name: [UInt8], _ semantics: Semantics) -> Bool {
        semantics.allowsQuotedNames ? !name.isEmpty && isUTF8(name) : isClassic(name, colon: false)
    }

    private static func isClassic(_ name: [UInt8], colon: Bool) -> Bool {
        guard let first = name.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
        return name.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            case UInt8(ascii: ":"): colon
            default: false
            }
        }
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }
}
