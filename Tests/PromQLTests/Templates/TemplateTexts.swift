import TestKit

/// Draws template texts from a grammar of what rules write, and breaks some of them by small edits.
struct TemplateTexts {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A text; more than half of them have been edited, and are mostly broken.
    mutating func next() -> [UInt8] {
        var text = Array(items(depth: 0).utf8)
        if random.chance(3, in: 5) {
            for _ in 0...random.below(2) { edit(&text) }
        }
        return text
    }

    private mutating func items(depth: Int) -> String {
        (0...random.below(3)).map { _ in random.chance(1, in: 3) ? plain() : action(depth: depth) }.joined()
    }

    private mutating func plain() -> String {
        random.pick(["text ", " is down", "50%", "\n", " ", "{", "}", "} }", "é", "{ {", "\"", "a\n\tb", "世界 ", ""])
    }

    private mutating func open() -> String { random.pick(["{{ ", "{{ ", "{{", "{{- ", "{{-\n", "{{\t"]) }

    private mutating func close() -> String { random.pick([" }}", " }}", "}}", " -}}", "\n-}}", "\n}}"]) }

    private mutating func action(depth: Int) -> String {
        guard depth < 3, random.chance(2, in: 5) else {
            switch random.below(14) {
            case 0: return "\(open())/* a comment */\(close())"
            case 1: return "{{/* a comment */}}"
            case 2: return "\(open())template \(name()) \(pipeline(depth: 0))\(close())"
            case 3:
                return
                    "\(open())\(random.pick(["$x", "$y", "$value"])) \(random.pick([":=", "=", ":="])) \(pipeline(depth: 0))\(close())"
            case 4 where random.chance(1, in: 3):
                return "\(open())\(random.pick(["break", "continue", "end", "else", "else if .x"]))\(close())"
            default: return "\(open())\(pipeline(depth: 0))\(close())"
            }
        }
        let body = items(depth: depth + 1)
        let end = "\(open())end\(close())"
        switch random.below(10) {
        case 0, 1: return "\(open())if \(pipeline(depth: 0))\(close())\(body)\(end)"
        case 2:
            return
                "\(open())if \(pipeline(depth: 0))\(close())\(body)\(open())else\(close())\(items(depth: depth + 1))\(end)"
        case 3:
            return "\(open())if \(pipeline(depth: 0))\(close())\(body)\(open())else if \(pipeline(depth: 0))\(close())"
                + "\(items(depth: depth + 1))\(end)"
        case 4: return "\(open())with \(pipeline(depth: 0))\(close())\(body)\(end)"
        case 5: return "\(open())with $x := \(pipeline(depth: 0))\(close())\(body)\(open())else\(close())z\(end)"
        case 6:
            let loop = random.pick(["{{break}}", "{{ continue }}", "", "", "{{if .}}{{break}}{{end}}"])
            return "\(open())range \(pipeline(depth: 0))\(close())\(body)\(loop)\(end)"
        case 7: return "\(open())range $i, $x := \(pipeline(depth: 0))\(close())\(body){{ $i }}\(end)"
        case 8: return "\(open())define \(name())\(close())\(body)\(end)"
        default: return "\(open())block \(name()) \(pipeline(depth: 0))\(close())\(body)\(end)"
        }
    }

    private mutating func name() -> String {
        random.pick(["\"t\"", "\"u\"", "`t`", "\"\\u00e9\"", "\"a b\"", "\"\\q\"", "t"])
    }

    private mutating func pipeline(depth: Int) -> String {
        (0...(random.chance(1, in: 3) ? 1 + random.below(2) : 0)).map { _ in command(depth: depth) }.joined(
            separator: random.pick([" | ", " | ", "|"]))
    }

    private mutating func command(depth: Int) -> String {
        let functions = [
            "printf", "humanize", "humanizeDuration", "query", "first", "value", "label", "toUpper", "title",
            "reReplaceAll",
            "match", "eq", "and", "not", "index", "len", "args", "externalURL", "nofunc", "print", "toTime", "now",
            "toDuration", "urlQueryEscape", "slice", "safeHtml", "gt", "humanizePercentage",
        ]
        if random.chance(1, in: 2) { return operand(depth: depth) }
        let operands = (0..<random.below(3)).map { _ in operand(depth: depth) }
        return ([random.pick(functions)] + operands).joined(separator: random.pick([" ", " ", "  ", "\n"]))
    }

    private mutating func operand(depth: Int) -> String {
        if depth < 3, random.chance(1, in: 8) {
            return "(\(pipeline(depth: depth + 1)))\(random.pick(["", "", ".Value", ".x.y"]))"
        }
        return random.pick([
            "$labels.instance", "$labels", ".Labels.job", "$value", ".Value", ".", "$", "$x", "$y.z", ".a.b.c",
            "$externalLabels.cluster",
            "\"text\"", "\"%.2f\"", "`raw`", "\"\\x41\\u00e9\\n\"", "\"\\400\"", "\"\\'\"", "'a'", "'\\n'", "''",
            "'ab'", "'é'", "1",
            "-2", "3.5", "1e3", "0x1F", "0b2", "1_000", "1__0", "017", "089", "1e400", "99999999999999999999", "1i",
            "1+2i",
            "0x1p4", ".5", "5.", "true", "false", "nil", "$labels.a-b", "nil.x", "1.x", "\"a\".b", "true.x", "..x",
            ".x.", "$é",
            "\"query > 0\"", "@", "#", "a,b", "𝛼", "\u{7}", "1a", "+", "1.2.3",
        ])
    }

    private mutating func edit(_ text: inout [UInt8]) {
        let place = random.below(text.count + 1)
        let bytes = Array("{}{}-\"`'$.|:=(),/* \nai1é@%end".utf8) + [0xFF]
        switch random.below(4) {
        case 0 where place < text.count: text.remove(at: place)
        case 1 where place < text.count: text[place] = random.pick(bytes)
        case 2:
            text.insert(
                contentsOf: Array(
                    random.pick(["{{", "}}", "end", "{{end}}", "{{else}}", " -}}", "\"", "(", ")", "/*", "*/"]).utf8),
                at: place)
        default: text.insert(random.pick(bytes), at: place)
        }
    }
}
