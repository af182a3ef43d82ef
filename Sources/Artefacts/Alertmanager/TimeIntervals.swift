import Documents
import Facts
import SourceText

/// `time_intervals`: when each is, and whether one covers all time, never comes, or has come for the last time.
///
/// Source: prometheus/alertmanager `timeinterval/timeinterval.go`: the fields of one entry are joined by "and", the
/// ranges within a field and the entries of a list by "or"; an absent field covers everything.
enum TimeIntervals {
    static func read(_ node: Documents.Node) -> NamedInterval? {
        guard node.kind == .mapping, let name = node["name"], name.isScalar, !name.bytes.isEmpty else { return nil }
        let located = Located(ByteString(name.bytes), at: name.range)
        let list = node["time_intervals"] ?? node["timeIntervals"]
        guard let list, list.kind == .sequence else {
            return NamedInterval(name: located, isAlways: false, isNever: true)
        }
        let entries = list.elements.map(Entry.init)
        let years = entries.map(\.lastYear)
        let isEveryEntryBounded = !years.contains { $0 == nil }
        return NamedInterval(
            name: located, isAlways: coversAlways(entries), isNever: entries.allSatisfy(\.isNever),
            lastYear: isEveryEntryBounded ? years.compactMap(\.self).max() : nil,
            entries: list.elements.map(calendarInterval))
    }

    /// The fields of one entry as they stand there; a range that Alertmanager would refuse covers nothing.
    private static func calendarInterval(_ node: Documents.Node) -> CalendarInterval {
        var interval = CalendarInterval()
        interval.weekdays = node["weekdays"].map { list in
            list.elements.compactMap { span($0, names: weekdayNames, from: 0) }.compactMap(range)
        }
        interval.minutes = node["times"].map { $0.elements.compactMap(minutes) }
        interval.daysOfMonth = (node["days_of_month"] ?? node["daysOfMonth"]).map { $0.elements.compactMap(daySpan) }
        interval.months = node["months"].map { list in
            list.elements.compactMap { span($0, names: monthNames, from: 1) }.compactMap(range)
        }
        interval.years = node["years"].map { $0.elements.compactMap(years) }
        if let zone = node["location"] ?? node["time_zone"], zone.isScalar, !zone.isNull {
            let name = ByteString(zone.bytes)
            if !zonesAtUTC.contains(name) { interval.zone = name }
        }
        return interval
    }

    /// Names in the time zone database that show UTC all year.
    private static let zonesAtUTC: Set<ByteString> = [
        "", "UTC", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal", "GMT", "Etc/GMT",
        "Etc/GMT0", "Etc/GMT+0", "Etc/GMT-0", "GMT0", "GMT+0", "GMT-0", "Greenwich", "Etc/Greenwich",
    ]

    private static func range(_ days: [Int]) -> ClosedRange<Int>? {
        guard let first = days.first, let last = days.last, first <= last else { return nil }
        return first...last
    }

    private static func minutes(_ node: Documents.Node) -> Range<Int>? {
        let start = (node["start_time"] ?? node["startTime"]).flatMap(minute)
        let end = (node["end_time"] ?? node["endTime"]).flatMap(minute)
        guard let start, let end, start < end else { return nil }
        return start..<end
    }

    private static func years(_ node: Documents.Node) -> ClosedRange<Int>? {
        let ends = node.string().split(separator: ":").map { Int($0) }
        return ends.contains(nil) ? nil : range(ends.compactMap(\.self))
    }

    private static func daySpan(_ node: Documents.Node) -> CalendarInterval.DaySpan? {
        let ends = node.string().split(separator: ":").map { Int($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, first != 0, last != 0,
            (-31...31).contains(first), (-31...31).contains(last)
        else { return nil }
        return CalendarInterval.DaySpan(first: first, last: last)
    }

    /// Entries that say nothing of dates, laid over a week.
    private static func coversAlways(_ entries: [Entry]) -> Bool {
        (0..<7).allSatisfy { day in
            var minutes = entries.filter { $0.isUndated && $0.weekdays.contains(day) }.flatMap(\.minutes)
            minutes.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
            var reached = 0
            for range in minutes {
                if range.lowerBound > reached { return false }
                reached = max(reached, range.upperBound)
            }
            return reached >= minutesOfDay
        }
    }

    private static let minutesOfDay = 1440

    /// One entry of the list.
    private struct Entry {
        var weekdays = Set(0..<7)
        var minutes: [Range<Int>] = [0..<minutesOfDay]
        var isUndated = true
        var isNever = false
        /// Nil if the entry says nothing about years.
        var lastYear: Int?

        init(_ node: Documents.Node) {
            if let days = node["weekdays"], days.kind == .sequence {
                weekdays = Set(
                    days.elements.flatMap { TimeIntervals.span($0, names: TimeIntervals.weekdayNames, from: 0) ?? [] })
            }
            if let times = node["times"], times.kind == .sequence {
                minutes = times.elements.compactMap(TimeIntervals.minutes)
            }
            let months = node["months"].map { list in
                Set(
                    list.elements.flatMap {
                        TimeIntervals.span($0, names: TimeIntervals.monthNames, from: 1) ?? Array(1...12)
                    })
            }
            let days = (node["days_of_month"] ?? node["daysOfMonth"]).map { list in
                list.elements.map(TimeIntervals.days)
            }
            if let months, months.count < 12 { isUndated = false }
            if let days, !days.contains(where: { $0.lowerBound <= 1 && $0.upperBound >= 31 }) { isUndated = false }
            if let months, let days, !days.isEmpty {
                let latest = months.map { $0 == 2 ? 29 : [4, 6, 9, 11].contains($0) ? 30 : 31 }.max() ?? 31
                isNever = days.allSatisfy { $0.lowerBound > latest }
            }
            if let years = node["years"], years.kind == .sequence {
                isUndated = false
                lastYear = years.elements.compactMap { Int($0.string().split(separator: ":").last ?? "") }.max()
            }
        }
    }

    private static let weekdayNames = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
    private static let monthNames = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    /// `monday:friday` or `1:3` as all that lies between; nil if it cannot be read.
    private static func span(_ node: Documents.Node, names: [String], from first: Int) -> [Int]? {
        let ends = node.string().lowercased().split(separator: ":").map { word -> Int? in
            if let index = names.firstIndex(where: { $0.utf8.elementsEqual(word.utf8) }) { return index + first }
            return Int(word).flatMap { (first..<(first + names.count)).contains($0) ? $0 : nil }
        }
        guard let start = ends.first ?? nil, let end = ends.last ?? nil, start <= end else { return nil }
        return Array(start...end)
    }

    /// `1:31`, `-3:-1`; days from the end count as late ones.
    private static func days(_ node: Documents.Node) -> ClosedRange<Int> {
        let ends = node.string().split(separator: ":").map { Int($0) ?? 1 }
        func day(_ number: Int) -> Int { number < 0 ? 32 + max(number, -31) : min(number, 31) }
        let start = day(ends.first ?? 1)
        let end = day(ends.last ?? 31)
        // From the end, the first day may lie anywhere in the month.
        return start <= end ? ((ends.first ?? 1) < 0 ? 1 : start)...end : 1...31
    }

    private static func minute(_ node: Documents.Node) -> Int? {
        let parts = node.string().split(separator: ":")
        guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]), (0...24).contains(hour),
            (0...59).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }
}
