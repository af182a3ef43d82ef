import Findings
import Rehearsals
package import SourceText

/// The report as one page for a browser: it needs no network and no other file, and works without scripts; only the
/// filters need them.
package enum HTMLReport {
    package static func render(
        _ report: Report, sources: SourceSet, redactor: Redactor = Redactor()
    ) -> String {
        var page = HTMLPage(report, sources, redactor)
        return page.document()
    }
}

/// The page: what is said of all services. The parts of one service are in extensions.
struct HTMLPage {
    let report: Report
    let outline: HTMLOutline
    let redactor: Redactor
    var index: SourceIndex
    var html: HTMLWriter

    init(_ report: Report, _ sources: SourceSet, _ redactor: Redactor) {
        self.report = report
        self.redactor = redactor
        outline = HTMLOutline(report)
        index = SourceIndex(sources)
        html = HTMLWriter(redactor: redactor)
    }

    mutating func document() -> String {
        html.void("!doctype html")
        html.open("html", ["lang": "en"])
        writeHead()
        html.open("body")
        html.open("header", ["class": "page"])
        writeOrigin()
        // One service needs no page above it: its own heading is the page's.
        if let only = outline.services.first, outline.services.count == 1 {
            writeHead(of: only, heading: "h1")
        } else {
            html.element("h1", headline)
            writeOverview()
        }
        html.close()
        writeUnjudged()
        writeFilters()
        html.open("main")
        for service in outline.services {
            let isAlone = outline.services.count == 1
            html.open("section", ["class": "service"])
            if !isAlone { writeHead(of: service, heading: "h2") }
            write(service, heading: isAlone ? 2 : 3)
            html.close()
        }
        for rehearsed in outline.rehearsedAlone {
            html.open("section", ["class": "service"])
            html.element("h2", rehearsed.rehearsal.service)
            write(rehearsed, heading: 3)
            html.close()
        }
        html.close()
        html.constant("script", HTMLScript.text)
        html.close()
        html.close()
        return html.output
    }

    /// What the page is called in a tab and, with several services, in its heading.
    private var headline: String {
        let ready = report.services.count { $0.isReady }
        let count = report.services.count + report.unjudged.count
        return count == 0 ? "No service was checked" : "\(ready) of \(count) services ready"
    }

    private mutating func writeHead() {
        html.open("head")
        html.void("meta", ["charset": "utf-8"])
        html.void(
            "meta",
            [
                "http-equiv": "Content-Security-Policy",
                "content": """
                default-src 'none'; style-src '\(Self.hash(HTMLStyle.text))'; script-src '\(Self.hash(HTMLScript.text))'; \
                base-uri 'none'; form-action 'none'
                """,
            ])
        html.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        html.void("meta", ["name": "color-scheme", "content": "light dark"])
        html.void("meta", ["name": "generator", "content": "\(report.tool.name) \(report.tool.version)"])
        let single = report.services.count == 1 ? report.services.first : nil
        html.element("title", single.map { "\($0.service): \(Self.word($0))" } ?? headline)
        html.constant("style", HTMLStyle.text)
        html.close()
    }

    /// What judged, by what, for which day: all that is needed to get the same page again.
    private mutating func writeOrigin() {
        html.open("p", ["class": "origin"])
        html.text("\(report.tool.name) \(report.tool.version), catalogue \(report.catalogue), as of ")
        html.element("time", ["datetime": report.asOf.description], report.asOf.description)
        html.close()
    }

    private mutating func writeOverview() {
        guard !outline.services.isEmpty else { return }
        openTable("Services")
        html.open("thead")
        html.open("tr")
        for title in ["service", "verdict", "level", "errors", "warnings", "edits to ready"] {
            html.element("th", ["scope": "col"], title)
        }
        html.close()
        html.close()
        html.open("tbody")
        for service in outline.services {
            html.open("tr")
            html.open("th", ["scope": "row"])
            html.element("a", ["href": "#\(service.anchor)"], service.verdict.service)
            html.close()
            html.open("td")
            writeVerdictWord(service.verdict)
            html.close()
            html.element("td", service.verdict.level.word)
            for severity in [Severity.error, .warning] {
                let count = service.findings.count { $0.reported.finding.severity == severity }
                html.element("td", ["class": "number"], String(count))
            }
            html.element("td", ["class": "number"], String(service.findings.map(\.reported).editsToReady))
            html.close()
        }
        html.close()
        closeTable()
    }

