import ClaudeBackend

/// Signatures of thinking that look opaque and can be checked: who sends an answer back with its thinking changed is told
/// so, as by the real API. This is no cryptography; nothing is protected by it.
package enum ThinkingSignature {
    /// For a text, of 70 characters; the same from the same seed.
    package static func make(for text: [UInt8], seed: UInt64) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(70)
        var random = WireRandom(seed: seed)
        while bytes.count < lengthOfSalt { append(random.next(), to: &bytes) }
        append(digest(text, salt: bytes), to: &bytes)
        append(digest(bytes, salt: []), to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// True if the signature was made here, for another text.
    static func isBroken(_ signature: [UInt8], of text: [UInt8]) -> Bool {
        guard signature.count == lengthOfSalt + 20 else { return false }
        let head = Array(signature.prefix(lengthOfSalt + 10))
        var seal: [UInt8] = []
        append(digest(head, salt: []), to: &seal)
        guard seal.elementsEqual(signature.suffix(10)) else { return false }
        let salt = Array(signature.prefix(lengthOfSalt))
        var expected = salt
        append(digest(text, salt: salt), to: &expected)
        return expected != head
    }

    /// Five numbers of ten characters at most; the rest is of the text and of the whole.
    private static let lengthOfSalt = 50

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Sixty bits as ten characters.
    private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
        for place in 0..<10 { bytes.append(alphabet[Int(truncatingIfNeeded: word >> UInt64(place * 6)) & 63]) }
    }

    private static func digest(_ text: [UInt8], salt: [UInt8]) -> UInt64 {
        var hasher = BlockHasher()
        salt.withUnsafeBytes { hasher.absorb($0) }
        text.withUnsafeBytes { hasher.absorb($0) }
        return hasher.digest.low
    }
}
