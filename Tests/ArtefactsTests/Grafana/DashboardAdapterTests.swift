import Artefacts
import Facts
import Findings
import PromQL
import SourceText
import Testing

@Suite struct `Grafana dashboards are read as Grafana shows them` {
    static func read(_ text: String) -> ArtefactReading {
        DashboardAdapter.read(
            SourceFile(id: FileID(index: 0), path: "dashboard.json", bytes: Array(text.utf8)), .prometheus3)
    }

    /// The bytes of the text at a place.
    static func shown(_ place: SourceRange, in text: String) -> String {
        String(decoding: Array(text.utf8)[place.bytes.range], as: UTF8.self)
    }

    private static let panel =
        #"{"id": 1, "title": "Errors", "type": "timeseries", "datasource": {"type": "prometheus", "uid": "p"}, "#
        + #""targets": [{"refId": "A", "expr": "sum(rate(x_total{class=\"a\"}[5m]))", "legendFormat": "{{class}}"}]}"#
    private static let classic = #"{"title": "D", "schemaVersion": 39, "panels": [\#(panel)]}"#
    private static let element =
        #"{"kind": "Panel", "spec": {"id": 1, "title": "Errors", "data": {"kind": "QueryGroup", "spec": {"queries": [{"kind": "PanelQuery", "spec": {"refId": "A", "hidden": false, "query": {"kind": "DataQuery", "group": "prometheus", "version": "v0", "spec": {"expr": "sum(rate(x_total{class=\"a\"}[5m]))"}}}}]}}, "vizConfig": {"kind": "VizConfig", "group": "timeseries", "spec": {}}}}"#
    private static let layout =
        #"{"kind": "TabsLayout", "spec": {"tabs": [{"kind": "TabsLayoutTab", "spec": {"layout": {"kind": "GridLayout", "spec": {"items": [{"kind": "GridLayoutItem", "spec": {"element": {"kind": "ElementReference", "name": "p1"}}}]}}}}]}}"#
    private static let second = #"{"title": "D", "elements": {"p1": \#(element)}, "layout": \#(layout)}"#

