package import ClaudeBackend
import TimeSeries

extension Distribution {
    /// The distribution as a table of quantiles.
    package var table: QuantileTable {
        switch self {
        case .constant(let value): return .constant(max(0, value))
        case .percentiles(let p50, let p95):
            // The 95th percentile of the normal distribution.
            let sigma = p50 > 0 && p95 > p50 ? PortableMath.log(p95 / p50) / 1.644_853_626_951_472_2 : 0
            return .lognormal(median: p50, sigma: sigma)
        case .exponential(let mean):
            return QuantileTable { share, isUpper in
                -mean * (isUpper ? PortableMath.log(share) : PortableMath.log1p(-share))
            }
        case .uniform(let low, let high):
            return QuantileTable { share, isUpper in
                isUpper ? high - (high - low) * share : low + (high - low) * share
            }
        case .gamma(let mean, let cv): return Self.gammaTable(mean: mean, cv: cv)
        }
    }

    /// Whether every draw is the same.
    package var isConstant: Bool {
        switch self {
        case .constant: true
        case .percentiles(let p50, let p95): p95 <= p50
        case .gamma(_, let cv): cv == 0
        case .exponential(let mean): mean == 0
        case .uniform(let low, let high): low == high
        }
    }

    private static func gammaTable(mean: Double, cv: Double) -> QuantileTable {
        if cv == 0 || mean == 0 { return .constant(mean) }
        // So narrow that skewness, twice the coefficient of variation, is lost in the width of a cell.
        if cv < 0.01 { return .ofNormal { max(0, mean * (1 + cv * $0)) } }
        let shape = 1 / (cv * cv)
        let scale = mean / shape
        var solver = GammaQuantile(shape: shape)
        return QuantileTable { share, isUpper in scale * solver.quantile(share, isUpper: isUpper) }
    }
}

/// The inverse of the gamma distribution with scale one.
///
/// Newton's method on logarithms of both sides: there the distribution function and its complement are concave, also for
/// shapes far below one whose quantiles span hundreds of orders of magnitude.
struct GammaQuantile {
    let shape: Double
    private let logGamma: Double
    /// The logarithm of the quantile that was found last, from which the next is not far.
    private var last: Double

    init(shape: Double) {
        self.shape = shape
        logGamma = Self.logGamma(shape)
        last = PortableMath.log(shape)
    }

    /// The value below which, or above which, the share lies.
    mutating func quantile(_ share: Double, isUpper: Bool) -> Double {
        if share >= 1 { return 0 }
        let target = PortableMath.log(share)
        var (low, high) = (-1e4, 1e4)
        var y = last
        for _ in 0..<200 {
            let (lower, upper) = shares(at: y)
            let tail = isUpper ? upper : lower
            let excess = PortableMath.log(tail) - target
            if (excess > 0) == isUpper { low = y } else { high = y }
            // The slope of ln F over ln x is x f(x) / F(x).
            let slope = PortableMath.exp(shape * y - PortableMath.exp(y) - logGamma) / tail
            var next = y + (isUpper ? excess : -excess) / slope
            if !next.isFinite || next <= low || next >= high { next = bisected(low, high) }
            let isSettled = (next - y).magnitude <= 1e-13 * max(1, y.magnitude)
            y = next
            if isSettled { break }
        }
        last = y
        return PortableMath.exp(y)
    }

    /// Near where the last search ended first, then the middle.
    private func bisected(_ low: Double, _ high: Double) -> Double {
        if low == -1e4, high < 1e4 { return high - 4 - (last - high).magnitude * 2 < low ? (low + high) / 2 : high - 4 }
        if high == 1e4, low > -1e4 { return low + 1 }
        return (low + high) / 2
    }

    /// The shares below and above e to the power of `y`.
    private func shares(at y: Double) -> (lower: Double, upper: Double) {
        let x = PortableMath.exp(y)
        let front = PortableMath.exp(shape * y - x - logGamma)
        if x < shape + 1 {
            var term = 1 / shape
            var sum = term
            var divisor = shape
            while term > sum * 1e-16 {
                divisor += 1
                term *= x / divisor
                sum += term
            }
            let lower = front * sum
            return (lower, 1 - lower)
        }
        let upper = front * continuedFraction(x)
        return (1 - upper, upper)
    }

    /// Lentz's evaluation of the fraction for the upper incomplete gamma function (Abramowitz and Stegun 6.5.31).
    private func continuedFraction(_ x: Double) -> Double {
        var b = x + 1 - shape
        var c = 1e300
        var d = 1 / b
        var value = d
        for index in 1...10_000 {
            let n = Double(index)
            let a = -n * (n - shape)
            b += 2
            d = 1 / (a * d + b)
            c = b + a / c
            let factor = c * d
            value *= factor
            if (factor - 1).magnitude < 1e-16 { break }
        }
        return value
    }

    /// Stirling's series behind ten, where eight terms are exact to the last digit.
    static func logGamma(_ x: Double) -> Double {
        var x = x
        var product = 1.0
        while x < 10 {
            product *= x
            x += 1
        }
        let inverse = 1 / x
        let square = inverse * inverse
        var series = 1.0 / 156
        series = -691.0 / 360_360 + series * square
        series = 1.0 / 1_188 + series * square
        series = -1.0 / 1_680 + series * square
        series = 1.0 / 1_260 + series * square
        series = -1.0 / 360 + series * square
        series = 1.0 / 12 + series * square
        return (x - 0.5) * PortableMath.log(x) - x + 0.918_938_533_204_672_8 + series * inverse
            - PortableMath.log(product)
    }
}
