import TimeSeries

/// What a number of healthy days with so many pages says of the rate of pages.
package struct HealthyRate: Sendable, Hashable {
    package var pages: Int64
    package var days: Double

    package init(pages: Int64, days: Double) {
        self.pages = pages
        self.days = days
    }

    /// The rate a day that is not exceeded with 95 % confidence if none was seen; nil where some were, or no day was.
    ///
    /// The rule of three: with a rate r the chance of none in N days is e^-rN, which is 5 % at rN = 2.996.
    /// Hanley and Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 249 (1983).
    package var upperBound: Double? { pages == 0 && days > 0 ? 3 / days : nil }

    /// "0 pages in 20 healthy days: at most 0.15 a day (95%)".
    package var words: String {
        guard days > 0 else { return "no healthy day was rehearsed" }
        let count = "\(pages) page\(pages == 1 ? "" : "s") in \(dayWords)"
        if let upperBound { return "\(count): at most \(Self.roundedUp(upperBound)) a day (95%)" }
        return "\(count): \(NumberWords.short(Double(pages) / days)) a day"
    }

    /// "20 healthy days".
    package var dayWords: String { "\(NumberWords.short(days)) healthy day\(days == 1 ? "" : "s")" }

    /// To two digits, and never down: it is a bound.
    private static func roundedUp(_ bound: Double) -> String {
        var scale = 1.0
        while bound * scale < 10, scale < 1e9 { scale *= 10 }
        return NumberWords.text((bound * scale).rounded(.up) / scale)
    }
}

extension NumberWords {
    /// Two significant digits behind the point are what a rate from some twenty days can claim.
    static func short(_ value: Double) -> String {
        let scale = value >= 10 ? 10.0 : value >= 1 ? 100 : 1000
        return text((value * scale).rounded() / scale)
    }

    /// A length of time that was measured: whole seconds from ten seconds on, rounded up, so that what is late by
    /// a little does not look punctual.
    static func measured(milliseconds: Int64) -> String {
        guard milliseconds >= 10_000, milliseconds < .max - 1000 else {
            return PrometheusDuration.text(milliseconds: milliseconds)
        }
        return PrometheusDuration.text(milliseconds: (milliseconds + 999) / 1000 * 1000)
    }
}
