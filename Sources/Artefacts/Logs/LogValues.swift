import SourceText

/// What the texts and numbers of a log say, read from their bytes.
enum LogValues {
    /// The number times 10^`exponent`, rounded half away from zero: exact where a `Double` would not be, so that costs of
    /// a millionth of a dollar add up. Nil for what is no JSON number, and for what 64 bits do not hold.
    static func scaled(_ text: UnsafeBufferPointer<UInt8>, exponent: Int) -> Int64? {
        var index = 0
        var isNegative = false
        if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        var mantissa: Int64 = 0
        var scale = exponent
        var digitCount = 0
        var isFraction = false
        while index < text.count {
            let byte = text[index]
            if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                digitCount += 1
                // Eighteen digits are more than any price needs; what follows is dropped.
                if mantissa < 100_000_000_000_000_000 {
                    mantissa = mantissa * 10 + Int64(byte - UInt8(ascii: "0"))
                    if isFraction { scale -= 1 }
                } else if !isFraction {
                    scale += 1
                }
            } else if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else {
                break
            }
            index += 1
        }
        guard digitCount > 0 else { return nil }
        if index < text.count, text[index] == UInt8(ascii: "e") || text[index] == UInt8(ascii: "E") {
            guard let power = small(text, from: index + 1) else { return nil }
            scale += power
            index = text.count
        }
        guard index == text.count, let value = shifted(mantissa, by: scale) else { return nil }
        return isNegative ? -value : value
    }

    private static func small(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        var isNegative = false
        if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        guard index < text.count, text.count - index <= 4 else { return nil }
        var value = 0
        while index < text.count {
            guard text[index] >= UInt8(ascii: "0"), text[index] <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
            index += 1
        }
        return isNegative ? -value : value
    }

    private static func shifted(_ mantissa: Int64, by scale: Int) -> Int64? {
        var value = mantissa
        if value == 0 { return 0 }
        if scale >= 0 {
            guard scale <= 18 else { return nil }
            for _ in 0..<scale {
                let (product, overflows) = value.multipliedReportingOverflow(by: 10)
                if overflows { return nil }
                value = product
            }
            return value
        }
        guard scale > -20 else { return 0 }
        for _ in 1..<(-scale) { value /= 10 }
        return (value + 5) / 10
    }

    /// The day of an ISO 8601 time in UTC, or of seconds, milli-, micro- or nanoseconds since 1970.
    static func day(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
        if text.count >= 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-") {
            guard let date = CivilDate(String(decoding: text[0..<10], as: UTF8.self)) else { return nil }
            return Int32(date.daysSinceEpoch + dayOffset(text))
        }
        guard let milliseconds = scaled(text, exponent: 3), milliseconds >= 0 else { return nil }
        // Seconds of this century have ten digits; each finer unit has three more.
        var seconds = milliseconds / 1000
        while seconds >= 100_000_000_000 { seconds /= 1000 }
        return seconds < 1_000_000 ? nil : Int32(clamping: seconds / 86_400)
    }

    /// How far the zone of an ISO time moves its day towards UTC: -1, 0 or 1.
    private static func dayOffset(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        func pair(_ index: Int) -> Int? {
            guard index + 1 < text.count else { return nil }
            let (high, low) = (Int(text[index]) - 48, Int(text[index + 1]) - 48)
            return (0...9).contains(high) && (0...9).contains(low) ? high * 10 + low : nil
        }
        guard text.count >= 16, let hour = pair(11), let minute = pair(14) else { return 0 }
        var index = 16
        while index < text.count, text[index] != UInt8(ascii: "+"), text[index] != UInt8(ascii: "-") { index += 1 }
        guard index < text.count, let zoneHour = pair(index + 1) else { return 0 }
        let hasColon = index + 3 < text.count && text[index + 3] == UInt8(ascii: ":")
        let zone = zoneHour * 60 + (pair(index + (hasColon ? 4 : 3)) ?? 0)
        let minutes = hour * 60 + minute - (text[index] == UInt8(ascii: "+") ? zone : -zone)
        return minutes < 0 ? -1 : minutes >= 1440 ? 1 : 0
    }

    /// True for what reads like sentences: at least four words, nearly all of it letters and blanks. Scripts without blanks
    /// count by the length of their text.
    static func isProse(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count >= 20 else { return false }
        // Most texts are names and ids; this loop over them runs on vectors.
        var telling = 0
        for byte in text { telling &+= (byte == 0x20 ? 1 : 0) &+ (byte >= 0x80 ? 1 : 0) }
        guard telling >= 3 else { return false }
        var letters = 0
        var blanks = 0
        var beyondASCII = 0
        for byte in text {
            if byte == 0x20 {
                blanks += 1
            } else if byte | 0x20 >= UInt8(ascii: "a"), byte | 0x20 <= UInt8(ascii: "z") {
                letters += 1
            } else if byte >= 0x80 {
                beyondASCII += 1
            }
        }
        if beyondASCII * 2 > text.count { return true }
        return blanks >= 3 && (letters + blanks + beyondASCII) * 100 >= text.count * 85
            && blanks * 15 >= text.count
    }

    /// True for a digest as libraries print it: hexadecimal or Base64 of 64 to 512 bits, an algorithm's name before it
    /// or not.
    static func isDigest(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var digits = text[...]
        if let colon = text.firstIndex(of: UInt8(ascii: ":")), colon <= 12 { digits = text[(colon + 1)...] }
        let isHexadecimal = digits.allSatisfy { byte in
            byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
                || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f")
        }
        if isHexadecimal { return digits.count >= 16 && digits.count <= 128 && digits.count % 2 == 0 }
        guard [22, 24, 27, 28, 32, 43, 44, 64, 86, 88].contains(digits.count) else { return false }
        return digits.allSatisfy { byte in
            byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
                || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
                || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=")
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
    }

    /// The same number for the same bytes in this run.
    static func digest(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        // FNV leaves the high bits of short texts alike.
        hash ^= hash >> 32
        return hash &* 0x9e37_79b9_7f4a_7c15
    }

    /// Compares with a lowercase ASCII word, whatever the case of the text.
    static func says(_ text: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
        guard text.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { word in
            zip(text, word).allSatisfy { byte, letter in
                (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte) == letter
            }
        }
    }

    static func says(_ text: UnsafeBufferPointer<UInt8>, anyOf words: [StaticString]) -> Bool {
        words.contains { says(text, $0) }
    }
}
