/// Go's string literals, as `strconv` reads them; `GoQuoting` writes them.
enum GoLiterals {
    /// `%q` as bytes.
    static func quote(_ bytes: [UInt8]) -> [UInt8] { Array(GoQuoting.quoted(bytes).utf8) }

    /// Whether a text can stand between back-quotes as it is.
    static func canBackquote(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            let (rune, length) = Runes.decode(bytes, at: index)
            if length > 1 {
                if rune == 0xFEFF { return false }
            } else if rune == Runes.replacement || rune < 0x20 && rune != 0x09 || rune == 0x60 || rune == 0x7F {
                return false
            }
            index += length
        }
        return true
    }

    /// The value of a literal in double quotes or back-quotes; nil where Go says `invalid syntax`.
    static func unquote(_ literal: ArraySlice<UInt8>) -> [UInt8]? {
        guard literal.count >= 2, let quote = literal.first, literal.last == quote else { return nil }
        let inner = Array(literal.dropFirst().dropLast())
        if quote == UInt8(ascii: "`") {
            return inner.contains(quote) ? nil : inner.filter { $0 != 0x0D }
        }
        guard quote == UInt8(ascii: "\"") else { return nil }
        var value: [UInt8] = []
        var index = 0
        while index < inner.count {
            if inner[index] == 0x0A { return nil }
            guard let unit = unquoteUnit(inner, at: index, quotedBy: quote) else { return nil }
            switch unit.value {
            case .byte(let byte): value.append(byte)
            case .rune(let rune): Runes.append(rune, to: &value)
            }
            index = unit.end
        }
        return value
    }

    enum Unit {
        /// From `\x` and octal escapes, which need not make a rune.
        case byte(UInt8)
        case rune(UInt32)
    }

    /// Reads one character or escape; nil where it is none, and for the closing quote itself.
    static func unquoteUnit(
        _ bytes: [UInt8], at index: Int, quotedBy quote: UInt8
    ) -> (value: Unit, end: Int)? {
        guard index < bytes.count, bytes[index] != quote else { return nil }
        guard bytes[index] == UInt8(ascii: "\\") else {
            let (rune, length) = Runes.decode(bytes, at: index)
            return (rune < 0x80 ? .byte(UInt8(rune)) : .rune(rune), index + length)
        }
        guard index + 1 < bytes.count else { return nil }
        let letter = bytes[index + 1]
        let next = index + 2
        switch letter {
        case UInt8(ascii: "a"): return (.byte(0x07), next)
        case UInt8(ascii: "b"): return (.byte(0x08), next)
        case UInt8(ascii: "f"): return (.byte(0x0C), next)
        case UInt8(ascii: "n"): return (.byte(0x0A), next)
        case UInt8(ascii: "r"): return (.byte(0x0D), next)
        case UInt8(ascii: "t"): return (.byte(0x09), next)
        case UInt8(ascii: "v"): return (.byte(0x0B), next)
        case UInt8(ascii: "\\"): return (.byte(0x5C), next)
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return letter == quote ? (.byte(letter), next) : nil
        case UInt8(ascii: "x"):
            return number(bytes, from: next, digits: 2, radix: 16).map {
                (.byte(UInt8(truncatingIfNeeded: $0)), next + 2)
            }
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let digits = letter == UInt8(ascii: "u") ? 4 : 8
            guard let value = number(bytes, from: next, digits: digits, radix: 16), Unicode.Scalar(value) != nil else {
                return nil
            }
            return (.rune(value), next + digits)
        case 0x30...0x37:
            guard let value = number(bytes, from: index + 1, digits: 3, radix: 8), value <= 255 else { return nil }
            return (.byte(UInt8(value)), index + 4)
        default: return nil
        }
    }

    private static func number(_ bytes: [UInt8], from start: Int, digits: Int, radix: UInt32) -> UInt32? {
        guard start + digits <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[start..<start + digits] {
            guard let digit = GoNumbers.digit(byte), UInt32(digit) < radix else { return nil }
            // Eight hexadecimal digits just fit.
            value = value &* radix &+ UInt32(digit)
        }
        return value
    }
}
