/// Turns UTF-16 into UTF-8, in pieces of any size; half a surrogate pair becomes U+FFFD.
struct UTF16Text: Sendable {
    private let isLittleEndian: Bool
    private var firstByte: UInt8?
    private var highSurrogate: UInt32?

    init(isLittleEndian: Bool) { self.isLittleEndian = isLittleEndian }

    mutating func read(_ piece: Span<UInt8>, into text: inout [UInt8]) {
        text.reserveCapacity(text.count + piece.count)
        for index in 0..<piece.count {
            guard let first = firstByte else {
                firstByte = piece[index]
                continue
            }
            firstByte = nil
            let (high, low) = isLittleEndian ? (piece[index], first) : (first, piece[index])
            take(UInt32(high) << 8 | UInt32(low), into: &text)
        }
    }

    /// Ends the text; an odd byte at its end is no character.
    mutating func finish(into text: inout [UInt8]) {
        if highSurrogate != nil { append(0xFFFD, &text) }
        highSurrogate = nil
    }

    private mutating func take(_ unit: UInt32, into text: inout [UInt8]) {
        if let high = highSurrogate {
            highSurrogate = nil
            if unit & 0xFC00 == 0xDC00 {
                append(0x1_0000 + ((high & 0x3FF) << 10) + (unit & 0x3FF), &text)
                return
            }
            append(0xFFFD, &text)
        }
        if unit & 0xFC00 == 0xD800 {
            highSurrogate = unit
        } else {
            append(unit & 0xFC00 == 0xDC00 ? 0xFFFD : unit, &text)
        }
    }

    private func append(_ scalar: UInt32, _ text: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(scalar) else { return }
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
