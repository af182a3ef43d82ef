import PromQL
import SourceText
import TestKit
import Testing

@Suite struct TemplateSyntaxTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        /// Without `template: __alert_a:`.
        let message: String?
        var dialect = GoDialect.prometheus2
        var testDescription: String { text }
    }

    static let cases: [Case] = [
        Case(text: "", message: nil),
        Case(text: "no actions", message: nil),
        Case(text: "{{ $labels.instance }} at {{ $value | humanizePercentage }}", message: nil),
        Case(text: "{{ with query \"up\" }}{{ . | first | value }}{{ end }}", message: nil),
        Case(text: "{{ $value | nofunc }}", message: "1: function \"nofunc\" not defined"),
        Case(text: "a\nb{{ nofunc }}", message: "2: function \"nofunc\" not defined"),
        Case(text: "{{ if }}x{{ end }}", message: "1: missing value for if"),
        Case(text: "{{ if .x }}x", message: "1: unexpected EOF"),
        Case(text: "{{ $labels.a-b }}", message: "1: bad character U+002D '-'"),
        Case(text: "{{ $nolabels }}", message: "1: undefined variable \"$nolabels\""),
        Case(text: "{{ $value", message: "1: unclosed action"),
        Case(text: "{{ $value\n", message: "2: unclosed action started at __alert_a:1"),
        Case(text: "{{ end }}", message: "1: unexpected {{end}}"),
        Case(text: "{{ break }}", message: "1: {{break}} outside {{range}}"),
        Case(text: "{{ .x | 1 }}", message: "1: non executable command in pipeline stage 2"),
        Case(text: "{{ (.x }}", message: "1: unclosed left paren"),
        Case(text: "{{ .x) }}", message: "1: unexpected \")\" in command"),
        Case(text: "{{ \"a }}", message: "1: unterminated quoted string"),
        Case(text: "{{ else with . }}", message: "1: unexpected <with> in else"),
        Case(text: "{{ with .x }}{{ else with .y }}{{ end }}", message: "1: unexpected <with> in else"),
        Case(text: "{{ with .x }}{{ else with .y }}{{ end }}", message: nil, dialect: .prometheus3),
        Case(text: "{{ now }}", message: "1: function \"now\" not defined"),
        Case(text: "{{ now }}{{ toDuration 1 }}{{ urlQueryEscape .x }}", message: nil, dialect: .prometheus3),
        Case(text: "{{ define \"t\" }}{{ $labels }}{{ end }}", message: "1: undefined variable \"$labels\""),
        Case(
            text: "{{ define \"t\" }}a{{ end }}{{ define \"t\" }}b{{ end }}",
            message: "1: template: multiple definition of template \"t\""),
    ]

    @Test(arguments: cases) func `a template gets Go's verdict and words`(_ example: Case) {
        let error = Template.validate(Array(example.text.utf8), alert: "a", example.dialect)
        #expect(error?.message == example.message.map { "template: __alert_a:" + $0 })
    }

    @Test func `an error points into the text as it was written`() throws {
        let error = try #require(Template.validate(Array("at {{ nofunc }}".utf8), alert: "a"))
        #expect(error.range == ByteRange(start: 6, length: 6))
    }

    @Test func `deep nesting meets a named bound`() {
        for (open, close) in [("{{ if .x }}", "{{ end }}"), ("{{ block \"t\" . }}", "{{ end }}")] {
            let text = String(repeating: open, count: 100_000) + String(repeating: close, count: 100_000)
            #expect(Template.validate(Array(text.utf8), alert: "a")?.kind == .limit)
        }
        let parentheses = "{{ " + String(repeating: "(", count: 100_000)
        #expect(Template.validate(Array(parentheses.utf8), alert: "a")?.kind == .limit)
    }

    @Test func `any bytes parse or give an error`() {
        var generator = TemplateTexts(seed: 9)
        for _ in 0..<5000 {
            let text = generator.next()
            for dialect in GoDialect.allCases {
                guard let error = Template.validate(text, alert: "a", dialect) else { continue }
                #expect(error.range.end <= text.count)
            }
        }
    }
}
