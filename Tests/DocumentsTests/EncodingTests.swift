import Documents
import Findings
import SourceText
import Testing

@Suite("The encoding of a file")
struct EncodingTests {
    private static let yaml = "a: é😀\nb: |\n  x\n  日本 y\n"

    private static func utf16(_ text: String, littleEndian: Bool, mark: Bool = true) -> [UInt8] {
        ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { (unit: UInt16) -> [UInt8] in
            let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return littleEndian ? bytes.reversed() : bytes
        }
    }

    private func finding(_ bytes: [UInt8]) throws -> Finding {
        let reading = DocumentReader.readYAML(file(bytes))
        #expect(reading.documents.isEmpty && !reading.isComplete)
        try #require(reading.findings.count == 1)
        return reading.findings[0]
    }

    private func place(_ finding: Finding, in bytes: [UInt8]) -> TextPlace? {
        finding.primary.map { LineIndex(bytes).place(at: Int($0.range.start)) }
    }

    @Test("may be UTF-8 with a byte order mark, which takes bytes but is no text")
    func byteOrderMark() throws {
        let bytes = [0xEF, 0xBB, 0xBF] + Array(Self.yaml.utf8)
        let root = try #require(DocumentReader.readYAML(file(bytes)).documents.first).root
        #expect(root.range.start == 3)
        let a = try #require(root["a"])
        #expect(source(a.range, of: bytes) == "é😀")
        #expect(source(try #require(root["b"]).text.sourceRange(of: ByteRange(start: 2, length: 6)), of: bytes) == "日本")
        let json = DocumentReader.readJSON(file([0xEF, 0xBB, 0xBF] + Array("[1]".utf8)))
        #expect(json.documents.first?.root.range.start == 3)
    }

    @Test("may be UTF-16 with a byte order mark, and places are those of the file", arguments: [true, false])
    func utf16(littleEndian: Bool) throws {
        let bytes = Self.utf16(Self.yaml, littleEndian: littleEndian)
        let reading = DocumentReader.readYAML(file(bytes))
        #expect(reading.findings.isEmpty)
        let root = try #require(reading.documents.first).root
        #expect(root["a"]?.string() == "é😀" && root["b"]?.string() == "x\n日本 y\n")
        func spelled(_ range: SourceRange) -> [UInt8] { Array(bytes[range.bytes.range]) }
        func units(_ text: String) -> [UInt8] { Self.utf16(text, littleEndian: littleEndian, mark: false) }
        #expect(spelled(try #require(root["a"]).range) == units("é😀"))
        let text = try #require(root["b"]).text
        #expect(spelled(text.sourceRange(of: ByteRange(start: 2, length: 3))) == units("日"))
        #expect(spelled(text.sourceRange(of: ByteRange(start: 9, length: 1))) == units("y"))
        #expect(spelled(text.sourceRange(of: ByteRange(start: 0, length: 2))) == units("x\n"))
        #expect(spelled(try #require(root.entry("b")).key.range) == units("b"))
    }

    @Test("in UTF-16 keeps its places in long files")
    func longUTF16() throws {
        let lines = (0..<2000).map { "k\($0): é😀\($0)\n" }.joined()
        let bytes = Self.utf16(lines, littleEndian: true)
        let root = try #require(DocumentReader.readYAML(file(bytes)).documents.first).root
        for entry in root.entries {
            let expected = Self.utf16(entry.value.string(), littleEndian: true, mark: false)
            #expect(Array(bytes[entry.value.range.bytes.range]) == expected)
        }
        #expect(root.count == 2000)
    }

    @Test("that is UTF-16 but breaks off inside a character is told", arguments: [1, 3])
    func brokenUTF16(drop: Int) throws {
        let bytes = Array(Self.utf16("a: 😀", littleEndian: true).dropLast(drop))
        #expect(try finding(bytes).kind == .unreadableEncoding)
    }

