import Findings
import Foundation
import Reports
import SourceText
import TestKit
import Testing

/// Pages as Chromium shows them: `Browser/inspect-page.py` says what it looks for.
@Suite struct HTMLBrowserTests {
    @Test func `pages can be read, filtered, printed and used by keyboard`() throws {
        let (report, sources) = ReportSamples.everything()
        let (hostile, hostileSources, withheld) = HostilePage.sample()
        try expect(
            [
                ("everything", HTMLReport.render(report, sources: sources)),
                ("one", HTMLReport.render(ReportSamples.report([report.services[0]]), sources: sources)),
                ("ready", HTMLReport.render(ReportSamples.report([report.services[1]]), sources: sources)),
                (
                    "hostile",
                    HTMLReport.render(hostile, sources: hostileSources, redactor: Redactor(withholding: [withheld]))
                ),
                ("none", HTMLReport.render(ReportSamples.report([]), sources: SourceSet())),
            ], toHave: [])
    }

    @Test func `what is wrong with a page is noticed`() throws {
        let (report, sources) = ReportSamples.everything()
        let page = HTMLReport.render(report, sources: sources)
        let faults = [
            (page.replacing("--faint: #545d68", with: "--faint: #8a929c"), "contrast"),
            (page.replacing("--faint: #a4adb8", with: "--faint: #5a626c"), "dark screen: contrast"),
            (page.replacing("overflow-wrap: anywhere", with: "white-space: nowrap"), "360 pixels"),
            (page.replacing("id=\"service-support-chat-findings\"", with: ""), "a link leads to"),
            (page.replacing("<main>", with: "<main><img src=\"https://example.com/x.png\">"), "the log says"),
            (page.replacing("entry.item.includes", with: "!entry.item.includes"), "the filter"),
            (page.replacing("const apply = ", with: "console.log(1); const apply = "), "the console says"),
            (page.replacing(" scope=\"row\"", with: ""), "no scope"),
        ].map { fault, words in
            // The page's policy would stop a changed style or script before it shows its fault.
            let policy = "style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri"
            return (fault.replacing(#/style-src .*?; base-uri/#, with: policy), words)
        }
        for (index, fault) in faults.enumerated() {
            #expect(fault.0.count != page.count || fault.0 != page, "\(index)")
        }
        try expect(faults.enumerated().map { ("fault\($0.offset)", $0.element.0) }, toHave: faults.map(\.1))
    }

    /// Inspects pages together: starting the browser takes longer than looking. `faults` has words of what is wrong with
    /// each; if it is empty, nothing may be.
    private func expect(_ pages: [(name: String, text: String)], toHave faults: [String]) throws {
        guard let chromium = Referee.chromium, let python = Referee.python(with: "json") else {
            #expect(!Referee.isRequired, "Chromium and python are required in CI: run `make test`, which installs them")
            return
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pages-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try pages.map { page in
            let file = folder.appendingPathComponent("\(page.name).html")
            try Data(page.text.utf8).write(to: file)
            return file.path
        }
        let script = Referee.repository.appendingPathComponent("Tests/ReportsTests/Browser/inspect-page.py")
        let output = try Referee.run(python, [script.path, chromium.path] + files)
        #expect(output.standardError.isEmpty, "\(output.standardError)")
        if faults.isEmpty {
            #expect(output.status == 0, "\(output.standardOutput)")
            return
        }
        #expect(output.status == 1)
        let lines = output.standardOutput.split(separator: "\n")
        for (page, fault) in zip(pages, faults) {
            #expect(
                lines.contains { $0.hasPrefix("\(page.name).html: ") && $0.contains(fault) },
                "nothing is said of \(page.name): \(fault)")
        }
    }
}
