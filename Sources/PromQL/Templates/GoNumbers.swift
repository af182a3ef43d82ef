/// Numbers as Go's `strconv` reads them from text.
enum GoNumbers {
    /// Why a text is no number, in Go's words.
    enum Failure: Error, Hashable, Sendable {
        case invalidSyntax
        /// Holds what Go returns all the same: infinity.
        case outOfRange(Double)

        var words: String {
            switch self {
            case .invalidSyntax: "invalid syntax"
            case .outOfRange: "value out of range"
            }
        }
    }

    /// The value of a hexadecimal digit.
    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// `ParseUint` with base 0: `0x`, `0o`, `0b`, a leading zero for octal, underscores between digits; no sign.
    static func unsigned(_ text: ArraySlice<UInt8>) -> UInt64? {
        guard !text.isEmpty else { return nil }
        var digits = text
        var radix: UInt64 = 10
        if text.first == 0x30 {
            let mark = text.count > 2 ? text[text.startIndex + 1] | 0x20 : 0
            switch mark {
            case UInt8(ascii: "x"): (radix, digits) = (16, text.dropFirst(2))
            case UInt8(ascii: "o"): (radix, digits) = (8, text.dropFirst(2))
            case UInt8(ascii: "b"): (radix, digits) = (2, text.dropFirst(2))
            default: (radix, digits) = (8, text.dropFirst())
            }
        }
        var value: UInt64 = 0
        for byte in digits where byte != UInt8(ascii: "_") {
            guard let digit = digit(byte), UInt64(digit) < radix else { return nil }
            let (product, first) = value.multipliedReportingOverflow(by: radix)
            let (sum, second) = product.addingReportingOverflow(UInt64(digit))
            if first || second { return nil }
            value = sum
        }
        return hasGoodUnderscores(text) ? value : nil
    }

    /// `ParseInt` with base 0.
    static func signed(_ text: ArraySlice<UInt8>) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
        guard let magnitude = unsigned(digits) else { return nil }
        if isNegative { return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
        return Int64(exactly: magnitude)
    }

    /// `ParseFloat`: decimal or hexadecimal, `inf`, `infinity` and `nan` in any case.
    static func float(_ text: ArraySlice<UInt8>) -> Result<Double, Failure> {
        if let special = special(text) { return .success(special) }
        let unsigned = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
        let isHexadecimal =
            unsigned.count > 2 && unsigned.first == 0x30 && unsigned[unsigned.startIndex + 1] | 0x20 == 0x78
        guard isFloat(isHexadecimal ? unsigned.dropFirst(2) : unsigned, isHexadecimal: isHexadecimal),
            hasGoodUnderscores(text)
        else { return .failure(.invalidSyntax) }
        let plain = text.filter { $0 != UInt8(ascii: "_") }
        guard let value = Double(String(decoding: plain, as: UTF8.self)) else { return .failure(.invalidSyntax) }
        return value.isFinite ? .success(value) : .failure(.outOfRange(value))
    }

    private static func special(_ text: ArraySlice<UInt8>) -> Double? {
        let hasSign = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
        let word = (hasSign ? text.dropFirst() : text).map { $0 | 0x20 }
        if word == Array("inf".utf8) || word == Array("infinity".utf8) {
            return text.first == UInt8(ascii: "-") ? -.infinity : .infinity
        }
        return word == Array("nan".utf8) && !hasSign ? .nan : nil
    }

    /// Digits with a point and an exponent, which a hexadecimal number must have; underscores are checked elsewhere.
    private static func isFloat(_ text: ArraySlice<UInt8>, isHexadecimal: Bool) -> Bool {
        var index = text.startIndex
        var digitCount = 0
        var sawPoint = false
        while index < text.endIndex {
            let byte = text[index]
            if byte == UInt8(ascii: "."), !sawPoint {
                sawPoint = true
            } else if let value = digit(byte), value < (isHexadecimal ? 16 : 10) {
                digitCount += 1
            } else if byte != UInt8(ascii: "_") {
                break
            }
            index += 1
        }
        guard digitCount > 0 else { return false }
        guard index < text.endIndex else { return !isHexadecimal }
        guard text[index] | 0x20 == UInt8(ascii: isHexadecimal ? "p" : "e") else { return false }
        var exponent = text[(index + 1)...]
        if exponent.first == UInt8(ascii: "-") || exponent.first == UInt8(ascii: "+") {
            exponent = exponent.dropFirst()
        }
        guard let first = exponent.first, (0x30...0x39).contains(first) else { return false }
        return exponent.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") }
    }

    /// An underscore must stand between digits, or between a base prefix and a digit.
    private static func hasGoodUnderscores(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.contains(UInt8(ascii: "_")) else { return true }
        var rest = text
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        // What came before: nothing yet, a digit, an underscore, or something else.
        var previous: Character = "^"
        var isHexadecimal = false
        if rest.count >= 2, rest.first == 0x30, "xob".utf8.contains(rest[rest.startIndex + 1] | 0x20) {
            isHexadecimal = rest[rest.startIndex + 1] | 0x20 == 0x78
            rest = rest.dropFirst(2)
            previous = "0"
        }
        for byte in rest {
            if (0x30...0x39).contains(byte) || isHexadecimal && digit(byte) != nil {
                previous = "0"
            } else if byte == UInt8(ascii: "_") {
                if previous != "0" { return false }
                previous = "_"
            } else {
                if previous == "_" { return false }
                previous = "!"
            }
        }
        return previous != "_"
    }
}
