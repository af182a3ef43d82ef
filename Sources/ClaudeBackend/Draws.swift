/// Random numbers that follow from what they are for: nothing is shared and nothing advances, so a draw is the same in
/// whatever order work is done, and request number i draws the same in every variant of a run.
///
/// A key is a point on a line of 2^64; requests, calls, attempts and purposes step along it by odd numbers that have
/// nothing in common, and mixing makes a random number of where one stands.
///
/// What loops of other modules call hangs on types of the standard library: members of a `package` type are not
/// inlined into another module, `@inlinable` or not, but these are (read from the machine code of Swift 6.3.1).
@usableFromInline package enum Draws {
    /// What a random number is for. Keys are of requests, calls or attempts; purposes of one key differ.
    @usableFromInline package enum Purpose {
        case shape, tail, prefix, traits, thinking, calls, refusal, midstream, afterHeaders, backoff, thinkTime
        case dependency
    }

    /// A share as a threshold for 32 random bits: `UInt64(bits) < threshold` is true with that probability.
    package static func threshold(_ share: Double) -> UInt64 {
        guard share > 0 else { return 0 }
        return share >= 1 ? 1 << 32 : UInt64(share * 4_294_967_296)
    }
}

extension UInt64 {
    /// From one request of a run to the next.
    @inlinable package static var requestStep: UInt64 { 0x9E37_79B9_7F4A_7C15 }
    /// Turns a place on the line of requests back into the request's number.
    @inlinable package static var requestStepInverse: UInt64 { 0xF1DE_83E1_9937_733D }
    /// From one call of a request to the next.
    @inlinable package static var callStep: UInt64 { 0xA076_1D64_78BD_642F }
    /// From one attempt of a call to the next.
    @inlinable package static var attemptStep: UInt64 { 0xE703_7ED1_A0B4_28DB }

    /// David Stafford's thirteenth mixer, as SplitMix64 uses it (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number
    /// Generators", 2014).
    @inlinable package var mixed: UInt64 {
        var bits = self
        bits = (bits ^ (bits &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits &>> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits &>> 31)
    }

    /// The random number that belongs to this key and a purpose.
    @inlinable
    @inline(__always)
    package func draw(_ purpose: Draws.Purpose) -> UInt64 {
        let place: UInt64 =
            switch purpose {
            case .shape: 1
            case .prefix: 2
            case .traits: 3
            case .thinking: 4
            case .calls: 5
            case .tail: 6
            case .refusal: 7
            case .midstream: 8
            case .afterHeaders: 9
            case .backoff: 10
            case .thinkTime: 11
            case .dependency: 12
            }
        return (self &+ place &* 0x8EBC_6AF0_9C88_C6E3).mixed
    }

    /// The two halves of a draw, each good for one decision.
    @inlinable package var lowBits: UInt32 { UInt32(truncatingIfNeeded: self) }
    @inlinable package var highBits: UInt32 { UInt32(truncatingIfNeeded: self &>> 32) }
}

extension UInt32 {
    /// Random bits as a number in 0..<1.
    @inlinable package var unit: Float { Float(self &>> 8) * 0x1p-24 }

    /// Whether random bits are below a threshold of `Draws`.
    @inlinable
    package func isBelow(_ threshold: UInt64) -> Bool { UInt64(self) < threshold }
}

extension Float {
    /// The nearest whole number, at most 8,388,607: adding 2^23 leaves no place for a fraction, and no bits can trap.
    ///
    /// - Precondition: not negative.
    @inlinable package var nearestWhole: Int32 {
        let shifted = (self < 8_388_607 ? self : 8_388_607) + 8_388_608
        return Int32(bitPattern: shifted.bitPattern & 0x7F_FFFF)
    }
}
