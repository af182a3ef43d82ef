import Reports
import Testing

/// The rehearsal as Chromium shows it: what is drawn is what the JSON report says, within a pixel.
@Suite struct RehearsalBrowserTests {
    @Test func `bands stand where the numbers say, and the page can be read and used`() throws {
        let samples = [
            ("rehearsal", RehearsalSamples.everything()), ("hostile", RehearsalSamples.hostile()),
            ("large", RehearsalSamples.large()),
        ]
        try PageInspection.expect(
            samples.map { ($0.0, HTMLReport.render($0.1.report, sources: $0.1.sources)) },
            withData: Dictionary(
                samples.map { ($0.0, JSONReport.render($0.1.report, sources: $0.1.sources)) },
                uniquingKeysWith: { first, _ in first }),
            toHave: [])
    }

    @Test func `a drawing that is off by two pixels is noticed`() throws {
        let sample = RehearsalSamples.everything()
        let page = HTMLReport.render(sample.report, sources: sample.sources)
        let data = JSONReport.render(sample.report, sources: sample.sources)
        // 5.6 drawn units are some six pixels, 2 are more than two.
        let faults = [
            (Self.moved(page, #/(data-kind="firing"[^>]* x=")([0-9.]+)/#, by: 2), "is drawn from"),
            (Self.moved(page, #/(data-kind="firing"[^>]* width=")([0-9.]+)/#, by: 2), "pixels wide"),
            (Self.moved(page, #/(data-kind="fault"[^>]* x=")([0-9.]+)/#, by: -5.6), "is drawn from"),
            (page.replacing("data-kind=\"pending\"", with: "data-kind=\"firing\""), "are drawn"),
            (Self.moved(page, #/(data-kind="page"[^>]* d="M)([0-9.]+)/#, by: 9), "the page mark"),
            (Self.moved(page, #/(data-quantity="traffic" d="M)([0-9.]+)/#, by: -3), "the curve"),
            (Self.moved(page, #/(data-stage="scrape"[^>]* width=")([0-9.]+)/#, by: 3), "the stretch"),
            (page.replacing("role=\"img\"", with: ""), "a drawing has no role"),
        ]
        for (fault, words) in faults { #expect(fault != page, "nothing was changed for: \(words)") }
        let pages = faults.enumerated().map { ("drawing\($0.offset)", $0.element.0) }
        try PageInspection.expect(
            pages, withData: Dictionary(pages.map { ($0.0, data) }, uniquingKeysWith: { first, _ in first }),
            toHave: faults.map(\.1))
    }

    /// The page with the number that a pattern finds first behind something changed.
    private static func moved(
        _ page: String, _ pattern: Regex<(Substring, Substring, Substring)>, by distance: Double
    ) -> String {
        guard let match = page.firstMatch(of: pattern), let number = Double(match.2) else { return page }
        return page.replacingCharacters(in: match.range, with: "\(match.1)\(number + distance)")
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
