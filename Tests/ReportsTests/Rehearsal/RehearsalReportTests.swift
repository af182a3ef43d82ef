import Findings
import Foundation
import Privacy
import Rehearsals
import Simulation
import SourceText
import TestKit
import Testing

@testable import Reports

@Suite struct RehearsalReportTests {
    @Test func `a rehearsal in which everything occurs, as text`() throws {
        let (report, sources) = RehearsalSamples.everything()
        try expectGolden(TextReport.render(report, sources: sources), "reports/rehearsal.txt")
        try expectGolden(
            TextReport.render(report, sources: sources, style: TextStyle(width: 60)), "reports/rehearsal-narrow.txt")
    }

    @Test func `as JSON`() throws {
        let (report, sources) = RehearsalSamples.everything()
        try expectGolden(JSONReport.render(report, sources: sources), "reports/rehearsal.json")
    }

    @Test func `as Markdown`() throws {
        let (report, sources) = RehearsalSamples.everything()
        try expectGolden(MarkdownReport.summary(report, sources: sources), "reports/rehearsal.md")
    }

    @Test func `as a page`() throws {
        let (report, sources) = RehearsalSamples.everything()
        let page = HTMLReport.render(report, sources: sources)
        // The head is in the golden of another page.
        let body = try #require(page.firstRange(of: "<body>"))
        let script = try #require(page.firstRange(of: "<script>"))
        try expectGolden(String(page[body.lowerBound..<script.lowerBound]), "reports/rehearsal.html")
    }

    @Test func `JSON fits the published schema, and the schema refuses what is no rehearsal`() throws {
        let samples = [RehearsalSamples.everything(), RehearsalSamples.hostile()]
        try SchemaReferee.validate(samples.map { JSONReport.render($0.report, sources: $0.sources) })
        let text = JSONReport.render(samples[0].report, sources: samples[0].sources)
        let broken = [
            text.replacing("\"verdict\": \"missed\"", with: "\"verdict\": \"slept\""),
            text.replacing("\"cause\": \"crash\"", with: "\"cause\": \"gone\""),
            text.replacing("\"kind\": \"firing\"", with: "\"kind\": \"burning\""),
            text.replacing("\"standing\": \"quiet\"", with: "\"standing\": \"fine\""),
            text.replacing("\"seed\": \"1\"", with: "\"seed\": 1"),
            text.replacing("\"values\": [null", with: "\"values\": [true"),
        ]
        for document in broken {
            #expect(document != text, "the sample has lost what the test breaks")
            try SchemaReferee.validate([document], expecting: 1)
        }
    }

    @Test func `the schema's words are those of the code`() {
        let words =
            LossCause.allCases.map(\.rawValue) + DetectionStep.Stage.allCases.map(\.rawValue)
            + Counterfactual.Change.allCases.map(\.rawValue) + Timeline.Quantity.allCases.map(\.rawValue)
            + Timeline.Quantity.allCases.map(\.unit)
        for word in words {
            #expect(ReportSchema.text.contains("\"\(word)\""), "add `\(word)` to RehearsalSchema")
        }
    }

