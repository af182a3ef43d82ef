import Documents
import Findings
import Foundation
import SourceText
import TestKit
import Testing

@Suite("JSON")
struct JSONReadingTests {
    @Test("gives the same tree as YAML of the same meaning")
    func tree() throws {
        let text = #"{"title": "é \"x\"\n", "panels": [{"id": 1, "on": true, "off": null, "max": -1.5e3}, []]}"#
        let reading = DocumentReader.readJSON(file(text))
        #expect(reading.findings.isEmpty)
        let root = try #require(reading.documents.first).root
        #expect(source(root, of: text) == text)
        #expect(root["title"]?.string() == "é \"x\"\n")
        let panels = try #require(root["panels"])
        let panel = try #require(panels.elements.first)
        #expect(source(panel, of: text) == #"{"id": 1, "on": true, "off": null, "max": -1.5e3}"#)
        #expect(panel["id"]?.integer() == .value(1) && panel["on"]?.bool() == true && panel["off"]?.isNull == true)
        #expect(panel["max"]?.number() == .value(-1500))
        #expect(source(try #require(panel.entry("on")).key, of: text) == "\"on\"")
        #expect(panels.count == 2 && TreeProperties.violation(in: reading.documents[0], of: Array(text.utf8)) == nil)
    }

    @Test("ties the text of a string to the bytes that spell it, escapes included")
    func text() throws {
        let source = #"["sum(\"x\") > \u00e9\ud83d\ude00 end"]"#
        let node = try #require(
            DocumentReader.readJSON(file(source)).documents.first?.root.elements.first)
        let text = node.text
        #expect(text.string == "sum(\"x\") > é😀 end")
        func spelled(_ start: Int, _ length: Int) -> String {
            DocumentsTests.source(text.sourceRange(of: ByteRange(start: start, length: length)), of: Array(source.utf8))
        }
        #expect(spelled(4, 1) == #"\""# && spelled(5, 1) == "x" && spelled(11, 2) == #"\u00e9"#)
        #expect(spelled(13, 4) == #"\ud83d\ude00"# && spelled(18, 3) == "end")
    }

    @Test("strings are texts whatever they spell, and `<<` is an ordinary key")
    func types() throws {
        let root = try #require(
            DocumentReader.readJSON(file(#"{"a": "1", "b": "null", "<<": {"c": 1}}"#)).documents.first
        ).root
        #expect(root["a"]?.integer() == .notANumber && root["b"]?.isNull == false && root["c"] == nil)
    }

    @Test("half a surrogate pair is a warning, and is read as U+FFFD")
    func surrogates() {
        let reading = DocumentReader.readJSON(file(#"["\ud83d", "\ud83d\ude00", "x\udc00y"]"#))
        #expect(reading.findings.map(\.kind) == [.loneSurrogate, .loneSurrogate])
        #expect(reading.findings.map(\.severity) == [.warning, .warning] && reading.isComplete)
        #expect(reading.findings.compactMap { $0.primary?.range.start } == [2, 29])
        #expect(reading.documents.first?.root.elements.map { $0.string() } == ["\u{FFFD}", "😀", "x\u{FFFD}y"])
    }

    @Test("stops at the depth limit", arguments: ["[", "{\"a\":"])
    func depth(_ opening: String) {
        let reading = DocumentReader.readJSON(file(String(repeating: opening, count: 100_000)))
        #expect(reading.findings.map(\.kind) == [.deepNesting] && reading.documents.isEmpty)
    }

    @Test(
        "numbers beyond a double are told when somebody wants them",
        arguments: ["1e400", String(repeating: "9", count: 400)])
    func hugeNumbers(_ number: String) throws {
        let node = try #require(DocumentReader.readJSON(file(number)).documents.first).root
        #expect(node.number() == .outOfRange && node.string() == number)
    }

    @Test("keys over 1,024 characters are no trouble")
    func longKeys() {
        let key = String(repeating: "k", count: 5_000)
        let reading = DocumentReader.readJSON(file("{\"\(key)\": 1}"))
        #expect(reading.documents.first?.root[bytes: key.utf8]?.integer() == .value(1))
    }

    @Test("says to Python what it says to us, valid or broken", .enabled(if: PythonReferee.isAvailable))
    func differential() throws {
        var random = SeededGenerator(seed: 11)
        let texts: [[UInt8]] = (0..<4000).map { index in
            var text = Array(JSONGenerator.text(&random).utf8)
            if index % 2 == 1 { for _ in 0...random.below(2) { JSONGenerator.mutate(&text, &random) } }
            return text
        }
        let answers = try PythonReferee.answers(PythonReferee.jsonNodes, to: texts)
        var broken = 0
        for (text, answer) in zip(texts, answers) {
            let ours = JSONLines.of(DocumentReader.readJSON(file(text)))
            if answer == ["error"] { broken += 1 }
            #expect(ours == answer, "\(String(decoding: text, as: UTF8.self))")
        }
        #expect(broken > 500 && broken < 3500, "\(broken) of the texts are broken; the test wants both kinds")
    }
}

/// Writes random JSON.
enum JSONGenerator {
    static func text(_ random: inout SeededGenerator) -> String { blank(&random) + value(3, &random) + blank(&random) }

    private static func blank(_ random: inout SeededGenerator) -> String {
        random.pick(["", "", "", " ", "\n", "\r\n", "\t"])
    }

    private static func value(_ depth: Int, _ random: inout SeededGenerator) -> String {
        switch random.below(depth > 0 ? 8 : 5) {
        case 0: return random.pick(["true", "false", "null"])
        case 1: return random.pick(["0", "-0", "1", "12.5", "-1e9", "1E+2", "0.0001", "9007199254740993", "1e400"])
        case 2, 3, 4: return string(&random)
        case 5, 6:
            let items = (0..<random.below(5)).map { _ in blank(&random) + value(depth - 1, &random) + blank(&random) }
            return "[" + (items.isEmpty ? blank(&random) : items.joined(separator: ",")) + "]"
        default:
            let items = (0..<random.below(5)).map { _ in
                blank(&random) + string(&random) + blank(&random) + ":" + blank(&random) + value(depth - 1, &random)
            }
            return "{" + items.joined(separator: ",") + "}"
        }
    }

    private static func string(_ random: inout SeededGenerator) -> String {
        let pieces = [
            "a", "b c", "é", "日", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "{{x}}",
            "'",
        ]
        return "\"" + (0..<random.below(5)).map { _ in random.pick(pieces) }.joined() + "\""
    }

    static func mutate(_ text: inout [UInt8], _ random: inout SeededGenerator) {
        let letters = Array("{}[]:,\"\\01eE+-.u/'#tnf \n\u{1}é".utf8)
        guard !text.isEmpty else { return }
        let place = random.below(text.count)
        switch random.below(4) {
        case 0: text.remove(at: place)
        case 1: text.insert(random.pick(letters), at: place)
        case 2: text[place] = random.pick(letters)
        default: text.removeLast(min(text.count, random.below(8)))
        }
    }
}

/// A JSON tree as the lines that the Python referee prints for the same text.
enum JSONLines {
    static func of(_ reading: DocumentReading) -> [String] {
        guard let root = reading.documents.first?.root else { return ["error"] }
        var lines: [String] = []
        append(root, to: &lines)
        return lines
    }

    private static func append(_ node: Node, to lines: inout [String]) {
        switch node.kind {
        case .mapping:
            lines.append("mapping")
            for entry in node.entries {
                append(entry.key, to: &lines)
                append(entry.value, to: &lines)
            }
            lines.append("end")
        case .sequence:
            lines.append("sequence")
            for element in node.elements { append(element, to: &lines) }
            lines.append("end")
        case .scalar: lines.append(scalar(node))
        }
    }

    private static func scalar(_ node: Node) -> String {
        if node.scalarStyle == .doubleQuoted {
            return "text " + node.bytes.map { String(format: "%02x", $0) }.joined()
        }
        if node.isNull { return "null" }
        if let bool = node.bool() { return "\(bool)" }
        return "number " + node.string()
    }
}
