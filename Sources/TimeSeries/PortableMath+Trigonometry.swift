extension PortableMath {
    /// The sine of an angle in radians.
    package static func sin(_ x: Double) -> Double {
        if !x.isFinite { return .nan }
        // Below this the cube is too small to matter, and zero keeps its sign.
        if x.magnitude < 0x1p-27 { return x }
        let (quarter, angle) = reduced(x)
        let result = quarter & 1 == 0 ? sine(angle) : cosine(angle)
        return quarter & 2 == 0 ? result.value : -result.value
    }

    /// The cosine of an angle in radians.
    package static func cos(_ x: Double) -> Double {
        if !x.isFinite { return .nan }
        let (quarter, angle) = reduced(x)
        let result = quarter & 1 == 0 ? cosine(angle) : sine(angle)
        return (quarter + 1) & 2 == 0 ? result.value : -result.value
    }

    /// The tangent of an angle in radians.
    package static func tan(_ x: Double) -> Double {
        if !x.isFinite { return .nan }
        if x.magnitude < 0x1p-27 { return x }
        let (quarter, angle) = reduced(x)
        let (sine, cosine) = (sine(angle), cosine(angle))
        return quarter & 1 == 0 ? (sine / cosine).value : -(cosine / sine).value
    }

    /// The angle of a sine, within a quarter turn of zero; NaN beyond 1.
    package static func asin(_ x: Double) -> Double {
        if x.isNaN || x.magnitude > 1 { return .nan }
        if x.magnitude < 0x1p-27 { return x }
        return arcsine(x).value
    }

    /// The angle of a cosine, within half a turn of zero; NaN beyond 1.
    package static func acos(_ x: Double) -> Double {
        if x.isNaN || x.magnitude > 1 { return .nan }
        if x <= 0.5 { return (Constants.halfPi + -arcsine(x)).value }
        // Near 1 the angle is small, and half its tangent known to the last bit.
        let ratio = DoublePair(1 - x) / DoublePair(sum: 1, x)
        return (arctangent(ratio.squareRoot) * 2).value
    }

    /// The angle of a tangent, within a quarter turn of zero.
    package static func atan(_ x: Double) -> Double {
        if x.isNaN || x.magnitude < 0x1p-27 { return x }
        if x.magnitude > 0x1p60 { return x < 0 ? -Constants.halfPi.value : Constants.halfPi.value }
        return arctangent(DoublePair(x)).value
    }

    /// The angle of the point `(x, y)`, within half a turn of the positive x axis.
    package static func atan2(_ y: Double, _ x: Double) -> Double {
        if x.isNaN || y.isNaN { return .nan }
        let isLeft = x.sign == .minus
        let magnitude: Double
        if y == 0 {
            magnitude = isLeft ? Constants.pi.value : 0
        } else if x == 0 {
            magnitude = Constants.halfPi.value
        } else if x.isInfinite || y.isInfinite {
            let angle = y.isInfinite ? (x.isInfinite ? Constants.halfPi * 0.5 : Constants.halfPi) : DoublePair(0)
            magnitude = isLeft ? (Constants.pi + -angle).value : angle.value
        } else {
            magnitude = angle(y.magnitude, x.magnitude, isLeft: isLeft)
        }
        return y.sign == .minus ? -magnitude : magnitude
    }

    private static func angle(_ y: Double, _ x: Double, isLeft: Bool) -> Double {
        let distance = y.exponent - x.exponent
        if distance > 80 { return Constants.halfPi.value }
        if distance < -80 { return isLeft ? Constants.pi.value : y / x }
        // Scaled to about 1, so that nothing overflows on the way.
        let tangent =
            DoublePair(Double(sign: .plus, exponent: distance, significand: y.significand)) / DoublePair(x.significand)
        let angle = arctangent(tangent)
        return isLeft ? (Constants.pi + -angle).value : angle.value
    }

    // MARK: Series

    /// The sine of at most an eighth of a turn.
    private static func sine(_ angle: DoublePair) -> DoublePair {
        let square = angle * angle
        let u = square.high
        var tail = -1.0 / 121_645_100_408_832_000
        tail = tail * u + 1.0 / 355_687_428_096_000
        tail = tail * u - 1.0 / 1_307_674_368_000
        tail = tail * u + 1.0 / 6_227_020_800
        tail = tail * u - 1.0 / 39_916_800
        tail = tail * u + 1.0 / 362_880
        tail = tail * u - 1.0 / 5_040
        tail = tail * u + 1.0 / 120
        let series = (DoublePair(product: u, tail) + -Constants.sixth) * square
        return angle + angle * series
    }

    /// The cosine of at most an eighth of a turn.
    private static func cosine(_ angle: DoublePair) -> DoublePair {
        let square = angle * angle
        let u = square.high
        var tail = -1.0 / 6_402_373_705_728_000
        tail = tail * u + 1.0 / 20_922_789_888_000
        tail = tail * u - 1.0 / 87_178_291_200
        tail = tail * u + 1.0 / 479_001_600
        tail = tail * u - 1.0 / 3_628_800
        tail = tail * u + 1.0 / 40_320
        tail = tail * u - 1.0 / 720
        tail = tail * u + 1.0 / 24
        return DoublePair(1) + (square * -0.5 + u * u * tail)
    }

    private static func arcsine(_ x: Double) -> DoublePair {
        if x.magnitude == 1 { return Constants.halfPi * x }
        // (1 − x)(1 + x) keeps what 1 − x² would lose.
        let adjacent = (DoublePair(sum: 1, -x) * DoublePair(sum: 1, x)).squareRoot
        return arctangent(DoublePair(x) / adjacent)
    }

    /// The arc tangent, from that of the nearest eighth and the angle between.
    private static func arctangent(_ x: DoublePair) -> DoublePair {
        if x.high < 0 { return -arctangent(-x) }
        if x.high > 1 { return Constants.halfPi + -arctangentWithinOne(DoublePair(1) / x) }
        return arctangentWithinOne(x)
    }

    private static func arctangentWithinOne(_ x: DoublePair) -> DoublePair {
        let eighths = (x.high * 8).rounded()
        let nearest = eighths / 8
        let difference = eighths == 0 ? x : (x + -nearest) / (x * nearest + 1)
        let square = difference * difference
        let u = square.high
        var tail = -1.0 / 21
        tail = tail * u + 1.0 / 19
        tail = tail * u - 1.0 / 17
        tail = tail * u + 1.0 / 15
        tail = tail * u - 1.0 / 13
        tail = tail * u + 1.0 / 11
        tail = tail * u - 1.0 / 9
        tail = tail * u + 1.0 / 7
        let series = (Constants.fifth + -(u * tail)) * square + -Constants.third
        return arctangentsOfEighths[Int(eighths)] + (difference + difference * square * series)
    }

    private static let arctangentsOfEighths: [DoublePair] = [
        DoublePair(0),
        DoublePair(high: 0x1.fd5ba9aac2f6ep-4, low: -0x1.cd37686760c17p-59),
        DoublePair(high: 0x1.f5b75f92c80ddp-3, low: 0x1.8ab6e3cf7afbdp-57),
        DoublePair(high: 0x1.6f61941e4def1p-2, low: -0x1.c63aae6f6e918p-56),
        DoublePair(high: 0x1.dac670561bb4fp-2, low: 0x1.a2b7f222f65e2p-56),
        DoublePair(high: 0x1.1e00babdefeb4p-1, low: -0x1.928df287a668fp-58),
        DoublePair(high: 0x1.4978fa3269ee1p-1, low: 0x1.2419a87f2a458p-56),
        DoublePair(high: 0x1.700a7c5784634p-1, low: -0x1.8c34d25aadef6p-56),
        DoublePair(high: 0x1.921fb54442d18p-1, low: 0x1.1a62633145c07p-55),
    ]

    // MARK: Reduction

    /// The angle less the nearest multiple of a quarter turn, and that multiple modulo 4.
    private static func reduced(_ x: Double) -> (quarter: Int, angle: DoublePair) {
        if x.magnitude < 0x1p20 {
            let multiple = (x * 0x1.45f306dc9c883p-1).rounded()
            if multiple == 0 { return (0, DoublePair(x)) }
            // The parts have 30 bits and a multiple has 21, so these products are exact.
            let first = DoublePair(sum: x, -(multiple * 0x1.921fb54000000p+0))
            let second = first + -(multiple * 0x1.10b4611800000p-30)
            let third = second + -(multiple * 0x1.313198a000000p-61)
            return (Int(multiple) & 3, third + -(multiple * 0x1.701b839a25205p-92))
        }
        let (quarter, angle) = reducedByLongMultiplication(x.magnitude)
        return x < 0 ? ((4 - quarter) & 3, -angle) : (quarter, angle)
    }

    /// For great angles: the 192 bits of 2/π that matter, times the significand. Multiples of four quarters are left out
    /// from the start. Source: M. Payne and R. Hanek, "Radian reduction for trigonometric functions" (1983).
    private static func reducedByLongMultiplication(_ x: Double) -> (quarter: Int, angle: DoublePair) {
        let significand = x.significandBitPattern | 1 << 52
        let exponent = Int(x.exponent) - 52
        // Bit j of 2/π has the weight 2^-j, and the product with the significand the weight 2^(exponent - j).
        let firstBit = max(exponent - 1, 1)
        let (word, shift) = (firstBit - 1).quotientAndRemainder(dividingBy: 64)
        let window = (0..<3).map { index -> UInt64 in
            let upper = twoOverPi[word + index] << UInt64(shift)
            return shift == 0 ? upper : upper | twoOverPi[word + index + 1] >> UInt64(64 - shift)
        }
        // The product in four words, the lowest first.
        var product: [UInt64] = [0, 0, 0, 0]
        var carry: UInt64 = 0
        for index in 0..<3 {
            let (upper, lower) = window[2 - index].multipliedFullWidth(by: significand)
            let (sum, overflow) = lower.addingReportingOverflow(carry)
            product[index] = sum
            carry = upper + (overflow ? 1 : 0)
        }
        product[3] = carry
        return angle(of: product, fractionBits: 191 + firstBit - exponent)
    }

    /// The quarters and the angle beyond them, from a number of quarter turns in 256 bits.
    private static func angle(of turns: [UInt64], fractionBits: Int) -> (quarter: Int, angle: DoublePair) {
        // Between 190 and 224, so the point lies in the third or fourth word.
        var quarter = Int(truncatingIfNeeded: turns[3] >> UInt64(max(fractionBits - 192, 0))) & 3
        var words = turns
        if fractionBits < 192 {
            let whole = UInt64(192 - fractionBits)
            quarter = Int(truncatingIfNeeded: turns[3] << whole | turns[2] >> (64 - whole)) & 3
            words[3] = 0
            words[2] &= .max >> whole
        } else {
            words[3] &= (1 << UInt64(fractionBits - 192)) - 1
        }
        var fraction = DoublePair(0)
        for (index, word) in words.enumerated().reversed() {
            for (part, place) in [(word >> 32, 32), (word & 0xFFFF_FFFF, 0)] where part != 0 {
                let exponent = 64 * index + place - fractionBits
                fraction = fraction + Double(sign: .plus, exponent: exponent, significand: Double(part))
            }
        }
        if fraction.high > 0.5 {
            quarter = (quarter + 1) & 3
            fraction = fraction + -1
        }
        return (quarter, fraction * Constants.halfPi)
    }

    /// The bits of 2/π behind the point.
    private static let twoOverPi: [UInt64] = [
        0xA2F9_836E_4E44_1529, 0xFC27_57D1_F534_DDC0, 0xDB62_9599_3C43_9041, 0xFE51_63AB_DEBB_C561,
        0xB724_6E3A_424D_D2E0, 0x0649_2EEA_09D1_921C, 0xFE1D_EB1C_B129_A73E, 0xE882_35F5_2EBB_4484,
        0xE99C_7026_B45F_7E41, 0x3991_D639_8353_39F4, 0x9C84_5F8B_BDF9_283B, 0x1FF8_97FF_DE05_980F,
        0xEF2F_118B_5A0A_6D1F, 0x6D36_7ECF_27CB_09B7, 0x4F46_3F66_9E5F_EA2D, 0x7527_BAC7_EBE5_F17B,
        0x3D07_39F7_8A52_92EA, 0x6BFB_5FB1_1F8D_5D08, 0x5603_3046_FC7B_6BAB, 0xF0CF_BC20_9AF4_361D,
    ]
}
