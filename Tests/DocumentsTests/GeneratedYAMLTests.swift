import Documents
import Findings
import SourceText
import TestKit
import Testing

@Suite("Generated YAML")
struct GeneratedYAMLTests {
    private static let seeds: [UInt64] = Array(1...400)

    @Test("is read whole, with every scalar tied to the bytes that spell it and ranges inside one another")
    func places() throws {
        for seed in Self.seeds {
            let text = YAMLGenerator.text(seed: seed)
            let bytes = Array(text.utf8)
            let reading = DocumentReader.readYAML(file(bytes))
            #expect(reading.findings.map(\.message) == [], "seed \(seed)\n\(text)")
            for document in reading.documents {
                #expect(TreeProperties.violation(in: document, of: bytes) == nil, "seed \(seed)\n\(text)")
            }
        }
    }

    @Test(
        "means to PyYAML what it means to us, node by node and place by place", .enabled(if: PythonReferee.isAvailable))
    func differential() throws {
        let texts = Self.seeds.map { Array(YAMLGenerator.text(seed: $0).utf8) }
        let answers = try PythonReferee.answers(PythonReferee.yamlEvents, to: texts)
        for (seed, (bytes, answer)) in zip(Self.seeds, zip(texts, answers)) {
            let ours = EventLines.of(DocumentReader.readYAML(file(bytes)), bytes)
            #expect(ours == answer, "seed \(seed)\n\(String(decoding: bytes, as: UTF8.self))")
            if ours != answer { return }
        }
    }
}

/// What must be true of every tree, whatever the text.
enum TreeProperties {
    /// The first property that does not hold, in words; nil if all hold.
    static func violation(in document: Document, of bytes: [UInt8]) -> String? {
        violation(in: document.root, within: ByteRange(start: 0, length: bytes.count), of: bytes)
    }

    private static func violation(in node: Node, within outer: ByteRange, of bytes: [UInt8]) -> String? {
        let range = node.range.bytes
        guard range.start >= outer.start, range.end <= outer.end else { return "\(range) lies outside \(outer)" }
        if node.isAlias { return nil }
        switch node.kind {
        case .scalar: return violation(inTextOf: node, of: bytes)
        case .mapping:
            var last = range.start
            for entry in node.entries {
                for child in [entry.key, entry.value] {
                    if child.range.bytes.start < last { return "children out of order at \(child.range.bytes)" }
                    last = child.range.bytes.end
                    if let found = violation(in: child, within: range, of: bytes) { return found }
                }
            }
        case .sequence:
            var last = range.start
            for child in node.elements {
                if child.range.bytes.start < last { return "children out of order at \(child.range.bytes)" }
                last = child.range.bytes.end
                if let found = violation(in: child, within: range, of: bytes) { return found }
            }
        }
        return nil
    }

    /// Each piece of the decoded text must be spelled by the same bytes, by an escape, or by blanks around breaks.
    private static func violation(inTextOf node: Node, of bytes: [UInt8]) -> String? {
        let text = node.text
        guard text.bytes.elementsEqual(node.bytes) else { return "the text is not the value at \(node.range.bytes)" }
        var position = 0
        var lastSource = node.range.bytes.start
        for segment in text.segments {
            guard segment.text.start == position else { return "a gap in the text at \(node.range.bytes)" }
            guard segment.source.start >= lastSource, segment.source.end <= bytes.count else {
                return "sources out of order at \(segment.source)"
            }
            position = segment.text.end
            lastSource = segment.source.end
            let decoded = text.bytes[segment.text.range]
            let spelled = bytes[segment.source.range]
            let isEscape = spelled.first == UInt8(ascii: "\\") && decoded.count <= 4 && spelled.count <= 10
            let isQuote = spelled.elementsEqual("''".utf8) && decoded.elementsEqual("'".utf8)
            if !standsAsItIs(decoded, spelled), !isEscape, !isQuote, !isFold(decoded, spelled) {
                return "\(String(decoding: decoded, as: UTF8.self).debugDescription) is not spelled "
                    + String(decoding: spelled, as: UTF8.self).debugDescription
            }
        }
        return position == text.bytes.count ? nil : "the map does not cover the text at \(node.range.bytes)"
    }

    /// Byte for byte the same, but for single breaks read as blanks and two-letter escapes of two-byte characters:
    /// these have the length of what they stand for and join the run they stand in.
    private static func standsAsItIs(_ decoded: ArraySlice<UInt8>, _ spelled: ArraySlice<UInt8>) -> Bool {
        guard decoded.count == spelled.count else { return false }
        let blanks = Set<UInt8>(" \r\n".utf8)
        let escapes: [[UInt8]] = [Array("\\_".utf8), Array("\\N".utf8)]
        var previous: [UInt8] = [0, 0]
        for (wanted, found) in zip(decoded, spelled) {
            previous = [previous[1], found]
            let isBlank = blanks.contains(wanted) && blanks.contains(found)
            let isEscape = found == UInt8(ascii: "\\") ? wanted == 0xC2 : escapes.contains(previous)
            if wanted != found, !isBlank, !isEscape { return false }
        }
        return true
    }

    private static func isFold(_ decoded: ArraySlice<UInt8>, _ spelled: ArraySlice<UInt8>) -> Bool {
        let blanks = Set<UInt8>(" \t\r\n\u{85}\u{2028}\u{2029}".utf8)
        return decoded.allSatisfy(blanks.contains)
            && spelled.drop { $0 == UInt8(ascii: "\\") }.allSatisfy(blanks.contains)
    }
}

/// A tree as the lines that the Python referee prints for the same text.
enum EventLines {
    static func of(_ reading: DocumentReading, _ bytes: [UInt8]) -> [String] {
        if !reading.isComplete { return ["error"] }
        var lines: [String] = []
        for document in reading.documents {
            lines.append("document")
            append(document.root, bytes, to: &lines)
        }
        return lines
    }

    private static func append(_ node: Node, _ bytes: [UInt8], to lines: inout [String]) {
        let start = scalars(bytes, node.range.bytes.start)
        let end = scalars(bytes, node.range.bytes.end)
        if node.isAlias {
            lines.append("alias \(start)-\(end)")
            return
        }
        switch node.kind {
        case .scalar: lines.append(scalar(node, start, end, bytes))
        case .mapping:
            lines.append("mapping")
            for entry in node.entries {
                append(entry.key, bytes, to: &lines)
                append(entry.value, bytes, to: &lines)
            }
            lines.append("end")
        case .sequence:
            lines.append("sequence")
            for element in node.elements { append(element, bytes, to: &lines) }
            lines.append("end")
        }
    }

    /// The referee leaves the place out where an anchor precedes the value: its mark is the anchor's, ours is not.
    private static func scalar(_ node: Node, _ start: Int, _ end: Int, _ bytes: [UInt8]) -> String {
        let isBlock = node.scalarStyle == .literal || node.scalarStyle == .folded
        let place = isAnchored(node, bytes) ? "" : isBlock ? " \(start)" : " \(start)-\(end)"
        let value = node.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return "scalar \(node.scalarStyle)\(place) \(value)"
    }

    private static func isAnchored(_ node: Node, _ bytes: [UInt8]) -> Bool {
        let before = bytes[..<node.range.bytes.start].reversed().drop { $0 == 0x20 }
        let word = before.prefix { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D }
        return word.last == UInt8(ascii: "&") || word.last == UInt8(ascii: "!")
    }

    private static func scalars(_ bytes: [UInt8], _ offset: Int) -> Int {
        bytes[..<offset].reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
    }
}
