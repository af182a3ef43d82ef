import ClaudeBackend
import Testing
import TimeSeries

struct WireTimeTests {
    private static func date(_ milliseconds: Int64) -> String {
        WireTime.httpDate(VirtualTime(milliseconds: milliseconds))
    }

    private static func reset(_ milliseconds: Int64) -> String {
        WireTime.rfc3339(roundingUp: VirtualTime(milliseconds: milliseconds))
    }

    @Test func `dates as HTTP spells them`() {
        #expect(Self.date(0) == "Thu, 01 Jan 1970 00:00:00 GMT")
        // The example of RFC 9110, section 5.6.7.
        #expect(Self.date(784_111_777_000) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(Self.date(784_111_777_999) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(Self.date(-1) == "Wed, 31 Dec 1969 23:59:59 GMT")
    }

    @Test func `a time to wait for is rounded up`() {
        #expect(Self.reset(0) == "1970-01-01T00:00:00Z")
        #expect(Self.reset(1) == "1970-01-01T00:00:01Z")
        #expect(Self.reset(1_795_427_999_001) == "2026-11-23T10:00:00Z")
        #expect(Self.reset(-999) == "1970-01-01T00:00:00Z")
    }

    @Test func `no moment is out of bounds`() {
        #expect(Self.reset(.max) == "9999-12-31T23:59:59Z")
        #expect(Self.reset(.min) == "0000-01-01T00:00:00Z")
        #expect(Self.date(.min).hasSuffix("01 Jan 0000 00:00:00 GMT"))
    }
}
