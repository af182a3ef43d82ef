/// Single values by verb, with width, precision and flags: Go's `fmt/format.go`, restated.
extension GoPrinter {
    /// Pads to the width, which counts runes.
    mutating func pad(_ bytes: [UInt8]) {
        let missing = max(0, (flags.width ?? 0) - runeCount(bytes))
        if flags.minus {
            write(bytes)
            writePadding(missing)
        } else {
            writePadding(missing)
            write(bytes)
        }
    }

    private mutating func writePadding(_ count: Int) {
        if count > 0 { write(repeatElement(flags.zero ? 0x30 : 0x20, count: count)) }
    }

    private mutating func padWithoutZeros(_ bytes: [UInt8]) {
        let zero = flags.zero
        flags.zero = false
        pad(bytes)
        flags.zero = zero
    }

    private func runeCount(_ bytes: [UInt8]) -> Int {
        var (count, index) = (0, 0)
        while index < bytes.count {
            index += Runes.decode(bytes, at: index).length
            count += 1
        }
        return count
    }

    // MARK: Texts

    mutating func formatText(_ bytes: [UInt8], _ verb: UInt32, _ value: TemplateValue? = nil) {
        switch verb {
        case 0x76 where flags.sharpV: formatQuoted(bytes)
        case 0x76, 0x73: pad(flags.precision.map { bytes.firstRunes($0) } ?? bytes)
        case 0x78: formatHexadecimal(bytes, uppercase: false)
        case 0x58: formatHexadecimal(bytes, uppercase: true)
        case 0x71: formatQuoted(bytes)
        default: badVerb(verb, value ?? .text(bytes))
        }
    }

    private mutating func formatQuoted(_ bytes: [UInt8]) {
        let bytes = flags.precision.map { bytes.firstRunes($0) } ?? bytes
        if flags.sharp, GoLiterals.canBackquote(bytes) { return pad([0x60] + bytes + [0x60]) }
        let quoted = GoQuoting.quoted(bytes)
        pad(flags.plus ? Self.ascii(quoted) : Array(quoted.utf8))
    }

