import Documents
import Findings
import Foundation
import SourceText
import TestKit
import Testing

/// Broken YAML and JSON by the thousand: whatever the bytes, reading ends with a sound tree or with a finding.
@Suite struct DocumentFuzzTests {
    enum Format: CaseIterable {
        case yaml, json

        func read(_ file: SourceFile) -> DocumentReading {
            self == .yaml ? DocumentReader.readYAML(file) : DocumentReader.readJSON(file)
        }
    }

    @Test(arguments: Format.allCases)
    func `whatever the bytes, reading ends in a sound tree or in a finding`(format: Format) {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["PREFLIGHT_FUZZ_SECONDS"].flatMap(Double.init)
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        var seed: UInt64 = 1
        while deadline.map({ ContinuousClock.now < $0 }) ?? (seed <= 1_500) {
            let bytes = DocumentSoup.bytes(format, seed: seed)
            let violations = DocumentProperties.violations(of: bytes) { ReadTree($0, format) }
            if !violations.isEmpty {
                Issue.record("seed \(seed): \(violations)\n\(String(decoding: bytes, as: UTF8.self).debugDescription)")
                return
            }
            seed += 1
        }
    }

    @Test(arguments: Sabotage.allCases)
    func `the properties notice a sabotaged reader`(sabotage: Sabotage) {
        let isNoticed = Format.allCases.contains { format in
            (UInt64(1)...300).contains { seed in
                let bytes = DocumentSoup.bytes(format, seed: seed)
                return !DocumentProperties.violations(of: bytes) { sabotage.read($0, format) }.isEmpty
            }
        }
        #expect(isNoticed, "no property fails on a reader that \(sabotage)")
    }

    enum Sabotage: CaseIterable {
        case misplacesChildren
        case misplacesText
        case confusesText
        case losesFindings
        case forgetsByteOrderMarks
        case pointsBehindTheFile
        case printsWhatTerminalsObey

        func read(_ bytes: [UInt8], _ format: Format) -> ReadTree {
            var tree = ReadTree(bytes, format)
            switch self {
            case .misplacesChildren:
                guard let last = tree.nodes.indices.last, last > 0 else { break }
                tree.nodes[last].range = ByteRange(start: 0, length: tree.nodes[last].range.length + 1)
            case .misplacesText:
                for node in tree.nodes.indices where !tree.nodes[node].segments.isEmpty {
                    tree.nodes[node].segments[0].source.start += bytes.count
                }
            case .confusesText:
                guard let node = tree.nodes.lastIndex(where: { !$0.text.isEmpty }) else { break }
                tree.nodes[node].text[0] ^= 1
            case .losesFindings: tree.findings.removeAll()
            case .forgetsByteOrderMarks:
                guard bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { break }
                tree = ReadTree(Array(bytes.dropFirst(3)), format)
            case .pointsBehindTheFile:
                for finding in tree.findings.indices {
                    tree.findings[finding].ranges.append(ByteRange(start: bytes.count, length: 1))
                }
            case .printsWhatTerminalsObey:
                for finding in tree.findings.indices { tree.findings[finding].words += "\u{1B}[2J" }
            }
            return tree
        }
    }
}

/// Everything that a reading says, as plain data that a sabotage can change.
struct ReadTree: Equatable {
    struct Item: Equatable {
        var parent: Int?
        var isScalar: Bool
        var isAlias: Bool
        var range: ByteRange
        var value: [UInt8]
        var text: [UInt8]
        var segments: [EmbeddedText.Segment]
    }

    struct Report: Equatable {
        var kind: String
        var words: String
        var ranges: [ByteRange]
    }

    var nodes: [Item] = []
    var findings: [Report] = []
    var documentCount = 0
    var isComplete: Bool

    init(_ bytes: [UInt8], _ format: DocumentFuzzTests.Format) {
        let reading = format.read(SourceFile(id: FileID(index: 0), path: "soup", bytes: bytes))
        isComplete = reading.isComplete
        documentCount = reading.documents.count
        findings = reading.findings.map { finding in
            let places = ([finding.primary].compactMap(\.self) + finding.related)
            let labels = places.compactMap(\.label)
            let words = [finding.message, finding.why, finding.fix, finding.subject] + labels
            return Report(
                kind: finding.kind.name, words: words.joined(separator: "|"), ranges: places.map(\.range.bytes))
        }
        for document in reading.documents { append(document.root, parent: nil) }
    }

