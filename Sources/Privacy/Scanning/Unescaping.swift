/// A text with its escapes undone, and where each of its bytes stood before.
///
/// Log rows hold texts inside of texts: an address may stand there as `anna\u0040firma.de`, in JSON inside of a JSON
/// string, or as `anna%40firma.de`.
struct Unescaping: Sendable {
    private(set) var bytes: [UInt8] = []
    /// For each byte the offset in the original text, and one more for the end.
    private(set) var origins: [Int32] = []
    private(set) var holdsBackslash = false

    /// Undoes backslash escapes of `text`.
    mutating func undoBackslashes(of text: Span<UInt8>) {
        begin(text.count)
        var index = 0
        while index < text.count {
            let run = Self.run(text, from: index)
            if run > index {
                text.extracting(index..<run).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
                origins.append(contentsOf: Int32(truncatingIfNeeded: index)..<Int32(truncatingIfNeeded: run))
                index = run
                continue
            }
            index += undo(text, index, Int32(truncatingIfNeeded: index))
        }
        origins.append(Int32(truncatingIfNeeded: text.count))
    }

    /// Undoes one more level of what is there already.
    mutating func undoBackslashes(of other: Unescaping) {
        begin(other.bytes.count)
        let text = other.bytes.span
        var index = 0
        while index < text.count {
            let run = Self.run(text, from: index)
            if run > index {
                bytes.append(contentsOf: other.bytes[index..<run])
                origins.append(contentsOf: other.origins[index..<run])
                index = run
                continue
            }
            index += undo(text, index, other.origins[index])
        }
        origins.append(other.origins.last ?? 0)
    }

    mutating func undoPercents(of text: Span<UInt8>) {
        begin(text.count)
        var index = 0
        while index < text.count {
            let origin = Int32(truncatingIfNeeded: index)
            if text[index] == Byte.percent, let byte = Self.percent(text, index) {
                append(byte, origin)
                index += 3
            } else {
                append(text[index], origin)
                index += 1
            }
        }
        origins.append(Int32(truncatingIfNeeded: text.count))
    }

    mutating func undoPercents(of other: Unescaping) {
        begin(other.bytes.count)
        let text = other.bytes.span
        var index = 0
        while index < text.count {
            let origin = other.origins[index]
            if text[index] == Byte.percent, let byte = Self.percent(text, index) {
                append(byte, origin)
                index += 3
            } else {
                append(text[index], origin)
                index += 1
            }
        }
        origins.append(other.origins.last ?? 0)
    }

    /// Where a run of the plain text stood in the original.
    func original(_ start: Int, _ end: Int) -> (start: Int, end: Int) {
        guard start < origins.count, end < origins.count else { return (0, 0) }
        return (Int(origins[start]), Int(origins[end]))
    }

    private mutating func begin(_ capacity: Int) {
        bytes.removeAll(keepingCapacity: true)
        origins.removeAll(keepingCapacity: true)
        bytes.reserveCapacity(capacity)
        origins.reserveCapacity(capacity + 1)
        holdsBackslash = false
    }

    @inline(__always) private mutating func append(_ byte: UInt8, _ origin: Int32) {
        bytes.append(byte)
        origins.append(origin)
    }

    /// Where bytes end that stand for themselves. They are copied together: one by one was a quarter of a scan.
    private static func run(_ text: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < text.count, text[index] != Byte.backslash { index += 1 }
        return index
    }

    private static func percent(_ text: Span<UInt8>, _ index: Int) -> UInt8? {
        let high = text.at(index + 1)
        let low = text.at(index + 2)
        guard Byte.isHexadecimal(high), Byte.isHexadecimal(low) else { return nil }
        return Byte.hexadecimalValue(high) << 4 | Byte.hexadecimalValue(low)
    }

    /// Appends what the escape at `index` stands for; returns its length.
    private mutating func undo(_ text: Span<UInt8>, _ index: Int, _ origin: Int32) -> Int {
        let letter = text.at(index + 1)
        switch letter {
        case UInt8(ascii: "n"): append(Byte.newline, origin)
        case UInt8(ascii: "r"): append(0x0D, origin)
        case UInt8(ascii: "t"): append(0x09, origin)
        case UInt8(ascii: "b"), UInt8(ascii: "f"): append(Byte.space, origin)
        case Byte.backslash:
            append(Byte.backslash, origin)
            holdsBackslash = true
        case Byte.quote, Byte.apostrophe, Byte.slash: append(letter, origin)
        case UInt8(ascii: "u"): return undoUnicode(text, index, origin)
        default:
            // No escape; what stands there stands for itself.
            append(Byte.backslash, origin)
            return 1
        }
        return 2
    }

    private mutating func undoUnicode(_ text: Span<UInt8>, _ index: Int, _ origin: Int32) -> Int {
        guard let unit = Self.unit(text, index + 2) else {
            append(Byte.backslash, origin)
            return 1
        }
        if unit & 0xFC00 == 0xD800, text.at(index + 6) == Byte.backslash, text.at(index + 7) == UInt8(ascii: "u"),
            let low = Self.unit(text, index + 8), low & 0xFC00 == 0xDC00
        {
            appendScalar(0x1_0000 + ((unit & 0x3FF) << 10) + (low & 0x3FF), origin)
            return 12
        }
        appendScalar(unit & 0xF800 == 0xD800 ? 0xFFFD : unit, origin)
        return 6
    }

    private static func unit(_ text: Span<UInt8>, _ start: Int) -> UInt32? {
        var value: UInt32 = 0
        for index in start..<start + 4 {
            guard Byte.isHexadecimal(text.at(index)) else { return nil }
            value = value << 4 | UInt32(Byte.hexadecimalValue(text[index]))
        }
        return value
    }

    /// A scalar as UTF-8.
    private mutating func appendScalar(_ scalar: UInt32, _ origin: Int32) {
        if scalar == UInt32(Byte.backslash) { holdsBackslash = true }
        if scalar < 0x80 {
            append(UInt8(scalar), origin)
        } else if scalar < 0x800 {
            append(UInt8(0xC0 | scalar >> 6), origin)
            append(UInt8(0x80 | scalar & 0x3F), origin)
        } else if scalar < 0x1_0000 {
            append(UInt8(0xE0 | scalar >> 12), origin)
            append(UInt8(0x80 | scalar >> 6 & 0x3F), origin)
            append(UInt8(0x80 | scalar & 0x3F), origin)
        } else {
            append(UInt8(0xF0 | scalar >> 18 & 7), origin)
            append(UInt8(0x80 | scalar >> 12 & 0x3F), origin)
            append(UInt8(0x80 | scalar >> 6 & 0x3F), origin)
            append(UInt8(0x80 | scalar & 0x3F), origin)
        }
    }
}
