import Documents
import SourceText
import Testing

/// Each case is a YAML text and how its value is spelled: pieces of the decoded text with the source that spells each.
@Suite("The text of a scalar")
struct ScalarTextTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let yaml: String
        let decoded: String
        /// Pairs of decoded and spelled text, in order, where the two differ or lines change.
        let pieces: [(String, String)]

        init(_ description: String, _ yaml: String, _ decoded: String, _ pieces: [(String, String)]) {
            testDescription = description
            self.yaml = yaml
            self.decoded = decoded
            self.pieces = pieces
        }
    }

    static let cases: [Case] = [
        Case("plain", "a: sum(x) > 1  # note\n", "sum(x) > 1", [("sum(x) > 1", "sum(x) > 1")]),
        Case(
            "plain over lines", "a: sum\n  (x)\n\n  > 1\n", "sum (x)\n> 1",
            [("sum", "sum"), (" ", "\n  "), ("(x)", "(x)"), ("\n", "\n\n  "), ("> 1", "> 1")]),
        Case("plain at the left edge", "x\ny", "x y", [("x", "x"), (" ", "\n"), ("y", "y")]),
        Case("plain with blanks before the break", "a: x \t\n  y", "x y", [("x", "x"), (" ", " \t\n  "), ("y", "y")]),
        Case("single quotes", "a: 'it''s é'\n", "it's é", [("it", "it"), ("'", "''"), ("s é", "s é")]),
        Case(
            "single quotes over lines", "a: 'x\n  y\n\n  z'\n", "x y\nz",
            [("x", "x"), (" ", "\n  "), ("y", "y"), ("\n", "\n\n  "), ("z", "z")]),
        Case(
            "double quotes", "a: \"x\\ty \\u00e9\\x41\\U0001F600\\\"\"\n", "x\ty éA😀\"",
            [
                ("x", "x"), ("\t", "\\t"), ("y ", "y "), ("é", "\\u00e9"), ("A", "\\x41"), ("😀", "\\U0001F600"),
                ("\"", "\\\""),
            ]),
        Case(
            "every short escape", "a: \"\\0\\a\\b\\t\\n\\v\\f\\r\\e\\ \\/\\\\\\N\\_\\L\\P\"\n",
            "\0\u{7}\u{8}\t\n\u{B}\u{C}\r\u{1B} /\\\u{85}\u{A0}\u{2028}\u{2029}",
            [
                ("\0", "\\0"), ("\u{7}", "\\a"), ("\u{8}", "\\b"), ("\t", "\\t"), ("\n", "\\n"), ("\u{B}", "\\v"),
                ("\u{C}", "\\f"), ("\r", "\\r"), ("\u{1B}", "\\e"), (" ", "\\ "), ("/", "\\/"), ("\\", "\\\\"),
                ("\u{85}", "\\N"), ("\u{A0}", "\\_"), ("\u{2028}", "\\L"), ("\u{2029}", "\\P"),
            ]),
        Case(
            "double quotes over lines", "a: \"x  \n   y\\\n   z\\n\n\n  w\"\n", "x yz\n\nw",
            [("x", "x"), (" ", "  \n   "), ("y", "y"), ("z", "z"), ("\n", "\\n"), ("\n", "\n\n  "), ("w", "w")]),
        Case(
            "an escaped break before an empty line", "a: \"x\\\n\n  y\"\n", "x\ny",
            [("x", "x"), ("\n", "\\\n\n  "), ("y", "y")]),
        Case("a quoted text of blanks", "a: '  '\n", "  ", [("  ", "  ")]),
        Case("a quoted text of one break", "a: '\n  '\n", " ", [(" ", "\n  ")]),
        Case(
            "literal", "a: |\n  x\n   y\n\n  z\n", "x\n y\n\nz\n",
            [("x\n", "x\n"), (" y\n\n", " y\n\n"), ("z\n", "z\n")]),
        Case("literal, stripped", "a: |-\n  x\n\n\n", "x", [("x", "x")]),
        Case("literal, kept", "a: |+\n  x\n\n\n", "x\n\n\n", [("x\n\n\n", "x\n\n\n")]),
        Case(
            "literal, kept, blank lines indented", "a: |+\n  x\n \n  \nb: 1\n", "x\n\n\n",
            [("x\n", "x\n"), ("\n", "\n"), ("\n", "\n")]),
        Case("literal with an indicator", "a: |2\n    x\n  y\n", "  x\ny\n", [("  x\n", "  x\n"), ("y\n", "y\n")]),
        Case("literal with both indicators", "a: |1-\n   x\n y\n\n", "  x\ny", [("  x\n", "  x\n"), ("y", "y")]),
        Case("literal with a comment", "a: | # note - with + signs\n  x\n", "x\n", [("x\n", "x\n")]),
        Case(
            "literal with leading blank lines", "a: |\n\n \n  x\n", "\n\nx\n",
            [("\n", "\n"), ("\n", "\n"), ("x\n", "x\n")]),
        Case("literal without a last break", "a: |\n  x", "x", [("x", "x")]),
        Case(
            "literal with CR LF", "a: |\r\n  x\r\n  y\r\n", "x\ny\n",
            [("x", "x"), ("\n", "\r\n"), ("y", "y"), ("\n", "\r\n")]),
        Case(
            "literal with lone CR", "a: |\r  x\r  y\r", "x\ny\n", [("x", "x"), ("\n", "\r"), ("y", "y"), ("\n", "\r")]),
        Case("literal in a list", "- |\n x\n- y\n", "x\n", [("x\n", "x\n")]),
        Case("literal of blanks only", "a: |1+\n   \n\n", "  \n\n", [("  \n", "  \n"), ("\n", "\n")]),
        Case("literal, empty", "a: |\n\n\nb: 1\n", "", []),
        Case("literal, empty, kept", "a: |+\n\n\nb: 1\n", "\n\n", [("\n\n", "\n\n")]),
        Case("literal with tabs in the text", "a: |\n  x\n  \ty\n", "x\n\ty\n", [("x\n", "x\n"), ("\ty\n", "\ty\n")]),
        Case("literal with trailing blanks", "a: |\n  x  \n  y\n", "x  \ny\n", [("x  \n", "x  \n"), ("y\n", "y\n")]),
        Case(
            "folded", "a: >\n  x\n  y\n\n  z\n", "x y\nz\n",
            [("x", "x"), (" ", "\n"), ("y", "y"), ("\n", "\n"), ("z\n", "z\n")]),
        Case(
            "folded, deeper lines stay", "a: >\n  x\n    y\n  z\n", "x\n  y\nz\n",
            [("x\n", "x\n"), ("  y\n", "  y\n"), ("z\n", "z\n")]),
        Case("folded, stripped", "a: >-\n  x\n  y\n\n", "x y", [("x", "x"), (" ", "\n"), ("y", "y")]),
        Case(
            "folded with leading blank lines", "a: >\n\n  x\n  y\n", "\nx y\n",
            [("\n", "\n"), ("x", "x"), (" ", "\n"), ("y\n", "y\n")]),
        Case(
            "folded with CR LF", "a: >\r\n  x\r\n  y\r\n", "x y\n",
            [("x", "x"), (" ", "\r\n"), ("y", "y"), ("\n", "\r\n")]),
        Case("anchored and tagged", "a: !!str &x 'it''s'\n", "it's", [("it", "it"), ("'", "''"), ("s", "s")]),
        Case(
            "a block on the line after its tag", "a: !!str\n  |\n  x\n  y\n", "x\ny\n",
            [("x\n", "x\n"), ("y\n", "y\n")]),
        Case(
            "LS in quotes breaks the line and stays", "a: 'x\u{2028}  y'\n", "x\u{2028}y",
            [("x", "x"), ("\u{2028}", "\u{2028}  "), ("y", "y")]),
        Case(
            "NEL in a literal becomes LF", "a: |\n  x\u{85}  y\n", "x\ny\n",
            [("x", "x"), ("\n", "\u{85}"), ("y\n", "y\n")]),
        Case(
            "LS in a literal stays", "a: |\n  x\u{2028}  y\n", "x\u{2028}y\n",
            [("x\u{2028}", "x\u{2028}"), ("y\n", "y\n")]),
    ]

    @Test("is tied byte for byte to what spells it", arguments: cases)
    func map(_ example: Case) throws {
        let root = try root(example.yaml)
        let node = root.kind == .mapping ? try #require(root["a"]) : root.elements.first ?? root
        #expect(node.string() == example.decoded)
        let text = node.text
        #expect(text.string == example.decoded)
        var position = 0
        for (decoded, spelled) in example.pieces {
            let range = ByteRange(start: position, length: decoded.utf8.count)
            #expect(String(decoding: text.bytes[range.range], as: UTF8.self).utf8.elementsEqual(decoded.utf8))
            let found = source(text.sourceRange(of: range), of: Array(example.yaml.utf8))
            #expect(
                found.utf8.elementsEqual(spelled.utf8),
                "\(decoded.debugDescription) is spelled \(found.debugDescription)")
            position = range.end
        }
        #expect(position == text.bytes.count, "the pieces cover the whole text")
    }

    @Test("of a mapping is empty, and its place is that of the mapping")
    func mapping() throws {
        let node = try root("a: 1\n")
        #expect(node.text.bytes.isEmpty && node.text.outer == node.range && node.bytes.isEmpty)
    }
}
