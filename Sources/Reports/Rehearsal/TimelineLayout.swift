import Rehearsals

/// Where the pieces of a timeline's drawing stand, in units of a drawing that is `width` wide.
struct TimelineLayout {
    static let width = 1_000.0
    /// Where names begin, and where the time axis begins and ends.
    static let margin = 8.0
    static let left = 198.0
    static let right = 985.0
    static let laneHeight = 16.0
    static let chartHeight = 52.0
    static let chartGap = 12.0
    /// For a picture; the columns of the JSON report are whole.
    static let pointCount = 240

    /// Bands of one name, below each other in the order in which they begin.
    struct Lane {
        var name: String
        var isFault: Bool
        var bands: [Timeline.Band]
        var top: Double
    }

    struct Chart {
        var column: Timeline.Column
        /// The value at the upper edge; the lower one is zero.
        var greatest: Double
        var top: Double
    }

    let durationMilliseconds: Int64
    private(set) var lanes: [Lane] = []
    private(set) var charts: [Chart] = []
    /// Where the axis stands.
    private(set) var bottom: Double
    var height: Double { bottom + 30 }

    init(_ scenario: ScenarioResult) {
        durationMilliseconds = max(1, scenario.durationMilliseconds)
        var top = 4.0
        for isFault in [true, false] {
            for band in scenario.timeline.bands where (band.kind == .fault) == isFault {
                if let lane = lanes.firstIndex(where: {
                    $0.isFault == isFault && $0.name.utf8.elementsEqual(band.name.utf8)
                }) {
                    lanes[lane].bands.append(band)
                } else {
                    lanes.append(Lane(name: band.name, isFault: isFault, bands: [band], top: top))
                    top += Self.laneHeight
                }
            }
        }
        top += lanes.isEmpty ? 0 : 8
        for column in scenario.timeline.columns {
            guard let range = TimelineSampling.range(column) else { continue }
            let greatest = range.upperBound > 0 ? range.upperBound : 1
            charts.append(Chart(column: column, greatest: greatest, top: top))
            top += Self.chartHeight + Self.chartGap
        }
        bottom = top
    }

    func x(_ milliseconds: Int64) -> Double { x(Double(milliseconds)) }

    private func x(_ milliseconds: Double) -> Double {
        let share = max(0, min(1, milliseconds / Double(durationMilliseconds)))
        return Self.left + share * (Self.right - Self.left)
    }

    /// The curve of a chart; each value stands in the middle of the time that it is for.
    func points(_ chart: Chart, stepMilliseconds: Int64) -> [(x: Double, y: Double)?] {
        let stretch = TimelineSampling.stretch(chart.column, count: Self.pointCount)
        let step = Double(stepMilliseconds) * Double(stretch)
        return TimelineSampling.worst(chart.column, count: Self.pointCount).enumerated().map { position, value in
            guard let value else { return nil }
            let share = max(0, min(1, value / chart.greatest))
            return (x((Double(position) + 0.5) * step), chart.top + Self.chartHeight * (1 - share))
        }
    }

    /// Round times for the axis, at most twelve.
    var ticks: [Int64] {
        let minute: Int64 = 60_000
        let steps: [Int64] =
            [1_000, 5_000, 15_000, 30_000] + [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440].map { $0 * minute }
        let step = steps.first { durationMilliseconds / $0 <= 11 } ?? (durationMilliseconds / 11 + 1)
        return Array(stride(from: 0, through: durationMilliseconds, by: Int64.Stride(step)))
    }
}
