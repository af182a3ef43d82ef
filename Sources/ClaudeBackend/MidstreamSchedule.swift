/// How likely a stream breaks over the time of a run: straight lines between points.
///
/// A stream that runs when a fault begins is hit as well, so what counts is what holds at the moment at which a stream
/// would break, not when its request came.
package struct MidstreamSchedule: Sendable, Equatable {
    package struct Point: Sendable, Equatable {
        package var milliseconds: Int64
        package var overloaded: Double
        package var truncated: Double
        package var stalled: Double

        package init(milliseconds: Int64, overloaded: Double = 0, truncated: Double = 0, stalled: Double = 0) {
            self.milliseconds = milliseconds
            self.overloaded = overloaded
            self.truncated = truncated
            self.stalled = stalled
        }
    }

    /// Ascending; two points of one time are a step. Before the first and behind the last, streams do not break.
    package let points: [Point]

    package init(points: [Point]) { self.points = points }

    /// Whether anything can happen to a stream that runs within this time.
    func isQuiet(from begin: Int64, to end: Int64) -> Bool {
        guard let first = points.first, let last = points.last else { return true }
        return end < first.milliseconds || begin >= last.milliseconds
    }

    /// A moment before which nothing happens to streams that run from then on.
    func quietUntil(from begin: Int64) -> Int64 {
        guard let first = points.first, let last = points.last, begin < last.milliseconds else { return .max }
        return first.milliseconds
    }

    /// What holds at a moment.
    func point(at time: Int64) -> Point {
        var low = 0
        var high = points.count
        while low < high {
            let middle = (low + high) / 2
            if points[middle].milliseconds <= time { low = middle + 1 } else { high = middle }
        }
        guard low > 0, low < points.count else { return Point(milliseconds: time) }
        let (before, after) = (points[low - 1], points[low])
        let part = Double(time - before.milliseconds) / Double(after.milliseconds - before.milliseconds)
        func between(_ from: Double, _ to: Double) -> Double { from + (to - from) * part }
        return Point(
            milliseconds: time, overloaded: between(before.overloaded, after.overloaded),
            truncated: between(before.truncated, after.truncated), stalled: between(before.stalled, after.stalled))
    }
}
