import Facts
import Findings
import PromQL
import SourceText
import TimeSeries

extension Check {
    /// A sample that is older than five minutes is not there.
    static let intervalBeyondLookback = Check(
        kind: FindingKind(code: "PF125", name: "interval-beyond-lookback"), scope: .rule, severity: .error,
        summary:
            "a rule reads, as it stands, a series with more than five minutes between its samples, so it comes and goes",
        why:
            "Prometheus looks back five minutes for the latest sample; between that and the next one the series is missing, "
            + "alerts resolve themselves and `for` begins anew",
        remedy: "Scrape or evaluate at least every two minutes, or read `last_over_time(name[15m])`.",
        source: "failure catalogue G07; prometheus/prometheus#3328; the default of `--query.lookback-delta`",
        examples: [
            AlertExamples.one("scraped every ten minutes", .fails, "⟦claude_cache_hit_rate⟧ < 0.2", manifest: slow),
            AlertExamples.one(
                "the last sample of a quarter of an hour", .passes,
                "last_over_time(claude_cache_hit_rate[30m]) < 0.2", manifest: slow),
            AlertExamples.one("scraped every thirty seconds", .passes, "claude_cache_hit_rate < 0.2"),
        ],
        judge: { context in RuleJudging.eachOwnRule(context, judgeSpacing) })

    private static let slow = CheckExample.defaultManifest.replacingFirst(
        "scrape_interval: 30s", with: "scrape_interval: 10m")

    private static let lookbackMilliseconds: Int64 = 300_000

    private static func judgeSpacing(_ rule: RuleFact, _ context: CheckContext, _ result: inout CheckResult) {
        let expression = rule.expression
        var ranged: Set<NodeID> = []
        for id in expression.ids {
            if case .matrixSelector(let matrix) = expression[id].kind { ranged.insert(matrix.vector) }
        }
        for selector in rule.selectors where !ranged.contains(selector.node) {
            guard let name = selector.name?.value, let (spacing, place) = spacing(of: name, context),
                spacing > lookbackMilliseconds
            else { continue }
            let words = PrometheusDuration.text(milliseconds: spacing)
            let window = PrometheusDuration.text(milliseconds: spacing.multipliedReportingOverflow(by: 3).partialValue)
            result.failures.append(
                intervalBeyondLookback.finding(
                    "\(rule.subjectInBackticks) reads `\(name.string)` as it stands, and with \(words) between samples the series is missing most of the time",
                    fix:
                        "read `last_over_time(\(name.string)[\(window)])`, or shorten the interval to 2m",
                    at: Annotation(rule.place(of: selector.range), "missing 5m after each sample"),
                    related: place.map { [Annotation($0, "every \(words)")] } ?? [], subject: rule.subject,
                    discriminator: name.string))
        }
    }

    private static func spacing(of name: ByteString, _ context: CheckContext) -> (Int64, SourceRange?)? {
        switch context.facts.emitted.emission(of: name) {
        case .external, .synthetic, .absent: return nil
        case .recorded: return context.facts.recordings.slowestIntervalMilliseconds(of: name).map { ($0, nil) }
        case .emitted: return context.facts.service.scrapeIntervalMilliseconds.map { ($0.value, $0.range) }
        }
    }
}
