import Findings
import Foundation
import Reports
import SourceText
import TestKit
import Testing

@Suite struct HTMLReportTests {
    @Test func `a report of three services`() throws {
        let (report, sources) = ReportSamples.everything()
        try expectGolden(HTMLReport.render(report, sources: sources), "reports/everything.html")
    }

    @Test func `names that would be markup`() throws {
        let (report, sources, withheld) = HostilePage.sample()
        let page = HTMLReport.render(report, sources: sources, redactor: Redactor(withholding: [withheld]))
        // The head is in the other golden.
        let body = try #require(page.firstRange(of: "<body>"))
        let script = try #require(page.firstRange(of: "<script>"))
        try expectGolden(String(page[body.lowerBound..<script.lowerBound]), "reports/hostile.html")
        for text in ["<img", "<b>", "onerror=\"", "\"onmouseover", "withheld-canary"] { #expect(!page.contains(text)) }
        #expect(page.ranges(of: "</script").count == 1)
        #expect(page.ranges(of: "</style").count == 1)
    }

    @Test func `the same report is the same bytes`() {
        let (report, sources) = ReportSamples.everything()
        let first = HTMLReport.render(report, sources: sources)
        #expect(first.utf8.elementsEqual(HTMLReport.render(report, sources: sources).utf8))
    }

    @Test func `one service is the heading of its page`() {
        let (report, sources) = ReportSamples.everything()
        let alone = HTMLReport.render(ReportSamples.report([report.services[0]]), sources: sources)
        #expect(alone.contains("<title>support-chat: not ready</title>"))
        #expect(alone.contains("<h1 id=\"service-support-chat\">support-chat</h1>"))
        #expect(!alone.contains("Services"))
        let none = HTMLReport.render(ReportSamples.report([]), sources: SourceSet())
        #expect(none.contains("<h1>No service was checked</h1>"))
    }

    @Test func `code in a fix is apart, to be copied, if it is long`() throws {
        let fixes = [
            ("do this", "<p>do this</p>"), ("write `a: b`, now", "<p>write <code>a: b</code>, now</p>"),
            ("a: b\n", "<pre class=\"paste\"><code>a: b</code></pre>"),
            ("a\n  b\n\n", "<pre class=\"paste\"><code>a\n  b</code></pre>"), ("a ` b", "<p>a ` b</p>"),
            (
                "emit `Counter(\"claude_tokens_input_total\", [])`, or not",
                "<p>emit </p>\n<pre class=\"paste\"><code>Counter(&quot;claude_tokens_input_total&quot;, [])</code></pre>\n"
                    + "<p>or not</p>"
            ),
        ]
        for (fix, markup) in fixes {
            let service = ServiceVerdict(service: "s", items: [], findings: [finding(fix: fix, at: nil)])
            let page = HTMLReport.render(ReportSamples.report([service]), sources: SourceSet())
            #expect(page.contains("<dt>fix</dt>\n<dd>\(markup)\n</dd>"), "\(fix)")
        }
    }

    @Test func `whatever the file and the places, elements are balanced and nothing unsafe is printed`() throws {
        let alphabet: [[UInt8]] =
            [
                "a", "b: c", " ", "\t", "\n", "\r\n", "<b>", "&amp;", "\"'", "-->", "<\u{301}", "`", "`x`", "é", "名",
                "👩‍👩‍👧", "\u{1B}[2J", "\u{0}", "\u{202E}", "\u{200B}", "\u{FEFF}", "\u{2028}",
                String(repeating: "字", count: 90),
            ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xE2, 0x82], [0x80]]
        for seed in UInt64(1)...200 {
            var random = SeededGenerator(seed: seed)
            func bytes() -> [UInt8] { (0..<random.below(25)).flatMap { _ in random.pick(alphabet) } }
            func text() -> String { String(decoding: bytes(), as: UTF8.self) }
            var sources = SourceSet()
            let content = bytes()
            let file = sources.add(path: text(), bytes: content)
            let annotations = (0..<1 + random.below(4)).map { _ in
                let range = SourceRange(
                    file: file.id, start: UInt64(random.below(content.count + 2)), length: UInt32(random.below(40)))
                return Annotation(range, random.chance(2, in: 3) ? text() : nil)
            }
            let one = finding(
                message: text(), why: text(), fix: text(), at: annotations[0], related: Array(annotations.dropFirst()))
            let requirement = RequirementVerdict(
                id: text(), level: .evidenced, outcome: random.pick([.fail, .vacuous, .pass]), reason: text(),
                evidence: [Evidence(.sampled, at: annotations[0].range, text())], findings: [one])
            let item = ItemVerdict(id: text(), title: text(), requirements: [requirement, requirement])
            let service = ServiceVerdict(service: text(), items: [item, item])
            let page = HTMLReport.render(ReportSamples.report([service, service]), sources: sources)
            if let trouble = Markup.trouble(in: page) { Issue.record("seed \(seed): \(trouble)") }
        }
    }

    @Test func `a thousand findings make a page in good time`() {
        var sources = SourceSet()
        let line = Array("  - alert: Example # with some words after it\n".utf8)
        let file = sources.add(path: "big.yaml", bytes: Array(repeatElement(line, count: 20_000).joined()))
        let findings = (0..<1_000).map { index in
            let range = SourceRange(file: file.id, start: UInt64(index * 20 * line.count + 11), length: 7)
            return finding(message: "finding \(index)", at: Annotation(range))
        }
        let requirement = RequirementVerdict(id: "r", level: .evidenced, outcome: .fail, findings: findings)
        let item = ItemVerdict(id: "i", title: "I", requirements: [requirement])
        let report = ReportSamples.report([ServiceVerdict(service: "s", items: [item])])
        let clock = ContinuousClock()
        let elapsed = clock.measure {
            #expect(HTMLReport.render(report, sources: sources).contains("big.yaml:19981:12"))
        }
        #expect(elapsed < .seconds(5))
    }
}

/// A reader of markup that knows only what the page may hold.
enum Markup {
    private static let void = ["!doctype", "meta", "input"]

    /// The first thing that is wrong; nil if elements are balanced and all characters can be seen.
    static func trouble(in page: String) -> String? {
        var open: [Substring] = []
        var rest = page[...]
        while let start = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: start)...]
            guard let end = rest.firstIndex(of: ">") else { return "a tag without an end" }
            let tag = rest[..<end]
            rest = rest[rest.index(after: end)...]
            let name = tag.prefix { !$0.isWhitespace }
            if name.hasPrefix("/") {
                guard open.popLast() == name.dropFirst() else { return "\(tag) closes nothing that is open" }
            } else if !void.contains(String(name)) {
                open.append(name)
                // Text that is no markup up to its end.
                if name == "style" || name == "script", let close = rest.firstRange(of: "</\(name)>") {
                    rest = rest[close.lowerBound...]
                }
            }
        }
        if let last = open.last { return "\(last) stays open" }
        let unsafe = page.unicodeScalars.first { scalar in
            switch scalar.properties.generalCategory {
            case .control: scalar != "\n"
            case .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: true
            case .format: scalar.value != 0x200D
            default: false
            }
        }
        return unsafe.map { "the scalar \($0.debugDescription) is printed" }
    }
}
