import PromQL
import SourceText
import Testing

@Suite struct TemplateReferencesTests {
    static func references(_ text: String) throws -> TemplateReferences {
        try Template(Array(text.utf8), alert: "a").references
    }

    @Test(
        arguments: [
            ("plain", []), ("{{ $labels.job }} {{ .Labels.instance }}", ["job", "instance"]),
            ("{{ $.Labels.a }}{{ if .Labels.b }}{{ .Labels.c }}{{ end }}", ["a", "b", "c"]),
            ("{{ index $labels \"http.route\" }}", ["http.route"]),
            ("{{ range query \"up\" }}{{ .Labels.k }}{{ $labels.job }}{{ end }}", ["job"]),
            ("{{ with $labels.a }}{{ . }}{{ end }}", ["a"]),
            ("{{ define \"t\" }}{{ .Labels.x }}{{ end }}{{ template \"t\" . }}", ["x"]),
            ("{{ printf \"%s %s\" $labels.a (toUpper .Labels.b) }}", ["a", "b"]),
        ] as [(String, [String])]) func `labels read by name are found`(text: String, names: [String]) throws
    {
        let found = try Self.references(text)
        #expect(found.labels.map(\.name.string) == names)
        #expect(!found.readsAllLabels)
    }

    @Test func `a label is found where it is written`() throws {
        let text = "on {{ $labels.instance }}"
        let label = try #require(try Self.references(text).labels.first)
        #expect(label.range == ByteRange(start: 14, length: 8))
    }

    @Test(arguments: [
        "{{ $value }}", "{{ .Value | humanize }}", "{{ $.Value }}", "{{ . }}", "{{ query \"up\" }}", "{{ now }}",
    ])
    func `a text that changes at each evaluation is not steady`(text: String) throws {
        #expect(try !Self.references(text).isSteady)
    }

    @Test(arguments: [
        "{{ $labels.a }}", "{{ $labels }}", "x", "{{ range $labels }}{{ . }}{{ end }}", "{{ $externalLabels.e }}",
    ])
    func `a text of labels alone is steady`(text: String) throws {
        #expect(try Self.references(text).isSteady)
    }

    @Test func `queries are found with their expression where it is fixed`() throws {
        let found = try Self.references("{{ query \"up\" }}{{ query (printf \"x\" ) }}{{ `down` | query | first }}")
        #expect(found.queries.map(\.expression) == ["up", nil, "down"])
        #expect(found.queries[0].range == ByteRange(start: 9, length: 4))
    }

    @Test func `the label set as a whole and external labels are told apart`() throws {
        let found = try Self.references("{{ $labels }}{{ $externalLabels.cluster }}")
        #expect(found.readsAllLabels)
        #expect(found.externalLabels.map(\.name.string) == ["cluster"])
    }
}
