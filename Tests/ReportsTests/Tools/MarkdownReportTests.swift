import Findings
import SourceText
import TestKit
import Testing

@testable import Reports

@Suite("Markdown")
struct MarkdownReportTests {
    @Test(
        "keeps code and lets nothing else be markup",
        arguments: [
            ("alert `A` fires", "alert `A` fires"), ("a * b_c", "a \\* b\\_c"), ("lone ` tick", "lone \\` tick"),
            ("`a` and ` b", "`a` and \\` b"), ("`` empty", "\\`\\` empty"), ("@team see #12", "`@team` see `#12`"),
            ("<b>x</b>", "\\<b\\>x\\</b\\>"), ("[a](b)", "\\[a\\](b)"),
            ("at http://x.example now", "at `http://x.example` now"),
            ("{{ $value }}", "\\{\\{ `$value` \\}\\}"), ("C:\\x", "C:\\\\x"), ("a | b", "a \\| b"), ("", ""),
        ])
    func inline(text: String, expected: String) { #expect(MarkdownText.inline(text) == expected) }

    @Test("fences code longer than any run of backticks in it")
    func fences() {
        #expect(MarkdownText.code("a``b") == "```a``b```")
        #expect(MarkdownText.code("`a") == "`` `a ``")
        #expect(MarkdownText.code("a|b", inCell: true) == "`a\\|b`")
        #expect(MarkdownText.fenced(["```yaml", "a: 1", "`````"]) == "``````\n```yaml\na: 1\n`````\n``````\n")
        #expect(MarkdownText.fenced(["a: 1"]) == "```\na: 1\n```\n")
    }

    @Test("has as many cells in every row as its table has columns, whatever the names")
    func tables() {
        for format in [ToolFormat.markdown, .githubSummary] {
            var fence: Substring?
            var columns: Int?
            for line in format.render(ReportSamples.hostile()).split(separator: "\n", omittingEmptySubsequences: false)
            {
                let ticks = line.prefix { $0 == "`" }
                if let open = fence {
                    if line == open { fence = nil }
                    continue
                } else if ticks.count >= 3, ticks.count == line.count {
                    fence = ticks
                    continue
                }
                guard line.hasPrefix("|") else {
                    columns = nil
                    continue
                }
                let bars = line.replacing("\\|", with: "").count { $0 == "|" }
                #expect(bars == columns ?? bars, "\(line)")
                columns = bars
            }
            #expect(fence == nil, "a block is left open")
        }
    }

    @Test("mentions nobody and links nowhere outside code")
    func mentions() {
        for format in [ToolFormat.markdown, .githubSummary] {
            for line in format.render(ReportSamples.hostile()).split(separator: "\n") where line.contains("@everyone") {
                let isProse = line.hasPrefix("#") || line.hasPrefix("|") || line.hasPrefix("-") || line.hasPrefix("*")
                guard isProse else { continue }
                let outside = Self.withoutCode(line)
                #expect(!outside.contains("@everyone") && !outside.contains("://"), "\(line)")
            }
        }
    }

    /// The line without its code spans, found as CommonMark finds them: a run of backticks closes with one as long.
    private static func withoutCode(_ line: Substring) -> String {
        var output = ""
        var rest = line[...]
        while let first = rest.first {
            if first == "\\" {
                output += rest.prefix(2)
                rest = rest.dropFirst(2)
                continue
            }
            let run = rest.prefix { $0 == "`" }
            guard !run.isEmpty else {
                output.append(first)
                rest = rest.dropFirst()
                continue
            }
            rest = rest.dropFirst(run.count)
            var ahead = rest
            while let next = ahead.firstIndex(of: "`") {
                let other = ahead[next...].prefix { $0 == "`" }
                ahead = ahead[next...].dropFirst(other.count)
                if other.count == run.count {
                    rest = ahead
                    break
                }
            }
        }
        return output
    }

    @Test("as a job summary stays below GitHub's limit, says what is missing, and closes what it opened")
    func limit() {
        let text = String(repeating: "long ", count: 200)
        let findings = (0..<2_000).map { index in
            var one = finding(message: "finding \(index) \(text)", why: text, fix: "```\n\(text)", at: nil)
            one.subject = "s\(index)"
            return one
        }
        let requirement = RequirementVerdict(id: "r", level: .evidenced, outcome: .fail, findings: findings)
        let item = ItemVerdict(id: "i", title: "I", requirements: [requirement])
        let services = (0..<30).map { ServiceVerdict(service: "s\($0)", items: [item]) }
        let report = ReportSamples.report(services)
        for limitBytes in [MarkdownReport.summaryLimitBytes, 20_000, 3_000] {
            let summary = MarkdownReport.summary(report, sources: SourceSet(), limitBytes: limitBytes)
            #expect(summary.utf8.count < limitBytes)
            #expect(summary.contains("parts of this report did not fit"))
            #expect(summary.ranges(of: "<details>").count == summary.ranges(of: "</details>").count)
            #expect(summary.hasSuffix("as of 2026-11-23\n"))
        }
        let whole = MarkdownReport.summary(ReportSamples.forTools().report, sources: ReportSamples.forTools().sources)
        #expect(!whole.contains("did not fit"))
    }
}