    @Test func `numbers of JSON are read back as they were`() throws {
        let numbers = [0.1, -0.0, 1e-7, 123_456_789.25, 1.0 / 3, .leastNormalMagnitude, .greatestFiniteMagnitude, 40]
        let text = JSONWriter.write(.numbers(numbers + [.infinity, .nan, nil]))
        let read = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Any])
        #expect(read.prefix(numbers.count).compactMap { $0 as? Double } == numbers)
        #expect(read.suffix(3).allSatisfy { $0 is NSNull }, "\(text)")
        #expect(JSONWriter.write(.number(.nan)) == "null\n")
        #expect(JSONWriter.write(.number(2.5)) == "2.5\n")
    }

    @Test func `the same rehearsal is the same bytes`() {
        for sample in [RehearsalSamples.everything(), RehearsalSamples.hostile()] {
            for format in RehearsalFormat.allCases {
                #expect(format.render(sample).utf8.elementsEqual(format.render(sample).utf8), "\(format)")
            }
        }
    }

    @Test func `formats that know of no rehearsal are the same with it and without`() {
        let (report, sources) = RehearsalSamples.everything()
        var without = report
        without.rehearsals = []
        for format in ToolFormat.allCases where ![.markdown, .githubSummary].contains(format) {
            #expect(format.render((report, sources)) == format.render((without, sources)), "\(format)")
        }
    }

    @Test(arguments: RehearsalFormat.allCases)
    func `nothing acts on a terminal or hides`(format: RehearsalFormat) {
        for scalar in format.render(RehearsalSamples.hostile()).unicodeScalars where scalar != "\n" {
            let category = scalar.properties.generalCategory
            let isHidden = [.control, .lineSeparator, .paragraphSeparator].contains(category)
            if isHidden || (category == .format && scalar.value != 0x200D) {
                Issue.record("\(format) lets U+\(String(scalar.value, radix: 16)) through")
                return
            }
        }
    }

    @Test func `names that would be markup stay names`() {
        let sample = RehearsalSamples.hostile()
        let page = HTMLReport.render(sample.report, sources: sample.sources)
        if let trouble = Markup.trouble(in: page) { Issue.record("\(trouble)") }
        #expect(page.ranges(of: "</script").count == 1)
        for text in ["<img", "<b>", "onerror=\"", " style="] { #expect(!page.contains(text), "\(text)") }
    }

    /// A value that may not be shown, of every kind that is recognised wherever it stands.
    static let canaries: [(name: String, value: String)] = DetectorCatalogue.all.compactMap { detector in
        guard detector.category != .network else { return nil }
        for example in detector.matching {
            guard let open = example.firstIndex(of: "⟦"), let close = example.firstIndex(of: "⟧") else { continue }
            let value = String(example[example.index(after: open)..<close])
            let isPlain = value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }
            if isPlain, !Redaction.redacted("x \(value) y").contains(value) { return (detector.kind.name, value) }
        }
        return nil
    }

    @Test func `what was detected is shown nowhere`() {
        #expect(Self.canaries.count >= 16, "\(Self.canaries.map(\.name))")
        for (name, value) in Self.canaries {
            var report = ReportSamples.report([ServiceVerdict(service: "chat", items: [])])
            report.rehearsals = [
                RehearsalSamples.saying("see \(value) now", service: "chat"), RehearsalSamples.saying("n \(value)"),
            ]
            for format in RehearsalFormat.allCases where format.render((report, SourceSet())).contains(value) {
                Issue.record("\(format) shows the \(name)")
            }
        }
    }

    @Test(arguments: [60, 80, 100, 140])
    func `lines of a terminal stay within its width`(width: Int) {
        for sample in [RehearsalSamples.everything(), RehearsalSamples.large()] {
            // The verdict of a service is one line, whatever its length.
            var report = sample.report
            report.services = []
            let text = TextReport.render(report, sources: sample.sources, style: TextStyle(width: width))
            for line in text.split(separator: "\n") where DisplayWidth.columns(String(line)) > width {
                Issue.record("\(DisplayWidth.columns(String(line))) columns: \(line)")
            }
        }
    }

    @Test func `colour adds nothing but colour`() {
        let (report, sources) = RehearsalSamples.everything()
        let coloured = TextReport.render(report, sources: sources, style: TextStyle(isColoured: true))
        #expect(coloured.contains("\u{1B}[1;31m✗"))
        #expect(coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == TextReport.render(report, sources: sources))
    }

    @Test func `sixteen scenarios make a page below a megabyte, with at most 240 points a chart`() {
        let (report, sources) = RehearsalSamples.large()
        let page = HTMLReport.render(report, sources: sources)
        #expect(page.utf8.count < 1_000_000, "\(page.utf8.count) bytes")
        for match in page.matches(of: #/data-quantity="[^"]*" d="([^"]*)"/#) {
            #expect(match.1.count { $0 == "L" || $0 == "M" } <= 240)
        }
    }
}

/// The formats that show a rehearsal.
enum RehearsalFormat: CaseIterable {
    case text
    case json
    case html
    case markdown
    case summary

    func render(_ sample: (report: Report, sources: SourceSet)) -> String {
        let (report, sources) = sample
        switch self {
        case .text: return TextReport.render(report, sources: sources)
        case .json: return JSONReport.render(report, sources: sources)
        case .html: return HTMLReport.render(report, sources: sources)
        case .markdown: return MarkdownReport.render(report, sources: sources)
        case .summary: return MarkdownReport.summary(report, sources: sources)
        }
    }
}
