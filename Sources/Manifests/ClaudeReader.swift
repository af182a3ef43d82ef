import Documents
import Facts
import SourceText

/// `claude` in the manifest: which features of the API the service uses, and what was promised about them.
enum ClaudeReader {
    static func claude(_ keys: inout MappingReader) -> Manifest.ClaudeUse {
        var use = Manifest.ClaudeUse()
        use.platform = keys.optional("platform") { $0.oneOf(Manifest.Platform.self) }
        use.models = keys.optional("models") { $0.list { $0.byteString() } } ?? []
        use.streaming = keys.optional("streaming") { $0.bool() }
        use.promptCaching = keys.optional("prompt_caching") { $0.bool() }
        use.extendedThinking = keys.optional("extended_thinking") { $0.bool() }
        use.serviceLevel = keys.optional("sla") { $0.mapping(serviceLevel) } ?? Manifest.ServiceLevel()
        use.budget = keys.optional("budget") { $0.mapping(budget) } ?? Manifest.Budget()
        use.routing = keys.optional("routing") { $0.mapping(routing) }
        use.prices = keys.optional("prices", prices)
        return use
    }

    private static func serviceLevel(_ keys: inout MappingReader) -> Manifest.ServiceLevel {
        var level = Manifest.ServiceLevel()
        level.ttftP95Milliseconds = keys.optional("ttft_p95") { $0.duration(in: 1 ... .max) }
        level.totalP95Milliseconds = keys.optional("total_p95") { $0.duration(in: 1 ... .max) }
        level.errorRate = keys.optional("error_rate") { $0.ratio() }
        return level
    }

    private static func budget(_ keys: inout MappingReader) -> Manifest.Budget {
        var budget = Manifest.Budget()
        budget.monthlyUSD = keys.optional("monthly_usd") { $0.number(in: 0...1e12) }
        budget.hourlyForecast = keys.optional("hourly_forecast_usd", forecast)
        return budget
    }

    /// A number of dollars, or `{series: NAME}`.
    private static func forecast(_ value: inout ValueReader) -> Located<Manifest.Forecast>? {
        let range = value.node.range
        guard value.node.kind == .mapping else {
            return value.number(in: 0...1e12).map { Located(.usDollars($0.value), at: range) }
        }
        let series = value.mapping { keys in keys.required("series", example: "cost_forecast_usd") { $0.metricName() } }
        return (series ?? nil).map { Located(.series($0.value), at: range) }
    }

    private static func routing(_ keys: inout MappingReader) -> Manifest.Routing {
        let by = keys.optional("by") { $0.oneOf(["requests", "tokens", "cost"]) }
        let tolerance = keys.optional("tolerance") { $0.ratio() }
        let intent = keys.required("intent", example: "{claude-haiku-4-5: 80%, claude-sonnet-4-6: 20%}") { value in
            value.table { _, share in share.ratio() }
        }
        return Manifest.Routing(
            by: by, tolerance: tolerance, intent: (intent ?? []).map { (model: $0.key, share: $0.value) })
    }

    /// `{file, as_of}`, or a list of inline rows.
    private static func prices(_ value: inout ValueReader) -> Manifest.Prices? {
        let range = value.node.range
        if value.node.kind == .sequence {
            let rows = value.list { $0.mapping(priceRow) ?? nil }
            return Manifest.Prices(file: nil, asOf: nil, rows: rows ?? [], range: range)
        }
        return value.mapping { keys in
            let file = keys.optional("file") { $0.pattern() }
            let asOf = keys.optional("as_of") { $0.date() }
            let rows = keys.optional("rows") { $0.list { $0.mapping(priceRow) ?? nil } }
            return Manifest.Prices(file: file, asOf: asOf, rows: rows ?? [], range: range)
        }
    }

    private static let priceKinds = ["input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "thinking"]

    private static func priceRow(_ keys: inout MappingReader) -> Manifest.PriceRow? {
        let model = keys.required("model", example: "claude-sonnet-4-6") { $0.byteString() }
        let source = keys.optional("source") { $0.string() }
        let date = keys.optional("date") { $0.date() }
        var prices: [(kind: Located<String>, price: Located<Double>)] = []
        for kind in priceKinds {
            if let price = keys.optional(kind, { $0.number(in: 0...1e6) }) {
                prices.append((Located(kind, at: price.range), price))
            }
        }
        return model.map { Manifest.PriceRow(model: $0, usdPerMillion: prices, source: source, date: date) }
    }
}
