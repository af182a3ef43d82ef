/// A moment by the UTC calendar, as Go's `time` computes it: also for seconds no calendar knows, which wrap around.
///
/// Source: Go 1.19, `time/time.go`: years of the proleptic Gregorian calendar counted from -292277022399, so that all
/// seconds are positive.
package struct CivilMoment: Sendable, Equatable {
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to 31.
    package let day: Int
    /// 1 to 366.
    package let dayOfYear: Int
    /// 0 is Sunday.
    package let dayOfWeek: Int
    package let hour: Int
    package let minute: Int

    package init(unixSeconds: Int64) {
        let seconds = UInt64(bitPattern: unixSeconds) &+ Self.secondsBeforeEpoch
        let (days, secondOfDay) = seconds.quotientAndRemainder(dividingBy: 86_400)
        hour = Int(secondOfDay / 3_600)
        minute = Int(secondOfDay % 3_600 / 60)
        // The first day of the first year was a Monday.
        dayOfWeek = Int((days + 1) % 7)
        var (cycles, rest) = days.quotientAndRemainder(dividingBy: 146_097)
        var years = 400 * cycles
        (cycles, rest) = Self.quotient(rest, 36_524, atMost: 3)
        years += 100 * cycles
        (cycles, rest) = rest.quotientAndRemainder(dividingBy: 1_461)
        years += 4 * cycles
        (cycles, rest) = Self.quotient(rest, 365, atMost: 3)
        years += cycles
        year = Int(years) + Self.firstYear
        dayOfYear = Int(rest) + 1
        var month = 1
        var day = dayOfYear
        while day > Self.days(inMonth: month, of: year) {
            day -= Self.days(inMonth: month, of: year)
            month += 1
        }
        self.month = month
        self.day = day
    }

    /// How many days the month has.
    package var daysInMonth: Int { Self.days(inMonth: month, of: year) }

    /// The last day of a cycle belongs to it.
    private static func quotient(_ days: UInt64, _ length: UInt64, atMost limit: UInt64) -> (UInt64, UInt64) {
        let cycles = min(days / length, limit)
        return (cycles, days - cycles * length)
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static let firstYear = -292_277_022_399
    private static let secondsBeforeEpoch: UInt64 = 9_223_372_028_715_321_600
}
