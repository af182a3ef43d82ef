import SourceText
package import TimeSeries

/// Moments after the Unix epoch as headers spell them; outside the years 0000 to 9999 the nearest that can be spelled.
package enum WireTime {
    /// RFC 3339 in UTC, whole seconds, rounded up: `2026-03-03T18:44:16Z`. A time to wait for must not come too early.
    package static func rfc3339(roundingUp time: VirtualTime) -> String {
        let floor = seconds(time)
        let isWhole = floor.multipliedReportingOverflow(by: 1000).partialValue == time.milliseconds
        let (day, clock) = parts(isWhole ? floor : floor + 1)
        return "\(day)T\(clock)Z"
    }

    /// The `date` header, RFC 9110, section 5.6.7: `Tue, 03 Mar 2026 18:44:16 GMT`.
    package static func httpDate(_ time: VirtualTime) -> String {
        let (day, clock) = parts(seconds(time))
        let weekday = weekdays[((day.daysSinceEpoch % 7) + 7) % 7]
        let year = String(repeating: "0", count: max(0, 4 - String(day.year).utf8.count)) + String(day.year)
        return "\(weekday), \(padded(day.day)) \(months[day.month - 1]) \(year) \(clock) GMT"
    }

    /// 1970-01-01 was a Thursday.
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func seconds(_ time: VirtualTime) -> Int64 {
        let quotient = time.milliseconds / 1000
        return time.milliseconds % 1000 < 0 ? quotient - 1 : quotient
    }

    private static func parts(_ seconds: Int64) -> (day: CivilDate, clock: String) {
        let quotient = seconds / 86_400
        let days = seconds % 86_400 < 0 ? quotient - 1 : quotient
        let ofDay = Int(seconds - days * 86_400)
        let clock = "\(padded(ofDay / 3600)):\(padded(ofDay / 60 % 60)):\(padded(ofDay % 60))"
        if let day = CivilDate(daysSinceEpoch: Int(days)) { return (day, clock) }
        guard let first = CivilDate(year: 0, month: 1, day: 1), let last = CivilDate(year: 9999, month: 12, day: 31)
        else { preconditionFailure("the calendar has its first and its last day") }
        return days < 0 ? (first, "00:00:00") : (last, "23:59:59")
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
