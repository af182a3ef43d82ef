import SourceText
import TimeSeries

/// The beginning of a test: seconds since the epoch, or a time of day in RFC 3339.
///
/// Source: prometheus/prometheus, `cmd/promtool/main.go` (`parseTime`).
enum StartTimestamp {
    /// Milliseconds since the epoch, finer digits cut off; nil if the text is neither.
    static func milliseconds(of text: ArraySlice<UInt8>) -> Int64? {
        if case .value(let seconds) = NumberText.number(text, .goYAML) {
            let whole = (seconds * 1000).rounded(.towardZero)
            return whole.magnitude < 1e17 ? Int64(exactly: whole) : nil
        }
        return timeOfDay(Array(text))
    }

    /// `2026-11-20T08:00:00.5+01:00`.
    private static func timeOfDay(_ text: [UInt8]) -> Int64? {
        guard text.count >= 20, let date = CivilDate(String(decoding: text[..<10], as: UTF8.self)),
            text[10] | 0x20 == UInt8(ascii: "t"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let hour = twoDigits(text, 11, below: 24), let minute = twoDigits(text, 14, below: 60),
            let second = twoDigits(text, 17, below: 60)
        else { return nil }
        var index = 19
        var milliseconds: Int64 = 0
        if text[index] == UInt8(ascii: ".") {
            let digits = text[(index + 1)...].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            guard !digits.isEmpty else { return nil }
            for (place, digit) in digits.prefix(3).enumerated() {
                milliseconds += Int64(digit - UInt8(ascii: "0")) * [100, 10, 1][place]
            }
            index = digits.endIndex
        }
        guard index < text.count, let offset = offset(Array(text[index...])) else { return nil }
        let clock = Int64(hour * 3600 + minute * 60 + second) - offset
        return (Int64(date.daysSinceEpoch) * 86_400 + clock) * 1000 + milliseconds
    }

    /// Seconds east of Greenwich: `Z`, `+01:00`.
    private static func offset(_ text: [UInt8]) -> Int64? {
        if text == [UInt8(ascii: "Z")] || text == [UInt8(ascii: "z")] { return 0 }
        guard text.count == 6, text[3] == UInt8(ascii: ":"), let hours = twoDigits(text, 1, below: 24),
            let minutes = twoDigits(text, 4, below: 60)
        else { return nil }
        let seconds = Int64(hours * 3600 + minutes * 60)
        switch text[0] {
        case UInt8(ascii: "+"): return seconds
        case UInt8(ascii: "-"): return -seconds
        default: return nil
        }
    }

    private static func twoDigits(_ text: [UInt8], _ index: Int, below limit: Int) -> Int? {
        guard case .value(let value) = NumberText.integer(text[index..<index + 2], .yamlCore), text[index] != 0x2B,
            text[index] != 0x2D, value < limit
        else { return nil }
        return value
    }
}
