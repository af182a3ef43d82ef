/// A line through samples by least squares.
///
/// Source: prometheus/prometheus, `promql/functions.go` (`linearRegression`).
package struct LinearRegression: Sendable {
    /// Per second.
    package let slope: Double
    /// The value at the moment the regression was asked for.
    package let intercept: Double

    /// The line through the samples of a window, with `intercept` at `milliseconds`. A constant series has slope 0, an
    /// infinite one none.
    package init(_ window: SampleWindow, interceptAt milliseconds: Int64, _ semantics: Semantics) {
        let first = window.first
        if window.values.allSatisfy({ $0 == first || window.count == 1 }) {
            slope = first.isInfinite ? .nan : 0
            intercept = first.isInfinite ? .nan : first
            return
        }
        let forgets = semantics.forgetsCompensationAtInfinity
        var count = 0.0
        var sumX = CompensatedSum()
        var sumY = CompensatedSum()
        var sumXY = CompensatedSum()
        var sumXX = CompensatedSum()
        for (time, y) in zip(window.milliseconds, window.values) {
            count += 1
            let x = (time - milliseconds).seconds
            sumX.add(x, forgetsAtInfinity: forgets)
            sumY.add(y, forgetsAtInfinity: forgets)
            sumXY.add(x * y, forgetsAtInfinity: forgets)
            sumXX.add(x * x, forgetsAtInfinity: forgets)
        }
        let (x, y) = (sumX.total, sumY.total)
        let covariance = sumXY.total - x * y / count
        let variance = sumXX.total - x * x / count
        slope = covariance / variance
        intercept = y / count - slope * x / count
    }

    /// `deriv`: the slope; nil for fewer than two samples.
    package static func slope(of window: SampleWindow, _ question: WindowQuestion) -> Double? {
        guard window.count > 1 else { return nil }
        // Near the samples, so that the sums stay small.
        return LinearRegression(window, interceptAt: window.firstMilliseconds, question.semantics).slope
    }

    /// `predict_linear`: the value so many seconds after the evaluation; nil for fewer than two samples.
    package static func prediction(from window: SampleWindow, _ question: WindowQuestion) -> Double? {
        guard window.count > 1 else { return nil }
        let line = LinearRegression(window, interceptAt: question.evaluationMilliseconds, question.semantics)
        return line.slope * question.parameters[0] + line.intercept
    }
}
