/// Strings: in quotes with Go's escapes, or raw in backquotes.
extension Lexer {
    /// A string whose opening quote is read.
    mutating func quotedString(closedBy quote: UInt8) throws(Fault) -> Token {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == quote {
                position += 1
                return token(.string)
            }
            switch byte {
            case UInt8(ascii: "\n"): throw fault(.unterminatedString)
            case UInt8(ascii: "\\"):
                position += 1
                try escape(within: quote)
            default:
                try rune()
            }
        }
        throw fault(.unterminatedString)
    }

    /// A string whose opening backquote is read.
    mutating func rawString() throws(Fault) -> Token {
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "`") {
                position += 1
                return token(.string)
            }
            try rune()
        }
        throw fault(.unterminatedRawString)
    }

    /// A U+FFFD that is spelt out is refused as well: Go cannot tell it from an invalid byte.
    private mutating func rune() throws(Fault) {
        if bytes[position] < 0x80 {
            position += 1
            return
        }
        let rune = UTF8Rune(bytes, at: position)
        position += rune.length
        if rune.value == 0xFFFD { throw fault(.invalidUTF8) }
    }

    /// An escape whose backslash is read.
    private mutating func escape(within quote: UInt8) throws(Fault) {
        guard position < bytes.count else { throw fault(.unterminatedEscape) }
        let letter = bytes[position]
        switch letter {
        case quote, UInt8(ascii: "\\"), UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "v"):
            position += 1
        case UInt8(ascii: "0")...UInt8(ascii: "7"): try code(digits: 3, base: 8, greatest: 255)
        case UInt8(ascii: "x"): try code(letter: true, digits: 2, base: 16, greatest: 255)
        case UInt8(ascii: "u"): try code(letter: true, digits: 4, base: 16, greatest: 0x10FFFF)
        case UInt8(ascii: "U"): try code(letter: true, digits: 8, base: 16, greatest: 0x10FFFF)
        default:
            let rune = UTF8Rune(bytes, at: position)
            position += rune.length
            throw fault(.unknownEscape(rune.value))
        }
    }

    private mutating func code(
        letter hasLetter: Bool = false, digits: Int, base: Int64, greatest: Int64
    ) throws(Fault) {
        if hasLetter { position += 1 }
        var value: Int64 = 0
        for _ in 0..<digits {
            guard position < bytes.count else { throw fault(.unterminatedEscape) }
            guard let digit = GoNumberText.digitValue(bytes[position]), digit < base else {
                let rune = UTF8Rune(bytes, at: position)
                position += rune.length
                throw fault(.illegalCharacterInEscape(rune.value))
            }
            value = value * base + digit
            position += 1
        }
        if value > greatest || (0xD800..<0xE000).contains(value) { throw fault(.escapeIsNoCodePoint) }
    }
}

/// What a string literal stands for.
enum StringLiteral {
    /// The bytes between the quotes with escapes resolved. `\xff` gives one byte, which need not be UTF-8.
    ///
    /// - Precondition: the lexer has cut the literal, so that its quotes and escapes are in order.
    static func unquoted(_ literal: ArraySlice<UInt8>) -> [UInt8] {
        let inner = literal.dropFirst().dropLast()
        if literal.first == UInt8(ascii: "`") || !inner.contains(UInt8(ascii: "\\")) { return Array(inner) }
        var result: [UInt8] = []
        result.reserveCapacity(inner.count)
        var index = inner.startIndex
        while index < inner.endIndex {
            let byte = inner[index]
            index += 1
            guard byte == UInt8(ascii: "\\"), index < inner.endIndex else {
                result.append(byte)
                continue
            }
            appendEscape(inner, at: &index, to: &result)
        }
        return result
    }

    private static func appendEscape(_ bytes: ArraySlice<UInt8>, at index: inout Int, to result: inout [UInt8]) {
        let letter = bytes[index]
        switch letter {
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            result.append(UInt8(truncatingIfNeeded: number(bytes, at: &index, digits: 3, base: 8)))
            return
        case UInt8(ascii: "x"):
            index += 1
            result.append(UInt8(truncatingIfNeeded: number(bytes, at: &index, digits: 2, base: 16)))
            return
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            index += 1
            let code = number(bytes, at: &index, digits: letter == UInt8(ascii: "u") ? 4 : 8, base: 16)
            if let scalar = Unicode.Scalar(code) { result.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
            return
        case UInt8(ascii: "a"): result.append(0x07)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "v"): result.append(0x0B)
        default: result.append(letter)
        }
        index += 1
    }

    private static func number(_ bytes: ArraySlice<UInt8>, at index: inout Int, digits: Int, base: UInt32) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits where index < bytes.endIndex {
            value = value &* base &+ UInt32(GoNumberText.digitValue(bytes[index]) ?? 0)
            index += 1
        }
        return value
    }
}
