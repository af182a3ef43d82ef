import SourceText
import Testing

@Suite("The JSON tokenizer")
struct JSONTokenizerTests {
    private func tokens(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        var tokenizer = JSONTokenizer(bytes.indices)
        var result: [String] = []
        while true {
            let token = tokenizer.next(in: bytes.span)
            if token.kind == .end { return result }
            if token.kind == .problem { return result + ["problem"] }
            result.append(String(decoding: bytes[token.start..<token.end], as: UTF8.self))
        }
    }

    private func problem(_ text: String) -> JSONProblem? {
        let bytes = Array(text.utf8)
        var tokenizer = JSONTokenizer(bytes.indices)
        while true {
            let token = tokenizer.next(in: bytes.span)
            if token.kind == .end { return nil }
            if token.kind == .problem { return tokenizer.problem }
        }
    }

    @Test("cuts a text into tokens with their bytes")
    func cutting() {
        #expect(
            tokens(" {\"a\\\"b\" : [1,-2.5e+3,true,false,null]}\r\n\t")
                == ["{", "\"a\\\"b\"", ":", "[", "1", ",", "-2.5e+3", ",", "true", ",", "false", ",", "null", "]", "}"])
        #expect(tokens("").isEmpty)
    }

    @Test("finds the end of a string at every alignment")
    func alignment() {
        for length in 0..<40 {
            for prefix in 0..<9 {
                let string = "\"" + String(repeating: "x", count: length) + "\""
                #expect(tokens(String(repeating: " ", count: prefix) + string + ",") == [string, ","])
                let escaped = "\"" + String(repeating: "é", count: length) + "\\\"" + "\""
                #expect(tokens(escaped + "1") == [escaped, "1"])
            }
        }
    }

    @Test("tells strings with escapes from those that stand as they are")
    func escapes() {
        for (text, hasEscapes) in [("\"plain é\"", false), ("\"a\\n\"", true), ("\"\\u00e9\"", true)] {
            let bytes = Array(text.utf8)
            var tokenizer = JSONTokenizer(bytes.indices)
            #expect(tokenizer.next(in: bytes.span).hasEscapes == hasEscapes)
        }
    }

    @Test("reads only the range that it is given, as one line of a log")
    func lines() {
        let bytes = Array("{\"a\":1}\n{\"b\":2}\n".utf8)
        var tokenizer = JSONTokenizer(8..<15)
        var count = 0
        while tokenizer.next(in: bytes.span).kind != .end { count += 1 }
        #expect(count == 5)
        var cut = JSONTokenizer(0..<3)
        _ = cut.next(in: bytes.span)
        #expect(cut.next(in: bytes.span).kind == .problem)
    }

    @Test(
        "says what is wrong and where",
        arguments: [
            ("\"abc", .unterminatedString, 0..<1), ("\"a\nb\"", .controlCharacter, 2..<3),
            ("\"a\u{0}b\"", .controlCharacter, 2..<3), ("\"\\d\"", .badEscape, 1..<3),
            ("\"\\u12G4\"", .badEscape, 1..<3),
            ("\"\\u12", .badEscape, 1..<3), ("\"\\", .badEscape, 1..<2), ("01", .badNumber, 0..<2),
            ("-", .badNumber, 0..<1), ("1.", .badNumber, 0..<2), ("1.5.2", .badNumber, 0..<5),
            ("+1", .badNumber, 0..<2),
            (".5", .badNumber, 0..<2), ("0x1F", .badNumber, 0..<4), ("1e", .badNumber, 0..<2),
            ("NaN", .bareWord, 0..<3),
            ("truely", .bareWord, 0..<6), ("tru", .bareWord, 0..<3), ("None", .bareWord, 0..<4),
            ("nul", .bareWord, 0..<3),
            ("'a'", .singleQuote, 0..<1), ("// x", .comment, 0..<1), ("# x", .comment, 0..<1),
            ("\u{A0}1", .unexpectedCharacter, 0..<2), ("@", .unexpectedCharacter, 0..<1),
        ] as [(String, JSONProblem.Kind, Range<Int>)])
    func problems(_ text: String, _ kind: JSONProblem.Kind, _ range: Range<Int>) {
        #expect(problem(text)?.kind == kind)
        #expect(problem(text)?.range == range)
    }

    @Test("gives the same answer again after a problem and at the end")
    func stopping() {
        let bytes = Array("@".utf8)
        var tokenizer = JSONTokenizer(bytes.indices)
        let first = tokenizer.next(in: bytes.span)
        #expect(first.kind == .problem && tokenizer.next(in: bytes.span) == first)
        var empty = JSONTokenizer(0..<0)
        #expect(empty.next(in: bytes.span).kind == .end && empty.next(in: bytes.span).kind == .end)
    }
}

@Suite("The pieces of a JSON string")
struct JSONStringTests {
    private func decoded(_ inside: String) -> (text: String, surrogates: Int) {
        let bytes = Array(inside.utf8)
        var text = ""
        var surrogates = 0
        JSONString.forEachPiece(inside: bytes.indices, of: bytes.span) { piece in
            if let scalar = piece.escaped {
                text.unicodeScalars.append(scalar)
            } else {
                text += String(decoding: bytes[piece.source], as: UTF8.self)
            }
            if piece.isLoneSurrogate { surrogates += 1 }
        }
        return (text, surrogates)
    }

    @Test(
        "decode every escape",
        arguments: [
            ("", ""), ("plain é", "plain é"), ("a\\nb", "a\nb"),
            ("\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\u{8}\u{C}\n\r\t"),
            ("\\u0041\\u00e9\\u20AC", "Aé€"), ("\\ud83d\\ude00!", "😀!"), ("\\u0000", "\u{0}"),
        ])
    func decoding(_ inside: String, _ expected: String) {
        #expect(decoded(inside).text == expected)
        #expect(decoded(inside).surrogates == 0)
    }

    @Test(
        "tell half a surrogate pair and read it as U+FFFD",
        arguments: [
            ("\\ud83d", "\u{FFFD}", 1), ("\\ude00", "\u{FFFD}", 1), ("\\ud83dx", "\u{FFFD}x", 1),
            ("\\ud83d\\u0041", "\u{FFFD}A", 1), ("\\ude00\\ud83d", "\u{FFFD}\u{FFFD}", 2),
            ("\\ud83d\\ud83d\\ude00", "\u{FFFD}😀", 1),
        ])
    func surrogates(_ inside: String, _ expected: String, _ count: Int) {
        #expect(decoded(inside).text == expected)
        #expect(decoded(inside).surrogates == count)
    }
}
