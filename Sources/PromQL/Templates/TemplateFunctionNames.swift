/// Which function names a template may use: Go's own, and those of a Prometheus generation.
struct TemplateFunctionNames: Sendable {
    private let names: Set<String>

    init(_ dialect: GoDialect) {
        names = Set(Self.goNames + Self.prometheusNames + (dialect == .prometheus3 ? Self.laterNames : []))
    }

    func contains(_ name: [UInt8]) -> Bool {
        // All names are ASCII; anything else could be canonically equal to none of them.
        name.allSatisfy { $0 < 0x80 } && names.contains(String(decoding: name, as: UTF8.self))
    }

    /// Source: Go, `text/template/funcs.go`.
    private static let goNames = [
        "and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print", "printf",
        "println", "slice", "urlquery",
    ]

    /// Source: `prometheus/prometheus:template/template.go`, 2.42.
    private static let prometheusNames = [
        "args", "externalURL", "first", "graphLink", "humanize", "humanize1024", "humanizeDuration",
        "humanizePercentage", "humanizeTimestamp", "label", "match", "parseDuration", "pathPrefix", "query",
        "reReplaceAll", "safeHtml", "sortByLabel", "stripDomain", "stripPort", "strvalue", "tableLink", "title",
        "toLower", "toTime", "toUpper", "value",
    ]

    /// The same, 3.14.
    private static let laterNames = ["now", "toDuration", "urlQueryEscape"]
}
