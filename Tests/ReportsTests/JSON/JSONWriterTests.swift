import Foundation
import Reports
import Testing

@Suite struct JSONWriterTests {
    static let strings: [(text: String, written: String)] = [
        ("", #""""#), ("plain", #""plain""#), ("\"\\/", #""\"\\/""#), ("\n\r\t", #""\n\r\t""#),
        ("\u{0}\u{1B}\u{7F}", #""\u0000\u001b\u007f""#), ("é名", #""é名""#), ("\u{202E}\u{200B}", #""\u202e\u200b""#),
        ("\u{2028}\u{85}", #""\u2028\u0085""#), ("\u{1F600}", "\"\u{1F600}\""), ("\u{E0001}", #""\udb40\udc01""#),
        (String(decoding: [0x61, 0xFF, 0xC3], as: UTF8.self), "\"a\u{FFFD}\u{FFFD}\""),
    ]

    @Test(arguments: strings)
    func `strings are escaped as far as a terminal could act on them`(text: String, written: String) throws {
        #expect(JSONWriter.write(.string(text)) == written + "\n")
        let read = try JSONSerialization.jsonObject(with: Data(written.utf8), options: .fragmentsAllowed)
        #expect((read as? String).map { Array($0.utf8) } == Array(text.utf8))
    }

    @Test func `keys keep their order, and empty lists take no lines`() {
        let value = JSONValue.object([
            ("b", .integer(-1)), ("a", .array([.bool(true), .bool(false), .null])), ("c", .array([])),
            ("d", .object([])), ("e", .optional(nil)), ("f", .optional("x")),
        ])
        #expect(
            JSONWriter.write(value) == """
                {
                  "b": -1,
                  "a": [
                    true,
                    false,
                    null
                  ],
                  "c": [],
                  "d": {},
                  "e": null,
                  "f": "x"
                }

                """)
    }
}
