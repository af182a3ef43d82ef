/// One number for the values of a window. No list is empty.
package enum WindowStatistics {
    package static func sum(_ values: ArraySlice<Double>, _ semantics: Semantics) -> Double {
        var sum = CompensatedSum()
        for value in values { sum.add(value, forgetsAtInfinity: semantics.forgetsCompensationAtInfinity) }
        return sum.sum.isInfinite ? sum.sum : sum.total
    }

    package static func average(_ values: ArraySlice<Double>, _ semantics: Semantics) -> Double {
        semantics.averagesFromSums ? averageFromSum(values) : incrementalAverage(values)
    }

    /// 3.x: one sum divided by the count, or from its overflow on a mean that is kept up to date.
    private static func averageFromSum(_ values: ArraySlice<Double>) -> Double {
        var average = AverageOfSum(values[values.startIndex])
        for value in values.dropFirst() { average.add(value) }
        return average.value
    }

    /// 2.x: a mean kept up to date, with compensation.
    private static func incrementalAverage(_ values: ArraySlice<Double>) -> Double {
        var mean = CompensatedSum()
        var count = 0.0
        for value in values {
            count += 1
            if keepsInfinity(mean.sum, against: value) { continue }
            mean.add(value / count - mean.sum / count, forgetsAtInfinity: false)
        }
        return mean.sum.isInfinite ? mean.sum : mean.total
    }

    /// Whether a mean that is infinite stays so, which `Inf + x - Inf` would spoil.
    static func keepsInfinity(_ mean: Double, against value: Double) -> Bool {
        guard mean.isInfinite else { return false }
        return value.isInfinite ? (mean > 0) == (value > 0) : !value.isNaN
    }

    /// NaN only if all are.
    package static func minimum(_ values: ArraySlice<Double>) -> Double {
        var result = values[values.startIndex]
        for value in values where value < result || result.isNaN { result = value }
        return result
    }

    /// NaN only if all are.
    package static func maximum(_ values: ArraySlice<Double>) -> Double {
        var result = values[values.startIndex]
        for value in values where value > result || result.isNaN { result = value }
        return result
    }

    /// The population variance, by B. P. Welford's method with compensation.
    package static func variance(_ values: ArraySlice<Double>, _ semantics: Semantics) -> Double {
        let forgets = semantics.forgetsCompensationAtInfinity
        var count = 0.0
        var mean = CompensatedSum()
        var squares = CompensatedSum()
        for value in values {
            count += 1
            let difference = value - mean.total
            mean.add(difference / count, forgetsAtInfinity: forgets)
            squares.add(difference * (value - mean.total), forgetsAtInfinity: forgets)
        }
        return squares.total / count
    }

    /// A quantile by linear interpolation between ranks: NaN for a NaN, -Inf below 0, +Inf above 1.
    package static func quantile(_ rank: Double, of values: [Double]) -> Double {
        if values.isEmpty || rank.isNaN { return .nan }
        if rank < 0 { return -.infinity }
        if rank > 1 { return .infinity }
        let sorted = values.sorted { left, right in left.isNaN ? !right.isNaN : left < right }
        let position = rank * Double(sorted.count - 1)
        let lower = max(0, position.rounded(.down))
        let index = min(Int(exactly: lower) ?? 0, sorted.count - 1)
        let weight = position - position.rounded(.down)
        return sorted[index] * (1 - weight) + sorted[min(index + 1, sorted.count - 1)] * weight
    }

    /// `holt_winters` of 2.x: level and trend, each smoothed by its factor; nil for fewer than two samples.
    package static func doubleExponentialSmoothing(
        _ values: ArraySlice<Double>, smoothingFactor: Double, trendFactor: Double
    ) throws(EvaluationError) -> Double? {
        if smoothingFactor <= 0 || smoothingFactor >= 1 { throw .invalidSmoothingFactor(smoothingFactor) }
        if trendFactor <= 0 || trendFactor >= 1 { throw .invalidTrendFactor(trendFactor) }
        guard values.count > 1 else { return nil }
        var previousLevel = 0.0
        var level = values[values.startIndex]
        var trend = values[values.startIndex + 1] - level
        for (index, value) in values.dropFirst().enumerated() {
            let scaled = smoothingFactor * value
            if index > 0 { trend = trendFactor * (level - previousLevel) + (1 - trendFactor) * trend }
            let carried = (1 - smoothingFactor) * (level + trend)
            previousLevel = level
            level = scaled + carried
        }
        return level
    }
}

/// The average as 3.x computes it, of a vector or a window: one compensated sum, or from its overflow on a mean that is
/// kept up to date.
///
/// Source: prometheus/prometheus, `promql/functions.go` (`funcAvgOverTime`).
package struct AverageOfSum: Sendable {
    private var sum: CompensatedSum
    private var count = 1.0
    private var isIncremental = false

    package init(_ first: Double) { sum = CompensatedSum(sum: first) }

    package mutating func add(_ value: Double) {
        count += 1
        if !isIncremental {
            var next = sum
            next.add(value, forgetsAtInfinity: true)
            if !next.sum.isInfinite {
                sum = next
                return
            }
            isIncremental = true
            sum = CompensatedSum(sum: sum.sum / (count - 1), compensation: sum.compensation / (count - 1))
        }
        let share = (count - 1) / count
        sum = CompensatedSum(sum: share * sum.sum, compensation: share * sum.compensation)
        sum.add(value / count, forgetsAtInfinity: true)
    }

    package var value: Double { isIncremental ? sum.total : sum.sum / count + sum.compensation / count }
}
