extension RegexParser {
    /// Parses what begins with a backslash outside a class.
    mutating func parseBackslash() throws(RegexSyntaxError) {
        switch peek(1) {
        case UInt8(ascii: "A"): try pushSimple(.beginText, length: 2)
        case UInt8(ascii: "z"): try pushSimple(.endText, length: 2)
        case UInt8(ascii: "b"): try pushSimple(.wordBoundary, length: 2)
        case UInt8(ascii: "B"): try pushSimple(.notWordBoundary, length: 2)
        case UInt8(ascii: "C"):
            // One byte, whatever it is: RE2 has it, Go has not.
            throw error(.invalidEscape, position..<position + 2)
        case UInt8(ascii: "Q"):
            try parseQuoted()
        default:
            var members = RuneClass(folds: false)
            if try parseNamedClass(into: &members) {
                members.finish(isNegated: false)
                try push(members)
            } else {
                try pushLiteral(parseEscape())
            }
        }
    }

    /// Parses `\Q...\E`, or `\Q...` to the end: every rune is a literal.
    private mutating func parseQuoted() throws(RegexSyntaxError) {
        position += 2
        var end = position
        while end < text.count, text[end] != UInt8(ascii: "\\") || end + 1 == text.count || text[end + 1] != 0x45 {
            end += 1
        }
        try checkUTF8(position..<end)
        while position < end { try pushLiteral(nextRune()) }
        position = min(end + 2, text.count)
    }

    /// Parses `\pN`, `\p{Name}`, `\d` and their like; false if there is none here.
    mutating func parseNamedClass(into members: inout RuneClass) throws(RegexSyntaxError) -> Bool {
        guard peek(0) == UInt8(ascii: "\\"), let letter = peek(1) else { return false }
        if letter | 0x20 == UInt8(ascii: "p") {
            try parseUnicodeClass(into: &members)
            return true
        }
        guard let ranges = RegexClassNames.perl(letter | 0x20) else { return false }
        members.add(ranges, isNegated: letter & 0x20 == 0, folds: flags.contains(.foldsCase))
        position += 2
        return true
    }

    /// Parses an escape that stands for one rune.
    mutating func parseEscape() throws(RegexSyntaxError) -> UInt32 {
        let start = position
        position += 1
        guard position < text.count else { throw error(.trailingBackslash, text.count..<text.count) }
        let rune = try nextRune()
        switch rune {
        case 0x31...0x37:
            // One digit alone would be a back-reference, which RE2 has not.
            if let digit = peek(0), (0x30...0x37).contains(digit) { return octal(from: rune - 0x30) }
        case 0x30: return octal(from: 0)
        case 0x78: if let value = try hexadecimal() { return value }
        case 0x61: return 0x07
        case 0x66: return 0x0C
        case 0x6E: return 0x0A
        case 0x72: return 0x0D
        case 0x74: return 0x09
        case 0x76: return 0x0B
        default: if rune < 0x80, !UInt8(rune).isAlphanumericByte { return rune }
        }
        throw error(.invalidEscape, start..<position)
    }

    /// Up to three octal digits, the first of them read already.
    private mutating func octal(from first: UInt32) -> UInt32 {
        var value = first
        for _ in 1..<3 {
            guard let digit = peek(0), (0x30...0x37).contains(digit) else { break }
            value = value * 8 + UInt32(digit - 0x30)
            position += 1
        }
        return value
    }

    /// `{10FFFF}` or two digits; nil if it is neither, with the offending rune read.
    private mutating func hexadecimal() throws(RegexSyntaxError) -> UInt32? {
        guard position < text.count else { return nil }
        let first = try nextRune()
        guard first == 0x7B else {
            let second = try nextRune()
            guard let high = Self.hexDigit(first), let low = Self.hexDigit(second) else { return nil }
            return high * 16 + low
        }
        var value: UInt32 = 0
        var digits = 0
        while position < text.count {
            let rune = try nextRune()
            if rune == 0x7D { return digits > 0 ? value : nil }
            guard let digit = Self.hexDigit(rune) else { return nil }
            value = value * 16 + digit
            if value > Runes.highest { return nil }
            digits += 1
        }
        return nil
    }

    private static func hexDigit(_ rune: UInt32) -> UInt32? {
        switch rune {
        case 0x30...0x39: rune - 0x30
        case 0x41...0x46: rune - 0x41 + 10
        case 0x61...0x66: rune - 0x61 + 10
        default: nil
        }
    }
}
