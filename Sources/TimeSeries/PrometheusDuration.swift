package import SourceText

/// The duration text of Prometheus: `5m`, `1h30m`, `0`. Rule files, scrape configurations and Alertmanager share it.
///
/// Whole numbers only, units from year to millisecond, each at most once and in falling order; a year is 365 days, a
/// day 24 hours. It is not Go's `time.ParseDuration`: no sign, no fraction, no blank.
/// Source: prometheus/common, `model/time.go` (`ParseDuration`, `Duration.String`).
package enum PrometheusDuration {
    /// The length in milliseconds, or nil if `text` is no duration or is too long.
    package static func parse(_ text: [UInt8]) -> Int64? {
        try? milliseconds(of: text)
    }

    /// The length in milliseconds; the error says which of Prometheus's objections applies.
    ///
    /// The greatest duration is what 63 bits of nanoseconds hold, about 292 years.
    package static func milliseconds(of text: [UInt8]) throws(PrometheusDurationError) -> Int64 {
        if text.isEmpty { throw .empty }
        if text == [UInt8(ascii: "0")] { return 0 }
        let counts = try unitCounts(text)
        var nanoseconds: Int64 = 0
        for (count, unit) in zip(counts, units) {
            let (product, overflowed) = count.multipliedReportingOverflow(by: unit.milliseconds * 1_000_000)
            let (sum, carried) = nanoseconds.addingReportingOverflow(product)
            if overflowed || carried { throw .outOfRange }
            nanoseconds = sum
        }
        return nanoseconds / 1_000_000
    }

    /// The text Prometheus prints: `90d`, not `12w6d`; years and weeks only where nothing remains. Negative lengths
    /// carry a sign, which Prometheus itself never needs.
    package static func text(milliseconds: Int64) -> String {
        if milliseconds == 0 { return "0s" }
        var rest = milliseconds.magnitude
        var text = milliseconds < 0 ? "-" : ""
        for unit in units {
            let scale = UInt64(unit.milliseconds)
            if unit.onlyIfExact && rest % scale != 0 { continue }
            if rest >= scale {
                text += "\(rest / scale)\(unit.name)"
                rest %= scale
            }
        }
        return text
    }

    private struct Unit {
        let name: String
        let milliseconds: Int64
        var onlyIfExact = false
    }

    /// From the greatest to the smallest, the only order in which they may stand.
    private static let units = [
        Unit(name: "y", milliseconds: 365 * 86_400_000, onlyIfExact: true),
        Unit(name: "w", milliseconds: 7 * 86_400_000, onlyIfExact: true),
        Unit(name: "d", milliseconds: 86_400_000),
        Unit(name: "h", milliseconds: 3_600_000),
        Unit(name: "m", milliseconds: 60_000),
        Unit(name: "s", milliseconds: 1_000),
        Unit(name: "ms", milliseconds: 1),
    ]

    /// How many of each unit, in the order of `units`. Numbers beyond 63 bits come back as the greatest number, so that
    /// a text is first judged by its form and then by its length, as Prometheus does.
    private static func unitCounts(_ text: [UInt8]) throws(PrometheusDurationError) -> [Int64] {
        var counts = [Int64](repeating: 0, count: units.count)
        var index = 0
        var next = 0
        while index < text.count {
            guard let number = wholeNumber(text, at: &index) else { throw .malformed }
            let spelling = text[index...].prefix { !isDigit($0) }
            index = spelling.endIndex
            guard let unit = units[next...].firstIndex(where: { $0.name.utf8.elementsEqual(spelling) }) else {
                throw .malformed
            }
            counts[unit] = number
            next = unit + 1
        }
        return counts
    }

    /// Reads digits, at most to the greatest number; nil if there are none.
    private static func wholeNumber(_ text: [UInt8], at index: inout Int) -> Int64? {
        let start = index
        var number: Int64 = 0
        while index < text.count, isDigit(text[index]) {
            let (product, overflowed) = number.multipliedReportingOverflow(by: 10)
            let (sum, carried) = product.addingReportingOverflow(Int64(text[index] - UInt8(ascii: "0")))
            number = overflowed || carried ? .max : sum
            index += 1
        }
        return index > start ? number : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}

/// Why a text is no Prometheus duration.
package enum PrometheusDurationError: Error, Hashable, Sendable {
    case empty
    /// Not numbers and units in turn, the units falling and each at most once.
    case malformed
    /// Longer than what 63 bits of nanoseconds hold, about 292 years.
    case outOfRange

    /// What Prometheus 2.42 says of `text`.
    package func message(for text: ByteString) -> String {
        switch self {
        case .empty: "empty duration string"
        case .malformed: "not a valid duration string: \"\(text.string)\""
        case .outOfRange: "duration out of range"
        }
    }
}
