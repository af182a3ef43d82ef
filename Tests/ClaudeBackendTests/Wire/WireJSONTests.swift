import ClaudeBackend
import Foundation
import TestKit
import Testing

struct WireJSONTests {
    /// Texts that are mostly plain, with everything that must be escaped, and its neighbours, at every distance.
    private static func text(_ generator: inout SeededGenerator) -> String {
        let special: [Unicode.Scalar] = [
            "\"", "\\", "\n", "\r", "\t", "\0", "\u{1}", "\u{1F}", " ", "!", "#", "[", "]", "\u{7F}", "é", "東", "😀",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0...40, using: &generator) {
            if Int.random(in: 0..<6, using: &generator) == 0, let scalar = special.randomElement(using: &generator) {
                text.unicodeScalars.append(scalar)
            } else {
                text += "x"
            }
        }
        return text
    }

    @Test func `a string says the same to another reader`() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<3_000 {
            let text = Self.text(&generator)
            let bytes = WireJSON.string(text).bytes
            let read = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) as? String
            #expect(read?.utf8.elementsEqual(text.utf8) == true, "\(text.debugDescription) came out as another text")
        }
    }

    @Test func `only what must be escaped is`() {
        let all = String(String.UnicodeScalarView((0..<0x80).compactMap(Unicode.Scalar.init))) + "é東😀"
        let escaped =
            #"\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\t\n\u000b\u000c\r\u000e\u000f"#
            + #"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f"#
            + ##" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"##
            + "\u{7F}é東😀"
        #expect(String(decoding: WireJSON.string(all).bytes, as: UTF8.self) == "\"\(escaped)\"")
    }
}
