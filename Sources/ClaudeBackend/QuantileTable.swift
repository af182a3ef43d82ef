import TimeSeries

/// A distribution as the values below which a share of all draws lies: one look-up turns random bits into a draw.
///
/// 1,024 cells of equal probability, each with its mean. The outermost four on either side are cut in another way, octave
/// by octave down to 2^-32 into 32 cells each with straight lines between their ends, so that tails are right as far as
/// draws reach. Within the other cells a draw is known to about 0.2 %: interpolation would take a second random number
/// and a multiplication for each of a request's five draws.
package struct QuantileTable: Sendable {
    /// `count` numbers; several tables may stand one behind the other in one array.
    package let nodes: [Float]

    /// Cells of equal probability.
    private static let cells = 1_024
    private static let octaves = 24
    private static let cellsOfOctave = 32
    /// Nodes of one tail.
    private static let tailCount = octaves * (cellsOfOctave + 1)
    /// Nodes of a table.
    package static let count = cells + 2 * tailCount

    /// From the inverse of the distribution function: the value below which a share of at most one half lies, or, if it
    /// is the upper one, above which it lies; near one there would be no digits left.
    package init(_ quantile: (_ share: Double, _ isUpper: Bool) -> Double) {
        self.init(ends: Self.ends(quantile)) { $0 }
    }

    /// Of a quantity that is a rising function of one whose cells end there.
    private init(ends: [Double], _ transform: (Double) -> Double) {
        let values = ends.map(transform)
        nodes =
            zip(values[..<Self.cells], values[1...]).map { Float(($0 + $1) * 0.5) }
            + values[(Self.cells + 1)...].map { Float($0) }
    }

    /// Where the cells end, then those of the tails.
    private static func ends(_ quantile: (_ share: Double, _ isUpper: Bool) -> Double) -> [Double] {
        var ends: [Double] = []
        ends.reserveCapacity(count + 1)
        let smallest = 0x1p-33
        for index in 0...cells {
            let share = Double(index) / Double(cells)
            ends.append(quantile(max(min(share, 1 - share), smallest), share > 0.5))
        }
        for isUpper in [false, true] {
            for octave in 0..<octaves {
                let start = Double(sign: .plus, exponent: octave - 32, significand: 1)
                for cell in 0...cellsOfOctave {
                    ends.append(quantile(start * (1 + Double(cell) / Double(cellsOfOctave)), isUpper))
                }
            }
        }
        return ends
    }

    package static func constant(_ value: Double) -> QuantileTable {
        QuantileTable { _, _ in value }
    }

    package static func lognormal(median: Double, sigma: Double) -> QuantileTable {
        if sigma == 0 { return constant(median) }
        return QuantileTable(ends: standardNormal) { median * PortableMath.exp(sigma * $0) }
    }

    /// A rising function of a quantity that is normal with mean zero and variance one.
    package static func ofNormal(_ transform: (Double) -> Double) -> QuantileTable {
        QuantileTable(ends: standardNormal, transform)
    }

    private static let standardNormal: [Double] = {
        var solver = NormalQuantile()
        return ends { share, isUpper in isUpper ? solver.upper(share) : -solver.upper(share) }
    }()

    fileprivate static func tail(_ nodes: UnsafePointer<Float>, _ bits: UInt32) -> Float {
        let isLow = bits < 0x8000_0000
        let distance = UInt64(isLow ? bits : ~bits)
        // In halves, so that the middle of what the bits stand for is a whole number; the first octave begins at one.
        let halves = max(2, distance &* 2 &+ 1)
        let octave = 62 &- halves.leadingZeroBitCount
        // With the highest bit at place 32: five bits of the cell behind it, then the place within the cell.
        let scaled = halves &<< UInt64(truncatingIfNeeded: 31 &- octave)
        let first = (octave &* (cellsOfOctave &+ 1)) &+ Int(truncatingIfNeeded: (scaled &>> 27) & 31)
        let node = nodes + (cells &+ (isLow ? 0 : tailCount) &+ min(first, tailCount &- 2))
        let part = Float(Int32(truncatingIfNeeded: scaled & 0x7FF_FFFF)) * 0x1p-27
        return node[0] + (node[1] - node[0]) * part
    }

    package func sample(_ bits: UInt32) -> Double {
        nodes.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { Double($0.quantile(bits)) } ?? 0
        }
    }
}

extension UnsafePointer<Float> {
    /// The draw that 32 random bits stand for, of the table whose nodes begin here.
    @inlinable
    @inline(__always)
    package func quantile(_ bits: UInt32) -> Float {
        let cell = Int(bits &>> 22)
        // One in 128 lies in a tail.
        if UInt(bitPattern: cell &- 4) > 1_015 { return tailQuantile(bits) }
        return self[cell]
    }

    @usableFromInline
    @inline(never)
    func tailQuantile(_ bits: UInt32) -> Float { QuantileTable.tail(self, bits) }
}

/// The inverse of the normal distribution's upper tail, found with Newton's method from wherever the last search ended.
struct NormalQuantile {
    private var last = 0.0

    /// The value above which the share lies; at most one half.
    mutating func upper(_ share: Double) -> Double {
        if share >= 0.5 { return 0 }
        let target = PortableMath.log(share)
        var x = last
        // The logarithm of the tail is concave, so from any start each step but the first stays on one side.
        for _ in 0..<60 {
            let tail = Self.tail(x)
            let step = (PortableMath.log(tail) - target) * tail / Self.density(x)
            x = max(0, x + step)
            if step.magnitude <= 1e-14 * max(1, x) { break }
        }
        last = x
        return x
    }

    static func density(_ x: Double) -> Double { PortableMath.exp(-0.5 * x * x) * 0.398_942_280_401_432_7 }

    /// The share above a value that is not negative.
    static func tail(_ x: Double) -> Double {
        if x < 3 {
            // Abramowitz and Stegun 26.2.11.
            var term = x
            var sum = x
            var odd = 3.0
            while term > sum * 1e-17 {
                term *= x * x / odd
                sum += term
                odd += 2
            }
            return 0.5 - density(x) * sum
        }
        // The continued fraction of 26.2.14, from its far end.
        var fraction = x
        for level in stride(from: 60.0, through: 1, by: -1) { fraction = x + level / fraction }
        return density(x) / fraction
    }
}