    /// Manifests without a verdict: whoever audits many services must not take them for ready.
    private mutating func writeUnjudged() {
        guard !report.unjudged.isEmpty else { return }
        html.open("section", ["class": "service"])
        html.element("h2", "Not judged")
        html.open("ul")
        for one in report.unjudged {
            html.open("li")
            html.element("code", one.path)
            html.text(": \(one.message)")
            html.close()
        }
        html.close()
        html.close()
    }

    // MARK: Filters

    /// Hidden until the script that they need has run.
    private mutating func writeFilters() {
        html.open("div", ["id": "filters", "role": "search", "aria-label": "Filter the report", "hidden": ""])
        html.open("label", ["for": "text"])
        html.element("span", "text")
        html.void("input", ["id": "text", "type": "search", "autocomplete": "off", "spellcheck": "false"])
        html.close()
        writeChoice("outcome", Self.outcomeWords.map { ($0, $0) })
        writeChoice("severity", [Severity.error, .warning, .info].map { ($0.word, $0.word) })
        writeChoice("item", outline.itemIDs.enumerated().map { (String($0.offset), $0.element) })
        html.element("button", ["id": "clear", "type": "button"], "clear")
        html.element("output", ["id": "shown", "for": "text outcome severity item"], "")
        html.close()
    }

    private mutating func writeChoice(_ name: String, _ options: [(value: String, text: String)]) {
        html.open("label", ["for": name])
        html.element("span", name)
        html.open("select", ["id": name])
        html.element("option", ["value": ""], "any")
        for option in options { html.element("option", ["value": option.value], option.text) }
        html.close()
        html.close()
    }

    /// The worst first.
    static let outcomeWords = ["fail", "unprovable", "vacuous", "waived", "pass", "not-applicable"]

    // MARK: Pieces that several parts use

    /// A table in a box that scrolls by itself where the table is too wide.
    mutating func openTable(_ name: String) {
        html.open("div", ["class": "scroll", "role": "region", "tabindex": "0", "aria-label": "\(name), table"])
        html.open("table")
        html.element("caption", name)
    }

    mutating func closeTable() {
        html.close()
        html.close()
    }

    static func word(_ service: ServiceVerdict) -> String {
        service.isReady ? "ready" : service.isDecided ? "not ready" : "nothing provable"
    }

    mutating func writeVerdictWord(_ service: ServiceVerdict) {
        let paint = service.isReady ? "pass" : service.isDecided ? "fail" : "unprovable"
        html.element("strong", ["class": "word \(paint)"], Self.word(service))
    }

    mutating func writeWord(_ outcome: Outcome) {
        html.element("strong", ["class": "word \(outcome.word)"], outcome.word)
    }

    mutating func element(_ name: String, prose: String) {
        html.open(name)
        html.prose(prose)
        html.close()
    }

    /// `sha256-…`, as a Content Security Policy names a text that may take effect.
    private static func hash(_ text: String) -> String {
        let digits = SHA256.hexadecimal(of: Array(text.utf8)).utf8.map { Int($0 > 0x60 ? $0 - 0x57 : $0 - 0x30) }
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        // Three hexadecimal digits are two of base 64; 64 of them leave one over, and four bits of padding.
        var base64: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 3) {
            let bits = (0..<3).reduce(0) { $0 << 4 | (start + $1 < digits.count ? digits[start + $1] : 0) }
            base64.append(alphabet[bits >> 6])
            if start + 1 < digits.count { base64.append(alphabet[bits & 63]) }
        }
        return "sha256-\(String(decoding: base64, as: UTF8.self))="
    }
}
