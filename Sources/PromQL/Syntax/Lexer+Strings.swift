import SourceText

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
        if rune.value == 0xFFFD { throw fault(.invalidUTF8, from: position - rune.length) }
    }

    /// An escape whose backslash is read.
    private mutating func escape(within quote: UInt8) throws(Fault) {
        let backslash = position - 1
        guard position < bytes.count else { throw fault(.unterminatedEscape, from: backslash) }
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
            throw fault(.unknownEscape(rune.value), from: backslash)
        }
    }

    private mutating func code(
        letter hasLetter: Bool = false, digits: Int, base: Int64, greatest: Int64
    ) throws(Fault) {
        let backslash = position - 1
        if hasLetter { position += 1 }
        var value: Int64 = 0
        for _ in 0..<digits {
            guard position < bytes.count else { throw fault(.unterminatedEscape, from: backslash) }
            guard let digit = GoNumberText.digitValue(bytes[position]), digit < base else {
                let rune = UTF8Rune(bytes, at: position)
                position += rune.length
                throw fault(.illegalCharacterInEscape(rune.value), from: backslash)
            }
            value = value * base + digit
            position += 1
        }
        if value > greatest || (0xD800..<0xE000).contains(value) { throw fault(.escapeIsNoCodePoint, from: backslash) }
    }

    /// An error of the whole string, of which the part from `focus` to here is to blame.
    private func fault(_ error: LexicalError, from focus: Int) -> Fault {
        Fault(.lexical(error), at: ByteRange(start..<position), focus: ByteRange(focus..<position))
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
        while index < inner.endIndex { appendNext(inner, at: &index, to: &result) }
        return result
    }

    /// The bytes of the text that spell `range` of the unquoted bytes.
    ///
    /// - Precondition: as for `unquoted`.
    static func range(of range: ByteRange, in literal: ArraySlice<UInt8>) -> ByteRange {
        let inner = literal.dropFirst().dropLast()
        if literal.first == UInt8(ascii: "`") {
            let end = min(range.end, inner.count)
            return ByteRange((inner.startIndex + min(range.start, end))..<(inner.startIndex + end))
        }
        var unquoted: [UInt8] = []
        var index = inner.startIndex
        while index < inner.endIndex && unquoted.count < range.start { appendNext(inner, at: &index, to: &unquoted) }
        let start = index
        while index < inner.endIndex && unquoted.count < range.end { appendNext(inner, at: &index, to: &unquoted) }
        return ByteRange(start..<index)
    }

    private static func appendNext(_ bytes: ArraySlice<UInt8>, at index: inout Int, to result: inout [UInt8]) {
        let byte = bytes[index]
        index += 1
        if byte == UInt8(ascii: "\\"), index < bytes.endIndex {
            appendEscape(bytes, at: &index, to: &result)
        } else {
            result.append(byte)
        }
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
