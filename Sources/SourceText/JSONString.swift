/// The value of a JSON string that holds escapes.
package enum JSONString {
    /// One piece of a string: bytes that stand for themselves, or an escape.
    package struct Piece: Sendable, Equatable {
        /// Offsets in the text.
        package var source: Range<Int>
        /// What an escape stands for; nil for bytes that stand for themselves.
        package var escaped: Unicode.Scalar?
        /// True for half a surrogate pair, which no Unicode text can hold: it stands for U+FFFD, as in Go and in browsers.
        package var isLoneSurrogate: Bool
    }

    /// Calls `body` for each piece of a string in order. `inside` lies between the quotes of a token of
    /// `JSONTokenizer`, which has checked the escapes.
    package static func forEachPiece(inside: Range<Int>, of text: Span<UInt8>, _ body: (Piece) -> Void) {
        var index = inside.lowerBound
        var runStart = index
        while index < inside.upperBound {
            guard text[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            if runStart < index { body(Piece(source: runStart..<index, escaped: nil, isLoneSurrogate: false)) }
            let escape = piece(at: index, to: inside.upperBound, text)
            body(escape)
            index = escape.source.upperBound
            runStart = index
        }
        if runStart < index { body(Piece(source: runStart..<index, escaped: nil, isLoneSurrogate: false)) }
    }

    private static func piece(at index: Int, to end: Int, _ text: Span<UInt8>) -> Piece {
        let letter = index + 1 < end ? text[index + 1] : 0
        guard letter == UInt8(ascii: "u") else {
            let source = index..<min(index + 2, end)
            return Piece(source: source, escaped: named(letter), isLoneSurrogate: false)
        }
        let unit = codeUnit(at: index, to: end, text)
        if unit & 0xFC00 == 0xD800, index + 7 < end, text[index + 6] == UInt8(ascii: "\\"),
            text[index + 7] == UInt8(ascii: "u")
        {
            let low = codeUnit(at: index + 6, to: end, text)
            if low & 0xFC00 == 0xDC00 {
                let scalar = Unicode.Scalar(0x1_0000 + ((unit & 0x3FF) << 10) + (low & 0x3FF))
                return Piece(source: index..<index + 12, escaped: scalar ?? "\u{FFFD}", isLoneSurrogate: false)
            }
        }
        let scalar = Unicode.Scalar(unit)
        return Piece(
            source: index..<min(index + 6, end), escaped: scalar ?? "\u{FFFD}", isLoneSurrogate: scalar == nil)
    }

    /// The four digits after `\u`.
    private static func codeUnit(at index: Int, to end: Int, _ text: Span<UInt8>) -> UInt32 {
        var value: UInt32 = 0
        for offset in index + 2..<min(index + 6, end) {
            value = value << 4 | UInt32(hexadecimalValue(text[offset]) ?? 0)
        }
        return value
    }

    static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func named(_ letter: UInt8) -> Unicode.Scalar {
        switch letter {
        case UInt8(ascii: "b"): "\u{8}"
        case UInt8(ascii: "f"): "\u{C}"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "t"): "\t"
        default: Unicode.Scalar(letter)
        }
    }
}
