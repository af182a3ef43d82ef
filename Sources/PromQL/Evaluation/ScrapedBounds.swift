extension Semantics {
    /// What a scrape stores as the bound `le` of a histogram's bucket or the `quantile` of a summary, which exporters
    /// spell as they like: since 3.0 one number has one text, `1.0` for `1`, so a matcher `le="1"` finds nothing.
    ///
    /// Source: prometheus/prometheus, `model/labels/float.go` (`FormatOpenMetricsFloat`).
    package func scrapedBound(_ text: [UInt8]) -> [UInt8] {
        guard normalisesBoundsAtScrape, let value = GoNumberText.parseFloat(text[...]) else { return text }
        if value == 0 { return Array("0.0".utf8) }
        let plain = GoNumberText.general(value)
        let isWhole = value.isFinite && !plain.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") }
        return Array((isWhole ? plain + ".0" : plain).utf8)
    }
}