    @Test(
        "that is no UTF-8 is told with the byte and its place",
        arguments: [
            (Array("a: caf".utf8) + [0xE9, 0x0A], 6, "0xE9"), ([0x61, 0x0A, 0x80], 2, "0x80"),
            ([0xC0, 0x80], 0, "0xC0"), ([0xED, 0xA0, 0x80], 0, "0xED"), ([0x61, 0xF0, 0x9F], 1, "0xF0"),
            ([0xF5, 0x80, 0x80, 0x80], 0, "0xF5"),
        ] as [([UInt8], UInt64, String)])
    func invalidUTF8(_ bytes: [UInt8], _ offset: UInt64, _ byte: String) throws {
        let finding = try finding(bytes)
        #expect(finding.kind == .unreadableEncoding && finding.primary?.range.start == offset)
        #expect(finding.message.contains(byte) && finding.fix.contains("iconv"))
        #expect(DocumentReader.readJSON(file(bytes)).findings.map(\.kind) == [.unreadableEncoding])
    }

    @Test("counts the column of a bad byte in characters")
    func place() throws {
        let bytes = Array("ok: 1\né日: ".utf8) + [0xFF]
        #expect(place(try finding(bytes), in: bytes) == TextPlace(line: 2, column: 5))
    }

    @Test("that is UTF-32, UTF-16 without a mark, or binary is named")
    func others() throws {
        #expect(try finding([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]).message.contains("UTF-32"))
        #expect(try finding([0, 0, 0xFE, 0xFF, 0, 0, 0, 0x61]).message.contains("UTF-32"))
        #expect(
            try finding(Self.utf16("groups: []", littleEndian: true, mark: false)).message.contains("UTF-16 without"))
        #expect(
            try finding(Self.utf16("groups: []", littleEndian: false, mark: false)).message.contains("UTF-16 without"))
        let archive: [UInt8] = [0x50, 0x4B, 0x03, 0x04, 0x14, 0x00, 0x00, 0x00, 0x08, 0x00, 0xE5, 0x6A]
        #expect(try finding(archive).message.contains("binary"))
        #expect(try finding(Array("a: b\u{0}c\n".utf8)).primary?.range.start == 4)
    }

    @Test(
        "may not hold control characters, and the first is told with its place",
        arguments: [
            ("a: b\u{1B}[31m\n", 4, "U+001B"), ("a: \u{7F}", 3, "U+007F"), ("a: \u{80}", 3, "U+0080"),
            ("a: \u{9F}", 3, "U+009F"), ("a: \u{FFFE}", 3, "U+FFFE"), ("a: \u{FFFF}", 3, "U+FFFF"),
            ("a: \u{8}", 3, "U+0008"),
        ] as [(String, UInt64, String)])
    func controlCharacters(_ text: String, _ offset: UInt64, _ name: String) throws {
        let finding = try finding(Array(text.utf8))
        #expect(finding.kind == .forbiddenCharacter && finding.primary?.range.start == offset)
        #expect(finding.message.contains(name))
        #expect(!finding.message.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }

    @Test(
        "may hold whatever else Unicode has",
        arguments: ["\u{85}", "\u{A0}", "\u{E000}", "\u{FFFD}", "\u{10FFFF}", "\t"])
    func allowed(_ character: String) throws {
        #expect(DocumentReader.readYAML(file("a: 'x\(character)y'\n")).findings.isEmpty)
    }

    @Test("leaves line ends to the file: LF, CR LF, CR", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(_ end: String) throws {
        let text = ["a: 1", "b:", "  - x", "  - 'y", "    z'", ""].joined(separator: end)
        let root = try root(text)
        #expect(root["b"]?.elements.map { $0.string() } == ["x", "y z"])
        #expect(root["b"]?.elements.map { source($0, of: text) } == ["x", "'y\(end)    z'"])
    }

    @Test(
        "of nothing, blanks or comments gives no document and no finding",
        arguments: ["", "\n", "   \n\n", "# nothing here\n", "\u{FEFF}", "\u{FEFF}# x"])
    func empty(_ text: String) {
        let reading = DocumentReader.readYAML(file(text))
        #expect(reading.documents.isEmpty && reading.findings.isEmpty && reading.isComplete)
    }
}
