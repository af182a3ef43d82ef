/// Elementary functions that give the same bits on every machine.
///
/// Only `+`, `−`, `×`, `÷` and the square root of IEEE 754 are used, which round in one way everywhere; the C library's
/// functions differ between versions and with the processor's fused multiply-add. Work is done in pairs of doubles and
/// rounded once, so a result is the nearest double or, seldom, its neighbour: at most 1 ulp from the true value, which
/// the tests measure against glibc. Special values follow C99, annex F.
package enum PortableMath {
    /// e to the power of `x`.
    package static func exp(_ x: Double) -> Double {
        if x.isNaN { return x }
        return exponential(DoublePair(x))
    }

    /// The natural logarithm.
    package static func log(_ x: Double) -> Double {
        if let special = specialLogarithm(x) { return special }
        return logarithm(x).value
    }

    /// The natural logarithm of `1 + x`, whose digits a small `x` does not lose.
    package static func log1p(_ x: Double) -> Double {
        if x.magnitude < 0x1p-54 { return x }
        if let special = specialLogarithm(1 + x) { return special }
        return logarithm(DoublePair(sum: 1, x)).value
    }

    /// The logarithm to base 2, exact for powers of two.
    package static func log2(_ x: Double) -> Double {
        if let special = specialLogarithm(x) { return special }
        return (logarithm(x) * Constants.log2OfE).value
    }

    /// The logarithm to base 10, exact for powers of ten.
    package static func log10(_ x: Double) -> Double {
        if let special = specialLogarithm(x) { return special }
        return (logarithm(x) * Constants.log10OfE).value
    }

    /// `x` to the power of `y`.
    package static func pow(_ x: Double, _ y: Double) -> Double {
        if y == 0 || x == 1 { return 1 }
        if x.isNaN || y.isNaN { return .nan }
        let isOdd = isOddInteger(y)
        if x == 0 || x.isInfinite {
            let grows = (x == 0) == (y < 0)
            let magnitude = grows ? Double.infinity : 0
            return x.sign == .minus && isOdd ? -magnitude : magnitude
        }
        if y.isInfinite {
            if x == -1 { return 1 }
            return (x.magnitude > 1) == (y > 0) ? .infinity : 0
        }
        if x < 0 && y != y.rounded(.towardZero) { return .nan }
        let magnitude = power(x.magnitude, y)
        return x < 0 && isOdd ? -magnitude : magnitude
    }

    private static func power(_ x: Double, _ y: Double) -> Double {
        if x == 1 { return 1 }
        let logarithm = logarithm(x)
        // So far out that the pair's low part would be lost on the way: the result is settled.
        let estimate = logarithm.high * y
        if estimate > 1_000 { return .infinity }
        if estimate < -1_000 { return 0 }
        return exponential(logarithm * y)
    }

    private static func isOddInteger(_ y: Double) -> Bool {
        y.magnitude < 9_007_199_254_740_992 && y == y.rounded(.towardZero)
            && y.truncatingRemainder(dividingBy: 2) != 0
    }

    // MARK: Exponential

    /// e to the power of a pair.
    static func exponential(_ x: DoublePair) -> Double {
        if x.high > 709.8 { return .infinity }
        if x.high < -745.2 { return 0 }
        let (mantissa, exponent) = scaledExponential(x)
        return Double(sign: .plus, exponent: exponent, significand: mantissa.value)
    }

    /// e to the power of a pair as `mantissa * 2^exponent`, the mantissa between 0.7 and 1.5.
    ///
    /// - Precondition: at most 1,500 from zero.
    static func scaledExponential(_ x: DoublePair) -> (mantissa: DoublePair, exponent: Int) {
        let multiple = (x.high * Constants.log2OfE.high).rounded()
        // The first two parts of ln 2 have 40 bits and a multiple has 11, so these products are exact.
        let rest = DoublePair(sum: x.high - multiple * Constants.ln2First, -(multiple * Constants.ln2Second))
        let reduced = rest + (x.low - multiple * Constants.ln2Third)
        return (exponentialNearZero(reduced), Int(multiple))
    }

    /// Taylor's series for at most half of ln 2. What follows the square is below 0.01, so a double holds it well enough.
    private static func exponentialNearZero(_ r: DoublePair) -> DoublePair {
        let x = r.high
        var tail = 1.0 / 87_178_291_200
        tail = tail * x + 1.0 / 6_227_020_800
        tail = tail * x + 1.0 / 479_001_600
        tail = tail * x + 1.0 / 39_916_800
        tail = tail * x + 1.0 / 3_628_800
        tail = tail * x + 1.0 / 362_880
        tail = tail * x + 1.0 / 40_320
        tail = tail * x + 1.0 / 5_040
        tail = tail * x + 1.0 / 720
        tail = tail * x + 1.0 / 120
        tail = tail * x + 1.0 / 24
        tail = tail * x + 1.0 / 6
        let square = r * r * 0.5
        return DoublePair(1) + (r + (square + x * x * x * tail))
    }

    // MARK: Logarithm

    private static func specialLogarithm(_ x: Double) -> Double? {
        if x.isNaN { return x }
        if x == 0 { return -.infinity }
        if x < 0 { return .nan }
        return x.isInfinite ? x : nil
    }

    /// The natural logarithm of a finite number above zero.
    static func logarithm(_ x: Double) -> DoublePair {
        var exponent = Double(x.exponent)
        var mantissa = x.significand
        if mantissa > 1.414_213_562_373_095_1 {
            mantissa *= 0.5
            exponent += 1
        }
        // ln m = 2 artanh s with s = (m − 1) / (m + 1), of which both ends are exact as pairs.
        let s = DoublePair(mantissa - 1) / DoublePair(sum: mantissa, 1)
        let square = s * s
        let u = square.high
        var tail = 1.0 / 31
        tail = tail * u + 1.0 / 29
        tail = tail * u + 1.0 / 27
        tail = tail * u + 1.0 / 25
        tail = tail * u + 1.0 / 23
        tail = tail * u + 1.0 / 21
        tail = tail * u + 1.0 / 19
        tail = tail * u + 1.0 / 17
        tail = tail * u + 1.0 / 15
        tail = tail * u + 1.0 / 13
        tail = tail * u + 1.0 / 11
        tail = tail * u + 1.0 / 9
        // The first terms need the whole pair; the tail is below 1e-6 of the sum.
        var series = DoublePair(tail * u) + Constants.seventh
        series = series * square + Constants.fifth
        series = series * square + Constants.third
        let logarithm = (s + s * square * series) * 2
        return exponent == 0 ? logarithm : Constants.ln2 * exponent + logarithm
    }

    /// The natural logarithm of a pair above zero.
    static func logarithm(_ x: DoublePair) -> DoublePair { logarithm(x.high) + x.low / x.high }
}

