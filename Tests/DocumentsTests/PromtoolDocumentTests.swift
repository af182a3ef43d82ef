import Documents
import Findings
import Foundation
import SourceText
import TestKit
import Testing

/// Our findings say what Prometheus does with a file; here promtool 2.42 is asked.
@Suite("Prometheus", .enabled(if: Referee.promtool != nil || Referee.isRequired))
struct PromtoolDocumentTests {
    private static let rule = "groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: up == 0\n"

    /// True for each file that `promtool check rules` accepts, and what it said otherwise.
    private func verdicts(_ files: [[UInt8]]) throws -> [String?] {
        let promtool = try #require(Referee.promtool, "no promtool: run `make test`, which unpacks it")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("promtool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let names = files.indices.map { "\($0).yaml" }
        for (name, bytes) in zip(names, files) { try Data(bytes).write(to: folder.appendingPathComponent(name)) }
        let output = try Referee.run(promtool, ["check", "rules", "--lint=none"] + names, in: folder)
        var said: [String: String] = [:]
        for line in output.standardError.split(separator: "\n") {
            guard let end = line.firstRange(of: ".yaml: ") else { continue }
            let name = line[..<end.lowerBound].drop { $0 == " " } + ".yaml"
            said[String(name), default: ""] += line[end.upperBound...]
        }
        #expect(output.standardOutput.contains("Checking 0.yaml"))
        return names.map { said[$0] }
    }

    private func hasErrors(_ bytes: [UInt8]) -> Bool {
        DocumentReader.readYAML(file(bytes)).findings.contains { $0.severity == .error }
    }

    @Test("accepts and rejects what our findings say it does")
    func traps() throws {
        let texts: [(String, isAccepted: Bool)] = [
            (Self.rule, true), ("", true), ("# nothing\n", true), ("\u{FEFF}" + Self.rule, true),
            (Self.rule.replacing("\n", with: "\r\n"), true), (Self.rule.replacing("\n", with: "\r"), true),
            (Self.rule + "        labels: {a: yes, b: null, c: 1_000}\n", true),
            (Self.rule.replacing("alert: A", with: "<<: {alert: A}"), true),
            (Self.rule + "        annotations: {s: '{{ $value }}'}\n", true),
            (Self.rule + "        annotations:\n          s: Instance {{ $labels.x }} down\n", true),
            (Self.rule + "        annotations:\n          s: {{ $labels.x }}\n", false),
            (Self.rule + "        annotations:\n          s: {{ $labels.x }} down\n", false),
            (Self.rule + "        expr: up\n", false), (Self.rule + "        'expr': up\n", false),
            (Self.rule + "        labels: {a: *b}\n", false), (Self.rule + "        labels: &a {a: *a}\n", false),
            (Self.rule + "\tx: 1\n", false), (Self.rule + "        annotations: {s: \"\\d\"}\n", false),
            (Self.rule + "        annotations: {s: a\u{1B}}\n", false),
            (Self.rule + "        annotations: {s: a\u{0}}\n", false),
            (Self.rule + "        annotations: {s: @x}\n", false), (Self.rule + "        annotations: [\n", false),
            ("{{- if .Values.x }}\n" + Self.rule + "{{- end }}\n", false),
            (Self.rule + "---\nsecond: document\n", true),
            (Self.rule + "        annotations: {s: 'a\u{85}b\u{2028}c'}\n", true),
        ]
        let bytes = texts.map { Array($0.0.utf8) }
        for ((text, isAccepted), said) in zip(texts, try verdicts(bytes)) {
            #expect((said == nil) == isAccepted, "promtool says \(said ?? "ok") to \(text.debugDescription)")
            #expect(hasErrors(Array(text.utf8)) != isAccepted, "our own verdict on \(text.debugDescription)")
        }
    }

    @Test("accepts UTF-16 with a byte order mark, and no other strange encoding")
    func encodings() throws {
        let units = Array(Self.rule.utf16)
        let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let files: [[UInt8]] = [
            [0xFF, 0xFE] + little, [0xFE, 0xFF] + big, little, big, Array(Self.rule.utf8) + [0xE9],
            Array("# caf".utf8) + [0xE9, 0x0A] + Array(Self.rule.utf8),
        ]
        for (bytes, said) in zip(files, try verdicts(files)) {
            #expect(hasErrors(bytes) == (said != nil), "promtool says \(said ?? "ok") to \(bytes.prefix(20))")
        }
    }

    @Test("reads the same whole numbers as our view of yaml.v3")
    func integers() throws {
        let spellings = [
            "1_000", "017", "08", "0o17", "0o8", "0b11", "0b2", "0x1F", "-0x1F", "0x", "+1", "1e3", "1.5", ".5", "1:30",
            "abc",
            "'1'", "!!str 1", "!!int '1'", "99999999999999999999", "1e400", "yes", "~", "", "_1", "1__0", ".inf",
            "2026-11-20",
        ]
        let files = spellings.map { Array(Self.rule.replacing("name: g", with: "name: g\n    limit: \($0)").utf8) }
        for (spelling, (bytes, said)) in zip(spellings, zip(files, try verdicts(files))) {
            let root = try #require(DocumentReader.readYAML(file(bytes)).documents.first).root
            let node = try #require(root["groups"]?.elements.first?["limit"])
            let number = node.number(.goYAML3).value
            // Go cuts the fraction off where an integer is wanted: `limit: 1.5` is 1.
            let isRead = node.isNull || number.map { abs($0) < 9e18 } ?? false
            #expect((said == nil) == isRead, "promtool says \(said ?? "ok") to \(spelling)")
        }
    }

    @Test("agrees on a thousand files with small mistakes")
    func mistakes() throws {
        var random = SeededGenerator(seed: 3)
        let base = Array(
            (Self.rule + """
                      - record: "a:b"
                        expr: |
                          sum by (x) (up) # é
                            > 1
                        labels: {a: 'it''s', "b": x-y}
                      - alert: B
                        expr: 'up{x=~"a|b"} > 0.5'
                        for: 5m
                        annotations:
                          s: "{{ $value }} \\t é"
                          t: >-
                            two
                            lines

                """).utf8)
        // Three differences are known and left out: promtool stops behind the first document, at `---`; Go's reader ends a
        // plain text in braces at `?` and rejects a tag that holds a quote, libyaml 0.2.5 does neither.
        let fragments = [
            "\t", "  ", "\n", ":", ": ", "- ", "'", "\"", "\\", "{", "}", "[", "]", ",", "#", " #", "|", ">", "&a ",
            "*a", "%", "@", "é", "~",
        ]
        let files: [[UInt8]] = (0..<1_000).map { _ in
            var bytes = base
            for _ in 0...random.below(2) {
                let place = random.below(bytes.count)
                switch random.below(4) {
                case 0: bytes.remove(at: place)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + random.below(12)))
                default: bytes.insert(contentsOf: Array(random.pick(fragments).utf8), at: place)
                }
            }
            return bytes
        }
        var rejected = 0
        for (bytes, said) in zip(files, try verdicts(files)) {
            let text = String(decoding: bytes, as: UTF8.self)
            let hasErrors = hasErrors(bytes)
            if said == nil {
                // Go's reader knows an escape that YAML does not have; our finding says so.
                if text.contains("\\'") { continue }
                #expect(!hasErrors, "promtool accepts:\n\(text)")
            } else if let said, said.hasPrefix("yaml: line") || said.contains("already defined") {
                rejected += 1
                #expect(hasErrors, "promtool says \(said) to:\n\(text)")
            }
        }
        #expect(rejected > 200, "\(rejected) of the files are no YAML; the test wants more")
    }
}
