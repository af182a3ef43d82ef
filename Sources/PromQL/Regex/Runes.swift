/// UTF-8 as Go reads and writes it: bytes that are no UTF-8 are not refused but read as U+FFFD, one byte at a time.
///
/// A rune is a `UInt32` and not a `Unicode.Scalar`, because Go's regular expressions may name surrogates.
enum Runes {
    /// U+FFFD, what one undecodable byte reads as.
    static let replacement: UInt32 = 0xFFFD
    /// The highest code point.
    static let highest: UInt32 = 0x10FFFF

    /// The rune that begins at `index`, and how many bytes it takes (1 to 4).
    ///
    /// Truncated, overlong, surrogate and out-of-range sequences give U+FFFD and length 1; past the end gives
    /// U+FFFD and length 0.
    static func decode(_ bytes: borrowing [UInt8], at index: Int, end: Int) -> (rune: UInt32, length: Int) {
        guard index < end else { return (replacement, 0) }
        let lead = bytes[index]
        if lead < 0x80 { return (UInt32(lead), 1) }
        let length: Int
        // The second byte's range closes overlong forms, surrogates and values past U+10FFFF (Unicode 15, table 3-7).
        var lowest: UInt8 = 0x80
        var greatest: UInt8 = 0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, lowest) = (3, 0xA0)
        case 0xED: (length, greatest) = (3, 0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, lowest) = (4, 0x90)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, greatest) = (4, 0x8F)
        default: return (replacement, 1)
        }
        guard index + length <= end else { return (replacement, 1) }
        let second = bytes[index + 1]
        guard second >= lowest, second <= greatest else { return (replacement, 1) }
        var rune = UInt32(lead) & (0x7F >> UInt32(length))
        rune = rune << 6 | UInt32(second & 0x3F)
        for offset in 2..<max(length, 2) {
            let byte = bytes[index + offset]
            guard byte & 0xC0 == 0x80 else { return (replacement, 1) }
            rune = rune << 6 | UInt32(byte & 0x3F)
        }
        return (rune, length)
    }

    static func decode(_ bytes: borrowing [UInt8], at index: Int) -> (rune: UInt32, length: Int) {
        decode(bytes, at: index, end: bytes.count)
    }

    /// The rune that ends just before `index`, with U+FFFD for an undecodable byte; nil at the beginning.
    static func decodeLast(_ bytes: borrowing [UInt8], before index: Int) -> UInt32? {
        guard index > 0 else { return nil }
        for length in 1...4 where index - length >= 0 {
            let (rune, taken) = decode(bytes, at: index - length, end: index)
            if taken == length, length > 1 || rune < 0x80 { return rune }
        }
        return replacement
    }

    /// Appends a rune as UTF-8; surrogates and values past the highest code point become U+FFFD.
    static func append(_ rune: UInt32, to bytes: inout [UInt8]) {
        switch rune {
        case 0..<0x80:
            bytes.append(UInt8(rune))
        case 0x80..<0x800:
            bytes.append(0xC0 | UInt8(rune >> 6))
            bytes.append(0x80 | UInt8(rune & 0x3F))
        case 0xD800...0xDFFF:
            append(replacement, to: &bytes)
        case 0x800..<0x10000:
            bytes.append(0xE0 | UInt8(rune >> 12))
            bytes.append(0x80 | UInt8(rune >> 6 & 0x3F))
            bytes.append(0x80 | UInt8(rune & 0x3F))
        case 0x10000...highest:
            bytes.append(0xF0 | UInt8(rune >> 18))
            bytes.append(0x80 | UInt8(rune >> 12 & 0x3F))
            bytes.append(0x80 | UInt8(rune >> 6 & 0x3F))
            bytes.append(0x80 | UInt8(rune & 0x3F))
        default:
            append(replacement, to: &bytes)
        }
    }
}