extension PortableMath {
    /// Constants as pairs of doubles, computed with 1,400 bits.
    enum Constants {
        static let ln2 = DoublePair(high: 0x1.62e42fefa39efp-1, low: 0x1.abc9e3b39803fp-56)
        static let ln2First = 0x1.62e42fefa2000p-1
        static let ln2Second = 0x1.9ef35793c6000p-41
        static let ln2Third = 0x1.673007e5ed5e8p-81
        static let log2OfE = DoublePair(high: 0x1.71547652b82fep+0, low: 0x1.777d0ffda0d24p-56)
        static let log10OfE = DoublePair(high: 0x1.bcb7b1526e50ep-2, low: 0x1.95355baaafad3p-57)
        static let halfPi = DoublePair(high: 0x1.921fb54442d18p+0, low: 0x1.1a62633145c07p-54)
        static let pi = DoublePair(high: 0x1.921fb54442d18p+1, low: 0x1.1a62633145c07p-53)
        static let third = DoublePair(high: 0x1.5555555555555p-2, low: 0x1.5555555555555p-56)
        static let fifth = DoublePair(high: 0x1.999999999999ap-3, low: -0x1.999999999999ap-57)
        static let sixth = DoublePair(high: 0x1.5555555555555p-3, low: 0x1.5555555555555p-57)
        static let seventh = DoublePair(high: 0x1.2492492492492p-3, low: 0x1.2492492492492p-57)
    }
}
