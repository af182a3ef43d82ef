import Artefacts
import Facts
import Findings
import SourceText
import Testing

@Suite struct `Template variables are replaced as their place asks` {
    typealias Dashboards = `Grafana dashboards are read as Grafana shows them`

    private static let variables = """
        {"name": "model", "type": "query", "query": {"query": "label_values(claude_requests_total{team=\\"a\\"}, model)", "refId": "x"}},
        {"name": "window", "type": "interval", "query": "1m,10m", "current": {"value": "10m"}},
        {"name": "auto", "type": "interval", "current": {"value": "$__auto_interval_auto"}},
        {"name": "q", "type": "custom", "query": "0.5 : 0.5,p99 : 0.99"},
        {"name": "by", "type": "custom", "query": "feature,model", "current": {"value": "feature"}},
        {"name": "prefix", "type": "constant", "query": "claude"},
        {"name": "many", "type": "query", "current": {"value": ["$__all"]}}
        """

    static let cases: [(query: String, parsed: String)] = [
        ("rate(x[$__rate_interval])", "rate(x[5m])"),
        ("rate(x[${__rate_interval}])", "rate(x[5m])"),
        ("rate(x[$window]) + rate(x[[[window]]])", "rate(x[10m]) + rate(x[10m])"),
        ("rate(x[$auto])", "rate(x[5m])"),
        ("increase(x[${__range_s}s:$__interval])", "increase(x[3600s:1m])"),
        ("x{model=~\"$model\"}", "x{model=~\".*\"}"),
        ("x{model=\"$model\"}", "x{model=~\".*\"}"),
        ("x{model = \"v1.${model:raw}(beta)\"}", "x{model =~ \"v1..*.beta.\"}"),
        ("x{model!=\"$model\"}", "x{model!=\"grafana_variable\"}"),
        ("x{model!~\"[[model:regex]]\"}", "x{model!~\"grafana_variable\"}"),
        ("x{model=~'${model:pipe}|${many}'}", "x{model=~'.*|.*'}"),
        ("histogram_quantile($q, x)", "histogram_quantile(0.5, x)"),
        ("sum by ($by, $many) (x)", "sum by (feature, grafana_variable) (x)"),
        ("topk($many, x)", "topk(1, x)"),
        ("${prefix}_errors_total", "claude_errors_total"),
        ("x{job=\"$prefix\"}", "x{job=\"claude\"}"),
        ("${many}_errors_total", "x_errors_total"),
        (
            "label_replace(x, \"a\", \"$1\", \"b\", \"(.*)\")", "label_replace(x, \"a\", \"$1\", \"b\", \"(.*)\")"
        ),
        ("x{a=~\"[[:alpha:]]+$\"} # $model [", "x{a=~\"[[:alpha:]]+$\"} # $model ["),
        ("x / $__interval_ms", "x / 60000"),
    ]

    @Test(arguments: cases.map(\.query))
    func `a query reads as PromQL after it`(query: String) throws {
        let expected = try #require(Self.cases.first { $0.query == query }).parsed
        let escaped = query.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let text =
            #"{"title": "D", "templating": {"list": [\#(Self.variables)]}, "panels": [{"title": "P", "datasource": {"type": "prometheus"}, "targets": [{"expr": "\#(escaped)"}]}]}"#
        let reading = Dashboards.read(text)
        #expect(reading.findings.isEmpty, "\(reading.findings.map(\.message))")
        let parsed = try #require(reading.facts.dashboards.first?.panels.first?.queries.first)
        let read = parsed.text.string.replacing(" # 5m [", with: " # $model [")
        #expect(read.utf8.elementsEqual(expected.utf8), "\(read)")
        // The whole query maps to the whole of what is written, and a substitute to its variable.
        let whole = parsed.place(of: ByteRange(start: 0, length: parsed.text.bytes.count))
        #expect(Dashboards.shown(whole, in: text) == escaped)
        for substitute in parsed.substitutes {
            let shown = Dashboards.shown(parsed.place(of: substitute.range), in: text)
            #expect(shown.contains(substitute.variable.string), "`\(shown)` is not `\(substitute.variable.string)`")
        }
    }

    @Test func `a variable that the dashboard does not declare stays, and the finding names it`() throws {
        let reading = Dashboards.read(
            #"{"title": "D", "panels": [{"title": "P", "datasource": {"type": "prometheus"}, "targets": [{"expr": "rate(x[$step])"}]}]}"#
        )
        let finding = try #require(reading.findings.first)
        #expect(finding.kind.code == "PF045" && finding.fix.contains("`step`"), "\(finding)")
    }

    @Test func `what fills a variable is a query of its own, at its place`() throws {
        let text =
            #"{"title": "D", "templating": {"list": [\#(Self.variables)]}, "panels": [{"title": "P", "type": "text"}]}"#
        let variable = try #require(Dashboards.read(text).facts.dashboards.first?.variables.first)
        #expect(variable.label?.value == "model")
        let selector = try #require(variable.source?.selectors.first)
        #expect(selector.name?.value == "claude_requests_total")
        let label = try #require(selector.matchers.first?.labelRange)
        let place = try #require(variable.source?.place(of: label))
        #expect(Dashboards.shown(place, in: text) == "team")
    }
}
