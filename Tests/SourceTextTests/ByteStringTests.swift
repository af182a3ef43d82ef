import SourceText
import Testing

@Suite struct ByteStringTests {
    @Test func `texts that only Unicode calls equal stay two keys`() {
        let composed: ByteString = "caf\u{E9}"
        let decomposed: ByteString = "cafe\u{301}"
        #expect(composed.string == decomposed.string)
        #expect(composed != decomposed)
        #expect([composed: 1, decomposed: 2].count == 2)
    }

    @Test func `the order is by unsigned byte, a prefix first`() {
        let names: [ByteString] = ["b", "a", "", "ab", "\u{E9}", "Z"]
        #expect(names.sorted() == ["", "Z", "a", "ab", "b", "\u{E9}"])
    }

    @Test func `bytes that are no UTF-8 are kept, and shown as the replacement character`() {
        let junk = ByteString([0x61, 0xFF, 0x62])
        #expect(junk.count == 3)
        #expect(junk.string == "a\u{FFFD}b")
        #expect(junk != ByteString("a\u{FFFD}b"))
    }

    @Test func `prefixes and suffixes are of bytes`() {
        let name: ByteString = "chat_seconds_bucket"
        #expect(name.hasSuffix("_bucket"))
        #expect(name.hasPrefix("chat_"))
        #expect(!name.hasPrefix("seconds"))
        #expect(!ByteString("x").hasSuffix("_bucket"))
    }
}
