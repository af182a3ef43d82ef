import SourceText
package import TimeSeries

/// Moments after the Unix epoch as headers spell them; outside the years 0000 to 9999 the nearest that can be spelled.
///
/// Written byte by byte, without interpolated texts: an answer holds five of them.
package enum WireTime {
    /// RFC 3339 in UTC, whole seconds, rounded up: `2026-03-03T18:44:16Z`. A time to wait for must not come too early.
    package static func rfc3339(roundingUp time: VirtualTime) -> String {
        let floor = seconds(time)
        let isWhole = floor.multipliedReportingOverflow(by: 1000).partialValue == time.milliseconds
        let (day, secondOfDay) = parts(isWhole ? floor : floor + 1)
        return String(unsafeUninitializedCapacity: 20) { space in
            var writer = FixedText(space)
            writer.add(day.year, digits: 4)
            writer.add("-")
            writer.add(day.month, digits: 2)
            writer.add("-")
            writer.add(day.day, digits: 2)
            writer.add("T")
            writer.addClock(secondOfDay)
            writer.add("Z")
            return writer.count
        }
    }

    /// The `date` header, RFC 9110, section 5.6.7: `Tue, 03 Mar 2026 18:44:16 GMT`.
    package static func httpDate(_ time: VirtualTime) -> String {
        let (day, secondOfDay) = parts(seconds(time))
        return String(unsafeUninitializedCapacity: 29) { space in
            var writer = FixedText(space)
            writer.add(weekdays[((day.daysSinceEpoch % 7) + 7) % 7])
            writer.add(", ")
            writer.add(day.day, digits: 2)
            writer.add(months[day.month - 1])
            writer.add(day.year, digits: 4)
            writer.add(" ")
            writer.addClock(secondOfDay)
            writer.add(" GMT")
            return writer.count
        }
    }

    /// 1970-01-01 was a Thursday.
    private static let weekdays: [StaticString] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months: [StaticString] = [
        " Jan ", " Feb ", " Mar ", " Apr ", " May ", " Jun ", " Jul ", " Aug ", " Sep ", " Oct ", " Nov ", " Dec ",
    ]

    private static func seconds(_ time: VirtualTime) -> Int64 {
        let quotient = time.milliseconds / 1000
        return time.milliseconds % 1000 < 0 ? quotient - 1 : quotient
    }

    private static func parts(_ seconds: Int64) -> (day: CivilDate, secondOfDay: Int) {
        let quotient = seconds / 86_400
        let days = seconds % 86_400 < 0 ? quotient - 1 : quotient
        if let day = CivilDate(daysSinceEpoch: Int(days)) { return (day, Int(seconds - days * 86_400)) }
        guard let first = CivilDate(year: 0, month: 1, day: 1), let last = CivilDate(year: 9999, month: 12, day: 31)
        else { preconditionFailure("the calendar has its first and its last day") }
        return days < 0 ? (first, 0) : (last, 86_399)
    }
}

/// Text of a length that is known before, written into its own storage.
private struct FixedText {
    private let space: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(_ space: UnsafeMutableBufferPointer<UInt8>) { self.space = space }

    mutating func add(_ text: StaticString) {
        text.withUTF8Buffer { bytes in
            for byte in bytes {
                space[count] = byte
                count += 1
            }
        }
    }

    /// A number of at most so many digits, with zeros before it.
    mutating func add(_ number: Int, digits: Int) {
        var left = number
        for place in stride(from: count + digits - 1, through: count, by: -1) {
            space[place] = UInt8(ascii: "0") + UInt8(left % 10)
            left /= 10
        }
        count += digits
    }

    mutating func addClock(_ secondOfDay: Int) {
        add(secondOfDay / 3600, digits: 2)
        add(":")
        add(secondOfDay / 60 % 60, digits: 2)
        add(":")
        add(secondOfDay % 60, digits: 2)
    }
}
