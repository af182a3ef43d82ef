/// Bytes that patterns ask about, by name.
enum Byte {
    static let newline = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let apostrophe = UInt8(ascii: "'")
    static let backslash = UInt8(ascii: "\\")
    static let slash = UInt8(ascii: "/")
    static let dash = UInt8(ascii: "-")
    static let underscore = UInt8(ascii: "_")
    static let dot = UInt8(ascii: ".")
    static let comma = UInt8(ascii: ",")
    static let colon = UInt8(ascii: ":")
    static let equals = UInt8(ascii: "=")
    static let plus = UInt8(ascii: "+")
    static let percent = UInt8(ascii: "%")
    static let at = UInt8(ascii: "@")
    static let zero = UInt8(ascii: "0")

    @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

    @inline(__always) static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }

    @inline(__always) static func isUpper(_ byte: UInt8) -> Bool { byte &- 65 < 26 }

    @inline(__always) static func isLower(_ byte: UInt8) -> Bool { byte &- 97 < 26 }

    @inline(__always) static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

    /// Letters, digits and `_`: next to one of these, a run of digits or letters is part of something longer.
    @inline(__always) static func isWord(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == underscore }

    @inline(__always) static func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 97 < 6 }

    /// The alphabet of base64url: what tokens are made of.
    @inline(__always) static func isURLSafe(_ byte: UInt8) -> Bool { isWord(byte) || byte == dash }

    /// The alphabet of base64, padding included.
    @inline(__always) static func isBase64(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == plus || byte == slash || byte == equals
    }

    @inline(__always) static func lowercase(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }

    static func hexadecimalValue(_ byte: UInt8) -> UInt8 { isDigit(byte) ? byte &- 48 : (byte | 0x20) &- 87 }

    /// What stands between values: nothing, blanks, quotes, brackets, punctuation.
    @inline(__always) static func isBlank(_ byte: UInt8) -> Bool {
        byte == space || byte == newline || byte == 0x0D || byte == 0x09 || byte == 0
    }
}

extension Span where Element == UInt8 {
    /// The byte there; 0, which bounds every pattern, outside of the text.
    @inline(__always) func at(_ index: Int) -> UInt8 { index >= 0 && index < count ? self[index] : 0 }

    /// True if these ASCII bytes stand there.
    func has(_ word: StaticString, at index: Int) -> Bool {
        guard index >= 0, index + word.utf8CodeUnitCount <= count else { return false }
        for offset in 0..<word.utf8CodeUnitCount where self[index + offset] != word.utf8Start[offset] { return false }
        return true
    }

    /// True if these ASCII bytes, given in lowercase, stand there in whatever case.
    func hasLowercased(_ word: StaticString, at index: Int) -> Bool {
        guard index >= 0, index + word.utf8CodeUnitCount <= count else { return false }
        for offset in 0..<word.utf8CodeUnitCount
        where Byte.lowercase(self[index + offset]) != word.utf8Start[offset] { return false }
        return true
    }

    /// True if the word, given in lowercase, stands anywhere in the range.
    func contains(_ word: StaticString, in range: Range<Int>) -> Bool {
        let last = Swift.min(range.upperBound, count) - word.utf8CodeUnitCount
        var index = Swift.max(0, range.lowerBound)
        while index <= last {
            if hasLowercased(word, at: index) { return true }
            index += 1
        }
        return false
    }

    /// Where a run of hexadecimal digits ends; the next functions do the same for other alphabets.
    func endOfHexadecimal(from start: Int) -> Int {
        var end = start
        while end < count, Byte.isHexadecimal(self[end]) { end += 1 }
        return end
    }

    func endOfAlphanumeric(from start: Int) -> Int {
        var end = start
        while end < count, Byte.isAlphanumeric(self[end]) { end += 1 }
        return end
    }

    func endOfURLSafe(from start: Int) -> Int {
        var end = start
        while end < count, Byte.isURLSafe(self[end]) { end += 1 }
        return end
    }

    func endOfDigits(from start: Int) -> Int {
        var end = start
        while end < count, Byte.isDigit(self[end]) { end += 1 }
        return end
    }

    /// How many different bytes a run has, counted up to 64 kinds: made-up fillers have few.
    func distinctBytes(in range: Range<Int>) -> Int {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for index in range.clamped(to: 0..<count) {
            let byte = self[index]
            if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte & 63) }
        }
        return low.nonzeroBitCount + high.nonzeroBitCount
    }
}
