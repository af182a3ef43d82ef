/// The numbers of the text formats, as Go's `strconv.ParseFloat` reads them, less what Prometheus takes out again:
/// hexadecimal floats and `_`.
/// Source: prometheus/prometheus, `model/textparse/promparse.go` (`parseFloat`).
enum ExpositionNumber {
    enum Reading: Equatable {
        case number(Double)
        case malformed
        /// A finite text that no double holds.
        case outOfRange
    }

    /// Reads the whole of `range`.
    static func read(_ bytes: [UInt8], _ range: Range<Int>) -> Reading {
        var index = range.lowerBound
        let end = range.upperBound
        var isNegative = false
        let hasSign = index < end && (bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+"))
        if hasSign {
            isNegative = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        guard index < end else { return .malformed }
        if isLetter(bytes[index]) {
            return word(bytes, index..<end, hasSign: hasSign, isNegative: isNegative)
        }
        // The mantissa as an integer, as far as 18 digits go, and the power of ten that scales it.
        var mantissa: UInt64 = 0
        var digitCount = 0
        var significantCount = 0
        var power = 0
        var seenPoint = false
        while index < end {
            let byte = bytes[index]
            if byte == UInt8(ascii: "."), !seenPoint {
                seenPoint = true
            } else if isDigit(byte) {
                digitCount += 1
                if significantCount > 0 || byte != UInt8(ascii: "0") { significantCount += 1 }
                if significantCount <= 18 { mantissa = mantissa * 10 + UInt64(byte - UInt8(ascii: "0")) }
                if seenPoint { power -= 1 }
            } else {
                break
            }
            index += 1
        }
        guard digitCount > 0 else { return .malformed }
        if index < end {
            guard bytes[index] | 0x20 == UInt8(ascii: "e"), let exponent = exponent(bytes, index + 1..<end) else {
                return .malformed
            }
            power += exponent
            if abs(exponent) == exponentLimit { power = exponent * 2 }
        }
        // Both factors are exact in a double, so one rounding gives the nearest result (Clinger, PLDI 1990).
        if significantCount <= 18, mantissa <= 1 << 53, abs(power) <= 22 {
            let scale = powersOfTen[abs(power)]
            let magnitude = power < 0 ? Double(mantissa) / scale : Double(mantissa) * scale
            return .number(isNegative ? -magnitude : magnitude)
        }
        guard let value = Double(String(decoding: bytes[range], as: UTF8.self)) else { return .malformed }
        return value.isFinite ? .number(value) : .outOfRange
    }

    private static func word(_ bytes: [UInt8], _ range: Range<Int>, hasSign: Bool, isNegative: Bool) -> Reading {
        if matches(bytes, range, "inf") || matches(bytes, range, "infinity") {
            return .number(isNegative ? -.infinity : .infinity)
        }
        return !hasSign && matches(bytes, range, "nan") ? .number(.nan) : .malformed
    }

    /// An exponent this great is no longer told from greater ones, so it must not reach the exact path.
    private static let exponentLimit = 1_000_000

    /// The exponent after `e`, held within `exponentLimit`.
    private static func exponent(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        var index = range.lowerBound
        guard index < range.upperBound else { return nil }
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
        guard index < range.upperBound else { return nil }
        var exponent = 0
        while index < range.upperBound {
            guard isDigit(bytes[index]) else { return nil }
            exponent = min(exponentLimit, exponent * 10 + Int(bytes[index] - UInt8(ascii: "0")))
            index += 1
        }
        return isNegative ? -exponent : exponent
    }

    private static func matches(_ bytes: [UInt8], _ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            for offset in 0..<range.count where bytes[range.lowerBound + offset] | 0x20 != letters[offset] {
                return false
            }
            return true
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    static func isLetter(_ byte: UInt8) -> Bool {
        let folded = byte | 0x20
        return folded >= UInt8(ascii: "a") && folded <= UInt8(ascii: "z")
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
