/// A number as the sum of two doubles, the second at most half a unit in the last place of the first: about 106 bits.
///
/// Error-free sums after D. E. Knuth, "The Art of Computer Programming", volume 2, and products after T. J. Dekker, "A
/// floating-point technique for extending the available precision" (1971), which need no fused multiply-add. Numbers
/// must stay below 2^995, or splitting them overflows.
struct DoublePair {
    var high: Double
    var low: Double

    init(high: Double, low: Double) {
        self.high = high
        self.low = low
    }

    init(_ value: Double) { self.init(high: value, low: 0) }

    /// The exact sum.
    init(sum left: Double, _ right: Double) {
        let high = left + right
        let rightPart = high - left
        self.init(high: high, low: (left - (high - rightPart)) + (right - rightPart))
    }

    /// The exact product, if it does not underflow.
    init(product left: Double, _ right: Double) {
        let high = left * right
        let (leftTop, leftRest) = Self.split(left)
        let (rightTop, rightRest) = Self.split(right)
        let low = ((leftTop * rightTop - high) + leftTop * rightRest + leftRest * rightTop) + leftRest * rightRest
        self.init(high: high, low: low)
    }

    /// The nearest double.
    var value: Double { high + low }

    /// Halves of 26 bits.
    private static func split(_ value: Double) -> (top: Double, rest: Double) {
        let scaled = 134_217_729 * value
        let top = scaled - (scaled - value)
        return (top, value - top)
    }

    /// Brings the parts into order where the first is the greater.
    private init(normalising high: Double, _ low: Double) {
        let sum = high + low
        self.init(high: sum, low: low - (sum - high))
    }

    static func + (left: DoublePair, right: DoublePair) -> DoublePair {
        let high = DoublePair(sum: left.high, right.high)
        let low = DoublePair(sum: left.low, right.low)
        let first = DoublePair(normalising: high.high, high.low + low.high)
        return DoublePair(normalising: first.high, first.low + low.low)
    }

    static func + (left: DoublePair, right: Double) -> DoublePair {
        let sum = DoublePair(sum: left.high, right)
        return DoublePair(normalising: sum.high, sum.low + left.low)
    }

    static func * (left: DoublePair, right: DoublePair) -> DoublePair {
        let product = DoublePair(product: left.high, right.high)
        return DoublePair(
            normalising: product.high, product.low + (left.high * right.low + left.low * right.high))
    }

    static func * (left: DoublePair, right: Double) -> DoublePair {
        let product = DoublePair(product: left.high, right)
        return DoublePair(normalising: product.high, product.low + left.low * right)
    }

    static func / (left: DoublePair, right: DoublePair) -> DoublePair {
        let first = left.high / right.high
        var rest = left + -(right * first)
        let second = rest.high / right.high
        rest = rest + -(right * second)
        let third = rest.high / right.high
        return DoublePair(normalising: first, second) + third
    }

    static prefix func - (pair: DoublePair) -> DoublePair { DoublePair(high: -pair.high, low: -pair.low) }

    /// The square root of a pair of at least zero.
    var squareRoot: DoublePair {
        if high <= 0 { return DoublePair(0) }
        let root = high.squareRoot()
        let rest = self + -DoublePair(product: root, root)
        return DoublePair(normalising: root, rest.value / (2 * root))
    }
}
