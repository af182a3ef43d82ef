/// Which function names a template may use: Go's own, and those of a Prometheus generation.
enum TemplateFunctionNames {
    static func contains(_ name: ArraySlice<UInt8>, _ dialect: GoDialect) -> Bool {
        // All names are ASCII; anything else could be canonically equal to none of them.
        guard name.allSatisfy({ $0 < 0x80 }) else { return false }
        let word = String(decoding: name, as: UTF8.self)
        return shared.contains(word) || dialect == .prometheus3 && later.contains(word)
    }

    private static let shared = Set(goNames + prometheusNames)
    private static let later = Set(laterNames)

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