    static let shapes: [(title: String, text: String)] = [
        ("an export of today", classic),
        ("the HTTP API's wrapper", #"{"meta": {"slug": "d"}, "dashboard": \#(classic)}"#),
        ("a list", "[\(classic)]"),
        (
            "an open row, whose panels follow it",
            classic.replacing("[\(panel)", with: #"[{"type": "row", "title": "R", "panels": []}, \#(panel)"#)
        ),
        (
            "a collapsed row",
            classic.replacing("[\(panel)]", with: #"[{"type": "row", "collapsed": true, "panels": [\#(panel)]}]"#)
        ),
        ("rows of schema 14", #"{"title": "D", "schemaVersion": 14, "rows": [{"title": "R", "panels": [\#(panel)]}]}"#),
        (
            "a data source by name, schema 12",
            #"{"title": "D", "rows": [{"panels": [\#(panel.replacing(#"{"type": "prometheus", "uid": "p"}"#, with: "\"Prometheus\""))]}]}"#
        ),
        (
            "a shared export",
            #"{"__inputs": [{"name": "DS_MAIN", "type": "datasource", "pluginId": "prometheus"}], "title": "D", "panels": [\#(panel.replacing(#"{"type": "prometheus", "uid": "p"}"#, with: #""${DS_MAIN}""#))]}"#
        ),
        (
            "a data source variable",
            #"{"title": "D", "templating": {"list": [{"name": "ds", "type": "datasource", "query": "prometheus"}]}, "panels": [\#(panel.replacing(#"{"type": "prometheus", "uid": "p"}"#, with: #"{"uid": "$ds"}"#))]}"#
        ),
        (
            "a Kubernetes resource of the classic schema",
            #"{"apiVersion": "dashboard.grafana.app/v1beta1", "kind": "Dashboard", "metadata": {"name": "d"}, "spec": \#(classic)}"#
        ),
        ("schema v2 without a wrapper", second),
        (
            "schema v2, as Kubernetes holds it",
            #"{"apiVersion": "dashboard.grafana.app/v2", "kind": "Dashboard", "spec": \#(second)}"#
        ),
        (
            "schema v2alpha1, plugin ids as kinds",
            second.replacing(
                #""kind": "DataQuery", "group": "prometheus", "version": "v0""#, with: #""kind": "prometheus""#
            )
            .replacing(#""kind": "VizConfig", "group": "timeseries""#, with: #""kind": "timeseries""#)
        ),
        (
            "a ConfigMap",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {grafana_dashboard: \"1\"}}\ndata:\n  d.json: |\n    \(classic)\n"
        ),
        (
            "a ConfigMap in JSON, escaped twice",
            #"{"apiVersion": "v1", "kind": "ConfigMap", "data": {"d.json": "\#(classic.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))"}}"#
        ),
        (
            "the operator's resource",
            "apiVersion: grafana.integreatly.org/v1beta1\nkind: GrafanaDashboard\nspec:\n  json: >\n    \(classic)\n"
        ),
        ("with a byte order mark", "\u{FEFF}" + classic),
        ("with carriage returns", classic.replacing(", ", with: ",\r\n ")),
    ]

    @Test(arguments: shapes.map(\.title))
    func `the same panel comes out of every schema and wrapping, at its place`(title: String) throws {
        let text = try #require(Self.shapes.first { $0.title == title }).text
        let reading = Self.read(text)
        #expect(reading.findings.isEmpty, "\(reading.findings.map(\.message))")
        let dashboard = try #require(reading.facts.dashboards.first)
        #expect(dashboard.title.value == "D")
        #expect(dashboard.panels.count == 1)
        let panel = try #require(dashboard.panels.first)
        #expect(panel.title.value == "Errors")
        #expect(panel.type == "timeseries")
        #expect(panel.isVisible && panel.opaque == nil)
        let query = try #require(panel.queries.first)
        #expect(query.text.string == "sum(rate(x_total{class=\"a\"}[5m]))")
        let name = try #require(query.selectors.first?.name)
        #expect(Self.shown(query.place(of: name.range), in: text) == "x_total")
        let label = try #require(query.selectors.first?.matchers.first?.labelRange)
        #expect(Self.shown(query.place(of: label), in: text) == "class")
    }

    static let refused: [(text: String, message: String)] = [
        (#"{"groups": [{"name": "g", "rules": []}]}"#, "is named as a Grafana dashboard and is a Prometheus rules"),
        (#"{"a": 1}"#, "is named as a Grafana dashboard and is none"),
        (#""text""#, "a dashboard is a JSON object"),
        (#"{"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "b"}}"#, "holds no dashboard"),
        (#"{"apiVersion": "dashboard.grafana.app/v1", "kind": "Dashboard"}"#, "without `spec`"),
        (#"{"title": "D", "panels": []}"#, "holds no panel"),
        (#"{"title": "D", "panels": [}"#, "PF006"),
        ("", "holds no dashboard"),
        ("kind: Other\napiVersion: v1\n", "holds no dashboard"),
    ]

    @Test(arguments: refused.map(\.text))
    func `what shows nothing is said, with a place and a fix`(text: String) throws {
        let expected = try #require(Self.refused.first { $0.text == text }).message
        let reading = Self.read(text)
        #expect(
            reading.findings.contains {
                ($0.message.contains(expected) || $0.kind.code == expected) && $0.primary != nil && !$0.fix.isEmpty
            },
            "expected `\(expected)`, got \(reading.findings.map(\.message))")
    }

    @Test func `a query that does not parse is a finding at its place, and the other panels are read`() throws {
        let text =
            #"{"title": "D", "panels": [{"title": "Bad", "datasource": {"type": "prometheus"}, "targets": [{"expr": "sum(rate(x[5m])"}]}, \#(Self.panel)]}"#
        let reading = Self.read(text)
        #expect(reading.findings.map(\.kind.code) == ["PF045"])
        let place = try #require(reading.findings.first?.primary?.range)
        #expect(place.start > 0 && Int(place.end) < text.utf8.count)
        let panels = try #require(reading.facts.dashboards.first).panels
        #expect(panels.map(\.queries.count) == [0, 1])
        #expect(panels[0].opaque == .invalidQuery)
    }

    static let visibility: [(title: String, panel: String, hidden: Bool, displays: [PanelQuery.Display])] = [
        ("a target switched off", #"{"targets": [{"refId": "A", "expr": "a", "hide": true}]}"#, true, [.hidden]),
        (
            "one of two targets switched off",
            #"{"targets": [{"refId": "A", "expr": "a", "hide": true}, {"refId": "B", "expr": "b"}]}"#, false,
            [.hidden, .drawn]
        ),
        (
            "a target that an expression computes with",
            #"{"targets": [{"refId": "A", "expr": "a", "hide": true}, {"refId": "C", "datasource": {"type": "__expr__", "uid": "__expr__"}, "type": "math", "expression": "$A * 2"}]}"#,
            false, [.feedsExpression]
        ),
        (
            "a transformation that keeps one",
            #"{"targets": [{"refId": "A", "expr": "a"}, {"refId": "B", "expr": "b"}], "transformations": [{"id": "filterByRefId", "options": {"include": "B"}}]}"#,
            false, [.hidden, .drawn]
        ),
    ]

    @Test(arguments: visibility.map(\.title))
    func `what is not on the screen is known not to be`(title: String) throws {
        let one = try #require(Self.visibility.first { $0.title == title })
        let panel = "{\"title\": \"P\", \"datasource\": {\"type\": \"prometheus\"}, " + one.panel.dropFirst()
        let reading = Self.read(#"{"title": "D", "panels": [\#(panel)]}"#)
        let fact = try #require(reading.facts.dashboards.first?.panels.first)
        #expect(fact.isVisible == !one.hidden)
        #expect(fact.queries.map(\.display) == one.displays)
    }

    @Test func `an element that no layout places is not visible`() throws {
        let reading = Self.read(Self.second.replacing(#""name": "p1""#, with: #""name": "p2""#))
        let fact = try #require(reading.facts.dashboards.first?.panels.first)
        guard case .notInLayout? = fact.hidden else {
            Issue.record("the layout names another element")
            return
        }
    }

    static let opaque: [(title: String, panel: String, opacity: PanelFact.Opacity?, queries: Int)] = [
        ("a library panel", #"{"title": "P", "libraryPanel": {"uid": "u", "name": "SLO"}}"#, .libraryPanel("SLO"), 0),
        (
            "a Loki panel",
            #"{"title": "P", "datasource": {"type": "loki", "uid": "l"}, "targets": [{"expr": "{app=\"x\"} |= \"y\""}]}"#,
            .otherSource("loki"), 0
        ),
        (
            "a mixed panel",
            #"{"title": "P", "datasource": {"uid": "-- Mixed --", "type": "datasource"}, "targets": [{"datasource": {"type": "prometheus"}, "expr": "a"}, {"datasource": {"type": "loki"}, "expr": "{a=\"b\"} | json"}]}"#,
            .otherSource("loki"), 1
        ),
        (
            "SQL over the default source", #"{"title": "P", "targets": [{"rawSql": "select 1"}]}"#, .unknownSource, 0
        ),
        ("PromQL over the default source", #"{"title": "P", "targets": [{"expr": "a"}]}"#, nil, 1),
        (
            "LogQL over the default source", #"{"title": "P", "targets": [{"expr": "{a=\"b\"} |= \"c\""}]}"#,
            .unknownSource, 0
        ),
        ("text", #"{"title": "P", "type": "text", "options": {"content": "hello"}}"#, nil, 0),
    ]

    @Test(arguments: opaque.map(\.title))
    func `what other programs answer is counted and left alone`(title: String) throws {
        let one = try #require(Self.opaque.first { $0.title == title })
        let reading = Self.read(#"{"title": "D", "panels": [\#(one.panel)]}"#)
        #expect(reading.findings.isEmpty, "\(reading.findings.map(\.message))")
        let fact = try #require(reading.facts.dashboards.first?.panels.first)
        #expect(fact.opaque == one.opacity)
        #expect(fact.queries.count == one.queries)
    }

    @Test func `a panel that shows another panel's result shows its queries`() throws {
        let text =
            #"{"title": "D", "panels": [{"id": 2, "title": "Q", "datasource": {"uid": "-- Dashboard --", "type": "datasource"}, "targets": [{"panelId": 1}]}, \#(Self.panel)]}"#
        let panels = try #require(Self.read(text).facts.dashboards.first).panels
        #expect(panels[0].queries.map(\.text.string) == panels[1].queries.map(\.text.string))
        #expect(panels[0].opaque == nil)
    }

    @Test func `deployment marks are told from Grafana's own`() throws {
        let text =
            #"{"title": "D", "panels": [\#(Self.panel)], "annotations": {"list": [{"builtIn": 1, "name": "Annotations & Alerts", "enable": true}, {"name": "Deployments", "enable": true, "expr": "changes(build_info[5m]) > 0"}, {"name": "Releases", "enable": false}]}}"#
        let marks = try #require(Self.read(text).facts.dashboards.first).marks
        #expect(marks.map(\.name.value) == ["Deployments", "Releases"])
        #expect(marks.map(\.marksChanges) == [true, false])
    }
}