    /// Escapes what is no ASCII in a text that is escaped otherwise.
    private static func ascii(_ text: String) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar -> [UInt8] in
            if scalar.isASCII { return [UInt8(scalar.value)] }
            let digits = scalar.value < 0x10000 ? 4 : 8
            let number = String(scalar.value, radix: 16)
            let zeros = String(repeating: "0", count: digits - number.utf8.count)
            return Array(((digits == 4 ? "\\u" : "\\U") + zeros + number).utf8)
        }
    }

    private mutating func formatHexadecimal(_ bytes: [UInt8], uppercase: Bool) {
        let bytes = flags.precision.map { Array(bytes.prefix($0)) } ?? bytes
        let prefix = Array((uppercase ? "0X" : "0x").utf8)
        var text: [UInt8] = flags.sharp && !bytes.isEmpty ? prefix : []
        for (place, byte) in bytes.enumerated() {
            if flags.space, place > 0 {
                text.append(0x20)
                if flags.sharp { text += prefix }
            }
            let digits = String(byte, radix: 16, uppercase: uppercase)
            text += Array(((byte < 16 ? "0" : "") + digits).utf8)
        }
        pad(text)
    }

    // MARK: Integers

    mutating func formatInteger(_ magnitude: UInt64, isNegative: Bool, _ verb: UInt32, _ value: TemplateValue) {
        switch verb {
        case 0x76 where flags.sharpV:
            // `%#v` of an unsigned number is hexadecimal.
            guard case .byte = value else { return formatInteger(magnitude, isNegative, radix: 10, verb) }
            let sharp = flags.sharp
            flags.sharp = true
            formatInteger(magnitude, isNegative, radix: 16, verb)
            flags.sharp = sharp
        case 0x76, 0x64: formatInteger(magnitude, isNegative, radix: 10, verb)
        case 0x62: formatInteger(magnitude, isNegative, radix: 2, verb)
        case 0x6F, 0x4F: formatInteger(magnitude, isNegative, radix: 8, verb)
        case 0x78, 0x58: formatInteger(magnitude, isNegative, radix: 16, verb)
        case 0x63:
            var bytes: [UInt8] = []
            Runes.append(Self.rune(magnitude, isNegative), to: &bytes)
            pad(bytes)
        case 0x71:
            let quoted = GoQuoting.quotedRune(Self.rune(magnitude, isNegative))
            pad(flags.plus ? Self.ascii(quoted) : Array(quoted.utf8))
        case 0x55: formatCodePoint(isNegative ? 0 &- magnitude : magnitude)
        default: badVerb(verb, value)
        }
    }

    private static func rune(_ magnitude: UInt64, _ isNegative: Bool) -> UInt32 {
        isNegative || magnitude > UInt64(Runes.highest) ? Runes.replacement : UInt32(magnitude)
    }

    private mutating func formatInteger(_ magnitude: UInt64, _ isNegative: Bool, radix: Int, _ verb: UInt32) {
        if flags.precision == 0, magnitude == 0 {
            // Nothing but padding.
            let zero = flags.zero
            flags.zero = false
            pad([])
            flags.zero = zero
            return
        }
        let hasSign = isNegative || flags.plus || flags.space
        var digitCount = flags.precision ?? 0
        // A width filled with zeros is a precision that leaves room for the sign.
        if flags.precision == nil, flags.zero, let width = flags.width { digitCount = width - (hasSign ? 1 : 0) }
        var digits = Array(String(magnitude, radix: radix, uppercase: verb == 0x58).utf8)
        if digits.count < digitCount {
            digits.insert(contentsOf: repeatElement(0x30, count: digitCount - digits.count), at: 0)
        }
        if flags.sharp {
            switch radix {
            case 2: digits = Array("0b".utf8) + digits
            case 8: if digits.first != 0x30 { digits.insert(0x30, at: 0) }
            case 16: digits = Array((verb == 0x58 ? "0X" : "0x").utf8) + digits
            default: break
            }
        }
        if verb == 0x4F { digits = Array("0o".utf8) + digits }
        if isNegative {
            digits.insert(0x2D, at: 0)
        } else if flags.plus {
            digits.insert(0x2B, at: 0)
        } else if flags.space {
            digits.insert(0x20, at: 0)
        }
        padWithoutZeros(digits)
    }

    private mutating func formatCodePoint(_ value: UInt64) {
        let digits = String(value, radix: 16, uppercase: true)
        let count = max(4, flags.precision ?? 4)
        var text = Array(("U+" + String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits).utf8)
        if flags.sharp, let rune = UInt32(exactly: value), rune <= Runes.highest, GoText.isPrintable(rune) {
            text += Array(" '".utf8)
            Runes.append(rune, to: &text)
            text.append(0x27)
        }
        padWithoutZeros(text)
    }

    // MARK: Fractions

    mutating func formatFloat(_ number: Double, _ verb: UInt32, _ value: TemplateValue) {
        switch verb {
        case 0x76: formatFloat(number, UInt8(ascii: "g"), nil)
        case 0x62, 0x67, 0x47, 0x78, 0x58: formatFloat(number, UInt8(verb), nil)
        case 0x66, 0x65, 0x45: formatFloat(number, UInt8(verb), 6)
        case 0x46: formatFloat(number, UInt8(ascii: "f"), 6)
        default: badVerb(verb, value)
        }
    }

    private mutating func formatFloat(_ number: Double, _ verb: UInt8, _ precision: Int?) {
        let precision = flags.precision ?? precision
        var digits = GoFloat.text(number, verb, precision: precision)
        var sign: UInt8 = UInt8(ascii: "+")
        if let first = digits.first, first == 0x2D || first == 0x2B { sign = digits.removeFirst() }
        if flags.space, sign == UInt8(ascii: "+"), !flags.plus { sign = 0x20 }
        if !number.isFinite {
            // Never padded with zeros; not-a-number has a sign only if asked for.
            let showsSign = !number.isNaN || flags.space || flags.plus
            return padWithoutZeros(showsSign ? [sign] + digits : digits)
        }
        if flags.sharp, verb != UInt8(ascii: "b") { digits = Self.withPoint(digits, verb, precision) }
        guard flags.plus || sign != UInt8(ascii: "+") else { return pad(digits) }
        if flags.zero, let width = flags.width, width > digits.count + 1 {
            // The sign comes before the zeros.
            write([sign])
            write(repeatElement(0x30, count: width - digits.count - 1))
            return write(digits)
        }
        pad([sign] + digits)
    }

    /// `#` forces a point, and for `g` keeps the zeros behind it.
    private static func withPoint(_ text: [UInt8], _ verb: UInt8, _ precision: Int?) -> [UInt8] {
        let isHexadecimal = verb | 0x20 == UInt8(ascii: "x")
        // A capital X is not among those that keep zeros.
        let keepsZeros = verb | 0x20 == UInt8(ascii: "g") || verb == UInt8(ascii: "x")
        var missing = keepsZeros ? precision ?? 6 : 0
        let tailStart = text.firstIndex { $0 | 0x20 == UInt8(ascii: "p") || !isHexadecimal && $0 | 0x20 == 0x65 }
        var digits = Array(text[..<(tailStart ?? text.count)])
        let tail = text[(tailStart ?? text.count)...]
        var sawNonzero = false
        for digit in digits where digit != 0x2E {
            if digit != 0x30 { sawNonzero = true }
            if sawNonzero { missing -= 1 }
        }
        if !digits.contains(0x2E) {
            if digits == [0x30] { missing -= 1 }
            digits.append(0x2E)
        }
        return digits + repeatElement(0x30, count: max(0, missing)) + tail
    }

    mutating func formatComplex(_ number: TemplateNumber.Complex, _ verb: UInt32, _ value: TemplateValue) {
        switch verb {
        case 0x76, 0x62, 0x67, 0x47, 0x78, 0x58, 0x66, 0x46, 0x65, 0x45:
            let plus = flags.plus
            write("(")
            formatFloat(number.real, verb, value)
            flags.plus = true
            formatFloat(number.imaginary, verb, value)
            write("i)")
            flags.plus = plus
        default: badVerb(verb, value)
        }
    }
}
