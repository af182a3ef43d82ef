import SourceText
import Testing

@Suite("A civil date")
struct CivilDateTests {
    @Test("reads and prints the same text for every day of four centuries")
    func roundTrip() throws {
        // 1600-01-01 to 2400-01-01 holds every form of leap year, before and after the epoch.
        var date = try #require(CivilDate("1600-01-01"))
        let last = try #require(CivilDate("2400-01-01"))
        var expected = date.daysSinceEpoch
        while date < last {
            try #require(date.daysSinceEpoch == expected)
            try #require(CivilDate(date.description) == date)
            expected += 1
            let next = try #require(CivilDate(daysSinceEpoch: expected))
            try #require(date < next, "\(next) must follow \(date)")
            date = next
        }
        #expect(date == last)
    }

    @Test(
        "counts days from 1970-01-01",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-11-20", 20_777),
            ("0000-01-01", -719_528), ("9999-12-31", 2_932_896),
        ])
    func dayNumber(text: String, days: Int) throws {
        let date = try #require(CivilDate(text))
        #expect(date.daysSinceEpoch == days)
        #expect(CivilDate(daysSinceEpoch: days) == date)
    }

    @Test("has no day beyond the years it can print", arguments: [-719_529, 2_932_897, Int.min, Int.max])
    func outside(days: Int) { #expect(CivilDate(daysSinceEpoch: days) == nil) }

    @Test(
        "refuses what the calendar or the notation does not have",
        arguments: [
            "2026-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-01",
            "2026/01/01", "20260101", " 2026-01-01", "2026-01-01 ", "+026-01-01", "-001-01-01", "2026-01-0x", "",
            "２０２６-01-01", "2026-01-01T00:00:00Z",
        ])
    func refuses(text: String) { #expect(CivilDate(text) == nil) }

    @Test("tells how many days lie between two days")
    func distance() throws {
        let captured = try #require(CivilDate("2026-11-20"))
        let today = try #require(CivilDate("2027-01-31"))
        #expect(today.days(since: captured) == 72)
        #expect(captured.days(since: today) == -72)
    }
}
