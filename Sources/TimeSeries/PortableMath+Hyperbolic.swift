extension PortableMath {
    /// The hyperbolic sine.
    package static func sinh(_ x: Double) -> Double {
        if !x.isFinite || x.magnitude < 0x1p-27 { return x }
        if x.magnitude < 0.5 { return hyperbolicSineNearZero(x).value }
        let (growing, shrinking, exponent) = exponentials(x.magnitude)
        return scaled((growing + -shrinking).value, x.sign, exponent)
    }

    /// The hyperbolic cosine.
    package static func cosh(_ x: Double) -> Double {
        if !x.isFinite { return x.magnitude }
        let (growing, shrinking, exponent) = exponentials(x.magnitude)
        return scaled((growing + shrinking).value, .plus, exponent)
    }

    /// The hyperbolic tangent.
    package static func tanh(_ x: Double) -> Double {
        if x.isNaN || x.magnitude < 0x1p-27 { return x }
        if x.magnitude > 22 { return x < 0 ? -1 : 1 }
        let (growing, shrinking, exponent) = exponentials(x.magnitude)
        let cosine = growing + shrinking
        if x.magnitude < 0.5 {
            let scale = Double(sign: .plus, exponent: exponent, significand: 1)
            return (hyperbolicSineNearZero(x) / (cosine * scale)).value
        }
        let ratio = ((growing + -shrinking) / cosine).value
        return x < 0 ? -ratio : ratio
    }

    /// The inverse hyperbolic sine.
    package static func asinh(_ x: Double) -> Double {
        if !x.isFinite || x.magnitude < 0x1p-27 { return x }
        let magnitude = x.magnitude
        let result: Double
        if magnitude > 0x1p300 {
            result = (logarithm(magnitude) + Constants.ln2).value
        } else {
            let root = (DoublePair(product: magnitude, magnitude) + 1).squareRoot
            result = logarithm(root + magnitude).value
        }
        return x < 0 ? -result : result
    }

    /// The inverse hyperbolic cosine; NaN below 1.
    package static func acosh(_ x: Double) -> Double {
        if x.isNaN || x < 1 { return .nan }
        if x.isInfinite { return x }
        if x > 0x1p300 { return (logarithm(x) + Constants.ln2).value }
        let root = (DoublePair(x - 1) * DoublePair(sum: x, 1)).squareRoot
        return logarithm(root + x).value
    }

    /// The inverse hyperbolic tangent; NaN beyond 1.
    package static func atanh(_ x: Double) -> Double {
        if x.isNaN || x.magnitude > 1 { return .nan }
        if x.magnitude == 1 { return x * .infinity }
        if x.magnitude < 0x1p-27 { return x }
        return (logarithm(DoublePair(sum: 1, x) / DoublePair(sum: 1, -x)) * 0.5).value
    }

    /// Half of e^x and half of e^-x, both over 2^exponent, for `x` of at least zero.
    private static func exponentials(_ x: Double) -> (growing: DoublePair, shrinking: DoublePair, exponent: Int) {
        // Beyond this every sum is infinite.
        let (mantissa, exponent) = scaledExponential(DoublePair(min(x, 1_000)))
        let growing = mantissa * 0.5
        // From 2^64 on, the other one no longer shows.
        guard exponent <= 64 else { return (growing, DoublePair(0), exponent) }
        let scale = Double(sign: .plus, exponent: -2 * exponent, significand: 0.5)
        return (growing, DoublePair(1) / mantissa * scale, exponent)
    }

    private static func scaled(_ value: Double, _ sign: FloatingPointSign, _ exponent: Int) -> Double {
        let magnitude = Double(sign: .plus, exponent: exponent, significand: value)
        return sign == .minus ? -magnitude : magnitude
    }

    /// Taylor's series below a half, where the exponentials would cancel.
    private static func hyperbolicSineNearZero(_ x: Double) -> DoublePair {
        let square = DoublePair(product: x, x)
        let u = square.high
        var tail = 1.0 / 355_687_428_096_000
        tail = tail * u + 1.0 / 1_307_674_368_000
        tail = tail * u + 1.0 / 6_227_020_800
        tail = tail * u + 1.0 / 39_916_800
        tail = tail * u + 1.0 / 362_880
        tail = tail * u + 1.0 / 5_040
        tail = tail * u + 1.0 / 120
        let series = (DoublePair(product: u, tail) + Constants.sixth) * square
        return DoublePair(x) + series * x
    }
}
