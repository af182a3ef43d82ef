/// Text quoted as Go's `strconv.Quote` and `fmt` quote it, which Prometheus prints in errors and canonical text.
package enum GoQuoting {
    /// `%q` of a string: double quotes, Go escapes, bytes that are no UTF-8 as `\xff`.
    package static func quoted(_ bytes: some Collection<UInt8>) -> String {
        var result = "\""
        forEachRune(bytes) { rune, invalidByte in
            if let invalidByte {
                result += "\\x" + hexadecimal(UInt32(invalidByte), digits: 2)
            } else {
                appendEscaped(rune, quote: 0x22, to: &result)
            }
        }
        return result + "\""
    }

    /// `%.10q` of a string, with dots for what it cuts off.
    package static func quotedPrefix(_ bytes: [UInt8], scalars limit: Int) -> String {
        var seen = 0
        var end = 0
        while end < bytes.count && seen < limit {
            end += UTF8Rune(bytes, at: end).length
            seen += 1
        }
        return quoted(bytes[..<end]) + "..."
    }

    /// `%q` of a rune: single quotes.
    package static func quotedRune(_ rune: UInt32) -> String {
        var result = "'"
        appendEscaped(isScalar(rune) ? rune : 0xFFFD, quote: 0x27, to: &result)
        return result + "'"
    }

    /// `%#U` of a rune: `U+0041 'A'`, without the character where it cannot be printed.
    package static func codePoint(_ rune: UInt32) -> String {
        let code = "U+" + hexadecimal(rune, digits: 4).uppercased()
        guard let scalar = Unicode.Scalar(rune), isPrintable(scalar) else { return code }
        return "\(code) '\(scalar)'"
    }

    private static func forEachRune(_ bytes: some Collection<UInt8>, _ body: (UInt32, UInt8?) -> Void) {
        let bytes = Array(bytes)
        var index = 0
        while index < bytes.count {
            let rune = UTF8Rune(bytes, at: index)
            body(rune.value, rune.isInvalid ? bytes[index] : nil)
            index += rune.length
        }
    }

    private static func appendEscaped(_ rune: UInt32, quote: UInt32, to result: inout String) {
        if rune == quote || rune == 0x5C {
            result += "\\"
            result.unicodeScalars.append(Unicode.Scalar(UInt8(rune)))
            return
        }
        if let scalar = Unicode.Scalar(rune), isPrintable(scalar) {
            result.unicodeScalars.append(scalar)
            return
        }
        switch rune {
        case 0x07: result += "\\a"
        case 0x08: result += "\\b"
        case 0x0C: result += "\\f"
        case 0x0A: result += "\\n"
        case 0x0D: result += "\\r"
        case 0x09: result += "\\t"
        case 0x0B: result += "\\v"
        case ..<0x20, 0x7F: result += "\\x" + hexadecimal(rune, digits: 2)
        case ..<0x1_0000: result += "\\u" + hexadecimal(rune, digits: 4)
        default: result += "\\U" + hexadecimal(rune, digits: 8)
        }
    }

    private static func isScalar(_ rune: UInt32) -> Bool { Unicode.Scalar(rune) != nil }

    /// Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols, and of all spaces the blank only.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control, .format, .surrogate, .privateUse,
            .unassigned:
            return false
        default:
            return true
        }
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}

/// The rune at a place, as Go's `utf8.DecodeRune` reads it: an invalid byte is U+FFFD and one byte long.
struct UTF8Rune {
    let value: UInt32
    /// In bytes.
    let length: Int
    /// True where the bytes are no UTF-8; false for a U+FFFD that is spelt out.
    let isInvalid: Bool

    /// - Precondition: `index` lies inside `bytes`.
    init(_ bytes: [UInt8], at index: Int) {
        let first = bytes[index]
        if first < 0x80 {
            (value, length, isInvalid) = (UInt32(first), 1, false)
            return
        }
        let count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first <= 0xF4, index + count <= bytes.count else {
            (value, length, isInvalid) = (0xFFFD, 1, true)
            return
        }
        var code = UInt32(first) & (0x7F >> UInt32(count))
        for offset in 1..<count {
            let byte = bytes[index + offset]
            guard byte & 0xC0 == 0x80 else {
                (value, length, isInvalid) = (0xFFFD, 1, true)
                return
            }
            code = code << 6 | UInt32(byte & 0x3F)
        }
        let smallest: UInt32 = count == 2 ? 0x80 : count == 3 ? 0x800 : 0x1_0000
        guard code >= smallest, Unicode.Scalar(code) != nil else {
            (value, length, isInvalid) = (0xFFFD, 1, true)
            return
        }
        (value, length, isInvalid) = (code, count, false)
    }
}
