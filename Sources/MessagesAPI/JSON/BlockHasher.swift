import ClaudeBackend

/// Digests what a block holds, piece by piece. `BlockDigest` takes whole collections; from another module its generic
/// initialiser costs 30 ns a byte, and a body may have 32 million.
struct BlockHasher {
    private var high: UInt64 = 0x243F_6A88_85A3_08D3
    private var low: UInt64 = 0x1319_8A2E_0370_7344

    var digest: BlockDigest { BlockDigest(high: high, low: low) }

    /// Two lanes of SplitMix64's finaliser (Steele, Lea and Flood, OOPSLA 2014) with different increments.
    mutating func absorb(_ word: UInt64) {
        high = Self.mixed((high ^ word) &+ 0x9E37_79B9_7F4A_7C15)
        low = Self.mixed((low &+ word) ^ (high >> 32) ^ 0xD1B5_4A32_D192_ED03)
    }

    mutating func absorb(_ word: JSONWord) { absorb(UInt64(word.rawValue) | 0x5700) }

    /// Length first, so that no two sequences of texts run together.
    mutating func absorb(_ bytes: UnsafeRawBufferPointer) {
        absorb(UInt64(bytes.count))
        var index = 0
        while index + 8 <= bytes.count {
            absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
            index += 8
        }
        var rest: UInt64 = 0
        while index < bytes.count {
            rest = rest << 8 | UInt64(bytes[index])
            index += 1
        }
        absorb(rest)
    }

    private static func mixed(_ word: UInt64) -> UInt64 {
        var word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
