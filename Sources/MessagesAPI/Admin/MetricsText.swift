import ClaudeAPI
import ClaudeBackend

/// The simulator's own metrics, as Prometheus scrapes them. Only what is known from the start is a label: no request
/// can make a new series.
struct MetricsText {
    private let service: ClaudeService
    private let gauges: [ServerGauge]

    init(_ service: ClaudeService, _ gauges: [ServerGauge]) {
        self.service = service
        self.gauges = gauges
    }

    var text: String {
        var text = ""
        func family(_ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: String)]) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
            for sample in samples { text += "\(name)\(sample.labels) \(sample.value)\n" }
        }
        let rows = service.models.entries.flatMap { entry in
            Decision.Ending.allCases.map { ending in
                (entry.model.id, ending, service.ledger.tally(model: entry.model.id, ending: ending))
            }
        }.filter { $0.2.requests > 0 }
        family(
            "preflight_serve_messages_total", "counter", "Messages served, by model and by how they ended.",
            rows.map { model, ending, tally in
                ("{model=\"\(model)\",ending=\"\(ServedLedger.word(ending))\"}", String(tally.requests))
            })
        family(
            "preflight_serve_refusals_total", "counter", "Requests refused before anything was decided, by status.",
            service.ledger.refusals.sorted { $0.key < $1.key }.map { ("{status=\"\($0.key)\"}", String($0.value)) })
        let total = service.ledger.total
        family(
            "preflight_serve_tokens_total", "counter", "Tokens billed, by kind.",
            [
                ("input", total.inputTokens), ("cache_read", total.cacheReadTokens),
                ("cache_write_5m", total.cacheWrite5mTokens), ("cache_write_1h", total.cacheWrite1hTokens),
                ("output", total.outputTokens), ("thinking", total.thinkingTokens),
            ].map { ("{kind=\"\($0.0)\"}", String($0.1)) })
        family(
            "preflight_serve_cost_nanodollars_total", "counter", "What was billed, in billionths of a dollar.",
            [("", String(total.costNanoDollars))])
        family(
            "preflight_serve_running", "gauge", "Answers that are being sent.", [("", String(service.runningCount))])
        for gauge in gauges {
            let (name, value) = Self.inBaseUnits(gauge)
            family("preflight_serve_" + name, gauge.isCounter ? "counter" : "gauge", gauge.help, [("", value)])
        }
        return text
    }

    /// Prometheus counts time in seconds, and counters end in `_total`.
    private static func inBaseUnits(_ gauge: ServerGauge) -> (name: String, value: String) {
        let name = snakeCase(gauge.name)
        let unit = "_microseconds"
        if name.hasSuffix(unit) {
            let fraction = String(1_000_000 + gauge.value % 1_000_000).dropFirst()
            return (name.dropLast(unit.count) + "_seconds", "\(gauge.value / 1_000_000).\(fraction)")
        }
        return (gauge.isCounter ? name + "_total" : name, String(gauge.value))
    }

    /// `openConnections` as `open_connections`.
    private static func snakeCase(_ name: String) -> String {
        var text = ""
        for character in name {
            if character.isUppercase { text += "_" }
            text += character.lowercased()
        }
        return text
    }
}
