extension FaultKind {
    /// No sample, `up` at zero: rules over a window see the past, and after five minutes nothing.
    package static let scrapeGap = FaultKind(
        name: "scrape-gap",
        summary: "scrapes fail",
        parameters: [
            Parameter("share", "Share of the scrapes.", .share, usual: 1)
        ],
        effect: .pipeline { conditions, strength, values in
            conditions.scrapeLoss.unite(withShare: strength * values[0])
        })
}
