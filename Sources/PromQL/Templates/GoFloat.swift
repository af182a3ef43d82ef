import Glibc

/// Floating-point numbers as Go's `strconv.FormatFloat` writes them.
enum GoFloat {
    /// Writes a number without a plus sign; infinities as `+Inf` and `-Inf`.
    ///
    /// - Parameters:
    ///   - verb: `e`, `f`, `g`, `x` or `b`, or a capital.
    ///   - precision: decimals for `e`, `f` and `x`, significant digits for `g`; nil for the fewest digits that read
    ///     back as the same number.
    static func text(_ value: Double, _ verb: UInt8, precision: Int?) -> [UInt8] {
        if value.isNaN { return Array("NaN".utf8) }
        if value.isInfinite { return Array((value < 0 ? "-Inf" : "+Inf").utf8) }
        switch verb {
        case UInt8(ascii: "b"): return binary(value)
        case UInt8(ascii: "x"): return hexadecimal(value, precision)
        case UInt8(ascii: "X"): return hexadecimal(value, precision).map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
        default:
            if let precision { return printed(value, verb, precision) }
            return shortest(value, verb)
        }
    }

    /// C's `printf` rounds exactly, as Go does, and writes these the same way.
    private static func printed(_ value: Double, _ verb: UInt8, _ precision: Int) -> [UInt8] {
        // The greatest number has 309 digits before the point.
        var buffer = [CChar](repeating: 0, count: 340 + precision)
        let format = "%.*" + String(Unicode.Scalar(verb))
        let length = withVaList([Int32(truncatingIfNeeded: precision), value]) {
            vsnprintf(&buffer, buffer.count, format, $0)
        }
        return buffer.prefix(max(0, Int(length))).map { UInt8(bitPattern: $0) }
    }

    /// The digits that Swift's `description` finds, the fewest that read back, laid out as Go does: `g` takes an
    /// exponent below -4 and from 6 on, measured on promtool 2.42.
    private static func shortest(_ value: Double, _ verb: UInt8) -> [UInt8] {
        let (digits, point) = digits(of: value.magnitude)
        let sign: [UInt8] = value.sign == .minus ? [0x2D] : []
        switch verb {
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
            return sign + exponential(digits, point, verb)
        case UInt8(ascii: "g"), UInt8(ascii: "G"):
            let exponent = point - 1
            let usesExponent = exponent < -4 || exponent >= leastExponent
            // The exponent's mark is e for g, E for G.
            return sign + (usesExponent ? exponential(digits, point, verb - 2) : plain(digits, point))
        default:
            return sign + plain(digits, point)
        }
    }

    private static let leastExponent = 6

    /// Digits without leading or trailing zeros, and where the point stands among them; zero is `0` and 1.
    private static func digits(of magnitude: Double) -> (digits: [UInt8], point: Int) {
        if magnitude == 0 { return ([0x30], 1) }
        let description = Array(magnitude.description.utf8)
        let mantissa = description.prefix { $0 != UInt8(ascii: "e") }
        let exponent = Int(String(decoding: description.dropFirst(mantissa.count + 1), as: UTF8.self)) ?? 0
        let whole = mantissa.prefix { $0 != UInt8(ascii: ".") }
        var digits = mantissa.filter { $0 != UInt8(ascii: ".") }
        let leading = digits.prefix { $0 == 0x30 }.count
        digits.removeFirst(leading)
        while digits.last == 0x30 { digits.removeLast() }
        return (digits, whole.count - leading + exponent)
    }

    private static func plain(_ digits: [UInt8], _ point: Int) -> [UInt8] {
        if point <= 0 { return Array("0.".utf8) + [UInt8](repeating: 0x30, count: -point) + digits }
        if point >= digits.count { return digits + [UInt8](repeating: 0x30, count: point - digits.count) }
        return digits[..<point] + [0x2E] + digits[point...]
    }

    private static func exponential(_ digits: [UInt8], _ point: Int, _ mark: UInt8) -> [UInt8] {
        let fraction: [UInt8] = digits.count > 1 ? [0x2E] + digits[1...] : []
        return digits[..<1] + fraction + [mark] + exponent(digits == [0x30] ? 0 : point - 1)
    }

    /// A sign and at least two digits.
    private static func exponent(_ exponent: Int) -> [UInt8] {
        let text = String(exponent.magnitude)
        return Array(((exponent < 0 ? "-" : "+") + (text.utf8.count < 2 ? "0" : "") + text).utf8)
    }

    /// `0x1.8p+01`: one digit before the point, 1 for all but zero, and a power of two of at least two digits.
    private static func hexadecimal(_ value: Double, _ precision: Int?) -> [UInt8] {
        let isSubnormal = value.exponentBitPattern == 0
        var power = Int(isSubnormal ? 1 : value.exponentBitPattern) - 1023
        // The digit before the point stands at bit 60, the rest below it.
        let leading: UInt64 = 1 << 60
        var mantissa = (value.significandBitPattern | (isSubnormal ? 0 : 1 << 52)) << 8
        if mantissa == 0 { power = 0 }
        while mantissa != 0, mantissa & leading == 0 {
            mantissa <<= 1
            power -= 1
        }
        if let precision, precision < 15 {
            let dropped = UInt64(60 - precision * 4)
            let rest = mantissa & (1 << dropped - 1)
            mantissa >>= dropped
            // Half goes to the even digit.
            let half: UInt64 = 1 << (dropped - 1)
            if rest > half || rest == half && mantissa & 1 == 1 { mantissa += 1 }
            mantissa <<= dropped
            if mantissa & leading << 1 != 0 {
                mantissa >>= 1
                power += 1
            }
        }
        var text = Array(((value.sign == .minus ? "-" : "") + "0x" + String(mantissa >> 60 & 1)).utf8)
        var fraction = mantissa << 4
        var digits: [UInt8] = []
        while precision == nil ? fraction != 0 : digits.count < precision ?? 0 {
            digits += Array(String(fraction >> 60, radix: 16).utf8)
            fraction <<= 4
        }
        if !digits.isEmpty { text += [0x2E] + digits }
        return text + [UInt8(ascii: "p")] + exponent(power)
    }

    /// Mantissa and power of two: `4503599627370496p-52`.
    private static func binary(_ value: Double) -> [UInt8] {
        let isSubnormal = value.exponentBitPattern == 0
        let mantissa = isSubnormal ? value.significandBitPattern : value.significandBitPattern | 1 << 52
        let power = Int(isSubnormal ? 1 : value.exponentBitPattern) - 1075
        let sign = value.sign == .minus ? "-" : ""
        return Array("\(sign)\(mantissa)p\(power < 0 ? "" : "+")\(power)".utf8)
    }
}
