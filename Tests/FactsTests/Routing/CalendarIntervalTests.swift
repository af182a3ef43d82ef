import Facts
import Foundation
import SourceText
import TestKit
import Testing

@Suite struct `A time interval` {
    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
        return calendar
    }()

    @Test func `sees the day and the minute that Foundation's calendar sees`() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<2_000 {
            // 1900 to 2100.
            let milliseconds = Int64(random.below(6_311_433_600)) * 1000 - 2_208_988_800_000 + Int64(random.below(1000))
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            let parts = Self.calendar.dateComponents([.year, .month, .day, .weekday, .hour, .minute], from: date)
            let moment = try #require(CalendarMoment(unixMilliseconds: milliseconds))
            #expect(moment.date.year == parts.year && moment.date.month == parts.month && moment.date.day == parts.day)
            #expect(moment.weekday + 1 == parts.weekday, "\(milliseconds)")
            #expect(moment.minute == (parts.hour ?? 0) * 60 + (parts.minute ?? 0), "\(milliseconds)")
        }
        #expect(CalendarMoment(unixMilliseconds: .max) == nil, "no calendar reaches so far")
    }

    static let cases: [(title: String, change: @Sendable (inout CalendarInterval) -> Void, isIn: Bool?)] = [
        ("nothing said", { _ in }, true),
        ("its weekday", { $0.weekdays = [0...0, 6...6] }, true),
        ("other weekdays", { $0.weekdays = [1...5] }, false),
        ("no weekday at all", { $0.weekdays = [] }, false),
        ("from its minute on", { $0.minutes = [630..<631] }, true),
        ("up to its minute", { $0.minutes = [0..<630] }, false),
        ("its day", { $0.daysOfMonth = [.init(first: 28, last: 28)] }, true),
        ("the last day of the month", { $0.daysOfMonth = [.init(first: -1, last: -1)] }, true),
        ("the last three", { $0.daysOfMonth = [.init(first: -3, last: -1)] }, true),
        ("the last but one", { $0.daysOfMonth = [.init(first: -2, last: -2)] }, false),
        ("days that February has not", { $0.daysOfMonth = [.init(first: 29, last: 31)] }, false),
        ("days that go beyond its end", { $0.daysOfMonth = [.init(first: 20, last: 31)] }, true),
        ("its month", { $0.months = [1...1, 2...3] }, true),
        ("another year", { $0.years = [2027...2030] }, false),
        (
            "weekday and minute",
            {
                $0.weekdays = [6...6]; $0.minutes = [0..<1440]
            }, true
        ),
        (
            "weekday, but not minute",
            {
                $0.weekdays = [6...6]; $0.minutes = [0..<60]
            }, false
        ),
        (
            "a clock elsewhere",
            {
                $0.minutes = [0..<60]; $0.zone = "Europe/Berlin"
            }, nil
        ),
    ]

    /// Saturday 2026-02-28, 10:30:59 UTC, asked of every case.
    @Test(arguments: cases.map(\.title))
    func `holds or does not hold`(title: String) throws {
        let one = try #require(Self.cases.first { $0.title == title })
        let moment = try #require(CalendarMoment(unixMilliseconds: 1_772_274_659_000))
        #expect(moment.date == CivilDate("2026-02-28") && moment.weekday == 6 && moment.minute == 630)
        var interval = CalendarInterval()
        one.change(&interval)
        #expect(interval.contains(moment) == one.isIn)
    }
}
