/// For each field with solid digits of a card's length, how many there were and how many could be cards.
///
/// About 4 % of random numbers of 16 digits pass issuer, length and Luhn's sum, and 10 % of those that begin with 4; of a
/// column of cards nearly all do. Fields are told apart by a hash of their names, in a table of fixed size.
struct CardColumns: Sendable {
    private static let size = 256
    private static let longestProbe = 8

    private var names = [UInt64](repeating: 0, count: size)
    private var seen = [UInt32](repeating: 0, count: size)
    private var passed = [UInt32](repeating: 0, count: size)
    private var isIdentity = [Bool](repeating: false, count: size)

    enum Verdict {
        /// Most values could be cards.
        case cards
        /// Too few values to say.
        case unknown
        /// As many as chance gives.
        case numbers
    }

    /// Counts one value; returns the field's place in the table, or -1 if the table is full.
    mutating func count(_ key: Range<Int>, in text: Span<UInt8>, passes: Bool) -> Int32 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in key { hash = (hash ^ UInt64(text[index])) &* 0x0000_0100_0000_01B3 }
        if hash == 0 { hash = 1 }
        var slot = Int(hash >> 40) % Self.size
        for _ in 0..<Self.longestProbe {
            if names[slot] == 0 {
                names[slot] = hash
                isIdentity[slot] = Self.namesIdentity(key, in: text)
            }
            if names[slot] == hash {
                seen[slot] &+= 1
                if passes { passed[slot] &+= 1 }
                return Int32(slot)
            }
            slot = (slot + 1) % Self.size
        }
        return -1
    }

    func verdict(_ column: Int32) -> Verdict {
        let slot = Int(column)
        guard column >= 0, slot < Self.size else { return .unknown }
        // Twenty values tell 10 % from 50 % with a chance of error below 0.1 % (binomial).
        if seen[slot] < 20 { return isIdentity[slot] ? .numbers : .unknown }
        return UInt64(passed[slot]) * 2 > UInt64(seen[slot]) ? .cards : .numbers
    }

    /// Names of ids, times and counters.
    static func namesIdentity(_ key: Range<Int>, in text: Span<UInt8>) -> Bool {
        let end = key.upperBound
        return text.hasLowercased("id", at: end - 2) || text.hasLowercased("ts", at: end - 2)
            || text.contains("time", in: key) || text.contains("stamp", in: key) || text.contains("seq", in: key)
            || text.contains("offset", in: key) || text.contains("trace", in: key) || text.contains("span", in: key)
            || text.hasLowercased("_at", at: end - 3) || text.hasLowercased("_ns", at: end - 3)
            || text.hasLowercased("_us", at: end - 3) || text.hasLowercased("_ms", at: end - 3)
            || text.contains("nano", in: key) || text.contains("seed", in: key) || text.contains("bytes", in: key)
    }

    /// True for what may stand behind a value that fills its field.
    static func endsValue(_ byte: UInt8) -> Bool {
        byte == 0 || byte == Byte.quote || byte == Byte.comma || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
            || byte == Byte.space || byte == 0x0D || byte == UInt8(ascii: "&") || byte == Byte.apostrophe
            || byte == Byte.newline || byte == UInt8(ascii: ";")
    }
}
