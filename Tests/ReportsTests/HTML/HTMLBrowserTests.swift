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
        try PageInspection.expect(
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
        try PageInspection.expect(
            faults.enumerated().map { ("fault\($0.offset)", $0.element.0) }, toHave: faults.map(\.1))
    }
}
