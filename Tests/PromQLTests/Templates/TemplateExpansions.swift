import TestKit

/// Draws templates that mostly parse, and execute with and without errors.
struct TemplateExpansions {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next() -> String {
        switch random.below(10) {
        case 0, 1: return "{{ printf \"\(format())\" \(operand()) }}"
        case 2: return "{{ printf \"\(format()) \(format())\" \(operand()) \(operand()) }}"
        case 3: return "{{ \(operand()) | \(random.pick(Self.unary)) }}"
        case 4: return control()
        case 5: return "{{ \(random.pick(Self.unary)) \(operand()) }} and {{ \(operand()) }}"
        default: return "a {{ \(pipeline(depth: 0)) }} b\n{{- \(pipeline(depth: 0)) }}"
        }
    }

    private static let unary = [
        "humanize", "humanize1024", "humanizeDuration", "humanizePercentage", "humanizeTimestamp", "toUpper", "toLower",
        "title",
        "stripPort", "stripDomain", "len", "not", "print", "html", "js", "urlquery", "parseDuration", "toTime", "first",
        "value",
        "graphLink", "tableLink", "safeHtml", "printf \"%v|%s\" 1", "printf \"%q\"", "index $labels", "eq 1", "lt 2.5",
        "match \"a.*\"",
        "reReplaceAll \"(a+)\" \"<$1>\"", "println", "strvalue", "label \"k\"", "sortByLabel \"k\"", "and true", "or 0",
        "slice", "call", "args",
    ]

    private mutating func format() -> String {
        var text = random.pick(["", "", "", "x", "%%", "é"]) + "%"
        for _ in 0..<random.below(3) { text += random.pick(["#", "0", "+", "-", " "]) }
        text += random.pick(["", "", "", "5", "12", "08", "*", "[1]", "[2]", "[9]", "[x]", "10000011"])
        text += random.pick(["", "", "", ".0", ".2", ".3", ".", ".10", ".*", ".[1]"])
        return text
            + random.pick([
                "d", "s", "v", "f", "f", "g", "e", "q", "x", "t", "T", "G", "E", "F", "X", "b", "o", "O", "c", "U", "v",
                "", "y", "p", "世", "w",
            ])
    }

    private mutating func operand() -> String {
        random.pick([
            "$value", "$value", ".Value", "$labels.a", "$labels.host", "$labels.n", "$labels.missing", ".Labels.a", "1",
            "-7", "65", "3.5", "1e9",
            "0x1F", "'é'", "true", "false", "\"\"", "\"abc\"", "\"12.5\"", "\"1_0\"", "\"0x1p-2\"", "\"-inf\"",
            "\"5m\"", "\"1h30m\"", "`a\\b`", "\"é<&'\\\"=>\"",
            "\"10.0.0.1:80\"", "\"[::1]:80\"", "\"db.example.com:9090\"", "\"2001:db8::1\"", "\"don't stop\"",
            "$labels", ".", "$externalLabels",
            "$externalURL", "(query \"sort(y)\")", "(query \"y{k='a'}\")", "(query \"nosuch\")",
            "(query \"y{k='a'}\" | first)", "(args 1 \"b\")",
            "(args 1 \"b\").arg1", "(index $labels \"a\")", "(print 1 2 \"x\" 3 4)", "(toTime 1.5)",
            "(safeHtml \"<b>\")", "(index \"abc\" 1)", "1i", "(len $labels)",
            "(1 | printf \"%03d\")", "nil", "(slice \"abcdef\" 1 3)", "(eq $labels.a \"x\")",
            "(printf \"%.1f\" $value)", "18446744073709551615", "$labels.ua",
            "\"aaa bbb\"", "\"(\"", "\"1500ms\"", "(query \"vector(2)\" | first | value)",
            "(index (query \"sort(y)\") 1).Labels.k",
        ])
    }

    private mutating func pipeline(depth: Int) -> String {
        switch random.below(12) {
        case 0: return operand()
        case 1, 2: return "\(operand()) | \(random.pick(Self.unary))"
        case 3: return "\(operand()) | \(random.pick(Self.unary)) | \(random.pick(Self.unary))"
        case 4: return "\(random.pick(["eq", "ne", "lt", "le", "gt", "ge"])) \(operand()) \(operand())"
        case 5: return "\(random.pick(["and", "or"])) \(operand()) \(operand()) \(operand())"
        case 6:
            return
                "\(random.pick(["index", "slice", "print", "println", "len", "html", "js", "urlquery", "args", "eq"])) \(operand()) \(operand())"
        case 7: return "reReplaceAll \(operand()) \(operand()) \(operand())"
        case 8: return "\(random.pick(["match", "label", "sortByLabel"])) \(operand()) \(operand())"
        case 9 where depth < 3: return "(\(pipeline(depth: depth + 1))) | \(random.pick(Self.unary))"
        case 10:
            return
                "\(random.pick(["externalURL", "pathPrefix", "query \"y{\"", "$labels.a.b", "$value.x", ".Foo", "$labels.a 1", "(toTime 1).Foo"]))"
        default: return "\(random.pick(Self.unary)) \(operand())"
        }
    }

    private mutating func control() -> String {
        let then = "T{{ . }}"
        switch random.below(12) {
        case 0: return "{{ if \(pipeline(depth: 0)) }}yes{{ else }}no{{ end }}"
        case 1: return "{{ with \(pipeline(depth: 0)) }}\(then){{ else }}none{{ end }}"
        case 2: return "{{ range \(pipeline(depth: 0)) }}[{{ . }}]{{ else }}empty{{ end }}"
        case 3: return "{{ range $i, $e := \(operand()) }}{{ $i }}={{ $e }};{{ end }}"
        case 4:
            return
                "{{ range $i, $e := query \"sort(y)\" }}{{ if eq $i 1 }}{{ break }}{{ end }}{{ .Labels.k }}={{ .Value }} {{ end }}"
        case 5:
            return
                "{{ range query \"sort_desc(y)\" }}{{ if gt .Value 2.0 }}{{ continue }}{{ end }}{{ label \"k\" . }}:{{ value . }} {{ end }}"
        case 6: return "{{ $x := \(pipeline(depth: 0)) }}{{ $x }}{{ $x = \(operand()) }}-{{ $x }}"
        case 7: return "{{ define \"t\" }}<{{ . }}|{{ $ }}>{{ end }}{{ template \"t\" \(pipeline(depth: 0)) }}"
        case 8: return "{{ block \"b\" \(operand()) }}({{ . }}){{ end }}"
        case 9: return "{{ $y = 1 }}{{ template \"gone\" . }}"
        case 10:
            return "{{ range sortByLabel \"k\" (query \"sort_desc(y)\") }}{{ .Labels.k }}{{ .Labels }}{{ . }}{{ end }}"
        default:
            return
                "{{- range $k, $v := $labels -}} {{ $k }}{{ if eq $k \"a\" }}*{{ else if \(operand()) }}+{{ end }}: {{ $v | toUpper }}, {{- end -}} x"
        }
    }
}
