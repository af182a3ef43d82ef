import TimeSeries

/// Arithmetic as Go's `math` package does it, where that is not simply the nearest number.
///
/// Go composes these functions from exponential, logarithm and arc tangent, and loses digits where the parts cancel:
/// `log2(1.01)` is off by many units in the last place. Prometheus shows those digits, so the compositions are restated
/// here, over parts that are exact to the last bit. Source: Go 1.19, package `math`.
package enum GoMath {
    // MARK: Powers and logarithms

    /// `x` to the power of `y`: the whole part of `y` by repeated squaring, the rest by exponential and logarithm.
    package static func power(_ x: Double, _ y: Double) -> Double {
        if let special = specialPower(x, y) { return special }
        var whole = y.magnitude.rounded(.towardZero)
        var fraction = y.magnitude - whole
        if fraction != 0 && x < 0 { return .nan }
        if whole >= 0x1p63 {
            if x == -1 { return 1 }
            return (x.magnitude < 1) == (y > 0) ? 0 : .infinity
        }
        var result = 1.0
        var resultExponent = 0
        if fraction != 0 {
            if fraction > 0.5 {
                fraction -= 1
                whole += 1
            }
            result = PortableMath.exp(fraction * Self.log(x))
        }
        var (base, baseExponent) = halfOpenSignificand(x)
        var remaining = Int64(exactly: whole) ?? 0
        while remaining != 0 {
            // Far beyond any double, up or down.
            if baseExponent < -4_096 || baseExponent > 4_096 {
                resultExponent += baseExponent
                break
            }
            if remaining & 1 == 1 {
                result *= base
                resultExponent += baseExponent
            }
            base *= base
            baseExponent *= 2
            if base < 0.5 {
                base += base
                baseExponent -= 1
            }
            remaining >>= 1
        }
        if y < 0 {
            result = 1 / result
            resultExponent = -resultExponent
        }
        return scaled(result, resultExponent)
    }

    private static func specialPower(_ x: Double, _ y: Double) -> Double? {
        if y == 0 || x == 1 { return 1 }
        if y == 1 { return x }
        if x.isNaN || y.isNaN { return .nan }
        if x == 0 || x.isInfinite || y.isInfinite { return PortableMath.pow(x, y) }
        if y == 0.5 { return x.squareRoot() }
        if y == -0.5 { return 1 / x.squareRoot() }
        return nil
    }

    /// A number as `significand * 2^exponent`, the significand from a half up to 1.
    private static func halfOpenSignificand(_ x: Double) -> (significand: Double, exponent: Int) {
        (Double(signOf: x, magnitudeOf: x.significand / 2), Int(x.exponent) + 1)
    }

    private static func scaled(_ value: Double, _ exponent: Int) -> Double {
        if value == 0 || !value.isFinite { return value }
        // `Double(sign:exponent:significand:)` wants an exponent that fits; these ends are settled long before.
        let bounded = Swift.min(Swift.max(exponent, -5_000), 5_000)
        return Double(sign: .plus, exponent: bounded, significand: value)
    }

    /// The natural logarithm, with the last bit of the Sun library's polynomial, which cancellation may bring to light.
    /// Source: FreeBSD, `msun/src/e_log.c`, in the order of operations of Go on x86-64.
    package static func log(_ x: Double) -> Double {
        guard x.isNormal, x > 0 else { return PortableMath.log(x) }
        var (significand, exponent) = halfOpenSignificand(x)
        if significand <= 0.5.squareRoot() {
            significand *= 2
            exponent -= 1
        }
        let f = significand - 1
        let s = f / (2 + f)
        let square = s * s
        let fourth = square * square
        let odd =
            square
            * polynomial(
                fourth,
                [
                    1.479819860511658591e-1, 1.818357216161805012e-1,
                    2.857142874366239149e-1, 6.666666666666735130e-1,
                ])
        let even =
            fourth
            * polynomial(
                fourth,
                [
                    1.531383769920937332e-1, 2.222219843214978396e-1,
                    3.999999999940941908e-1,
                ])
        let half = 0.5 * f * f
        let k = Double(exponent)
        let low = s * (half + (odd + even)) + k * 1.90821492927058770002e-10
        return k * 6.93147180369123816490e-1 - ((half - low) - f)
    }

    /// By Horner's rule, the coefficient of the greatest power first.
    private static func polynomial(_ x: Double, _ coefficients: [Double]) -> Double {
        coefficients.dropFirst().reduce(coefficients[0]) { $0 * x + $1 }
    }

    package static func log2(_ x: Double) -> Double {
        guard x > 0, x.isFinite else { return PortableMath.log2(x) }
        let (significand, exponent) = halfOpenSignificand(x)
        if significand == 0.5 { return Double(exponent - 1) }
        return Self.log(significand) * log2OfE + Double(exponent)
    }

    package static func log10(_ x: Double) -> Double { Self.log(x) * log10OfE }

    private static let ln2 = 0.693147180559945309417232121458176568
    private static let log2OfE = 1.442695040888963407359924681001892137
    private static let log10OfE = 0.434294481903251827651128918916605082

    // MARK: Angles

    package static func sin(_ x: Double) -> Double {
        guard let (octant, rest) = reduced(x) else { return PortableMath.sin(x) }
        let value = octant & 2 == 0 ? PortableMath.sin(rest) : PortableMath.cos(rest)
        return (octant & 4 != 0) != (x < 0) ? -value : value
    }

    package static func cos(_ x: Double) -> Double {
        guard let (octant, rest) = reduced(x) else { return PortableMath.cos(x) }
        let value = octant & 2 == 0 ? PortableMath.cos(rest) : PortableMath.sin(rest)
        return (octant & 4 != 0) != (octant & 2 != 0) ? -value : value
    }

    package static func tan(_ x: Double) -> Double {
        guard let (octant, rest) = reduced(x) else { return PortableMath.tan(x) }
        let tangent = PortableMath.tan(rest)
        let value = octant & 2 == 0 ? tangent : -1 / tangent
        return x < 0 ? -value : value
    }

    /// How many eighths of a turn fit, made even, modulo 8, and the angle beyond them; nil for zero and where Go reduces
    /// exactly. Near multiples of a half turn, the three parts of the eighth leave fewer good digits than there could be.
    private static func reduced(_ x: Double) -> (octant: Int, rest: Double)? {
        let magnitude = x.magnitude
        guard magnitude < 0x1p29, magnitude > 0 else { return nil }
        let whole = (magnitude * (4 / Double.pi)).rounded(.towardZero)
        let even = whole + whole.truncatingRemainder(dividingBy: 2)
        let rest = ((magnitude - even * eighth.0) - even * eighth.1) - even * eighth.2
        return (Int(even.truncatingRemainder(dividingBy: 8)), rest)
    }

    /// A quarter of π in three parts, so that products with the octants are exact.
    /// Source: S. L. Moshier, Cephes mathematical library 2.8, `sin.c`.
    private static let eighth = (
        7.85398125648498535156e-1, 3.77489470793079817668e-8, 2.69515142907905952645e-15
    )

    /// The angle of a tangent, with the last bit of the Cephes library's fraction.
    /// Source: S. L. Moshier, Cephes mathematical library 2.8, `atan.c`.
    package static func atan(_ x: Double) -> Double {
        if x == 0 || x.isNaN { return x }
        return x < 0 ? -positiveArctangent(-x) : positiveArctangent(x)
    }

    private static func positiveArctangent(_ x: Double) -> Double {
        // π / 2 is a little more than its double.
        let rest = 6.123233995736765886130e-17
        if x <= 0.66 { return arctangentSeries(x) }
        // The tangent of three eighths of a half turn.
        if x > 2.41421356237309504880 { return Double.pi / 2 - arctangentSeries(1 / x) + rest }
        return Double.pi / 4 + arctangentSeries((x - 1) / (x + 1)) + 0.5 * rest
    }

    private static func arctangentSeries(_ x: Double) -> Double {
        let square = x * x
        let numerator = polynomial(
            square,
            [
                -8.750608600031904122785e-1, -1.615753718733365076637e+1,
                -7.500855792314704667340e+1, -1.228866684490136173410e+2, -6.485021904942025371773e+1,
            ])
        let denominator = polynomial(
            square,
            [
                1, 2.485846490142306297962e+1, 1.650270098316988542046e+2,
                4.328810604912902668951e+2, 4.853903996359136964868e+2, 1.945506571482613964425e+2,
            ])
        return x * (square * numerator / denominator) + x
    }

    package static func asin(_ x: Double) -> Double {
        if x == 0 { return x }
        let magnitude = x.magnitude
        guard magnitude <= 1 else { return .nan }
        let other = (1 - magnitude * magnitude).squareRoot()
        let angle =
            magnitude > 0.7
            ? Double.pi / 2 - positiveArctangent(other / magnitude) : positiveArctangent(magnitude / other)
        return x < 0 ? -angle : angle
    }

    package static func acos(_ x: Double) -> Double { Double.pi / 2 - Self.asin(x) }

    package static func atan2(_ y: Double, _ x: Double) -> Double {
        guard x != 0, y != 0, x.isFinite, y.isFinite else { return PortableMath.atan2(y, x) }
        let angle = Self.atan(y / x)
        guard x < 0 else { return angle }
        return angle <= 0 ? angle + .pi : angle - .pi
    }

    package static func degrees(radians: Double) -> Double { radians * 180 / .pi }

    package static func radians(degrees: Double) -> Double { degrees * .pi / 180 }

    // MARK: Hyperbolic functions

    package static func sinh(_ x: Double) -> Double {
        let magnitude = x.magnitude
        if magnitude <= 0.5 || x.isNaN { return PortableMath.sinh(x) }
        let exponential = PortableMath.exp(magnitude)
        let value = magnitude > 21 ? exponential * 0.5 : (exponential - 1 / exponential) * 0.5
        return x < 0 ? -value : value
    }

    package static func cosh(_ x: Double) -> Double {
        let exponential = PortableMath.exp(x.magnitude)
        return x.magnitude > 21 ? exponential * 0.5 : (exponential + 1 / exponential) * 0.5
    }

    package static func tanh(_ x: Double) -> Double {
        guard x.magnitude >= 0.625, x.magnitude <= 44 else { return PortableMath.tanh(x) }
        let value = 1 - 2 / (PortableMath.exp(2 * x.magnitude) + 1)
        return x < 0 ? -value : value
    }

    package static func asinh(_ x: Double) -> Double {
        let magnitude = x.magnitude
        guard x.isFinite, magnitude >= 0x1p-28 else { return x }
        let root = (magnitude * magnitude + 1).squareRoot()
        let value: Double
        if magnitude > 0x1p28 {
            value = Self.log(magnitude) + ln2
        } else if magnitude > 2 {
            value = Self.log(2 * magnitude + 1 / (root + magnitude))
        } else {
            value = PortableMath.log1p(magnitude + magnitude * magnitude / (1 + root))
        }
        return x < 0 ? -value : value
    }

    package static func acosh(_ x: Double) -> Double {
        guard x > 1 else { return x == 1 ? 0 : .nan }
        if x >= 0x1p28 { return Self.log(x) + ln2 }
        if x > 2 { return Self.log(2 * x - 1 / (x + (x * x - 1).squareRoot())) }
        let above = x - 1
        return PortableMath.log1p(above + (2 * above + above * above).squareRoot())
    }

    package static func atanh(_ x: Double) -> Double {
        let magnitude = x.magnitude
        guard magnitude < 1, magnitude >= 0x1p-28 else { return PortableMath.atanh(x) }
        let double = magnitude + magnitude
        let value =
            magnitude < 0.5
            ? 0.5 * PortableMath.log1p(double + double * magnitude / (1 - magnitude))
            : 0.5 * PortableMath.log1p(double / (1 - magnitude))
        return x < 0 ? -value : value
    }

    // MARK: Choice and conversion

    /// The greater number; NaN if either is, except against positive infinity; 0 over -0.
    package static func max(_ left: Double, _ right: Double) -> Double {
        if left == .infinity || right == .infinity { return .infinity }
        if left.isNaN || right.isNaN { return .nan }
        if left == 0, right == 0 { return left.sign == .minus ? right : left }
        return left > right ? left : right
    }

    /// The smaller number; NaN if either is, except against negative infinity; -0 below 0.
    package static func min(_ left: Double, _ right: Double) -> Double {
        if left == -.infinity || right == -.infinity { return -.infinity }
        if left.isNaN || right.isNaN { return .nan }
        if left == 0, right == 0 { return left.sign == .minus ? left : right }
        return left < right ? left : right
    }

    /// Go's `int64(x)` on x86-64: towards zero, and the smallest integer for whatever does not fit.
    package static func integer(_ x: Double) -> Int64 { Int64(exactly: x.rounded(.towardZero)) ?? .min }
}
