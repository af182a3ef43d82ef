package import SourceText

/// An entry of `time_intervals` or `mute_time_intervals`.
package struct NamedInterval: Sendable {
    package var name: Located<ByteString>
    /// It covers all time.
    package var isAlways: Bool
    /// It never comes, in any year: 30 February.
    package var isNever: Bool
    /// The last year in which it comes; nil if it says nothing about years.
    package var lastYear: Int?
    /// It is where one of them is.
    package var entries: [CalendarInterval]

    package init(
        name: Located<ByteString>, isAlways: Bool, isNever: Bool, lastYear: Int? = nil,
        entries: [CalendarInterval] = []
    ) {
        self.name = name
        self.isAlways = isAlways
        self.isNever = isNever
        self.lastYear = lastYear
        self.entries = entries
    }

    /// True if it does not come in this year nor in any later one.
    package func isOver(inYear year: Int) -> Bool { isNever || (lastYear.map { $0 < year } ?? false) }

    /// Whether a moment lies in it; nil if that depends on a time zone.
    package func contains(_ moment: CalendarMoment) -> Bool? {
        if isAlways { return true }
        if isNever { return false }
        return entries.map { $0.contains(moment) }.anyHolds
    }
}

/// One entry of a time interval: its fields are joined by "and", the ranges within a field by "or"; a field that is not
/// there covers everything.
///
/// Source: prometheus/alertmanager `timeinterval/timeinterval.go` (`ContainsTime`).
package struct CalendarInterval: Sendable, Hashable {
    /// Days of the week, Sunday being 0.
    package var weekdays: [ClosedRange<Int>]?
    /// Minutes of the day.
    package var minutes: [Range<Int>]?
    /// Negative numbers count from the end of the month.
    package var daysOfMonth: [DaySpan]?
    /// January being 1.
    package var months: [ClosedRange<Int>]?
    package var years: [ClosedRange<Int>]?
    /// The zone whose clock is meant, if it is another than UTC. Its rules lie in a database that changes several times
    /// a year and is not at hand, so what depends on them is left open rather than guessed: a weekend is known in the
    /// middle of the week, wherever on Earth it is.
    package var zone: ByteString?

    package struct DaySpan: Sendable, Hashable {
        package var first: Int
        package var last: Int

        package init(first: Int, last: Int) {
            self.first = first
            self.last = last
        }
    }

    package init() {}

    /// Whether a moment lies in it; nil if that depends on a time zone.
    package func contains(_ moment: CalendarMoment) -> Bool? {
        if zone == nil { return isThere(moment) }
        // Every offset that any zone has had since 1970, in quarters of an hour: -12:00 to +14:00.
        var known: Bool?
        for quarter in Int64(-48)...56 {
            let local = CalendarMoment(unixMilliseconds: moment.unixMilliseconds + quarter * 900_000)
            guard let isIn = local.map(isThere), known == nil || known == isIn else { return nil }
            known = isIn
        }
        return known
    }

    /// By the clock of the moment.
    private func isThere(_ moment: CalendarMoment) -> Bool {
        (minutes?.contains { $0.contains(moment.minute) } ?? true)
            && (weekdays?.contains { $0.contains(moment.weekday) } ?? true)
            && (months?.contains { $0.contains(moment.date.month) } ?? true)
            && (years?.contains { $0.contains(moment.date.year) } ?? true)
            && (daysOfMonth?.contains { $0.contains(moment.date) } ?? true)
    }
}

extension CalendarInterval.DaySpan {
    /// Ends beyond the month are drawn in; a beginning beyond it leaves nothing.
    func contains(_ date: CivilDate) -> Bool {
        let length = date.monthLength
        let begin = first < 0 ? length + first + 1 : first
        let end = last < 0 ? length + last + 1 : last
        return begin <= length && date.day >= begin && date.day <= min(end, length)
    }
}

/// A moment as a calendar and a clock in UTC show it.
package struct CalendarMoment: Sendable, Hashable {
    package var date: CivilDate
    /// Sunday being 0.
    package var weekday: Int
    /// Of the day, 0 to 1439.
    package var minute: Int
    fileprivate let unixMilliseconds: Int64

    /// Nil outside the years 0000 to 9999.
    package init?(unixMilliseconds: Int64) {
        let minutes = unixMilliseconds.flooredDivision(by: 60_000)
        let days = minutes.flooredDivision(by: 1440)
        guard let day = Int(exactly: days), let date = CivilDate(daysSinceEpoch: day) else { return nil }
        self.date = date
        self.unixMilliseconds = unixMilliseconds
        minute = Int(minutes - days * 1440)
        // 1970-01-01 was a Thursday.
        weekday = ((day % 7) + 11) % 7
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}

extension CivilDate {
    fileprivate var monthLength: Int {
        for length in [31, 30, 29] where CivilDate(year: year, month: month, day: length) != nil { return length }
        return 28
    }
}

extension Sequence where Element == Bool? {
    /// True if one is true; otherwise nil if one is open.
    fileprivate var anyHolds: Bool? {
        var result: Bool? = false
        for element in self {
            if element == true { return true }
            if element == nil { result = nil }
        }
        return result
    }
}

extension RoutingFact {
    /// Whether what ends at a route is held back at a moment; nil if that depends on a time zone.
    ///
    /// Intervals are the route's own, they are not inherited (`dispatch/route.go`).
    package func isMuted(_ route: Route, at moment: CalendarMoment) -> Bool? {
        let muted = holds(route.muteIntervals, at: moment)
        if muted == true { return true }
        if route.activeIntervals.isEmpty { return muted }
        switch holds(route.activeIntervals, at: moment) {
        case true?: return muted
        case false?: return true
        case nil: return nil
        }
    }

    private func holds(_ names: [Located<ByteString>], at moment: CalendarMoment) -> Bool? {
        names.compactMap { interval(named: $0.value) }.map { $0.contains(moment) }.anyHolds
    }
}