    private mutating func append(_ node: Node, parent: Int?) {
        let text = node.isAlias ? nil : node.text
        let index = nodes.count
        nodes.append(
            Item(
                parent: parent, isScalar: node.isScalar, isAlias: node.isAlias, range: node.range.bytes,
                value: Array(node.bytes), text: text?.bytes ?? Array(node.bytes), segments: text?.segments ?? []))
        if node.isAlias { return }
        for entry in node.entries {
            append(entry.key, parent: index)
            append(entry.value, parent: index)
        }
        for element in node.elements { append(element, parent: index) }
    }
}

/// Texts that are nearly documents.
enum DocumentSoup {
    static func bytes(_ format: DocumentFuzzTests.Format, seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        var bytes = Array(random.pick(format == .yaml ? yaml : json).utf8)
        if random.chance(1, in: 4) {
            bytes = (0..<random.below(40)).flatMap { _ in Array(random.pick(fragments).utf8) }
        }
        for _ in 0..<random.below(6) where !bytes.isEmpty {
            let place = random.below(bytes.count)
            switch random.below(8) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + random.below(30)))
            case 3: bytes.removeLast(bytes.count - place)
            case 4:
                let chunk = Array(bytes[place..<min(bytes.count, place + 1 + random.below(40))])
                bytes.insert(contentsOf: chunk, at: random.below(bytes.count))
            case 5 where random.chance(1, in: 10):
                let chunk = Array(bytes[place..<min(bytes.count, place + 1 + random.below(6))])
                bytes.insert(contentsOf: Array(repeating: chunk, count: 300).joined(), at: place)
            default: bytes.insert(contentsOf: Array(random.pick(fragments).utf8), at: place)
            }
        }
        if random.chance(1, in: 20) { bytes = [0xEF, 0xBB, 0xBF] + bytes }
        if random.chance(1, in: 20) {
            let units = Array(String(decoding: bytes, as: UTF8.self).utf16)
            bytes = [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        }
        return bytes
    }

    private static let yaml = [
        """
        groups:
          - name: chat # é
            interval: 30s
            rules:
              - record: job:errors:rate5m
                expr: sum by (job) (rate(errors_total{job="chat"}[5m]))
              - alert: HighErrors
                expr: |
                  sum(rate(errors_total[5m]))
                    / sum(rate(requests_total[5m])) > 0.02

                for: 5m
                labels: {severity: page, "team": 'assist''s'}
                annotations:
                  summary: "{{ $value | humanizePercentage }} of\\t\\u00e9 requests
                    fail"
                  description: >-
                    日本語 {{ $labels.job }}
                     deeper

                    😀 end
        """,
        """
        %YAML 1.1
        ---
        defaults: &defaults {a: 1, b: [1, 2.5, .inf, 0x1F, ~]}
        one: {<<: *defaults, b: 'x'}
        two:
          <<: [*defaults, {c: 3}]
          ? complex key
          : - nested
            - |+2
               indented

          !!str tagged: !!int "12"
        ...
        ---
        second: document
        """,
        "kind: ConfigMap\r\ndata:\r\n  rules.yaml: |\r\n    groups: []\r\n  other: >+\r\n    x\r\n    y\r\n\r\n",
    ]

    private static let json = [
        #"{"title": "é \"x\"\n \ud83d\ude00", "panels": [{"id": 1, "on": true, "off": null, "max": -1.5e3}, [], {}]}"#,
        "[1, 2.50, -0, 1E+2, \"\", \"\\u0000\\/\", false]\n",
        "{\"a\": {\"b\": {\"c\": [[[\"deep\"]]]}}, \"a\": \"日本\"}\r\n",
    ]

    private static let fragments = [
        "{", "}", "[", "]", ",", ":", ": ", "- ", "? ", "|", ">", "|+1", ">-", "&a ", "*a", "!!str ", "!x ", "<<: ",
        "#", " #",
        "\"", "'", "\\", "\\u00e9", "\\ud83d", "\\x4", "\n", "\r", "\r\n", "\t", " ", "  ", "---\n", "...\n",
        "%TAG ! x\n",
        "\u{85}", "\u{2028}", "\u{FEFF}", "\u{0}", "\u{7}", "\u{A0}", "é", "日", "😀", "{{", "}}", "{{ .Values.x }}",
        "{{ $labels.x }}",
        "a", "key: value\n", "null", "true", "1e400", "~", "'a': 1\n", "a: &a [*a]\n", "@", "`", "=",
    ]
}

