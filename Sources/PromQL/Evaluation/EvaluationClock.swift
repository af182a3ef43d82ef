/// Arithmetic on moments that cannot overflow, in milliseconds.
///
/// Moments stop at 73 million years on either side of the epoch, so that the difference of any two fits 64 bits. Samples
/// beyond are never seen.
package enum EvaluationClock {
    package static let earliest: Int64 = -(1 << 61)
    package static let latest: Int64 = 1 << 61

    /// The moment, or the end of the clock.
    package static func bounded(_ milliseconds: Int64) -> Int64 { min(max(milliseconds, earliest), latest) }

    /// The moment that much before, or the end of the clock.
    package static func moment(_ milliseconds: Int64, minus duration: Int64) -> Int64 {
        let (difference, overflow) = milliseconds.subtractingReportingOverflow(duration)
        return overflow ? (duration < 0 ? latest : earliest) : bounded(difference)
    }
}
