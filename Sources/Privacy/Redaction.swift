/// Takes personal data and secrets out of texts on their way to a reader.
package enum Redaction {
    /// A run of bytes that may not be shown, and what is shown in its place.
    package struct Place: Hashable, Sendable {
        package let range: Range<Int>
        /// `‹e-mail›`
        package let word: String
    }

    /// The text with every match replaced by what kind of thing it was; addresses of machines stay.
    ///
    /// A text without any match comes back as it is.
    ///
    /// What stood right beside a value was bounded by it, so the text that is left is looked at again.
    package static func redacted(_ text: String) -> String {
        var shown = text
        for _ in 0..<mostRounds {
            guard let less = replaced(&shown, places) else { break }
            shown = less
        }
        return replaced(&shown, gluedPlaces) ?? shown
    }

    private static let mostRounds = 8

    /// The text without what is found in it; nil if that is nothing.
    private static func replaced(_ text: inout String, _ find: (Span<UInt8>) -> [Place]) -> String? {
        let places = text.withUTF8 { bytes in find(bytes.span) }
        guard !places.isEmpty else { return nil }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var end = 0
        for place in places {
            result += bytes[end..<place.range.lowerBound]
            result += Array(place.word.utf8)
            end = place.range.upperBound
        }
        result += bytes[end...]
        return String(decoding: result, as: UTF8.self)
    }

    /// What may not be shown of these bytes, in their order.
    package static func places(in text: Span<UInt8>) -> [Place] {
        guard mayHoldAny(text) else { return [] }
        var matcher = TextMatcher()
        matcher.match(text, holdsBackslash: LineEnds.holdsBackslash(text), isEscaped: false)
        return matcher.matches.compactMap { match in
            let detector = match.detector.detector
            return detector.category == .network
                ? nil : Place(range: match.start..<match.end, word: "‹\(detector.word)›")
        }
    }

    /// Half a microsecond that settles nearly every message and label: no trigger, or too short for any match.
    static func mayHoldAny(_ text: Span<UInt8>) -> Bool {
        guard text.count >= shortestMatch else { return false }
        let masks = TriggerTable.masks
        for index in 0..<text.count where masks[Int(text[index])] != 0 { return true }
        return false
    }

    /// `a@b.de`
    private static let shortestMatch = 6
}