/// What must hold of any reading of any bytes.
enum DocumentProperties {
    static func violations(of bytes: [UInt8], read: ([UInt8]) -> ReadTree) -> [String] {
        let start = ContinuousClock.now
        let tree = read(bytes)
        var violations: [String] = []
        if ContinuousClock.now - start > .seconds(10) { violations.append("reading takes too long") }
        if read(bytes) != tree { violations.append("reading twice gives two results") }
        violations += nesting(tree, bytes) + texts(tree, bytes) + reports(tree, bytes)
        if let moved = byteOrderMark(tree, bytes, read) { violations.append(moved) }
        return violations
    }

    private static func nesting(_ tree: ReadTree, _ bytes: [UInt8]) -> [String] {
        var violations: [String] = []
        var lastEnd: [Int: Int] = [:]
        for (index, node) in tree.nodes.enumerated() {
            let outer = node.parent.map { tree.nodes[$0].range } ?? ByteRange(start: 0, length: bytes.count)
            if node.range.start < outer.start || node.range.end > outer.end {
                violations.append("node \(index) at \(node.range) lies outside \(outer)")
            }
            let parent = node.parent ?? -1
            if node.range.start < lastEnd[parent, default: 0] {
                violations.append("node \(index) overlaps the one before")
            }
            lastEnd[parent] = node.range.end
        }
        return violations
    }

    private static func texts(_ tree: ReadTree, _ bytes: [UInt8]) -> [String] {
        var violations: [String] = []
        for (index, node) in tree.nodes.enumerated() where node.isScalar && !node.isAlias {
            if node.text != node.value { violations.append("the text of node \(index) is not its value") }
            var position = 0
            var source = node.range.start
            for segment in node.segments {
                if segment.text.start != position || segment.source.start < source || segment.source.end > bytes.count {
                    violations.append("the map of node \(index) breaks at \(segment)")
                }
                position = segment.text.end
                source = segment.source.end
            }
            if position != node.text.count { violations.append("the map of node \(index) ends early") }
        }
        return violations
    }

    private static func reports(_ tree: ReadTree, _ bytes: [UInt8]) -> [String] {
        var violations: [String] = []
        if !tree.isComplete && tree.findings.isEmpty { violations.append("a text is lost without a finding") }
        for report in tree.findings {
            if report.ranges.contains(where: { $0.end > bytes.count }) {
                violations.append("\(report.kind) lies outside the file")
            }
            if report.ranges.isEmpty { violations.append("\(report.kind) has no place") }
            if report.words.utf8.count > 3_000 { violations.append("\(report.kind) is too long to read") }
            if report.words.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                violations.append("\(report.kind) prints a control character")
            }
        }
        return violations
    }

    /// A byte order mark before a text moves every place by three bytes and changes nothing else.
    private static func byteOrderMark(_ tree: ReadTree, _ bytes: [UInt8], _ read: ([UInt8]) -> ReadTree) -> String? {
        if [0xEF, 0xFE, 0xFF, 0].contains(bytes.first ?? 0) { return nil }
        let moved = read([0xEF, 0xBB, 0xBF] + bytes)
        let isSame =
            moved.nodes.count == tree.nodes.count
            && zip(moved.nodes, tree.nodes).allSatisfy { $0.range.start == $1.range.start + 3 && $0.value == $1.value }
            && moved.findings.map(\.kind) == tree.findings.map(\.kind)
        return isSame ? nil : "a byte order mark changes what is read"
    }
}
