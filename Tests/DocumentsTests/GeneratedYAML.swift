import TestKit

/// Writes random YAML: every scalar style, block and flow collections, comments, anchors, multi-byte text, any line
/// ending. What is written is valid; what it means is for others to say.
struct YAMLGenerator {
    private var random: SeededGenerator
    private var out = ""
    private var anchorsOpened = 0
    private var anchors: [Int] = []
    private let newline: String

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        newline = ["\n", "\n", "\n", "\r\n", "\r"][random.below(5)]
    }

    static func text(seed: UInt64) -> String {
        var generator = YAMLGenerator(seed: seed)
        return generator.stream()
    }

    private mutating func stream() -> String {
        for index in 0...random.below(2) {
            if index > 0 || random.chance(1, in: 4) { line("---") }
            comment(0)
            anchors = []
            collection(0, depth: 0)
        }
        return out
    }

    private mutating func line(_ text: String) { out += text + newline }

    private mutating func comment(_ indent: Int) {
        while random.chance(1, in: 8) {
            line(String(repeating: " ", count: random.below(indent + 3)) + "# " + words(3))
        }
        if random.chance(1, in: 10) { line("") }
    }

    private mutating func tail() {
        if random.chance(1, in: 10) { out += "  # " + words(2) }
        out += newline
    }

    // MARK: Collections

    private mutating func collection(_ indent: Int, depth: Int) {
        let isMapping = random.chance(2, in: 3)
        for index in 0...random.below(5) {
            out += String(repeating: " ", count: indent)
            if isMapping {
                out += "k\(index)" + words(1) + ":"
            } else {
                out += "-"
            }
            value(indent, depth: depth)
            comment(indent)
        }
    }

    /// The value after `key:` or `-`, up to its line end.
    private mutating func value(_ indent: Int, depth: Int) {
        if !anchors.isEmpty, random.chance(1, in: 10) {
            out += " *a\(random.pick(anchors))"
            return tail()
        }
        var opened: Int?
        if random.chance(1, in: 10) {
            out += " &a\(anchorsOpened)"
            opened = anchorsOpened
            anchorsOpened += 1
        }
        defer { if let opened { anchors.append(opened) } }
        switch random.below(depth > 3 ? 8 : 11) {
        case 0: tail()
        case 1, 2:
            out += " " + plain(indent)
            tail()
        case 3:
            out += " " + singleQuoted(indent)
            tail()
        case 4:
            out += " " + doubleQuoted(indent)
            tail()
        case 5, 6: block(indent)
        case 7:
            out += " " + flow(2)
            tail()
        default:
            out += newline
            comment(indent + 1)
            collection(indent + 1 + random.below(3), depth: depth + 1)
        }
    }

    private mutating func flow(_ depth: Int) -> String {
        switch random.below(depth > 0 ? 5 : 3) {
        case 0: return words(1)
        case 1: return "'" + words(2) + "'"
        case 2: return "\"" + words(1) + "\\n\""
        case 3: return "[" + (0..<random.below(4)).map { _ in flow(depth - 1) }.joined(separator: ", ") + "]"
        default: return "{" + (0..<random.below(4)).map { "f\($0): " + flow(depth - 1) }.joined(separator: ", ") + "}"
        }
    }

    // MARK: Scalars

    private static let alphabet = ["a", "b", "rate", "é", "e\u{301}", "日本", "😀", "x_y", "0", "ß", "\u{A0}", "sum(x)"]

    private mutating func words(_ count: Int) -> String {
        (0..<count).map { _ in random.pick(Self.alphabet) + random.pick(Self.alphabet) }.joined(separator: " ")
    }

    /// A fold inside a flow scalar: a line break, perhaps empty lines, indentation.
    private mutating func fold(_ indent: Int) -> String {
        String(repeating: " ", count: random.below(3)) + newline
            + (0..<random.below(3)).map { _ in String(repeating: " ", count: random.below(3)) + newline }.joined()
            + String(repeating: " ", count: indent + 1 + random.below(3))
    }

    private mutating func plain(_ indent: Int) -> String {
        var text = words(1)
        for _ in 0..<random.below(4) { text += (random.chance(1, in: 4) ? fold(indent) : " ") + words(1) }
        return text
    }

    private mutating func singleQuoted(_ indent: Int) -> String {
        var text = "'"
        for _ in 0..<random.below(6) {
            switch random.below(5) {
            case 0: text += "''"
            case 1: text += fold(indent)
            case 2: text += random.pick([" ", "  ", ": ", " # ", "\\", "{{ $labels.x }}", "\t"])
            default: text += words(1)
            }
        }
        return text + "'"
    }

    private mutating func doubleQuoted(_ indent: Int) -> String {
        var text = "\""
        for _ in 0..<random.below(6) {
            switch random.below(6) {
            case 0:
                text += random.pick([
                    "\\n", "\\t", "\\\"", "\\\\", "\\x41", "\\u00e9", "\\U0001F600", "\\ ", "\\/", "\\_",
                ])
            case 1: text += fold(indent)
            case 2: text += "\\" + newline + String(repeating: " ", count: indent + random.below(3))
            case 3: text += random.pick([" ", ": ", " # ", "'", "{{ $value }}", "\t"])
            default: text += words(1)
            }
        }
        return text + "\""
    }

    private mutating func block(_ indent: Int) {
        let body = indent + 1 + random.below(3)
        let startsBlank = random.chance(1, in: 6)
        out += " " + random.pick(["|", ">"])
        let indicator = startsBlank ? "\(body - indent)" : ""
        let chomping = random.pick(["", "-", "+"])
        out += random.chance(1, in: 2) ? indicator + chomping : chomping + indicator
        tail()
        var hasText = false
        for _ in 0...random.below(5) {
            if random.chance(1, in: 5) {
                line(String(repeating: " ", count: startsBlank ? body : random.below(body + 1)))
                continue
            }
            // Unless an indicator says so, the first line decides the indentation.
            let isDeeper = hasText ? random.chance(1, in: 4) : startsBlank
            let deeper = isDeeper ? 1 + random.below(3) : 0
            hasText = true
            out += String(repeating: " ", count: body + deeper) + words(1 + random.below(3))
            out += random.chance(1, in: 8) ? "  " + newline : newline
        }
        // Without a line of text the next line would decide the indentation.
        line(String(repeating: " ", count: body) + "end")
        while random.chance(1, in: 4) { line(String(repeating: " ", count: random.below(body))) }
    }
}
