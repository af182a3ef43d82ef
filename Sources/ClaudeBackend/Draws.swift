/// Random numbers that follow from what they are for: nothing is shared and nothing advances, so a draw is the same in
/// whatever order work is done, and request number i draws the same in every variant of a run.
///
/// A key is a point on a line of 2^64; requests, calls, attempts and purposes step along it by odd numbers that have
/// nothing in common, and `mix` makes a random number of where one stands.
package enum Draws {
    /// David Stafford's thirteenth mixer, as SplitMix64 uses it (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number
    /// Generators", 2014).
    @inlinable
    package static func mix(_ state: UInt64) -> UInt64 {
        var bits = state
        bits = (bits ^ (bits &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits &>> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits &>> 31)
    }

    /// What a random number is for. Keys are of requests, calls or attempts; purposes of one key differ.
    package enum Purpose: UInt64 {
        case lengths = 1
        case prefix
        case traits
        case thinking
        case calls
        case pacing
        case refusal
        case midstream
        case afterHeaders
        case backoff
        case thinkTime
        case dependency
    }

    @inlinable
    package static func draw(_ key: UInt64, _ purpose: Purpose) -> UInt64 {
        mix(key &+ purpose.rawValue &* 0x8EBC_6AF0_9C88_C6E3)
    }

    /// From one request of a run to the next.
    @inlinable package static var requestStep: UInt64 { 0x9E37_79B9_7F4A_7C15 }
    /// From one call of a request to the next.
    @inlinable package static var callStep: UInt64 { 0xA076_1D64_78BD_642F }
    /// From one attempt of a call to the next.
    @inlinable package static var attemptStep: UInt64 { 0xE703_7ED1_A0B4_28DB }

    /// A share as a threshold for 32 random bits: `UInt64(bits) < threshold` is true with that probability.
    package static func threshold(_ share: Double) -> UInt64 {
        guard share > 0 else { return 0 }
        return share >= 1 ? 1 << 32 : UInt64(share * 4_294_967_296)
    }

    /// A random number in 0..<1 of 32 bits.
    @inlinable
    package static func unit(_ bits: UInt32) -> Float { Float(bits &>> 8) * 0x1p-24 }

    /// To the nearest whole number, at most 8,388,607: adding 2^23 leaves no place for a fraction, and no bits can trap.
    ///
    /// - Precondition: not negative.
    @inlinable
    package static func rounded(_ value: Float) -> Int32 {
        let shifted = (value < 8_388_607 ? value : 8_388_607) + 8_388_608
        return Int32(bitPattern: shifted.bitPattern & 0x7F_FFFF)
    }
}
