import Glibc

/// Numbers as Go's `strconv` reads and prints them.
package enum GoNumberText {
    package enum Failure: Error, Sendable, Equatable {
        case syntax
        case outOfRange
    }

    /// A number of PromQL: an integer of any Go base first (`010` is 8), otherwise a decimal fraction.
    ///
    /// `inf` and `nan` are numbers in any case. Underscores are taken where Go takes them.
    /// Source: prometheus/prometheus `promql/parser/parse.go` (`number`), Go `strconv` (`ParseInt`, `ParseFloat`).
    package static func parse(_ text: ArraySlice<UInt8>) throws(Failure) -> Double {
        if let integer = integer(text) { return Double(integer) }
        return try fraction(text)
    }

    /// Go's `ParseFloat(text, 64)` of a label value or other text without a grammar of its own: a sign, `Infinity`; nil
    /// where it fails, and for the hexadecimal fractions that nobody writes.
    package static func parseFloat(_ text: ArraySlice<UInt8>) -> Double? {
        let hasSign = text.first == UInt8(ascii: "+") || text.first == UInt8(ascii: "-")
        let magnitude = hasSign ? text.dropFirst() : text
        let word = magnitude.map(Keywords.lowercase)
        let value: Double?
        if word.elementsEqual("infinity".utf8) {
            value = .infinity
        } else if hasSign && word.elementsEqual("nan".utf8) {
            value = nil
        } else {
            value = try? fraction(magnitude)
        }
        return text.first == UInt8(ascii: "-") ? value.map { -$0 } : value
    }

    /// The shortest digits that read back as the same number, never with an exponent: Go's `FormatFloat(x, 'f', -1)`.
    package static func shortest(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        let (digits, exponent) = shortestDigits(value.magnitude)
        let sign = value.sign == .minus ? "-" : ""
        if exponent <= 0 { return sign + "0." + String(repeating: "0", count: -exponent) + digits }
        let count = digits.utf8.count
        if exponent >= count { return sign + digits + String(repeating: "0", count: exponent - count) }
        let point = digits.utf8.index(digits.utf8.startIndex, offsetBy: exponent)
        return sign + digits[..<point] + "." + digits[point...]
    }

    /// The shortest digits that read back as the same number, with an exponent below 0.0001 and from 1e+06 on: Go's
    /// `%v`.
    package static func general(_ value: Double) -> String {
        let (digits, point) = shortestDigits(value.magnitude)
        guard value.isFinite, value != 0, point < -3 || point > 6 else { return shortest(value) }
        let exponent = point - 1
        let fraction = digits.utf8.count > 1 ? ".\(digits.dropFirst())" : ""
        let power = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
        return "\(value.sign == .minus ? "-" : "")\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(power)"
    }

    /// C's `%.3f` with the given number of decimals.
    package static func fixed(_ value: Double, decimals: Int) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // The greatest number has 309 digits before the point.
        var buffer = [CChar](repeating: 0, count: 330 + decimals)
        let length = withVaList([Int32(decimals), value]) { vsnprintf(&buffer, buffer.count, "%.*f", $0) }
        return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: Printing

    /// Digits without leading or trailing zeros, and where the point stands in them; zero is ("0", 1).
    private static func shortestDigits(_ magnitude: Double) -> (digits: String, exponent: Int) {
        if magnitude == 0 { return ("0", 1) }
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        let description = Array(magnitude.description.utf8)
        for (index, byte) in description.enumerated() {
            if byte == UInt8(ascii: "e") {
                exponent = Int(String(decoding: description[(index + 1)...], as: UTF8.self)) ?? 0
                break
            }
            if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
        }
        exponent += point ?? digits.count
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(leading)
        return (String(decoding: digits, as: UTF8.self), exponent - leading)
    }

    // MARK: Reading

    /// Go's `ParseInt(text, 0, 64)`, or nil where it fails.
    private static func integer(_ text: ArraySlice<UInt8>) -> Int64? {
        var rest = text
        var base: Int64 = 10
        var separatorsMayLead = false
        if rest.first == UInt8(ascii: "0"), rest.count > 1 {
            let second = Keywords.lowercase(rest[rest.startIndex + 1])
            separatorsMayLead = true
            if second == UInt8(ascii: "x") {
                base = 16
                rest = rest.dropFirst(2)
            } else {
                base = 8
                rest = rest.dropFirst()
            }
        }
        guard !rest.isEmpty else { return nil }
        var value: Int64 = 0
        var lastWasDigit = separatorsMayLead
        for byte in rest {
            if byte == UInt8(ascii: "_") {
                if !lastWasDigit { return nil }
                lastWasDigit = false
                continue
            }
            guard let digit = digitValue(byte), digit < base else { return nil }
            let (product, overflowed) = value.multipliedReportingOverflow(by: base)
            let (sum, carried) = product.addingReportingOverflow(digit)
            if overflowed || carried { return nil }
            value = sum
            lastWasDigit = true
        }
        return lastWasDigit ? value : nil
    }

    static func digitValue(_ byte: UInt8) -> Int64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int64(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int64(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    /// Go's `ParseFloat(text, 64)`. Hexadecimal fractions need a `p`, which the lexer never lets through.
    private static func fraction(_ text: ArraySlice<UInt8>) throws(Failure) -> Double {
        if let special = special(text) { return special }
        guard let shape = DecimalShape(text) else { throw .syntax }
        if let value = shape.exactValue { return value }
        let plain = text.filter { $0 != UInt8(ascii: "_") }
        guard let value = Double(String(decoding: plain, as: UTF8.self)) else { throw .syntax }
        if value.isInfinite { throw .outOfRange }
        return value
    }

    private static func special(_ text: ArraySlice<UInt8>) -> Double? {
        guard text.count == 3 else { return nil }
        let word = text.map(Keywords.lowercase)
        if word.elementsEqual("inf".utf8) { return .infinity }
        return word.elementsEqual("nan".utf8) ? .nan : nil
    }
}

/// A decimal fraction after its grammar was checked: digits with at most one point, and perhaps an exponent.
private struct DecimalShape {
    /// All digits as one integer, if they fit 53 bits.
    private var mantissa: UInt64? = 0
    private var exponent = 0

    init?(_ text: ArraySlice<UInt8>) {
        var hasPoint = false
        var hasDigits = false
        var index = text.startIndex
        var last: UInt8 = 0
        scan: while index < text.endIndex {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                hasDigits = true
                push(byte - UInt8(ascii: "0"), afterPoint: hasPoint)
            case UInt8(ascii: "."):
                if hasPoint || last == UInt8(ascii: "_") { return nil }
                hasPoint = true
            case UInt8(ascii: "_"):
                if !Self.isDigit(last) { return nil }
            default:
                break scan
            }
            if last == UInt8(ascii: "_") && !Self.isDigit(byte) { return nil }
            last = byte
            index += 1
        }
        if !hasDigits || last == UInt8(ascii: "_") { return nil }
        if index == text.endIndex { return }
        guard Keywords.lowercase(text[index]) == UInt8(ascii: "e") else { return nil }
        guard let power = Self.exponent(text[(index + 1)...]) else { return nil }
        exponent += power
    }

    /// The value where one multiplication or division by a power of ten is exact (Clinger, 1990).
    var exactValue: Double? {
        guard let mantissa, exponent.magnitude < Self.powersOfTen.count else { return nil }
        let power = Self.powersOfTen[Int(exponent.magnitude)]
        return exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
    }

    private mutating func push(_ digit: UInt8, afterPoint: Bool) {
        if afterPoint { exponent -= 1 }
        guard let value = mantissa else { return }
        let next = value * 10 + UInt64(digit)
        mantissa = next < 1 << 53 ? next : nil
    }

    private static func exponent(_ text: ArraySlice<UInt8>) -> Int? {
        var rest = text
        var isNegative = false
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            isNegative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        guard let first = rest.first, isDigit(first) else { return nil }
        var value = 0
        var last: UInt8 = 0
        for byte in rest {
            if isDigit(byte) {
                // Beyond this every number is infinite or zero.
                if value < 100_000 { value = value * 10 + Int(byte - UInt8(ascii: "0")) }
            } else if byte != UInt8(ascii: "_") || !isDigit(last) {
                return nil
            }
            last = byte
        }
        return isDigit(last) ? (isNegative ? -value : value) : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static let powersOfTen: [Double] = (0...22).map { power in
        (0..<power).reduce(1.0) { value, _ in value * 10 }
    }
}
