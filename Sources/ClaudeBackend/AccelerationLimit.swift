/// How fast usage may grow: a minute may use so much more input than the busiest of the last ten did.
///
/// Source: platform.claude.com, "Rate limits": a sharp rise is answered with 429 below the limits themselves. Numbers are
/// not published. The first minute of a run sets the level: what went before it is not known.
package struct AccelerationLimit: Sendable, Equatable {
    private let growthPerMinute: Int64
    private var minute: Int64 = 0
    private var used: Int64 = 0
    /// Ring of the last minutes' usage.
    private var history = SIMD16<Int64>(repeating: 0)
    private var knowsLevel = false

    private static let remembered: Int64 = 10

    package init(growthPerMinute: Int64) { self.growthPerMinute = max(0, growthPerMinute) }

    var isLimited: Bool { growthPerMinute > 0 }

    /// Whether so much more input may be used now; counts it if so.
    package mutating func admits(_ tokens: Int64, atMilliseconds now: Int64) -> Bool {
        advance(to: now / 60_000)
        if knowsLevel, used + tokens > ceiling { return false }
        used += tokens
        return true
    }

    /// Input tokens that the running minute may use.
    private var ceiling: Int64 {
        let (sum, overflows) = history.max().addingReportingOverflow(growthPerMinute)
        return overflows ? .max : sum
    }

    private mutating func advance(to now: Int64) {
        guard now > minute else { return }
        history[Int(minute % Self.remembered)] = used
        knowsLevel = true
        // Minutes in which nothing came push out what is remembered of busier ones.
        let idle = min(now - minute - 1, Self.remembered)
        for skipped in 0..<idle { history[Int((now - 1 - skipped) % Self.remembered)] = 0 }
        minute = now
        used = 0
    }

    func secondsUntilNextMinute(atMilliseconds now: Int64) -> Int32 {
        Int32(clamping: max(1, (60_000 - now % 60_000 + 999) / 1_000))
    }
}
