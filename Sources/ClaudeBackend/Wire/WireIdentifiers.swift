/// Makes the opaque ids of answers, the same from the same seed and ordinal.
package struct WireIdentifiers: Sendable {
    private var random: WireRandom

    /// Ids of different ordinals differ, as far as 128 random bits do.
    package init(seed: UInt64, ordinal: UInt64) {
        random = WireRandom(seed: WireRandom(seed: seed).derived(ordinal))
    }

    package mutating func request() -> String { next("req_01") }
    package mutating func message() -> String { next("msg_01") }
    package mutating func tool() -> String { next("toolu_01") }
    package mutating func serverTool() -> String { next("srvtoolu_01") }

    /// A prefix that tells what it names, then 22 letters and digits without those that look alike.
    private mutating func next(_ prefix: String) -> String {
        var text = Array(prefix.utf8)
        for _ in 0..<22 { text.append(Self.alphabet[random.below(Self.alphabet.count)]) }
        return String(decoding: text, as: UTF8.self)
    }

    private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): what it draws is seen and never counted, so its quality suffices.
package struct WireRandom: Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// Below a small bound, where the bias of the remainder does not show.
    package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

    /// A seed of its own for each ordinal.
    package func derived(_ ordinal: UInt64) -> UInt64 {
        Self.mixed(state ^ Self.mixed(ordinal &+ 0x9E37_79B9_7F4A_7C15))
    }

    private static func mixed(_ word: UInt64) -> UInt64 {
        var word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
