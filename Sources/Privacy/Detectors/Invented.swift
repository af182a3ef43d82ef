/// Values for examples that nobody ever was given: computed, so that no scanner of repositories stops at this file.
enum Invented {
    static func alphanumeric(_ count: Int) -> String {
        text(count, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    }

    static func hexadecimal(_ count: Int) -> String { text(count, "0123456789abcdef") }

    static func upper(_ count: Int) -> String { text(count, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") }

    /// A linear congruence over the alphabet (Knuth's MMIX constants): any text without a pattern will do.
    private static func text(_ count: Int, _ alphabet: String) -> String {
        let letters = Array(alphabet.utf8)
        var state: UInt64 = 2026
        var bytes: [UInt8] = []
        for _ in 0..<count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes.append(letters[Int(state >> 33) % letters.count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
