import Findings
import Reports
import SourceText
import TestKit
import Testing

@Suite struct AnyBytesTests {
    private static let alphabet: [[UInt8]] =
        [
            "a", "b: c", " ", "    ", "\t", "\n", "\r\n", "\r", "é", "e\u{301}", "名", "👩‍👩‍👧", "\u{1B}[2J", "\u{0}",
            "\u{202E}", "\u{200B}", "\u{FEFF}", "\u{2028}", "\u{AD}", String(repeating: "word ", count: 60),
            String(repeating: "字", count: 90),
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F], [0x80]]

    @Test func `whatever the file and the places, what is printed is safe and in its columns`() {
        for seed in UInt64(1)...400 {
            var random = SeededGenerator(seed: seed)
            var bytes: [UInt8] = []
            for _ in 0..<random.below(25) { bytes += random.pick(Self.alphabet) }
            var sources = SourceSet()
            let file = sources.add(path: "a.yaml", bytes: bytes)
            let annotations = (0..<1 + random.below(5)).map { _ in
                let start = random.below(bytes.count + 2)
                let length = random.below(random.pick([1, 4, 40, 1_000]))
                let range = SourceRange(file: file.id, start: UInt64(start), length: UInt32(length))
                return Annotation(range, random.chance(2, in: 3) ? random.pick(["short", "名前\u{1B}", ""]) : nil)
            }
            var renderer = DiagnosticRenderer(sources: sources)
            let text = renderer.render(finding(at: annotations[0], related: Array(annotations.dropFirst())))
            let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
            for row in rows where DisplayWidth.columns(String(row)) > 100 {
                Issue.record("seed \(seed): a row is wider than 100 columns\n\(text)")
            }
            let isSafe = text.unicodeScalars.allSatisfy { $0 == "\n" || isPrintable($0) }
            #expect(isSafe, "seed \(seed): something unsafe is printed\n\(text.debugDescription)")
            #expect(text.contains("^"), "seed \(seed): no caret\n\(text)")
            #expect(rows.allSatisfy { !$0.hasSuffix(" ") }, "seed \(seed): a row ends with a blank\n\(text)")
        }
    }

    private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
        // The joiner inside an emoji is the only invisible character that is let through.
        case .format: scalar.value == 0x200D
        default: true
        }
    }

    @Test func `a thousand findings in one file are rendered with its lines counted once`() {
        var sources = SourceSet()
        let line = Array("  - alert: Example # with some words after it\n".utf8)
        let file = sources.add(path: "big.yaml", bytes: Array(repeatElement(line, count: 20_000).joined()))
        let requirement = RequirementVerdict(
            id: "r", level: .evidenced, outcome: .fail,
            findings: (0..<1_000).map { index in
                let range = SourceRange(file: file.id, start: UInt64(index * 20 * line.count + 11), length: 7)
                return finding(message: "finding \(index)", at: Annotation(range))
            })
        let service = ServiceVerdict(
            service: "s", items: [ItemVerdict(id: "i", title: "I", requirements: [requirement])])
        let text = TextReport.render(ReportSamples.report([service]), sources: sources)
        #expect(text.contains("big.yaml:19981:12"))
        #expect(text.contains("1000 errors"))
    }
}
