import Privacy
import TestKit
import Testing

@Suite struct ScannerTests {
    private func scan(_ text: String, _ options: ScanOptions = ScanOptions()) -> ScanResult {
        Scanner.scan(Array(text.utf8), options)
    }

    @Test func `tells line, column, field and ordinal of a hit`() throws {
        let result = scan(
            #"{"größe": 1, "user": {"contact": "anna@firma.de"}}"# + "\n" + "mail to 漢字 bob@firma.de\n")
        #expect(result.hits.map(\.line) == [1, 2])
        #expect(result.hits.map(\.column) == [35, 12])
        #expect(result.hits.map(\.ordinal) == [1, 2])
        #expect(result.hits.map(\.field) == ["user.contact", nil])
        #expect(result.lineCount == 2)
        #expect(result.count(of: .email) == 2)
        let field = try #require(result.fields.first)
        #expect(field.rowCount == 1 && field.grade == .certain && field.firstLineNumber == 1)
    }

    @Test func `keeps few places and counts all, rows apart from matches`() throws {
        var options = ScanOptions()
        options.placesPerDetector = 3
        let result = scan(String(repeating: #"{"a": "x@firma.de y@firma.de"}"# + "\n", count: 100), options)
        #expect(result.hits.count == 3)
        #expect(result.count(of: .email) == 200)
        let field = try #require(result.fields.first)
        #expect(field.rowCount == 100 && field.matchCount == 200)
    }

    @Test func `reads escapes of several levels, and says where they stand in the file`() {
        for (text, length) in [
            (#"{"a": "anna\u0040firma.de"}"#, 18), (#"{"a": "{\"b\": \"anna\\u0040firma.de\"}"}"#, 19),
            (#"{"a": "{\"b\": \"{\\\"c\\\": \\\"anna\\\\u0040firma.de\\\"}\"}"}"#, 21), ("/?q=anna%40firma.de", 15),
            (#"{"a": "https:\/\/x.io\/?q=anna%40firma.de"}"#, 15),
        ] {
            let hits = scan(text).hits
            #expect(hits.map(\.length) == [length], "\(text)")
            let start = Array(text.utf8).firstRange(of: Array("anna".utf8))?.lowerBound
            #expect(hits.first?.offset == start.map(UInt64.init), "\(text)")
        }
    }

    @Test func `names no field whose name may be a value`() {
        #expect(scan(#"{"anna@firma.de": {"x": "bob@firma.de"}}"#).hits.allSatisfy { $0.field == nil })
        #expect(scan(#"{"4539148803436467": "bob@firma.de"}"#).hits.allSatisfy { $0.field == nil })
        #expect(scan(#"{"xsk-ant-api03-q7LmZ2vRb81xQwT5nK3jY6": "bob@firma.de"}"#).hits.allSatisfy { $0.field == nil })
        #expect(scan(#"{"what I always wanted": "bob@firma.de"}"#).hits.allSatisfy { $0.field == nil })
    }

    @Test func `holds a column of ids apart from a column of cards`() {
        var generator = SeededGenerator(seed: 7)
        var ids = ""
        var cards = ""
        for _ in 0..<400 {
            let body = "4539" + (0..<11).map { _ in "\(generator.below(10))" }.joined()
            ids += #"{"reference": \#(body)\#(generator.below(10))}"# + "\n"
            cards += #"{"reference": \#(body)\#(Self.luhnDigit(body))}"# + "\n"
        }
        #expect(scan(ids).count(of: .paymentCard) == 0)
        #expect(scan(ids).hits.isEmpty)
        let result = scan(cards)
        #expect(result.count(of: .paymentCard) == 400)
        #expect(result.fields.map(\.grade) == [.possible], "an invoice's number may carry Luhn's digit, too")
    }

    private static func luhnDigit(_ body: String) -> Int {
        let sum = body.utf8.reversed().enumerated().reduce(0) { sum, one in
            let digit = Int(one.element) - 48
            return sum + (one.offset % 2 == 1 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2)
        }
        return (10 - sum % 10) % 10
    }

    @Test func `reads UTF-16 of both orders, with offsets of the file`() {
        let text = "größe 😀\r\nuser anna@firma.de\n"
        for isLittle in [true, false] {
            var bytes: [UInt8] = isLittle ? [0xFF, 0xFE] : [0xFE, 0xFF]
            for unit in text.utf16 {
                let pair = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
                bytes += isLittle ? pair : pair.reversed()
            }
            let result = Scanner.scan(bytes)
            #expect(result.encoding == (isLittle ? .utf16LittleEndian : .utf16BigEndian))
            #expect(result.hits.map(\.line) == [2] && result.hits.map(\.column) == [6])
            let start =
                2 + text.utf16.distance(from: text.startIndex, to: text.firstIndex(of: "a") ?? text.endIndex) * 2
            #expect(result.hits.map(\.offset) == [UInt64(start)])
            #expect(result.hits.map(\.length) == [26])
        }
    }

    @Test func `reads lines without end, junk and nothing`() {
        let filler = String(repeating: "lorem ipsum ", count: 400_000)
        let result = scan(filler + "anna@firma.de" + filler + " bob@firma.de\nanna@firma.de")
        #expect(result.hits.map(\.line) == [1, 1, 2])
        #expect(result.hits.map(\.offset).first == UInt64(filler.utf8.count))
        #expect(result.hits.map(\.column).first == filler.utf8.count + 1)
        #expect(scan("").lineCount == 0)
        #expect(scan("\n\n").lineCount == 2)
        let junk: [UInt8] = [0, 0xFF, 0xC3] + Array("anna@firma.de".utf8) + [0, 0xE2, 0x80]
        #expect(Scanner.scan(junk).hits.map(\.offset) == [3])
    }

    @Test func `gives the same hits however the text is cut`() {
        let rows = DetectorCatalogue.all.flatMap { $0.matching + $0.ignoring }.map { MarkedText($0).plain }
        var bytes: [UInt8] = []
        for row in rows { bytes += row + Array("\n".utf8) }
        bytes += [0xC3, 0x28, 0, 0x0D, 0x0A]
        let long = Array(repeating: bytes.map { $0 == 0x0A ? 0x20 : $0 }, count: 90).flatMap { $0 }
        for text in [bytes, long + Array("\n".utf8) + bytes] {
            let whole = Summary(Scanner.scan(text))
            var generator = SeededGenerator(seed: UInt64(text.count))
            let greatest = text.count > 100_000 ? 300_000 : 40
            for _ in 0..<(text.count > 100_000 ? 4 : 60) {
                var scanner = Scanner()
                var start = 0
                while start < text.count {
                    let end = min(text.count, start + generator.below(greatest))
                    scanner.read(text.span.extracting(start..<end))
                    start = end
                }
                #expect(Summary(scanner.finish()) == whole)
            }
        }
    }

    /// All of a result that could differ.
    struct Summary: Equatable {
        var hits: [Hit]
        var counts: [Int]
        var fields: [FieldCount]
        var prose: [ProseField]
        var digests: [UnkeyedDigest]
        var lineCount: Int

        init(_ result: ScanResult) {
            hits = result.hits
            counts = result.counts
            fields = result.fields
            prose = result.proseFields
            digests = result.unkeyedDigests
            lineCount = result.lineCount
        }
    }

    @Test func `tells a field that people write in from a program's own words`() {
        let words = "please tell me why the parcel that was promised for Monday has not come yet and who can help"
            .split(separator: " ")
        var text = ""
        for row in 0..<120 {
            let asked = (0..<9).map { String(words[(row * 7 + $0 * (row % 5 + 1)) % words.count]) }.joined(
                separator: " ")
            text += #"{"ask": "\#(asked)", "message": "the call to the model took \#(row) ms and has ended"}"# + "\n"
        }
        #expect(scan(text).proseFields.map(\.field) == ["ask"])
    }

    @Test func `computes plain digests again`() {
        let rows = [
            #"{"user": "Anna", "user_hash": "97a9d330e236c8d067f01da1894a5438"}"#: "MD5",
            #"{"user": {"id": 17, "sha": "ce02cdcf17f6da9d6c8a8d46c8a6dd0d"}}"#: "",
        ]
        for (row, algorithm) in rows {
            #expect(scan(row).unkeyedDigests.map(\.algorithm.rawValue).first ?? "" == algorithm, "\(row)")
        }
        // RFC 1321, RFC 3174 and FIPS 180 give the digests of "abc".
        for (digest, algorithm) in [
            ("900150983cd24fb0d6963f7d28e17f72", "MD5"), ("a9993e364706816aba3e25717850c26c9cd0d89d", "SHA-1"),
            ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "SHA-256"),
        ] {
            let found = scan(#"{"who": "abc", "who_digest": "\#(digest)"}"#).unkeyedDigests
            #expect(found.map(\.algorithm.rawValue) == [algorithm])
            #expect(found.map(\.sourceField) == ["who"] && found.map(\.digestField) == ["who_digest"])
        }
    }

    @Test func `a redacted text keeps everything else`() {
        #expect(Redaction.redacted("no one at 10.0.0.1, 91.198.174.192") == "no one at 10.0.0.1, 91.198.174.192")
        #expect(Redaction.redacted("ask anna@firma.de or bob@firma.de!") == "ask ‹e-mail› or ‹e-mail›!")
        #expect(Redaction.redacted("+49 30 2345641+49 30 23456780") == "‹phone number›‹phone number›")
        #expect(Redaction.redacted("postgres://app:q7LmZ2vR@db.acme.net/x") == "postgres://app:‹secret›@db.acme.net/x")
        let key = "-----BEGIN " + "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nAAAA\n-----END PRIVATE KEY-----"
        #expect(Redaction.redacted("key:\n\(key)\nend") == "key:\n‹secret›\nend")
    }
}
