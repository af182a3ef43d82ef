import Rehearsals

/// A column of a timeline at fewer points, for a picture.
enum TimelineSampling {
    /// At most `count` values in stretches of equal length, each the worst of its stretch: an incident may be shorter
    /// than a point is wide.
    static func worst(_ column: Timeline.Column, count: Int) -> [Double?] {
        let total = column.values.count
        let stretch = max(1, (total + count - 1) / max(1, count))
        return stride(from: 0, to: total, by: stretch).map { start in
            let values = column.values[start..<min(total, start + stretch)].compactMap { finite($0) }
            return column.quantity == .cacheHitRate ? values.min() : values.max()
        }
    }

    /// How many values of the column one of `worst` stands for.
    static func stretch(_ column: Timeline.Column, count: Int) -> Int {
        max(1, (column.values.count + count - 1) / max(1, count))
    }

    /// Least and greatest value; nil if there is none.
    static func range(_ column: Timeline.Column) -> ClosedRange<Double>? {
        let values = column.values.compactMap { finite($0) }
        guard let least = values.min(), let greatest = values.max() else { return nil }
        return least...greatest
    }

    private static func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }

    private static let blocks = Array("▁▂▃▄▅▆▇█").map(String.init)

    /// One block for each point from zero to the greatest value; a blank where there is no value.
    static func sparkline(_ column: Timeline.Column, width: Int) -> String {
        let top = max(0, range(column)?.upperBound ?? 0)
        return worst(column, count: width).map { value in
            guard let value else { return " " }
            // Both are finite; a level beyond the ends is held there.
            let level = top > 0 ? (max(0, min(1, value / top)) * 7).rounded() : 0
            return blocks[Int(level)]
        }.joined()
    }
}
