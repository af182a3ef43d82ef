import SourceText
import Testing

@Suite("An embedded text")
struct EmbeddedTextTests {
    private let file = FileID(index: 0)

    private func range(_ start: Int, _ end: Int) -> SourceRange {
        SourceRange(file: file, bytes: ByteRange(start..<end))
    }

    /// `a\nbc` spelled `"a\\nbc"` at offset 10: an escape between two verbatim runs.
    private func escaped() -> EmbeddedText {
        var text = EmbeddedText(file: file, outer: range(10, 17))
        text.append(Array("a".utf8)[...], spelledBy: ByteRange(start: 11, length: 1))
        text.append([0x0A], spelledBy: ByteRange(start: 12, length: 2))
        text.append(Array("bc".utf8)[...], spelledBy: ByteRange(start: 14, length: 2))
        return text
    }

    @Test("that is empty has its whole spelling as the source of any range")
    func empty() {
        let text = EmbeddedText(file: file, outer: range(4, 6))
        #expect(text.sourceRange(of: ByteRange(start: 0, length: 0)) == range(4, 6))
        #expect(text.segments.isEmpty && text.string.isEmpty)
    }

    @Test("that stands verbatim maps byte for byte")
    func verbatim() {
        let text = EmbeddedText(verbatim: Array("sum(x)".utf8), at: range(20, 26))
        #expect(text.sourceRange(of: ByteRange(start: 4, length: 1)) == range(24, 25))
        #expect(text.sourceRange(of: ByteRange(start: 6, length: 0)) == range(26, 26))
        #expect(text.segments.count == 1)
    }

    @Test("merges adjacent verbatim runs, and only those")
    func merging() {
        var text = EmbeddedText(file: file, outer: range(0, 20))
        text.append([1, 2], spelledBy: ByteRange(start: 3, length: 2))
        text.append([3], spelledBy: ByteRange(start: 5, length: 1))
        #expect(text.segments.count == 1)
        text.append([4], spelledBy: ByteRange(start: 9, length: 1))
        text.append([5], spelledBy: ByteRange(start: 10, length: 2))
        text.append([6], spelledBy: ByteRange(start: 12, length: 1))
        #expect(text.segments.count == 4)
        text.append([], spelledBy: ByteRange(start: 13, length: 4))
        #expect(text.segments.count == 4 && text.bytes == [1, 2, 3, 4, 5, 6])
    }

    @Test("maps an escape to all bytes that spell it, on either side")
    func escapes() {
        let text = escaped()
        let expected: [(Int, Int, Int, Int)] = [
            (0, 1, 11, 12), (1, 2, 12, 14), (0, 2, 11, 14), (2, 4, 14, 16), (1, 3, 12, 15), (0, 4, 11, 16),
            (1, 1, 12, 12), (2, 2, 14, 14), (4, 4, 16, 16),
        ]
        for (start, end, lower, upper) in expected {
            #expect(text.sourceRange(of: ByteRange(start..<end)) == range(lower, upper), "\(start)..<\(end)")
        }
    }

    @Test("cuts out a part that is still mapped")
    func slicing() {
        let slice = escaped().slice(ByteRange(start: 1, length: 2))
        #expect(slice.string == "\nb")
        #expect(slice.sourceRange(of: ByteRange(start: 0, length: 1)) == range(12, 14))
        #expect(slice.sourceRange(of: ByteRange(start: 1, length: 1)) == range(14, 15))
        #expect(slice.outer == range(12, 15))
    }
}
