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
}

/// The schedules of all conditions as the loop reads them: their points one behind the other. An array of arrays would be
/// retained and released for each stream.
struct CompiledSchedules {
    private let schedules: UnsafeBufferPointer<Extent>
    private let points: UnsafeBufferPointer<MidstreamSchedule.Point>

    /// Where the points of one schedule lie, and when they begin and end; without any it is over before all time.
    struct Extent {
        fileprivate let first: Int
        fileprivate let count: Int
        fileprivate let begin: Int64
        fileprivate let end: Int64

        static func extents(of schedules: [MidstreamSchedule]) -> [Extent] {
            var first = 0
            return schedules.map { schedule in
                defer { first += schedule.points.count }
                return Extent(
                    first: first, count: schedule.points.count, begin: schedule.points.first?.milliseconds ?? .max,
                    end: schedule.points.last?.milliseconds ?? .min)
            }
        }
    }

    init(_ schedules: UnsafeBufferPointer<Extent>, _ points: UnsafeBufferPointer<MidstreamSchedule.Point>) {
        self.schedules = schedules
        self.points = points
    }

    var count: Int { schedules.count }

    /// Whether anything can happen to a stream that runs within this time.
    func isQuiet(_ place: Int, from begin: Int64, to end: Int64) -> Bool {
        end < schedules[place].begin || begin >= schedules[place].end
    }

    /// A moment before which nothing happens to streams that run from then on.
    func quietUntil(_ place: Int, from begin: Int64) -> Int64 {
        begin < schedules[place].end ? schedules[place].begin : .max
    }

    /// What holds at a moment.
    func point(_ place: Int, at time: Int64) -> MidstreamSchedule.Point {
        let first = schedules[place].first
        var low = 0
        var high = schedules[place].count
        while low < high {
            let middle = (low + high) / 2
            if points[first + middle].milliseconds <= time { low = middle + 1 } else { high = middle }
        }
        guard low > 0, low < schedules[place].count else { return MidstreamSchedule.Point(milliseconds: time) }
        let (before, after) = (points[first + low - 1], points[first + low])
        let part = Double(time - before.milliseconds) / Double(after.milliseconds - before.milliseconds)
        func between(_ from: Double, _ to: Double) -> Double { from + (to - from) * part }
        return MidstreamSchedule.Point(
            milliseconds: time, overloaded: between(before.overloaded, after.overloaded),
            truncated: between(before.truncated, after.truncated), stalled: between(before.stalled, after.stalled))
    }
}
