import TestKit

/// Draws regular expressions from a grammar of RE2, and breaks some of them by small edits.
struct RegexPatterns {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A pattern; about half of them have been edited and are mostly broken.
    mutating func next() -> [UInt8] {
        var pattern = Array(alternation(depth: 0).utf8)
        if random.chance(1, in: 2) {
            for _ in 0...random.below(2) { edit(&pattern) }
        }
        // promtool's report is read line by line.
        return pattern.filter { $0 != 0x0A }
    }

    /// A valid pattern over a small alphabet, so that generated texts have a fair chance to match.
    mutating func nextValid() -> String { matching(depth: 0) }

    private mutating func alternation(depth: Int) -> String {
        (0...random.below(3)).map { _ in concatenation(depth: depth) }.joined(separator: "|")
    }

    private mutating func concatenation(depth: Int) -> String {
        (0..<random.below(4)).map { _ in repeated(depth: depth) }.joined()
    }

    private mutating func repeated(depth: Int) -> String {
        let operators = [
            "", "", "", "", "", "", "", "", "*", "+", "?", "*?", "+?", "??", "*", "+", "?", "{2}", "{1,2}", "{3,}",
            "{2}", "{2,}", "{0,3}", "{3}?", "{1000}", "{1001}", "{2,1}",
            "{,2}", "{a}", "{", "{02}", "{100000000000}", "**", "++", "{40}",
        ]
        return atom(depth: depth) + random.pick(operators)
    }

    private mutating func atom(depth: Int) -> String {
        if depth < 4, random.chance(1, in: 4) {
            let opens = [
                "(", "(", "(?:", "(", "(", "(?:", "(?:", "(?i:", "(?s:", "(?U:", "(?i)(", "(?i:", "(?s-m:", "(?P<name>",
                "(?P<n2>", "(?U)(?:", "(?-s:", "(?m:", "(?<n>",
                "(?=", "(?!", "(?P=x)(", "(?P<>", "(?P<a b>", "(?i-:", "(?--i:", "(?#", "(?P<é>", "(?is-U)(",
            ]
            return random.pick(opens) + alternation(depth: depth + 1) + (random.chance(1, in: 15) ? "" : ")")
        }
        if random.chance(1, in: 4) { return runeClass() }
        return random.pick([
            "a", "b", "ab", "foo", "a", "b", "ab", "foo", "x", "y", ".", "\\.", "\\d", "\\s", "c", "d", "e", "0", "-",
            "_", "é", "Ω", "世", "😀", ".", ".", "^", "$", "\\d", "\\w", "\\S", "\\D",
            "\\.", "\\\\", "\\-", "\\n", "\\x41", "\\x{10FFFF}", "\\x{110000}", "\\x{}", "\\x4", "\\x", "\\012", "\\1",
            "\\18", "\\07", "\\8", "\\b", "\\B", "\\A", "\\z", "\\Z", "\\C", "\\Q.*\\E", "\\Q", "\\E", "\\pL",
            "\\p{Lu}",
            "\\P{Greek}", "\\p{^Nd}", "\\pX", "\\p{Foo}", "\\p{", "\\p", "\\p{greek}", "\\q", "\\é", "\\_", "]", "}",
            "\"",
            "'", "`", " ", ":", "/", "\\p{Any}", "\\pé", "\\a", "\\v", "\\x{d800}", "\\p{Zs}", "\\p{Cn}",
        ])
    }

    private mutating func runeClass() -> String {
        let items = (0...random.below(3)).map { _ in
            random.pick([
                "a", "b", "a-z", "A-Z", "0-9", "z-a", "-", "\\d", "\\W", "[:alpha:]", "[:^digit:]", "[:foo:]", "[:",
                ":]",
                "\\]", "\\-", "^", "é", "à-ü", "\\pL", "\\P{Lu}", "\\p{Foo}", "\\x00-\\x{10FFFF}", "\\q", "\\b", "[",
                "a-\\d",
                "\\x41-\\x5a", ".", "$", "|", "\\t", "世-界", "+--", "a-", "[:word:]", "\\s",
            ])
        }
        let open = random.pick(["[", "[", "[", "[^", "[]", "[^]"])
        return open + items.joined() + (random.chance(1, in: 20) ? "" : "]")
    }

    private mutating func edit(_ pattern: inout [UInt8]) {
        let place = random.below(pattern.count + 1)
        let bytes = Array("()[]{}*+?|^$.\\-:,<>=!Pips019abQExpé".utf8) + [0xFF, 0xC3, 0xED, 0xA0, 0x80]
        switch random.below(3) {
        case 0 where place < pattern.count: pattern.remove(at: place)
        case 1 where place < pattern.count: pattern[place] = random.pick(bytes)
        default: pattern.insert(random.pick(bytes), at: place)
        }
    }

    private mutating func matching(depth: Int) -> String {
        let alternatives = (0...(random.chance(1, in: 3) ? random.below(3) : 0)).map { _ in
            (0..<random.below(4)).map { _ in
                matchingAtom(depth: depth)
                    + random.pick(["", "", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{2,}"])
            }.joined()
        }
        return alternatives.joined(separator: "|")
    }

    private mutating func matchingAtom(depth: Int) -> String {
        if depth < 3, random.chance(1, in: 3) {
            return random.pick(["(", "(", "(", "(?:", "(?i:", "(?s:", "(?U:", "(?P<n>", "(?m:"])
                + matching(depth: depth + 1)
                + ")"
        }
        return random.pick([
            "a", "b", "c", "a", "b", "ab", "A", ".", "(.*)", "(.+)", "(.*?)", "(?:.*)", "[ab]", "[^a]", "[a-c]", "\\w",
            "\\d", "\\s", "1", "-",
            "é",
            "É", "[[:alpha:]]", "\\pL", "\\PL", "\\p{Lu}", "^", "$", "\\b", "\\B", "\\A", "\\z", "[^\\d]", "\\W", "k",
            "ſ",
            "(?i)b", "(?i)[a-b]", "(?i)\\p{Lu}", "[é-ü]", "\\x{FFFD}", "\\Qa.\\E", "σ", "(?i)σ", "(?i)[^\\P{Lu}]",
        ])
    }

    /// A text over the alphabet of `nextValid`.
    mutating func nextText() -> [UInt8] {
        var text: [UInt8] = []
        for _ in 0..<random.below(7) {
            text += Array(
                random.pick([
                    "a", "b", "c", "a", "b", "A", "B", "1", "-", " ", "é", "É", "K", "ſ", "s", "ab", "\n", "Σ", "ς",
                    "_", "世",
                    "a.", "\u{212A}",
                ]).utf8)
        }
        return text
    }
}
