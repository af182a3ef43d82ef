import SourceText

/// Moments and lengths of time as Go's `time` prints them.
enum GoTime {
    /// Methods of `time.Time` and `time.Duration`, which templates could call.
    static let methods: Set<String> = [
        "Abs", "Add", "AddDate", "After", "AppendBinary", "AppendFormat", "AppendText", "Before", "Clock", "Compare",
        "Date",
        "Day", "Equal", "Format", "GoString", "GobDecode", "GobEncode", "Hour", "Hours", "ISOWeek", "In", "IsDST",
        "IsZero",
        "Local", "Location", "MarshalBinary", "MarshalJSON", "MarshalText", "Microseconds", "Milliseconds", "Minute",
        "Minutes", "Month", "Nanosecond", "Nanoseconds", "Round", "Second", "Seconds", "String", "Sub", "Truncate",
        "UTC",
        "Unix", "UnixMicro", "UnixMilli", "UnixNano", "UnmarshalBinary", "UnmarshalJSON", "UnmarshalText", "Weekday",
        "Year", "YearDay", "Zone", "ZoneBounds",
    ]

    /// `1970-01-01 00:00:01.5 +0000 UTC`.
    static func text(milliseconds: Int64) -> String {
        let dayLength: Int64 = 86_400_000
        let day = milliseconds >= 0 ? milliseconds / dayLength : -((-(milliseconds + 1)) / dayLength) - 1
        let rest = Int(milliseconds - day * dayLength)
        let date = CivilDate(daysSinceEpoch: Int(day))?.description ?? "year out of range"
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { padded($0, 2) }.joined(
            separator: ":")
        var fraction = rest % 1000 == 0 ? "" : "." + padded(rest % 1000, 3)
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(date) \(clock)\(fraction) +0000 UTC"
    }

    /// `1h2m3.5s`, `1.5ms`, `0s`.
    static func text(nanoseconds: Int64) -> String {
        let magnitude = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        if magnitude == 0 { return "0s" }
        if magnitude < 1_000 { return "\(sign)\(magnitude)ns" }
        if magnitude < 1_000_000 { return sign + decimal(magnitude, scale: 3) + "µs" }
        if magnitude < 1_000_000_000 { return sign + decimal(magnitude, scale: 6) + "ms" }
        let seconds = magnitude / 1_000_000_000
        var text = decimal(seconds % 60 * 1_000_000_000 + magnitude % 1_000_000_000, scale: 9) + "s"
        if seconds >= 60 { text = "\(seconds / 60 % 60)m" + text }
        if seconds >= 3600 { text = "\(seconds / 3600)h" + text }
        return sign + text
    }

    /// A number divided by a power of ten, without zeros at the end.
    private static func decimal(_ number: UInt64, scale: Int) -> String {
        var digits = String(number)
        digits = String(repeating: "0", count: max(0, scale + 1 - digits.utf8.count)) + digits
        var fraction = String(digits.suffix(scale))
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return String(digits.dropLast(scale)) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
