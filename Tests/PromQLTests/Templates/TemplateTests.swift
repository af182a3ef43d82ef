import PromQL
import SourceText
import Testing

@Suite struct TemplateTests {
    static func expand(
        _ text: String, value: Double = 0, labels: [(String, String)] = [("a", "x")], url: String? = nil,
        _ dialect: GoDialect = .prometheus3, samples: [TemplateSample] = []
    ) throws -> Result<String, TemplateError> {
        let template = try Template(Array(text.utf8), alert: "Down", dialect)
        let data = TemplateData(
            labels: TemplateLabels(labels.map { (ByteString($0.0), ByteString($0.1)) }), value: value,
            externalURL: url.map { ByteString($0) }, timeMilliseconds: 1_700_000_000_500)
        return template.expand(data) { _, _ in .success(samples) }.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(
        arguments: [
            (0.0, "0"), (1, "1"), (999_999, "999999"), (1_000_000, "1e+06"), (100_000.25, "100000.25"),
            (1_000_000.5, "1.0000005e+06"), (12_345_678, "1.2345678e+07"), (0.0001, "0.0001"), (0.00001, "1e-05"),
            (-2.5, "-2.5"), (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
            (.nan, "NaN"),
            (.infinity, "+Inf"), (-.infinity, "-Inf"), (0.1 + 0.2, "0.30000000000000004"), (-0.0, "-0"),
        ] as [(Double, String)]) func `a value prints with the fewest digits that say it`(value: Double, text: String)
        throws
    {
        #expect(try Self.expand("{{ $value }}", value: value) == .success(text))
    }

    @Test(
        arguments: [
            ("humanize", 1_234_567.0, "1.235M"), ("humanize", 0.00012345, "123.4u"), ("humanize", 0, "0"),
            ("humanize1024", 1_048_576, "1Mi"), ("humanizePercentage", 0.123456, "12.35%"),
            ("humanizeDuration", 43200, "12h 0m 0s"), ("humanizeDuration", 90061, "1d 1h 1m 1s"),
            ("humanizeDuration", 0.0123, "12.3ms"), ("humanizeDuration", -3.5, "-3.5s"), ("humanizeDuration", 0, "0s"),
            ("humanizeTimestamp", 123456.5, "1970-01-02 10:17:36.5 +0000 UTC"),
            ("humanizeTimestamp", -0.5, "1969-12-31 23:59:59.5 +0000 UTC"), ("printf \"%.2f\"", 1.005, "1.00"),
            ("printf \"%.4g\"", 12345, "1.234e+04"), ("printf \"%6.1f|\"", 2.25, "   2.2|"),
            ("printf \"%x\"", 1, "0x1p+00"),
        ] as [(String, Double, String)]) func `functions write numbers for people`(
            name: String, value: Double, text: String
        ) throws
    {
        #expect(try Self.expand("{{ $value | \(name) }}", value: value, .prometheus2) == .success(text))
    }

    @Test(arguments: [
        ("{{ $labels }}", "map[a:x b:y]"), ("{{ $labels.missing }}", ""), ("{{ .Labels.a | toUpper }}", "X"),
        ("{{ range $k, $v := $labels }}{{ $k }}={{ $v }} {{ end }}", "a=x b=y "),
        ("{{ reReplaceAll \"(x)\" \"<$1>\" $labels.a }}", "<x>"), ("{{ \"a:1\" | stripPort }}", "a"),
        ("{{ \"a.b.c:1\" | stripDomain }}", "a:1"), ("{{ pathPrefix }}", "/prom"),
        ("{{ externalURL }}", "https://h/prom"),
        ("{{ if gt $value 2.0 }}high{{ else }}low{{ end }}", "high"),
        ("{{ graphLink \"up == 0\" }}", "/graph?g0.expr=up+%3D%3D+0&g0.tab=0"),
        ("{{ now }}", "1.7000000005e+09"), ("{{ toDuration 90.5 }}", "1m30.5s"),
        ("{{ urlQueryEscape \"a b\" }}", "a+b"),
        ("{{ range 3 }}{{ . }}{{ end }}", "012"), ("{{ with \"\" }}{{ else with \"b\" }}{{ . }}{{ end }}", "b"),
        ("{{ title \"don't stop\" }}", "Don't Stop"), ("{{ parseDuration \"-1h\" }}", "-3600"),
        ("{{ args 1 \"b\" }}", "map[arg0:1 arg1:b]"),
        ("{{ define \"t\" }}<{{ . }}>{{ end }}{{ template \"t\" $value }}", "<2.5>"), ("a {{- /* c */ -}} b", "ab"),
    ]) func `a text is expanded`(text: String, expected: String) throws {
        let labels = [("b", "y"), ("a", "x")]
        #expect(try Self.expand(text, value: 2.5, labels: labels, url: "https://h/prom") == .success(expected))
    }

    @Test func `a query feeds first, value, label and range`() throws {
        let samples = [("b", 2.0), ("a", 1.0)].map { name, value in
            TemplateSample(labels: TemplateLabels([("k", ByteString(name))]), value: value)
        }
        let text =
            "{{ query \"up\" | first | value }} {{ range query \"up\" | sortByLabel \"k\" }}{{ .Labels.k }}{{ .Value }}{{ end }}"
        #expect(try Self.expand(text, samples: samples) == .success("2 a1b2"))
    }

    @Test func `an error while expanding stands in the text`() throws {
        let template = try Template(Array("{{ humanize \"x\" }}".utf8), alert: "Down", .prometheus2)
        let data = TemplateData(labels: TemplateLabels([]), value: 1)
        guard case .failure(let error) = template.expand(data, query: { _, _ in .success([]) }) else {
            Issue.record("`humanize` of a word must fail")
            return
        }
        #expect(error.kind == .execution)
        #expect(error.range == ByteRange(start: 3, length: 0))
        #expect(
            String(decoding: template.textInPlace(of: error), as: UTF8.self)
                == "<error expanding template: error executing template __alert_Down: template: __alert_Down:1:115: "
                + "executing \"__alert_Down\" at <humanize \"x\">: error calling humanize: strconv.ParseFloat: "
                + "parsing \"x\": invalid syntax>")
    }

    @Test(arguments: [
        "{{ define \"t\" }}{{ template \"t\" . }}{{ end }}{{ template \"t\" . }}",
        "{{ range 1000000000 }}{{ end }}",
        "{{ range 2000 }}{{ range 2000 }}x{{ end }}{{ end }}",
        "{{ $x := \"aaaaaaaaaa\" }}{{ range 100 }}{{ $x = print $x $x }}{{ end }}",
        "{{ $x := 1 }}{{ range 500000 }}{{ $x = args $x }}{{ end }}",
        "{{ $x := 1 }}{{ range 100 }}{{ $x = args $x $x }}{{ end }}{{ $x }}",
        "{{ printf \"%10000000d\" 1 }}{{ printf \"%10000000d\" 1 }}",
        "{{ $x := printf \"%500000d\" 1 }}{{ reReplaceAll \" \" $x $x }}",
        "{{ printf \"%999999s%999999s%999999s%999999s\" \"\" \"\" \"\" \"\" }}",
    ]) func `template bombs meet a named bound`(text: String) throws {
        guard case .failure(let error) = try Self.expand(text) else {
            Issue.record("the text must not expand")
            return
        }
        #expect(error.kind == .limit, "\(error.message)")
    }

    @Test func `what Go prints as an address is refused by name`() throws {
        let samples = [TemplateSample(labels: TemplateLabels([]), value: 1)]
        guard case .failure(let error) = try Self.expand("{{ query \"up\" }}", samples: samples) else {
            Issue.record("a query's result has no text")
            return
        }
        #expect(error.kind == .unsupported)
    }

    @Test func `any template expands or gives an error`() {
        var generator = TemplateExpansions(seed: 21)
        var texts = TemplateTexts(seed: 22)
        for round in 0..<4000 {
            let text = round % 2 == 0 ? Array(generator.next().utf8) : texts.next()
            for dialect in GoDialect.allCases {
                guard let template = try? Template(text, alert: "a", dialect) else { continue }
                let data = TemplateData(labels: TemplateLabels([("a", ByteString([0xFF, 0x61]))]), value: .nan)
                _ = template.expand(data) { _, _ in
                    .success([TemplateSample(labels: TemplateLabels([]), value: 1)])
                }
            }
        }
    }
}
