import SourceText
import Testing

@Suite("The line index")
struct LineIndexTests {
    @Test("begins a line after LF, CR LF and a lone CR")
    func lineEnds() {
        let index = LineIndex(Array("a\nb\r\nc\rd".utf8))
        #expect(index.lineStarts == [0, 2, 5, 7])
        #expect((0..<4).map { index.content(ofLine: $0) } == [0..<1, 2..<3, 5..<6, 7..<8])
        #expect(index.lineCount == 4)
    }

    @Test(
        "has a last line even if it is empty", arguments: [("", 1), ("a", 1), ("a\n", 2), ("\n\n", 3), ("\r\n\r", 3)])
    func lastLine(_ text: String, _ count: Int) {
        #expect(LineIndex(Array(text.utf8)).lineCount == count)
    }

    @Test("finds the line of every byte")
    func lines() {
        let index = LineIndex(Array("ab\n\ncd".utf8))
        #expect((0...8).map { index.line(at: $0) } == [0, 0, 0, 1, 2, 2, 2, 2, 2])
    }

    @Test("counts columns in Unicode scalars, not bytes")
    func columns() {
        let text = "é€😀x\ny"
        let index = LineIndex(Array(text.utf8))
        #expect(index.place(at: 0) == TextPlace(line: 1, column: 1))
        #expect(index.place(at: 2) == TextPlace(line: 1, column: 2))
        #expect(index.place(at: 5) == TextPlace(line: 1, column: 3))
        #expect(index.place(at: 9) == TextPlace(line: 1, column: 4))
        #expect(index.place(at: 11) == TextPlace(line: 2, column: 1))
        #expect(index.place(at: 999) == TextPlace(line: 2, column: 2))
    }

    @Test("gives a byte order mark no column")
    func byteOrderMark() {
        let index = LineIndex([0xEF, 0xBB, 0xBF] + Array("ab\nc".utf8))
        #expect(index.place(at: 0) == TextPlace(line: 1, column: 1))
        #expect(index.place(at: 3) == TextPlace(line: 1, column: 1))
        #expect(index.place(at: 4) == TextPlace(line: 1, column: 2))
        #expect(index.place(at: 6) == TextPlace(line: 2, column: 1))
    }

    @Test("survives bytes that are no UTF-8")
    func invalid() {
        let index = LineIndex([0xFF, 0xFD, 0x0A, 0x80, 0x41])
        #expect(index.place(at: 2) == TextPlace(line: 1, column: 3))
        #expect(index.place(at: 4).line == 2)
    }

    @Test("counts UTF-16 with a byte order mark in its own units", arguments: [true, false])
    func utf16(littleEndian: Bool) {
        let units = Array("\u{FEFF}a😀b\r\nĊ日\rx\n".utf16)
        let bytes = units.flatMap { unit in
            littleEndian ? [UInt8(unit & 0xFF), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        }
        let index = LineIndex(bytes)
        #expect(index.lineStarts == [0, 14, 20, 24])
        #expect((0..<4).map { index.content(ofLine: $0) } == [0..<10, 14..<18, 20..<22, 24..<24])
        let places: [(Int, Int, Int)] = [
            (0, 1, 1), (2, 1, 1), (4, 1, 2), (8, 1, 3), (16, 2, 2), (20, 3, 1), (24, 4, 1), (99, 4, 1),
        ]
        for (offset, line, column) in places {
            #expect(index.place(at: offset) == TextPlace(line: line, column: column), "\(offset)")
        }
        #expect(LineIndex([0xFF, 0xFE, 0x0A]).lineCount == 1)
    }

    @Test func `columns of a line of many kilobytes are counted from its beginning`() {
        let text = "short\n" + String(repeating: "aé🚨", count: 3000) + "x"
        let index = LineIndex(Array(text.utf8))
        let offset = text.utf8.count - 1
        #expect(index.place(at: offset) == TextPlace(line: 2, column: 9001))
        #expect(index.place(at: 6) == TextPlace(line: 2, column: 1))
        // Every scalar begins one column further.
        var column = 1
        var place = 6
        for scalar in text.unicodeScalars.dropFirst(6) {
            #expect(index.place(at: place).column == column)
            column += 1
            place += UTF8.width(scalar)
        }
    }
}
